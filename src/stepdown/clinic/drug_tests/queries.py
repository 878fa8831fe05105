"""Reading tests. What is drawn or ordered for a later day leaves no function of this module."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max, Q, QuerySet

from stepdown.clinic.drug_tests.models import DrugTest, RandomPlan
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.medicines.models import Medicine
from stepdown.clinic.medicines.queries import medicines_of
from stepdown.clinic.people.access import about, door_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient, Site
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.policy import Policy
from stepdown.clinic.policies.queries import KeptFigures, in_force
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.timetable.queries import week_of
from stepdown.clinic.timetable.times import monday_of
from stepdown.clinic.treatment.models import Episode
from stepdown.rules.drug_tests import (
    Outcome,
    Taken,
    Window,
    default_panel,
    drawn_day,
    window_after,
    window_rules,
)
from stepdown.rules.timetable.draws import fingerprint

TESTS = Policy("tests", "Drug and alcohol tests", window_rules)
State = DrugTest.State  # for pages, which name no models
NotGiven = DrugTest.NotGiven
RESTS = "Care rests on this day, with the place kept."
ORDER_AGAIN = "Order it again when they are back, if it is still needed."


def shown_until(site: Site, now: datetime, kept: KeptFigures | None = None) -> date:
    """The last day whose tests may be shown: today from the morning on, yesterday before."""
    here = local_now(site, now)
    is_morning = here.hour >= in_force(TESTS, site.pk, now, kept).shown_from.value
    return here.date() if is_morning else here.date() - timedelta(days=1)


def shown_tests(patient: Patient, *, now: datetime) -> list[DrugTest]:
    """The person's tests as far as they may be shown, the newest first."""
    shown = DrugTest.objects.filter(patient=patient, on__lte=shown_until(patient.site, now))
    found = shown.select_related(
        "plan", "specimen__collector", "ordered_by", "screened", "confirmed"
    )
    return list(found.order_by("-on", "-pk"))


def shown_test(patient: Patient, test_id: int, *, now: datetime) -> DrugTest | None:
    """One of them; None for anybody else's, or one whose morning has not come."""
    return next((one for one in shown_tests(patient, now=now) if one.pk == test_id), None)


def todays_test(
    patient: Patient, *, now: datetime, kept: KeptFigures | None = None
) -> DrugTest | None:
    """The test that waits for a sample today."""
    today = local_now(patient.site, now).date()
    planned = next(iter(_planned_on(patient.pk, today)), None)
    return planned if shown_until(patient.site, now, kept) == today else None


@written_once
def _planned_on(patient_id: int, day: date) -> QuerySet[DrugTest]:
    planned = DrugTest.objects.filter(patient=patient_id, state=State.PLANNED, on=day)
    return planned.order_by("pk")[:1]


def waiting_tests(
    actor: Actor, site: Site, *, now: datetime, kept: KeptFigures | None = None
) -> list[DrugTest]:
    """Tests of people open to the actor that wait for a sample, its result or confirmation."""
    door = door_of(actor, Permission.COLLECT_SAMPLES, now)
    return _waiting_behind(door, site.pk, shown_until(site, now, kept))


@written_once
def _waiting_behind(door: Door, site_id: int, until: date) -> QuerySet[DrugTest]:
    waits = Q(outcome=Outcome.PENDING) & ~Q(state=State.NOT_GIVEN)
    shown = DrugTest.objects.filter(waits, about(door), patient__site=site_id, on__lte=until)
    return shown.select_related("patient").order_by("on", "pk")


def live_plan(patient: Patient) -> RandomPlan | None:
    """The random tests of the episode that goes on, a hold too."""
    plans = RandomPlan.objects.filter(patient=patient, ended_at=None)
    open_ones = plans.exclude(episode__status=Episode.Status.ENDED)
    return open_ones.select_related("begun_by").first()


def plans_that_draw() -> QuerySet[RandomPlan]:
    """Those of people who are in care now, with the last drawn day as `last_on`."""
    plans = RandomPlan.objects.filter(ended_at=None, episode__status=Episode.Status.ACTIVE)
    drawn = plans.annotate(last_on=Max("tests__on"))
    return drawn.select_related("patient__site", "episode")


