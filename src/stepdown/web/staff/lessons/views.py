"""The course: all lessons, one to print, what a class gives, and what one person has of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.education.operations import choose_lesson
from stepdown.clinic.education.queries import choice_of, lesson_of
from stepdown.clinic.people.access import NotThere, OpenedPatient
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.queries import OpenedSession, opened_session
from stepdown.clinic.treatment.services import Service
from stepdown.rules.education import all_lessons, course_on
from stepdown.web.staff.chart.frame import chart_frame
from stepdown.web.staff.lessons.forms import ChooseForm
from stepdown.web.staff.lessons.presenters import lessons_page
from stepdown.web.ui.access import actor_of, patient_page, staff_page
from stepdown.web.ui.forms import saved, version_of


@staff_page(Permission.READ_CHART)
def lessons(request: HttpRequest) -> HttpResponse:
    course = course_on(timezone.now().date())
    return render(request, "staff/lessons/lessons.html", {"course": course})


@staff_page(Permission.READ_CHART)
def lesson(request: HttpRequest, lesson: str) -> HttpResponse:
    """One lesson, as it is read out, or printed and handed out."""
    found = all_lessons().get(lesson)
    if found is None:
        raise Http404
    return render(request, "staff/lessons/lesson.html", {"lesson": found})


@staff_page(Permission.LEAD_SESSIONS)
def session_lesson(request: HttpRequest, session_id: int) -> HttpResponse:
    """The leader gives another lesson in this class."""
    session = _session_or_404(request, session_id)
    is_class = session.series.service == Service.EDUCATION
    now_given = lesson_of(session.series, session.on) if is_class else None
    if now_given is None:  # no class of the course, no lesson
        return redirect("session", session_id=session.pk)
    before = choice_of(session.series, session.on)
    form = ChooseForm(
        course_on(session.on).lessons,
        request.POST or None,
        initial={"lesson": now_given.key},
    )
    if request.method == "POST" and saved(
        form,
        lambda: choose_lesson(
            actor=actor_of(request),
            session=session,
            expected_version=version_of(request.POST),
            now=timezone.now(),
            **form.cleaned_data,
        ),
    ):
        messages.success(request, "Saved. Whoever comes to this class has heard this lesson.")
        return redirect("session", session_id=session.pk)
    context = {
        "session_id": session.pk,
        "given": now_given,
        "form": form,
        "seen_version": before.version if before else 0,
        "is_closed": session.state == "closed",
    }
    return render(request, "staff/lessons/choose.html", context, status=form.status)


def _session_or_404(request: HttpRequest, session_id: int) -> OpenedSession:
    try:
        return opened_session(actor_of(request), session_id)
    except NotThere as error:
        raise Http404 from error


@patient_page(Permission.READ_CHART)
def lessons_of_one(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    context = {
        "chart": chart_frame(request, patient, tab="progress"),
        "page": lessons_page(patient, timezone.now()),
    }
    return render(request, "staff/lessons/of_one.html", context)
