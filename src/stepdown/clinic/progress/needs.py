"""What asks for somebody's attention today. Each list is limited to people open to the actor and
costs a fixed number of queries."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, QuerySet

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import corrects_nothing
from stepdown.clinic.intake.first_in_line import IN_LINE
from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.measures.queries import has_open_alert
from stepdown.clinic.people.access import about, behind, door_of, patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import local_now, search_text
from stepdown.clinic.people.roles import TEAM_ROLES, Permission
from stepdown.clinic.progress.queries import half_hours
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.queries import PRESENT
from stepdown.clinic.timetable.meeting import who_meets
from stepdown.clinic.timetable.times import monday_of
from stepdown.clinic.treatment.apart import asks_soon, held_apart, pairs_in
from stepdown.clinic.treatment.caseload import Caseload, OwnCase
from stepdown.clinic.treatment.models import (
    DetoxNeed,
    DetoxReferral,
    Episode,
    NoContact,
    TeamMember,
)

REVIEW_AHEAD = timedelta(days=7)  # a review is due this long before a step's planned end (ours)
WEEKS_LOW = 2  # source: clinic review 1, low attendance two weeks running prompts a review
EXPECTED = (Booking.State.BOOKED, Booking.State.KEPT)  # who comes or came on a day
MOST_OF_A_KIND = 25  # needs of one kind on a page; as they are met, the next ones appear


class NeedKind(StrEnum):
    """What is needed, in the order in which it is shown."""

    SAFETY = "safety"
    DETOX = "detox"
    REFERRAL = "referral"
    INQUIRY = "inquiry"
    REVIEW = "review"
    LOW_WEEKS = "low_weeks"
    MEETS = "meets"
    TEAM = "team"
    FIRST_SESSION = "first_session"
    ORDER_ENDS = "order_ends"


@dataclass(frozen=True)
class PersonNeed:
    """One person who needs something. `since`: a day that says how long, or by when."""

    kind: NeedKind
    code: str
    short_name: str
    since: date | None = None


def person_needs(
    actor: Actor, now: datetime, *, today: date, own: Caseload | None = None
) -> list[PersonNeed]:
    """What waits for this actor about a person, most pressing first: of each kind at most
    MOST_OF_A_KIND. `today` is the day on the clinic's wall."""
    own = own or Caseload(actor, now)
    found = [
        *_safety(actor, now),
        *_detox(actor, now),
        *_referrals(actor, now),
        *_inquiries(actor, now),
        *(_of_own(own, today) if actor.can(Permission.DECIDE_STEPS) else ()),
        *_teams(actor, now, today),
    ]
    order = list(NeedKind)
    return sorted(found, key=lambda need: order.index(need.kind))


def holds_back(needs: Iterable[PersonNeed]) -> bool:
    """Whether more people may wait than are listed."""
    return MOST_OF_A_KIND in Counter(need.kind for need in needs).values()


def _need(kind: NeedKind, patient: Patient, since: date | None = None) -> PersonNeed:
    return PersonNeed(kind, patient.code, patient.short_name, since)


def _day(patient: Patient, at: datetime) -> date:
    """The day on the wall of the clinic: at eight in the evening UTC is a day ahead."""
    return local_now(patient.site, at).date()


def _safety(actor: Actor, now: datetime) -> Iterable[PersonNeed]:
    if actor.can(Permission.WRITE_CHART):
        for patient in _unsafe(door_of(actor, Permission.WRITE_CHART, now)):
            yield _need(NeedKind.SAFETY, patient)


@written_once
def _unsafe(door: Door) -> QuerySet[Patient]:
    return open_safety_people(behind(door))[:MOST_OF_A_KIND]


def open_safety_people(patients: QuerySet[Patient]) -> QuerySet[Patient]:
    """Those with a form, signed or not, that asks for the safety step and has no step after it."""
    answered = Entry.objects.filter(
        corrects_nothing(),  # correcting the words of an earlier step answers nothing
        patient=OuterRef("patient"),
        kind=EntryKind.SAFETY_STEP,
        pk__gt=OuterRef("pk"),
    )
    asked = Entry.objects.filter(
        ~Exists(answered),
        patient=OuterRef("pk"),
        kind=EntryKind.INSTRUMENT,
        corrected_by=None,
        body__needs_safety_step=True,
    )
    return patients.filter(Exists(asked) | has_open_alert()).order_by("pk")


def _detox(actor: Actor, now: datetime) -> Iterable[PersonNeed]:
    if actor.can(Permission.CLEAR_WITHDRAWAL):
        for need in _open_needs(door_of(actor, Permission.CLEAR_WITHDRAWAL, now)):
            yield _need(NeedKind.DETOX, need.patient, _day(need.patient, need.opened_at))


