"""Reading the weeks that were sent to people, and what they answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import about, door_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.make_up import single_seats, times_lost
from stepdown.clinic.timetable.models import Proposal, Seat, Series, WeekPlan
from stepdown.clinic.timetable.queries import WeeklySession, in_order_of_week, weekly_session

State = Proposal.State


@dataclass(frozen=True)
class ProposedWeek:
    """`held_until` is in the site's zone; `wish` what the person wrote who asked for others.
    `lost`, as the person reads it: days and hours of one more session that was agreed on, and falls
    away with this week."""

    option: int
    state: State
    starts_on: date
    held_until: datetime
    sessions: tuple[WeeklySession, ...]
    wish: str
    lost: tuple[str, ...]

    @property
    def weekly_minutes(self) -> int:
        return sum(one.clinical_minutes for one in self.sessions)


@dataclass(frozen=True)
class OpenOffer:
    """Weeks on which staff have to act. `held_until`, in the site's zone: somebody without a
    sign-in has them on paper, and staff write down the answer. None: the person would like others,
    in the words of `wish`."""

    code: str
    short_name: str
    wish: str
    held_until: datetime | None


def waiting_proposals(patient: Patient, *, now: datetime) -> list[ProposedWeek]:
    """The weeks that wait for the person's answer while their seats are held."""
    waiting = _waiting(patient.pk, now)
    today = local_now(patient.site, now).date()
    single = single_seats(patient.pk, from_day=today) if waiting else []
    return [_proposed(patient, one, single) for one in waiting]


def has_offer(patient: Patient, *, now: datetime) -> bool:
    """Whether there are any (one query)."""
    return bool(_waiting(patient.pk, now))


@written_once
def _waiting(patient_id: int, now: datetime) -> QuerySet[Proposal]:
    waits = Proposal.objects.filter(state=State.WAITING, held_until__gt=now)
    return waits.filter(episode__patient=patient_id).order_by("option")


def last_proposals(patient: Patient) -> list[ProposedWeek]:
    """Those offered last, for staff: they wait, or the person asked for other times since; none
    once a week was booked after them."""
    return [_proposed(patient, one) for one in _offered_last(patient.pk)]


@written_once
def _offered_last(patient_id: int) -> QuerySet[Proposal]:
    return _unsettled().filter(episode__patient=patient_id).order_by("option")


def open_offers(actor: Actor, *, now: datetime) -> list[OpenOffer]:
    """Of people open to the actor, who plans weeks: what waits to be talked over by the hour until
    which it is held, then other times that are asked for, the oldest first (one query)."""
    door = door_of(actor, Permission.PLAN_WEEKS, now)
    return [_open_offer(one) for one in _to_act_on(door, now)]


@written_once
def _to_act_on(door: Door, now: datetime) -> QuerySet[Proposal]:
    on_paper = Q(state=State.WAITING, option=1, held_until__gt=now, episode__patient__account=None)
    waits = on_paper | Q(state=State.OTHER)
    found = _unsettled().filter(waits, about(door, "episode__patient"))
    return found.order_by("answered_at", "held_until", "pk")


def _open_offer(one: Proposal) -> OpenOffer:
    patient = one.episode.patient
    waits = one.state == State.WAITING
    until = local_now(patient.site, one.held_until) if waits else None
    return OpenOffer(patient.code, patient.short_name, one.wish, until)


def _unsettled() -> QuerySet[Proposal]:
    """Those that wait or were answered with a wish, nothing sent or booked after them."""
    later_plan = WeekPlan.objects.filter(
        episode=OuterRef("episode"), made_at__gt=OuterRef("answered_at")
    )
    later = Proposal.objects.filter(episode=OuterRef("episode"), made_at__gt=OuterRef("made_at"))
    found = Proposal.objects.filter(
        ~Exists(later_plan),
        ~Exists(later),
        state__in=[State.WAITING, State.OTHER],
        episode__status="active",
    )
    return found.select_related("episode__patient__site")


def _proposed(patient: Patient, one: Proposal, single: Iterable[Seat] = ()) -> ProposedWeek:
    series = _series_of(one.pk)
    return ProposedWeek(
        option=one.option,
        state=State(one.state),
        starts_on=one.starts_on,
        held_until=local_now(patient.site, one.held_until),
        sessions=tuple(weekly_session(each) for each in series),
        wish=one.wish,
        lost=tuple(times_lost(single, series, from_day=one.starts_on)),
    )


@written_once
def _series_of(proposal_id: int) -> QuerySet[Series]:
    named = Proposal.series.through.objects.filter(proposal=proposal_id)
    return in_order_of_week(Series.objects.filter(pk__in=named.values("series")))
