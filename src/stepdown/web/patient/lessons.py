"""The person's own lessons: heard, missed, to read, and how sure they feel."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone

from stepdown.clinic.education.operations import keep_reading
from stepdown.clinic.education.queries import (
    LessonOfPerson,
    Standing,
    lesson_of_person,
    lessons_of_person,
)
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.people.queries import local_now
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.downloads import as_download
from stepdown.web.ui.forms import PageForm, saved, version_of

NUMBERS = [(str(each), str(each)) for each in range(11)]
DONE = {Standing.HEARD, Standing.READ}


class SureForm(PageForm):
    """How sure the person is, from 0 to 10; after reading it may stay open."""

    sure = forms.TypedChoiceField(
        label="How sure are you that you could use this on a hard day?",
        choices=NUMBERS,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a number from 0 to 10"},
    )

    def __init__(self, moment: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"id_{moment}_%s")
        self.fields["sure"].required = moment == "before"


@own_page
def my_lessons(request: HttpRequest, patient: OpenedPatient) -> HttpResponse:
    found = _lessons(patient)
    done = sum(one.standing in DONE for one in found)
    context = {
        "lessons": found,
        "waiting": [one for one in found if one.standing == Standing.TO_READ],
        "done": done,
        "progress": f"{done} of {len(found)}",
    }
    return render(request, "patient/lessons.html", context)


def _lessons(patient: OpenedPatient) -> list[LessonOfPerson]:
    return lessons_of_person(patient, on=local_now(patient.site, timezone.now()).date())


@own_page
def my_lesson(request: HttpRequest, patient: OpenedPatient, lesson: str) -> HttpResponse:
    """One lesson. A POST says how sure the person is, before or after, or that they read it."""
    one = _one_or_404(patient, lesson)
    moment = "before" if request.POST.get("act") == "before" else "after"
    form = SureForm(moment, request.POST or None)
    if request.method == "POST" and saved(form, lambda: _keep(request, patient, one, form, moment)):
        is_read = moment == "after" and one.standing != Standing.HEARD
        messages.success(request, "Saved. It counts as read." if is_read else "Saved.")
        return redirect(request.path if moment == "before" else "my_lessons")
    forms_by_moment = {each: SureForm(each) for each in ("before", "after")} | {moment: form}
    context = {
        "form": form if form.is_bound else None,
        "one": one,
        "lesson": one.lesson,
        "is_done": one.standing in DONE,
        **forms_by_moment,
    }
    return render(request, "patient/lesson.html", context, status=form.status)


def _keep(
    request: HttpRequest, patient: OpenedPatient, one: LessonOfPerson, form: SureForm, moment: str
) -> None:
    keep_reading(
        actor=actor_of(request),
        patient=patient,
        lesson=one.lesson.key,
        expected_version=version_of(request.POST),
        now=timezone.now(),
        is_read=moment == "after" and one.standing != Standing.HEARD,
        **{f"sure_{moment}": form.cleaned_data["sure"]},
    )


def _one_or_404(patient: OpenedPatient, lesson: str) -> LessonOfPerson:
    today = local_now(patient.site, timezone.now()).date()
    found = lesson_of_person(patient, lesson, on=today)
    if found is None:
        raise Http404
    return found


@own_page
def my_lesson_file(request: HttpRequest, patient: OpenedPatient, lesson: str) -> HttpResponse:
    """The lesson as one file that opens without a network; its name says nothing."""
    one = _one_or_404(patient, lesson)
    text = render_to_string("patient/lesson_file.html", {"lesson": one.lesson})
    return as_download(text.encode(), "page", "reading")