@written_once
def _open_needs(door: Door) -> QuerySet[DetoxNeed]:
    needs = DetoxNeed.objects.filter(about(door), state=DetoxNeed.State.OPEN)
    return needs.select_related("patient__site").order_by("opened_at")[:MOST_OF_A_KIND]


def _referrals(actor: Actor, now: datetime) -> Iterable[PersonNeed]:
    """Referrals to detox at which somebody should have looked by now: the owner's, and those of
    anybody who clears withdrawal."""
    if not actor.can(Permission.WRITE_CHART):
        return
    door, only_own = (
        door_of(actor, Permission.WRITE_CHART, now),
        not actor.can(Permission.CLEAR_WITHDRAWAL),
    )
    for referral in _overdue(door, now, actor.account_id or 0, only_own=only_own):
        assert referral.due_at is not None  # filtered there
        yield _need(NeedKind.REFERRAL, referral.patient, _day(referral.patient, referral.due_at))


@written_once
def _overdue(
    door: Door, now: datetime, account_id: int, *, only_own: bool
) -> QuerySet[DetoxReferral]:
    overdue = DetoxReferral.objects.filter(about(door), due_at__lte=now)
    overdue = overdue.filter(owner_id=account_id) if only_own else overdue
    return overdue.select_related("patient__site").order_by("due_at")[:MOST_OF_A_KIND]


def _inquiries(actor: Actor, now: datetime) -> Iterable[PersonNeed]:
    """Calls without an assessment time: who goes first, then the longest waiting."""
    if actor.can(Permission.TAKE_CALLS):
        for inquiry in _without_time(door_of(actor, Permission.TAKE_CALLS, now)):
            since = _day(inquiry.patient, inquiry.first_contact_at)
            yield _need(NeedKind.INQUIRY, inquiry.patient, since)


@written_once
def _without_time(door: Door) -> QuerySet[Inquiry]:
    booked = Booking.objects.filter(patient=OuterRef("patient"), state__in=Booking.LIVE)
    waiting = Inquiry.objects.filter(~Exists(booked), status=Inquiry.Status.NEW)
    mine = waiting.filter(about(door)).select_related("patient__site")
    return mine.order_by(*IN_LINE)[:MOST_OF_A_KIND]


def _of_own(own: Caseload, today: date) -> Iterable[PersonNeed]:
    yield from _reviews(own, today)
    people = {one.patient.pk: one.patient for one in own.of(Permission.DECIDE_STEPS)}
    held = held_apart(people)
    yield from _meetings(people, held, today)
    yield from _first_sessions(own, today)
    yield from _orders(people, held, today)


def _reviews(own: Caseload, today: date) -> Iterable[PersonNeed]:
    """Of the people on whose team the actor is: a review belongs to the team."""
    cases = own.active(Permission.DECIDE_STEPS)
    due = [
        (one.phase.ends_on, one.patient)
        for one in cases
        if one.phase and one.phase.ends_on and one.phase.ends_on <= today + REVIEW_AHEAD
    ]
    for ends_on, patient in sorted(due, key=lambda pair: pair[0]):
        yield _need(NeedKind.REVIEW, patient, ends_on)
    known = {patient.pk for _, patient in due}
    for patient in _low_weeks(cases, today):
        if patient.pk not in known:
            yield _need(NeedKind.LOW_WEEKS, patient)


def _low_weeks(cases: Iterable[OwnCase], today: date) -> list[Patient]:
    """People with fewer attended than planned minutes in each of the last whole weeks."""
    last = monday_of(today)
    first = last - timedelta(weeks=WEEKS_LOW)
    since = [one for one in cases if one.episode.admitted_on <= first]
    attended = _attended([one.patient.pk for one in since], first, last)
    low: Counter[int] = Counter()
    planned = {one.patient.pk: one.phase.weekly_minutes if one.phase else 0 for one in since}
    for (patient_id, _), minutes in attended.items():
        low[patient_id] += half_hours(minutes) < half_hours(planned[patient_id])
    return [one.patient for one in since if low[one.patient.pk] == WEEKS_LOW]


def _attended(patient_ids: list[int], first: date, last: date) -> Counter[tuple[int, date]]:
    """Minutes by person and Monday, of weeks with a roll they stand on."""
    found: Counter[tuple[int, date]] = Counter()
    for patient_id, on, minutes in _closed_marks(patient_ids, first, last):
        found[patient_id, monday_of(on)] += minutes
    return found


