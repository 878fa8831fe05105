"""Whom somebody has to call after a missed session, by when, and how they agreed to be reached."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from stepdown.clinic.intake.reminders import REMINDERS, ReminderRules
from stepdown.clinic.intake.times import instant_of
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.outreach.calling import Callers
from stepdown.clinic.outreach.models import OutreachTry
from stepdown.clinic.outreach.outreach_rules import OUTREACH, OutreachRules
from stepdown.clinic.people.access import behind, door_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.reaching import Reach, listed_reach
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.policies.queries import InForce, KeptFigures
from stepdown.clinic.sessions.models import Attendance
from stepdown.clinic.sessions.queries import PRESENT
from stepdown.clinic.treatment.caseload import Caseload
from stepdown.clinic.treatment.models import Episode

Outcome = OutreachTry.Outcome  # for pages, which name no models
MOST = 25  # on one page; as they are met, the next ones appear


@dataclass(frozen=True)
class Missed:
    """One session that the person missed, in the site's own time."""

    title: str
    starts_at: datetime


@dataclass(frozen=True)
class OwedOutreach:
    """A person who was missed and not reached since. `tries` counts those since then; `reach` is
    for those who may call them."""

    patient: Patient
    missed: tuple[Missed, ...]
    due_at: datetime
    is_late: bool
    tries: int
    reach: Reach | None


def owed_outreach(
    actor: Actor,
    *,
    now: datetime,
    kept: KeptFigures | None = None,
    own: Caseload | None = None,
) -> list[OwedOutreach]:
    """Of the people on whose team the actor is; what is late, of everybody open to them. The
    oldest first, at most MOST."""
    kept = kept or KeptFigures(now)
    door = door_of(actor, Permission.READ_CHART, now)
    missed = _missed_behind(door, now, _open_since(now, kept))
    cases = (own or Caseload(actor, now)).of(Permission.READ_CHART)
    mine = {one.patient.pk for one in cases}
    owed = [one for one in _owed(missed, now, kept) if one.is_late or one.patient.pk in mine]
    owed = sorted(owed, key=lambda one: (one.due_at, one.patient.pk))[:MOST]
    callers = Callers(actor, [one.patient for one in owed], now)
    return [one if callers.may_call(one.patient) else replace(one, reach=None) for one in owed]


def outreach_of(patient: Patient, *, now: datetime) -> OwedOutreach | None:
    """What is owed to one person; None where nothing is."""
    kept = KeptFigures(now)
    missed = _missed_by(patient.pk, now, _open_since(now, kept))
    return next(iter(_owed(missed, now, kept)), None)


def tries_of(patient: Patient) -> list[OutreachTry]:
    """Newest first."""
    tries = OutreachTry.objects.filter(patient=patient).select_related("tried_by")
    return list(tries.order_by("-tried_at", "-pk"))


def _owed(missed: Iterable[Attendance], now: datetime, kept: KeptFigures) -> Iterable[OwedOutreach]:
    """One query, whatever the number of people, none too."""
    rules, quiet = InForce(OUTREACH, now, kept), InForce(REMINDERS, now, kept)
    marks: dict[int, list[Attendance]] = defaultdict(list)
    for mark in missed:
        marks[mark.patient_id].append(mark)
    tries: dict[int, list[OutreachTry]] = defaultdict(list)
    for one in _tried(marks):
        tries[one.patient_id].append(one)
    for patient_id, mine in marks.items():
        site_id = mine[0].patient.site_id
        held = _Rules(rules[site_id], quiet[site_id])
        owed = _of_one(mine, tries[patient_id], held, now)
        if owed is not None:
            yield owed


@dataclass(frozen=True)
class _Rules:
    """What holds at the person's site."""

    outreach: OutreachRules
    quiet: ReminderRules


def _open_since(now: datetime, kept: KeptFigures) -> datetime:
    """What was missed before that is nowhere owed an answer any more."""
    rules = InForce(OUTREACH, now, kept)
    days = [one.stands_days.value for one in (*rules.values(), rules.policy.shipped())]
    return now - timedelta(days=max(days))


@written_once
def _missed_behind(door: Door, now: datetime, since: datetime) -> QuerySet[Attendance]:
    return _unsettled(now, since).filter(patient__in=behind(door))


@written_once
def _missed_by(patient_id: int, now: datetime, since: datetime) -> QuerySet[Attendance]:
    return _unsettled(now, since).filter(patient=patient_id)


@written_once
def _tried(patients: Collection[int]) -> QuerySet[OutreachTry]:
    return OutreachTry.objects.filter(patient__in=patients).order_by("tried_at", "pk")


def _unsettled(now: datetime, since: datetime) -> QuerySet[Attendance]:
    """Missed sessions that are over, by time. Whoever came to a later one, or was reached since,
    is owed nothing more."""
    ended = OuterRef("session__ends_at")
    came = Attendance.objects.filter(
        patient=OuterRef("patient"),
        status__in=PRESENT,
        session__starts_at__gte=ended,
        session__ends_at__lte=now,
    )
    reached = OutreachTry.objects.filter(
        patient=OuterRef("patient"), next_on=None, tried_at__gte=ended
    )
    active = Episode.objects.filter(patient=OuterRef("patient"), status=Episode.Status.ACTIVE)
    missed = Attendance.objects.filter(
        ~Exists(came),
        ~Exists(reached),
        Exists(active),
        status=Attendance.Status.MISSED,
        session__ends_at__lte=now,
        session__ends_at__gt=since,
    )
    joined = missed.select_related(
        "patient__site", "patient__contact_permission", "session__series"
    )
    return joined.order_by("session__starts_at")


def _of_one(
    missed: Sequence[Attendance], tries: Sequence[OutreachTry], rules: _Rules, now: datetime
) -> OwedOutreach | None:
    stands = timedelta(days=rules.outreach.stands_days.value)
    open_marks = [mark for mark in missed if mark.session.ends_at > now - stands]
    if not open_marks:
        return None
    first, patient = open_marks[0].session.ends_at, missed[0].patient
    later = [one for one in tries if one.tried_at >= first]
    due_at = first + timedelta(hours=rules.outreach.due_hours.value)
    if later and later[-1].next_on is not None:
        quiet_from = time(rules.quiet.quiet_from_hour.value)  # nobody is called after that
        due_at = instant_of(later[-1].next_on, quiet_from, patient.site.zone)
    owed = tuple(_missed(mark, patient.site.zone) for mark in open_marks)
    reach = listed_reach(patient)
    return OwedOutreach(patient, owed, due_at, now >= due_at, len(later), reach)


def _missed(mark: Attendance, zone: str) -> Missed:
    series, session = mark.session.series, mark.session
    return Missed(series.title, instant_of(session.on, series.starts, zone))