def next_window(plan: RandomPlan, after: date, *, not_before: date, now: datetime) -> Window:
    """The window of the next draw; its days may be none."""
    phase, rules = plan.episode.phase_number, in_force(TESTS, plan.patient.site_id, now)
    last = after + timedelta(days=rules.days_in(phase))
    days = {day for day in days_here(plan.patient, after, last) if day >= not_before}
    return window_after(after, phase_number=phase, comes_on=days, rules=rules)


def days_here(patient: Patient, first: date, last: date) -> set[date]:
    """Days of these weeks on which the person has a session that is not cancelled."""
    monday = monday_of(first)
    mondays = [monday + timedelta(weeks=each) for each in range((last - monday).days // 7 + 1)]
    weeks = (week_of(patient, monday=monday) for monday in mondays)
    return {one.on for week in weeks for one in week if not one.is_cancelled}


def why_excused(test: DrugTest, excused: Collection[int], *, rests: bool) -> str:
    """Why the person need not give a sample on the day of their test; empty where they do.
    `excused`: series of that day from which they were excused. One that somebody ordered goes with
    a hold alone: a day on which nothing runs is for whoever ordered it."""
    if rests:
        return RESTS if test.plan_id else f"{RESTS} {ORDER_AGAIN}"
    if test.plan_id is None:
        return ""
    week = week_of(test.patient, monday=monday_of(test.on))
    that_day = [one for one in week if one.on == test.on]
    held = [one.session.series_id for one in that_day if not one.is_cancelled]
    if not that_day:  # their week changed since, perhaps after a hold: another day is drawn
        return "They do not come here on this day any more."
    if not held:
        return "Nothing took place here on this day."
    if all(series_id in excused for series_id in held):
        return "Excused from every session of this day."
    return ""


def resting(tests: Iterable[DrugTest]) -> set[int]:
    """Whose care is on hold now, of the people of these tests. One query."""
    held = Episode.objects.filter(
        patient__in=[one.patient_id for one in tests], status=Episode.Status.HOLD
    )
    return set(held.values_list("patient_id", flat=True))


def excused_marks(tests: Iterable[DrugTest]) -> dict[tuple[int, date], set[int]]:
    """Series from which people were excused, by person and day. One query."""
    asked = list(tests)
    marks = Attendance.objects.filter(
        patient__in=[one.patient_id for one in asked],
        session__on__in={one.on for one in asked},
        status=Attendance.Status.EXCUSED,
    )
    found: dict[tuple[int, date], set[int]] = defaultdict(set)
    for who, on, series in marks.values_list("patient_id", "session__on", "session__series_id"):
        found[who, on].add(series)
    return found


@dataclass(frozen=True)
class Redrawn:
    """A draw made again from what was kept: it is `as_drawn` where nothing was changed since."""

    window: Window
    fingerprint: str
    as_drawn: bool


def redrawn(test: DrugTest) -> Redrawn | None:
    """None for a test that was ordered."""
    plan, kept = test.plan, test.window
    if plan is None or kept is None or test.number is None:
        return None
    days = tuple(date.fromisoformat(day) for day in kept["days"])
    ends = (date.fromisoformat(kept["after"]), date.fromisoformat(kept["last"]))
    window = Window(*ends, days, kept["rules_version"])
    secret = bytes.fromhex(plan.secret)
    is_same = fingerprint(secret) == plan.fingerprint
    day = drawn_day(secret, test.number, window)
    return Redrawn(window, plan.fingerprint, is_same and day == test.on)


def taken_by(patient: Patient) -> tuple[Taken, ...]:
    """Prescribed medicines that the person says they take, as far as a test can show them."""
    taken = []
    for one in medicines_of(patient):
        known = default_panel().medicine(one.known_key)
        if known and one.is_prescribed and one.standing != Medicine.Standing.NOT_TAKING:
            taken.append(Taken(known, one.standing == Medicine.Standing.TAKING))
    return tuple(taken)