@written_once
def _closed_marks(
    patients: Collection[int], first: date, last: date
) -> QuerySet[Attendance, tuple[int, date, int]]:
    closed = Attendance.objects.filter(session__state=Session.State.CLOSED, patient__in=patients)
    marks = closed.filter(session__on__gte=first, session__on__lt=last)
    return marks.values_list("patient_id", "session__on", "attended_minutes")


def _teams(actor: Actor, now: datetime, today: date) -> Iterable[PersonNeed]:
    """Open episodes whose team of four is not complete, or has a lapsed credential."""
    if actor.can(Permission.SEE_MEASURES):
        for episode in _without_team(door_of(actor, Permission.READ_CHART, now), today):
            yield _need(NeedKind.TEAM, episode.patient)


@written_once
def _without_team(door: Door, today: date) -> QuerySet[Episode]:
    live = Credential.objects.filter(
        account=OuterRef("account"),
        role=OuterRef("role"),
        valid_from__lte=today,
        valid_until__gt=today,
    )
    able = TeamMember.objects.filter(Exists(live), ends_on=None, account__is_active=True)
    whole = able.values("episode").annotate(count=Count("pk")).filter(count=len(TEAM_ROLES))
    open_ones = Episode.objects.exclude(status=Episode.Status.ENDED)
    lacking = open_ones.exclude(pk__in=whole.values("episode")).filter(about(door))
    return lacking.select_related("patient").order_by("admitted_on", "pk")[:MOST_OF_A_KIND]


def _first_sessions(own: Caseload, today: date) -> Iterable[PersonNeed]:
    """Admitted, and the day by which the first session was due has passed without one."""
    cases = {one.episode.pk: one for one in own.active(Permission.DECIDE_STEPS)}
    for pk, due_on in _not_started(cases, today):
        yield _need(NeedKind.FIRST_SESSION, cases[pk].patient, due_on)


@written_once
def _not_started(
    episodes: Collection[int], today: date
) -> QuerySet[Episode, tuple[int, date | None]]:
    came = Attendance.objects.filter(
        patient=OuterRef("patient"), status__in=PRESENT, session__on__gte=OuterRef("admitted_on")
    )
    late = Episode.objects.filter(
        ~Exists(came), pk__in=episodes, start__first_session_due_on__lt=today
    )
    return late.order_by("pk").values_list("pk", "start__first_session_due_on")[:MOST_OF_A_KIND]


def _meetings(
    people: Mapping[int, Patient], held: Iterable[NoContact], today: date
) -> Iterable[PersonNeed]:
    """Whose week has a time at which somebody they must not meet is here: it was told later."""
    mine = {pair for pair in pairs_in(held) if pair[0] in people}
    for pk in sorted(who_meets(mine, on=today))[:MOST_OF_A_KIND]:
        yield _need(NeedKind.MEETS, people[pk])


def _orders(
    people: Mapping[int, Patient], held: Iterable[NoContact], today: date
) -> Iterable[PersonNeed]:
    """No-contact orders about whose end somebody asks now."""
    ending = [one for one in held if one.patient_id in people and asks_soon(one, today)]
    for order in ending[:MOST_OF_A_KIND]:
        yield _need(NeedKind.ORDER_ENDS, people[order.patient_id], order.ends_on)


def people_by_step(own: Caseload) -> list[tuple[int, int, int]]:
    """(step, minutes a week, people) of the active people on whose team the actor is."""
    phases = [one.phase for one in own.active(Permission.READ_CHART) if one.phase]
    counted = Counter((phase.number, phase.weekly_minutes) for phase in phases)
    steps = sorted(counted, key=lambda step: (step[0], -step[1]))
    return [(number, minutes, counted[number, minutes]) for number, minutes in steps]


@dataclass(frozen=True)
class BookedPerson:
    """An assessment of the day; times are the site's wall clock. `version` is the booking's."""

    code: str
    short_name: str
    starts: time
    ends: time
    by_video: bool
    is_here: bool
    version: int


def assessments_of_day(
    actor: Actor, on: date, now: datetime, letters: str = ""
) -> list[BookedPerson]:
    """Assessments of that day, booked or kept, by time; with `letters`, of those whose name or
    phone holds them (one query)."""
    mine = patients_open_to(actor, Permission.TAKE_CALLS, now)
    if letters:
        mine = mine.filter(search_text__contains=search_text(letters))
    booked = Booking.objects.filter(patient__in=mine, state__in=EXPECTED, time__on=on)
    return [
        BookedPerson(
            one.person.code,
            one.person.short_name,
            one.time.starts,
            one.time.ends,
            one.time.by_video,
            one.state == Booking.State.KEPT,
            one.version,
        )
        for one in booked.select_related("patient", "time").order_by("time__starts", "pk")
    ]
