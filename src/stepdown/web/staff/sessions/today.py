"""Today: the next thing, what needs this person, and their day. The same page for every role."""

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.queries import local_now, sites_of
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.progress.expected import expected_people
from stepdown.clinic.progress.needs import (
    holds_back,
    people_by_step,
    person_needs,
)
from stepdown.clinic.sessions.days import DaySession, sessions_of_day
from stepdown.clinic.timetable.clinic_week import seats_by_weekday
from stepdown.web.staff.intake.door import door_of
from stepdown.web.staff.sessions.cards import Desk, cards_of, desk_of
from stepdown.web.staff.sessions.day import (
    KnownPeople,
    StepShare,
    day_items,
    hero_of,
    known_people,
    need_cards,
    step_shares,
    with_now_line,
)
from stepdown.web.staff.sessions.figures import figures_of
from stepdown.web.staff.sessions.seats import WeekSeats, week_seats
from stepdown.web.ui.access import actor_of, staff_page

MOST_NEEDS = 5  # more than this cannot be read in ten seconds (design guide 2.4)


@staff_page(Permission.SEE_TODAY)
def today(request: HttpRequest) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    site = sites_of(actor, Permission.SEE_TODAY)[0]
    here, desk = local_now(site, now), desk_of(actor, site, now)
    sessions = _sessions(desk, here)
    next_one = next(
        (one for one in sessions if one.ends_at > now and one.expected and not one.is_cancelled),
        None,
    )
    waiting = person_needs(actor, now, today=here.date(), own=desk.own)
    needs = need_cards(waiting, here.date()) + cards_of(desk)
    needs.sort(key=lambda card: card.order)
    door = door_of(request, here) if actor.can(Permission.TAKE_CALLS) else None
    context = {
        "greeting": _greeting(here, actor.name),
        "date": f"{here:%A, %B} {here.day}",
        "hero": hero_of(next_one, now) if next_one else None,
        "needs": needs[:MOST_NEEDS],
        "more_needs": needs[MOST_NEEDS:],
        "holds_back": holds_back(waiting),
        "known": _known(actor, next_one, now),
        "day": with_now_line(day_items(sessions), here),
        "leads": actor.can(Permission.LEAD_SESSIONS),
        "door": door,
        "shares": _shares(desk),
        "figures": figures_of(actor, now) if actor.can(Permission.SEE_MEASURES) else None,
        "seats": _seats(actor, here.date()) if actor.can(Permission.SEE_MEASURES) else None,
    }
    status = door.form.status if door else 200
    return render(request, "staff/sessions/today.html", context, status=status)


def _greeting(here: datetime, name: str) -> str:
    part = "morning" if here.hour < 12 else "afternoon" if here.hour < 18 else "evening"
    return f"Good {part}, {name.split()[0]}" if name.split() else f"Good {part}"


def _sessions(desk: Desk, here: datetime) -> list[DaySession]:
    """The actor's own; a technician prepares every session of the day."""
    if not desk.actor.can(Permission.LEAD_SESSIONS):
        return []
    prepares = Role.TECHNICIAN in desk.actor.roles
    sites = desk.actor.sites_with(Permission.LEAD_SESSIONS) if prepares else None
    return sessions_of_day(desk.actor, here.date(), sites=sites, ask=desk.ask)


def _known(actor: Actor, one: DaySession | None, now: datetime) -> KnownPeople | None:
    if one is None:
        return None
    return known_people(expected_people(actor, one.series_id, one.on, now), one)


def _seats(actor: Actor, today: date) -> WeekSeats:
    return week_seats(seats_by_weekday(actor.sites_with(Permission.SEE_MEASURES), on=today))


def _shares(desk: Desk) -> list[StepShare]:
    return step_shares(people_by_step(desk.own)) if desk.actor.can(Permission.WRITE_CHART) else []
