"""Who is in care and waits for a week, and what one more session would do for them."""

from dataclasses import dataclass
from datetime import date, datetime

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.intake.words import full_day_and_time
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.waiting import (
    Idea,
    WaitingForWeek,
    waiting_for_week,
    who_could_start,
)
from stepdown.clinic.treatment.services import Service
from stepdown.web.staff.week.blocked import in_the_way
from stepdown.web.staff.week.words import DAYS, listed
from stepdown.web.ui.access import actor_of, staff_page
from stepdown.web.ui.course_charts import long_day
from stepdown.web.ui.forms import PageForm, TimeOfDay

FIRST = {"pregnant": "Pregnant: goes first", "injects": "Injects: goes first", "": ""}


class IdeaForm(PageForm):
    """A session that might be added; nothing is saved."""

    service = forms.ChoiceField(label="What", choices=Service.choices)
    weekday = forms.ChoiceField(label="Day", choices=list(enumerate(DAYS)))
    starts = TimeOfDay(label="From")
    minutes = forms.IntegerField(label="Minutes", min_value=15, max_value=240)
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=50)

    def idea(self) -> Idea:
        asked = self.cleaned_data
        return Idea(
            service=Service(asked["service"]),
            weekday=int(asked["weekday"]),
            starts=asked["starts"],
            minutes=asked["minutes"],
            seats=asked["seats"],
        )


@dataclass(frozen=True)
class WaitingRow:
    """`fits`: a week can be booked now. `why` says that, until when weeks are offered, or what is
    in the way; `button` leads on."""

    code: str
    name: str
    waited: str
    first: str
    fits: bool
    why: str
    button: str


@staff_page(Permission.PLAN_WEEKS)
def waiting(request: HttpRequest) -> HttpResponseBase:
    actor, now = actor_of(request), timezone.now()
    asked = "service" in request.GET
    form = IdeaForm(request.GET if asked else None, initial={"minutes": 120, "seats": 8})
    could = None
    if asked and form.is_valid():
        could = [one.short_name for one in who_could_start(actor, form.idea(), now=now)]
    context = {
        "rows": [_row(one, now) for one in waiting_for_week(actor, now=now)],
        "form": form,
        "could": could,
        "could_words": _could_words(could) if could is not None else "",
        "may_set_up": actor.can(Permission.SET_UP),
    }
    return render(request, "staff/week/waiting.html", context, status=422 if form.errors else 200)


def _could_words(names: list[str]) -> str:
    if not names:
        return "Nobody on the list could start with it."
    return f"{len(names)} of the list could start with it: {listed(names)}."


def _row(one: WaitingForWeek, now: datetime) -> WaitingRow:
    today = local_now(one.episode.site, now).date()
    why, button = _standing(one)
    return WaitingRow(
        code=one.code,
        name=one.short_name,
        waited=f"Since {long_day(one.since)}, {_days(one.since, today)}",
        first=FIRST[one.goes_first],
        fits=bool(one.offer and one.offer.fits),
        why=why,
        button=button,
    )


def _days(since: date, today: date) -> str:
    days = max(0, (today - since).days)
    return "1 day" if days == 1 else f"{days} days"


def _standing(one: WaitingForWeek) -> tuple[str, str]:
    """What to know, and what the button says."""
    if one.held_until is not None:
        until = full_day_and_time(one.held_until.date(), one.held_until.time())
        return f"Offered, and held for an answer until {until}.", "See the offer"
    if one.offer is None:
        return one.refusal, "See what helps"
    if one.offer.no_week is None:
        return "A week fits now.", "Find the week"
    return in_the_way(one.offer.no_week), "See what helps"
