"""What asks for somebody's attention today. Each list is limited to people open to the actor and
costs a fixed number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import Count, Exists, OuterRef, QuerySet

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.queries import corrects_nothing
from stepdown.clinic.intake.first_in_line import IN_LINE
from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.measures.queries import has_open_alert
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.queries import live_on, local_now, search_text
from stepdown.clinic.people.roles import TEAM_ROLES, Permission
from stepdown.clinic.progress.queries import half_hours
from stepdown.clinic.progress.step_waits import StepWait, step_waits
from stepdown.clinic.progress.waits import Waits, waits
from stepdown.clinic.sessions.models import Attendance, Session
from stepdown.clinic.sessions.queries import PRESENT
from stepdown.clinic.timetable.meeting import who_meets
from stepdown.clinic.timetable.models import Seat
from stepdown.clinic.timetable.times import monday_of
from stepdown.clinic.treatment.apart import ending_soon
from stepdown.clinic.treatment.caseload import Caseload, OwnCase
from stepdown.clinic.treatment.models import DetoxNeed, DetoxReferral, Episode, TeamMember

REVIEW_AHEAD = timedelta(days=7)  # a review is due this long before a step's planned end (ours)
WEEKS_LOW = 2  # source: clinic review 1, low attendance two weeks running prompts a review
EXPECTED = (Booking.State.BOOKED, Booking.State.KEPT)  # who comes or came on a day
MOST_OF_A_KIND = 25  # needs of one kind on a page; as they are met, the next ones appear
HISTORY = timedelta(days=60)  # who has not come for this long begins anew


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
        patients = patients_open_to(actor, Permission.WRITE_CHART, now)
        for patient in open_safety_people(patients)[:MOST_OF_A_KIND]:
            yield _need(NeedKind.SAFETY, patient)


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
        mine = patients_open_to(actor, Permission.CLEAR_WITHDRAWAL, now)
        needs = DetoxNeed.objects.filter(patient__in=mine, state=DetoxNeed.State.OPEN)
        for need in needs.select_related("patient__site").order_by("opened_at")[:MOST_OF_A_KIND]:
            yield _need(NeedKind.DETOX, need.patient, _day(need.patient, need.opened_at))


def _referrals(actor: Actor, now: datetime) -> Iterable[PersonNeed]:
    """Referrals to detox at which somebody should have looked by now: the owner's, and those of
    anybody who clears withdrawal."""
    if not actor.can(Permission.WRITE_CHART):
        return
    mine = patients_open_to(actor, Permission.WRITE_CHART, now)
    overdue = DetoxReferral.objects.filter(patient__in=mine, due_at__lte=now)
    if not actor.can(Permission.CLEAR_WITHDRAWAL):
        overdue = overdue.filter(owner_id=actor.account_id)
    for referral in overdue.select_related("patient__site").order_by("due_at")[:MOST_OF_A_KIND]:
        assert referral.due_at is not None  # filtered above
        yield _need(NeedKind.REFERRAL, referral.patient, _day(referral.patient, referral.due_at))


def _inquiries(actor: Actor, now: datetime) -> Iterable[PersonNeed]:
    """Calls without an assessment time: who goes first, then the longest waiting."""
    if actor.can(Permission.TAKE_CALLS):
        mine = patients_open_to(actor, Permission.TAKE_CALLS, now)
        booked = Booking.objects.filter(patient=OuterRef("patient"), state__in=Booking.LIVE)
        waiting = Inquiry.objects.filter(
            ~Exists(booked), patient__in=mine, status=Inquiry.Status.NEW
        )
        oldest = waiting.select_related("patient__site").order_by(*IN_LINE)
        for inquiry in oldest[:MOST_OF_A_KIND]:
            yield _need(
                NeedKind.INQUIRY, inquiry.patient, _day(inquiry.patient, inquiry.first_contact_at)
            )


def _of_own(own: Caseload, today: date) -> Iterable[PersonNeed]:
    yield from _reviews(own, today)
    yield from _meetings(own, today)
    yield from _first_sessions(own, today)
    yield from _orders(own, today)


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
    marks = Attendance.objects.filter(
        patient_id__in=patient_ids,
        session__state=Session.State.CLOSED,
        session__on__gte=first,
        session__on__lt=last,
    )
    found: Counter[tuple[int, date]] = Counter()
    for patient_id, on, minutes in marks.values_list(
        "patient_id", "session__on", "attended_minutes"
    ):
        found[patient_id, monday_of(on)] += minutes
    return found


def _teams(actor: Actor, now: datetime, today: date) -> Iterable[PersonNeed]:
    """Open episodes whose team of four is not complete, or has a lapsed credential."""
    if not actor.can(Permission.SEE_MEASURES):
        return
    live = Credential.objects.filter(
        account=OuterRef("account"),
        role=OuterRef("role"),
        valid_from__lte=today,
        valid_until__gt=today,
    )
    able = TeamMember.objects.filter(Exists(live), ends_on=None, account__is_active=True)
    whole = able.values("episode").annotate(count=Count("pk")).filter(count=len(TEAM_ROLES))
    mine = patients_open_to(actor, Permission.READ_CHART, now)
    episodes = (
        Episode.objects.filter(patient__in=mine)
        .exclude(status=Episode.Status.ENDED)
        .exclude(pk__in=whole.values("episode"))
        .select_related("patient")
    )
    for episode in episodes.order_by("admitted_on", "pk")[:MOST_OF_A_KIND]:
        yield _need(NeedKind.TEAM, episode.patient)


def _first_sessions(own: Caseload, today: date) -> Iterable[PersonNeed]:
    """Admitted, and the day by which the first session was due has passed without one."""
    came = Attendance.objects.filter(
        patient=OuterRef("patient"),
        status__in=PRESENT,
        session__on__gte=OuterRef("admitted_on"),
    )
    cases = {one.episode.pk: one for one in own.active(Permission.DECIDE_STEPS)}
    late = Episode.objects.filter(
        ~Exists(came), pk__in=list(cases), start__first_session_due_on__lt=today
    ).order_by("pk")
    for pk, due_on in late.values_list("pk", "start__first_session_due_on")[:MOST_OF_A_KIND]:
        yield _need(NeedKind.FIRST_SESSION, cases[pk].patient, due_on)


def _meetings(own: Caseload, today: date) -> Iterable[PersonNeed]:
    """Whose week has a time at which somebody they must not meet is here: it was told later."""
    people = {one.patient.pk: one.patient for one in own.of(Permission.DECIDE_STEPS)}
    for pk in sorted(who_meets(people, on=today))[:MOST_OF_A_KIND]:
        yield _need(NeedKind.MEETS, people[pk])


def _orders(own: Caseload, today: date) -> Iterable[PersonNeed]:
    """No-contact orders about whose end somebody asks now; they hold until they are lifted."""
    people = {one.patient.pk: one.patient for one in own.of(Permission.DECIDE_STEPS)}
    for order in ending_soon(people, today)[:MOST_OF_A_KIND]:
        yield _need(NeedKind.ORDER_ENDS, people[order.patient_id], order.ends_on)


@dataclass(frozen=True)
class ExpectedPerson:
    """Somebody with a seat in a session of the day, and what is good to know before it."""

    patient_id: int
    code: str
    short_name: str
    is_first_time: bool
    missed_last_two: bool
    has_open_safety_step: bool


def expected_people(actor: Actor, series_id: int, on: date, now: datetime) -> list[ExpectedPerson]:
    """The people of one session who are open to the actor, by name (three queries)."""
    seats = Seat.objects.filter(live_on(on), series=series_id)
    mine = patients_open_to(actor, Permission.LEAD_SESSIONS, now)
    people = mine.filter(pk__in=seats.values("patient"))
    unsafe = set(open_safety_people(people).values_list("pk", flat=True))
    statuses: dict[int, list[str]] = {}
    marks = Attendance.objects.filter(
        patient__in=people,
        session__state=Session.State.CLOSED,
        session__starts_at__gte=now - HISTORY,
    ).order_by("-session__starts_at")
    for patient_id, status in marks.values_list("patient_id", "status"):
        statuses.setdefault(patient_id, []).append(status)
    return [
        ExpectedPerson(
            patient_id=one.pk,
            code=one.code,
            short_name=one.short_name,
            is_first_time=one.pk not in statuses,
            missed_last_two=statuses.get(one.pk, [])[:2] == [Attendance.Status.MISSED] * 2,
            has_open_safety_step=one.pk in unsafe,
        )
        for one in people.order_by("given_name", "family_name", "pk")
    ]


@dataclass(frozen=True)
class ClinicFigures:
    """The director's figures."""

    in_care: int
    on_hold: int
    waits: Waits
    steps: tuple[StepWait, ...]


def clinic_figures(actor: Actor, now: datetime) -> ClinicFigures:
    """Of the actor's sites (four queries)."""
    sites = actor.sites_with(Permission.SEE_MEASURES)
    counts = dict(
        Episode.objects.filter(site__in=sites).values_list("status").annotate(Count("pk"))
    )
    return ClinicFigures(
        in_care=counts.get(Episode.Status.ACTIVE, 0),
        on_hold=counts.get(Episode.Status.HOLD, 0),
        waits=waits(sites, now),
        steps=step_waits(sites, now),
    )


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
