"""The front door, and what everybody who is signed in may see."""

from django.urls import path

from stepdown.clinic.intake.questions import QUESTIONS
from stepdown.web.front import answering, ask, cost, demo, join, own, questions, tell, views

LAST = len(QUESTIONS)
QUESTION_PAGES = [
    path(
        f"right-for-me/{n}" if n > 1 else "right-for-me",
        questions.question,
        {"number": n},
        name=f"question_{n}",
    )
    for n in range(1, LAST + 1)
]

urlpatterns = [
    path("", views.front, name="front"),
    *QUESTION_PAGES,
    path("right-for-me/result", questions.question, {"number": LAST + 1}, name="questions_result"),
    path("cost", cost.cost, name="cost"),
    path("ask", ask.ask, name="ask"),
    path("ask/me", ask.ask_for, {"asked_by": "self"}, name="ask_me"),
    path("ask/someone", ask.ask_for, {"asked_by": "loved_one"}, name="ask_someone"),
    path("ask/refer", ask.ask_for, {"asked_by": "professional"}, name="ask_refer"),
    path("ask/check", ask.check, name="ask_check"),
    path("ask/done", ask.done, name="ask_done"),
    path("tell", tell.tell, name="tell"),
    path("tell/check", tell.check, name="tell_check"),
    path("tell/done", tell.done, name="tell_done"),
    path("join", join.join, name="join"),
    path("join/sent", join.sent, name="join_sent"),
    path("join/<str:key>", join.finish, name="join_finish"),
    path("answer", answering.answer, name="answer"),
    path("answer/<int:form_id>", answering.go_on, name="answer_next"),
    path("answer/<int:form_id>/<int:number>", answering.question, name="answer_question"),
    path("answer/<int:form_id>/help", answering.help_first, name="answer_help"),
    path("answer/<int:form_id>/check", answering.check, name="answer_check"),
    path("answer/done", answering.done, name="answer_done"),
    path("home", views.home, name="home"),
    path("roles", views.roles, name="roles"),
    path("styleguide", views.styleguide, name="styleguide"),
    path("settings", own.own_settings, name="own_settings"),
    path("settings/sign-out-everywhere", own.end_sessions, name="end_sessions"),
    path("demo/enter", demo.demo_enter, name="demo_enter"),
]
