"""Puts the demo together: two sites, their people, and everything up to this morning."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import mark_installation
from stepdown.clinic.timetable.clinic_week import clinic_week
from stepdown.commands.demo.accounts import Account
from stepdown.commands.demo.agenda import Agenda, workdays_before, workdays_from
from stepdown.commands.demo.cast import invent_people
from stepdown.commands.demo.clinic import (
    BEFORE,
    SECOND_STAFF,
    STAFF,
    ZONE,
    Place,
    approve_first_rules,
    found_site,
    hire,
    list_detox_places,
    offer_weeks,
    open_assessment_times,
)
from stepdown.commands.demo.coming import let_people_answer
from stepdown.commands.demo.days import change_days
from stepdown.commands.demo.draft import draft_the_week
from stepdown.commands.demo.family import let_loved_ones_in
from stepdown.commands.demo.front import let_people_ask, open_front_door
from stepdown.commands.demo.hours import keep_staff_hours
from stepdown.commands.demo.lessons import let_people_read
from stepdown.commands.demo.outreach import call_who_was_missed
from stepdown.commands.demo.paths import plan
from stepdown.commands.demo.plans import plan_care
from stepdown.commands.demo.reached import ask_how_to_reach
from stepdown.commands.demo.samples import give_samples
from stepdown.commands.demo.sessions import hold_session
from stepdown.commands.demo.story import SECOND_SITE, Story, tell
from stepdown.commands.demo.twice import call_again
from stepdown.commands.demo.untidy import begin_untidy_days
from stepdown.commands.demo.waiting import leave_weeks_open
from stepdown.commands.progress import Note

HARBOR = {
    "name": "Harbor Street",
    "phone": "410 555 0142",
    "address": "18 Harbor Street, second floor",
    "quiet_name": "Harbor Street",
}
MILLBROOK = {
    "name": "Millbrook",
    "phone": "410 555 0187",
    "address": "4 Mill Lane",
    "quiet_name": "Mill Lane",
}
AFTER_THE_END = timedelta(minutes=5)
LEFT_UNSIGNED = {"Coping with triggers", "Steady evenings"}


@dataclass(frozen=True)
class Wish:
    """What was asked for: the same wish gives the same names, bookings, scores and notes."""

    today: date
    seed: int
    people: int


def local_today(now: datetime) -> date:
    return now.astimezone(ZoneInfo(ZONE)).date()


def mark_demo(wish: Wish, *, now: datetime) -> None:
    """First of all, so that a demo that was broken off can be replaced."""
    label = f"seed {wish.seed}, {wish.today}"
    mark_installation(actor=THE_PROGRAM, is_demo=True, demo_label=label, now=now)


@dataclass(frozen=True)
class Demo:
    """The demo before its days pass: what will happen stands on the agenda."""

    wish: Wish
    agenda: Agenda
    first: Place
    second: Place
    stories: list[Story]


def build(wish: Wish, note: Note) -> list[Account]:
    """Builds both sites and everybody's way so far; the accounts that a visitor may use."""
    demo = prepare(wish)
    plan_sessions(demo)
    note(f"{demo.agenda.days} days")
    demo.agenda.carry_out(note)
    return [*demo.first.printed, *demo.second.printed]


def prepare(wish: Wish) -> Demo:
    """Founds both sites and puts everybody's way on the agenda, without the weekly sessions."""
    agenda = Agenda(wish.today, ZoneInfo(ZONE))
    founded_at = agenda.at(wish.today - BEFORE, time(9))
    second_count = wish.people // 10
    staff_count = len(STAFF) + len(SECOND_STAFF)
    people = invent_people(wish.people + staff_count, seed=wish.seed, today=wish.today)
    staff, patients = people[:staff_count], people[staff_count:]
    with writing():
        first = found_site(HARBOR, agenda, now=founded_at)
        second = found_site(MILLBROOK, agenda, now=founded_at)
        hire(first, STAFF, staff[: len(STAFF)], seed=wish.seed, now=founded_at)
        hire(second, SECOND_STAFF, staff[len(STAFF) :], seed=wish.seed, now=founded_at)
        approve_first_rules(first, now=founded_at)
        list_detox_places(first, now=founded_at)
        offer_weeks(first, from_on=wish.today - BEFORE, now=founded_at)
        keep_staff_hours(first, from_on=wish.today - BEFORE, now=founded_at)
        for place in (first, second):
            _open_times(place, wish, founded_at)
        open_front_door(first, now=founded_at)
    let_people_ask(first)
    stories = tell(patients[second_count:], seed=wish.seed, today=wish.today)
    others = tell(patients[:second_count], seed=wish.seed, today=wish.today, order=SECOND_SITE)
    for place, told in ((first, stories), (second, others)):
        for story in told:
            plan(place, story, seed=wish.seed)
    let_loved_ones_in(first, stories)
    call_again(first, stories)
    give_samples(first, stories)
    plan_care(first, stories)
    let_people_answer(first, stories)
    change_days(first)
    ask_how_to_reach(first, stories)
    begin_untidy_days(first, stories, wish.today)
    let_people_read(first, stories)
    leave_weeks_open(first, stories)
    draft_the_week(first, seed=wish.seed)
    return Demo(wish, agenda, first, second, stories)


def _open_times(place: Place, wish: Wish, now: datetime) -> None:
    days = [*reversed(workdays_before(wish.today, 75)), *workdays_from(wish.today, 10)]
    open_assessment_times(place, days, places=2 + wish.people // 20, now=now)


def plan_sessions(demo: Demo) -> None:
    """Every session since the first week of anybody, some of the last ones not signed yet."""
    wish, place, stories = demo.wish, demo.first, demo.stories
    first_on = min((s.starts_on for s in stories if s.starts_on), default=wish.today)
    passed = [first_on + timedelta(days=n) for n in range((wish.today - first_on).days)]
    call_who_was_missed(place, passed)
    for series in place.series:
        days = (first_on + timedelta(days=n) for n in range((wish.today - first_on).days))
        for on in (day for day in days if day.weekday() == series.weekday):
            ends = datetime.combine(on, series.starts) + timedelta(minutes=series.minutes)
            days_left = 5 if series.title in LEFT_UNSIGNED else 1 if series.seats == 1 else 0
            is_newest = on >= wish.today - timedelta(days=days_left)
            step = partial(_hold, place, series, on, stories, not is_newest, wish.seed)
            place.agenda.add(place.agenda.at(on, (ends + AFTER_THE_END).time()), step)


def _hold(
    place: Place,
    series: Any,
    on: date,
    stories: list[Story],
    is_signed: bool,
    seed: int,
    now: datetime,
) -> None:
    if on not in place.taken:
        week = clinic_week([place.site.pk], on=on)
        place.taken[on] = {row.session.series_id for row in week if row.taken}
    if series.pk in place.taken[on]:
        known = {story.patient.pk: story for story in stories if story.patient}
        hold_session(place, series, on, known, now, is_signed=is_signed, seed=seed)
