"""Somebody else is here: found by letters of their name, and put on the roll of today."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.people.access import NotThere
from stepdown.clinic.people.names import told_apart
from stepdown.clinic.people.queries import find_people
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.sessions.operations import open_session, walk_in
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.forms import Line, PageForm, saved

MOST = 8  # more than these are told apart by one letter more


class LettersForm(PageForm):
    """Sent as a form, not in the address: an address holds no name."""

    letters = Line(
        label="Letters of their name",
        most=60,
        error_messages={"required": "Type some letters of their name"},
    )


class WalkInForm(PageForm):
    """Its button names the person."""

    person = forms.IntegerField(
        min_value=1, max_value=2**31, error_messages={"required": "Press the person who is here"}
    )


@dataclass(frozen=True)
class Found:
    person_id: int
    name: str
    tone: int


@staff_page(Permission.LEAD_SESSIONS)
def walking_in(request: HttpRequest, session_id: int) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    try:
        session = open_session(actor=actor, session_id=session_id, now=now)
    except NotThere as error:
        raise Http404 from error
    letters = LettersForm(request.POST or None)
    typed = letters.cleaned_data["letters"] if letters.is_valid() else ""
    form = WalkInForm(request.POST if "person" in request.POST else None)
    if form.is_bound and saved(
        form,
        lambda: walk_in(
            actor=actor, session=session, patient_id=form.cleaned_data["person"], now=now
        ),
    ):
        messages.success(request, "They are on the roll. Mark how they came.")
        return redirect("session", session_id=session_id)
    people = _found(request, typed)
    context = {
        "session_id": session_id,
        "title": session.series.title,
        "letters": letters,
        "typed": typed,
        "people": people,
        "may_be_more": len(people) == MOST,
        "form": form,
    }
    status = form.status if form.is_bound else letters.status
    return render(request, "staff/sessions/walking_in.html", context, status=status)


def _found(request: HttpRequest, typed: str) -> list[Found]:
    if not typed:
        return []
    people = find_people(
        actor_of(request),
        letters=typed,
        permission=Permission.LEAD_SESSIONS,
        now=timezone.now(),
        most=MOST,
    )
    return [Found(key, name, key % 6) for key, name in told_apart(people).items()]
