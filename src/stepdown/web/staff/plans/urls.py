"""Addresses of this station."""

from django.urls import path

from stepdown.web.staff.plans import criteria, goals, library, views

urlpatterns = [
    path("p/<str:code>/plan", views.plan, name="plan"),
    path("p/<str:code>/plan/goal", goals.new_goal, name="plan_goal_new"),
    path("p/<str:code>/plan/goal/<int:goal_id>", goals.goal, name="plan_goal"),
    path("p/<str:code>/plan/goal/<int:goal_id>/out", goals.goal_out, name="plan_goal_out"),
    path("p/<str:code>/plan/ready", criteria.criteria, name="plan_criteria"),
    path("p/<str:code>/plan/sheet", views.sheet, name="plan_sheet"),
    path("p/<str:code>/plan/sign", views.sign, name="plan_sign"),
    path("p/<str:code>/plan/answer", views.answer, name="plan_answer"),
    path("p/<str:code>/plan/review", views.review, name="plan_review"),
    path("p/<str:code>/plan/change", views.change, name="plan_change"),
    path("setup/goals/<int:site_id>", library.library, name="setup_goals"),
    path("setup/goals/<int:site_id>/<int:line>", library.library_goal, name="setup_goal"),
]
