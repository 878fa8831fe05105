"""What the person says of a meeting: they come, would like video, or cannot make it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone

from stepdown.clinic.coming.operations import answer_session, choose_other_time, say_wish
from stepdown.clinic.coming.queries import (
    Answers,
    Says,
    Why,
    Wish,
    answers_from,
    chosen_instead,
    may_use_video,
    other_times,
)
from stepdown.clinic.intake.words import day_and_time
from stepdown.clinic.people.access import OpenedPatient
from stepdown.clinic.timetable.queries import DatedSession, session_on, week_of
from stepdown.clinic.timetable.times import monday_of
from stepdown.web.ui.access import actor_of, own_page
from stepdown.web.ui.forms import PageForm, drop_optional_marks, saved

SAID = {
    Says.HERE: "You said you’ll be there.",  # noqa: RUF001 - meant
    Says.VIDEO: "You asked for video. Your team tells you how to join.",
    Says.AWAY: "You said you can’t make it.",  # noqa: RUF001 - meant
}
DONE = {
    Says.HERE: "Good. See you then.",
    Says.VIDEO: "We know. Your team tells you how to join.",
    Wish.CALL: "Thanks for telling us. We call you to find another time.",
    Wish.NONE: "Thanks for telling us.",
}
BOOKED = "Thanks for telling us. The other time is yours."
CALLS = (Wish.CALL.value, Wish.NONE.value)


class ComingForm(PageForm):
    """A button: one word of the person, or `instead`, the session they come to in its place."""

    says = forms.ChoiceField(choices=[(one, one) for one in (*Says.values, *CALLS)], required=False)
    instead = forms.IntegerField(min_value=1, max_value=2**31, required=False)
    why = forms.ChoiceField(
        label="Why? You do not have to say.",
        choices=Why.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned["says"] and not cleaned["instead"]:
            self.status = 422
            raise forms.ValidationError("Press one of the buttons.")
        return cleaned


@dataclass(frozen=True)
class OtherTime:
    """A time that fits: its button sends `series_id`."""

    series_id: int
    when: str
    what: str


@dataclass(frozen=True)
class Coming:
    """One meeting and what was said of it. `instead`: the time booked in its place."""

    series_id: int
    on: str
    when: str
    what: str
    says: str
    words: str
    instead: str
    may_use_video: bool
    has_begun: bool
    is_cancelled: bool = False


def coming_of(patient: OpenedPatient, one: DatedSession, answers: Answers, now: datetime) -> Coming:
    answer = answers.get((one.session.series_id, one.on))
    other = chosen_instead(answer) if answer else None
    return Coming(
        series_id=one.session.series_id,
        on=one.on.isoformat(),
        when=_when(one),
        what=_what(one),
        says=answer.says if answer else "",
        words=SAID[Says(answer.says)] if answer else "",
        instead=_when(other) if other else "",
        may_use_video=may_use_video(patient, one),
        has_begun=one.starts_at <= now,
        is_cancelled=one.is_cancelled,
    )


def _when(one: DatedSession) -> str:
    return day_and_time(one.on, one.starts_at.time())


def _what(one: DatedSession) -> str:
    return f"{one.session.title}, with {one.session.leader}"


@own_page
def my_coming(
    request: HttpRequest, patient: OpenedPatient, series_id: int, on: str
) -> HttpResponseBase:
    """One meeting, and after "I can't make it" the times that fit in its place."""
    one, now = _meeting(patient, series_id, on), timezone.now()
    if one is None:
        return _gone(request, patient)
    form = ComingForm(request.POST or None)
    drop_optional_marks(form, "why")
    if request.method == "POST" and saved(form, lambda: _carry_out(request, patient, one, form)):
        if form.cleaned_data["says"] == Says.AWAY:
            return redirect("my_coming", series_id=series_id, on=on)
        messages.success(request, DONE.get(form.cleaned_data["says"], BOOKED))
        return redirect("me")
    answers = answers_from(patient, one.on)
    coming = coming_of(patient, one, answers, now)
    is_open = (coming.is_cancelled or coming.says == Says.AWAY) and not coming.instead
    others = other_times(patient, one, now=now) if is_open else []
    context = {
        "coming": coming,
        "form": form,
        "others": [OtherTime(o.session.series_id, _when(o), _what(o)) for o in others],
        "same_day": _same_day(patient, one, answers, now) if _asks_of_the_day(coming) else [],
        "phone": patient.site.phone,
    }
    return render(request, "patient/coming.html", context, status=form.status)


def _asks_of_the_day(coming: Coming) -> bool:
    """Who cannot come says so of each meeting of that day; what the clinic cancels asks nothing."""
    return coming.says == Says.AWAY and not coming.is_cancelled


def _gone(request: HttpRequest, patient: OpenedPatient) -> HttpResponseBase:
    context = {"phone": patient.site.phone}
    status = 422 if request.method == "POST" else 200
    return render(request, "patient/coming_gone.html", context, status=status)


def _same_day(
    patient: OpenedPatient, one: DatedSession, answers: Answers, now: datetime
) -> list[Coming]:
    """The person's other meetings of that day that are still to come and were not answered."""
    week = week_of(patient, monday=monday_of(one.on))
    others = [other for other in week if other.on == one.on and other != one]
    asked = (coming_of(patient, other, answers, now) for other in others)
    return [each for each in asked if not each.says and not each.has_begun]


def _meeting(patient: OpenedPatient, series_id: int, on: str) -> DatedSession | None:
    """None for a day or a series that is not theirs, or not any more."""
    try:
        return session_on(patient, series_id=series_id, on=date.fromisoformat(on))
    except (ValueError, OverflowError):
        return None


def _carry_out(
    request: HttpRequest, patient: OpenedPatient, one: DatedSession, form: ComingForm
) -> None:
    asked = form.cleaned_data
    actor, now = actor_of(request), timezone.now()
    series_id, on = one.session.series_id, one.on
    if asked["instead"]:
        choose_other_time(
            actor=actor,
            patient=patient,
            series_id=series_id,
            on=on,
            instead_id=asked["instead"],
            why=asked["why"],
            now=now,
        )
    elif asked["says"] in CALLS:
        say_wish(
            actor=actor,
            patient=patient,
            series_id=series_id,
            on=on,
            wish=asked["says"],
            why=asked["why"],
            now=now,
        )
    else:
        answer_session(
            actor=actor, patient=patient, series_id=series_id, on=on, says=asked["says"], now=now
        )
