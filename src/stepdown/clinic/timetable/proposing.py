"""Weeks offered to a person: the seats are held until an hour shown; they take one or none."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import message_patient, require, require_own
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.judging import SEAT_GONE, UnableToSeat
from stepdown.clinic.timetable.models import MOST_PLANS as MOST
from stepdown.clinic.timetable.models import HeldPlace, Proposal, Series, WeekPlan
from stepdown.clinic.timetable.operations import end_proposal, judged_week, seat_in_week
from stepdown.clinic.timetable.problem import UnableToPlanWeek, places_taken
from stepdown.clinic.timetable.week_rules import week_rules
from stepdown.clinic.treatment.models import Episode

State = Proposal.State
MOST_PLANS = MOST  # for pages, which name no models
OVER = "These times are not held any more. Call us, and we find others."


def propose_week(
    *, actor: Actor, episode: Episode, series_ids: Sequence[int], starts_on: date, now: datetime
) -> Proposal:
    """Offers one week and holds its seats; what was offered before ends. Raises
    UnableToPlanWeek."""
    plans = [series_ids]
    return propose_weeks(actor=actor, episode=episode, plans=plans, starts_on=starts_on, now=now)[0]


def propose_weeks(
    *,
    actor: Actor,
    episode: Episode,
    plans: Sequence[Sequence[int]],
    starts_on: date,
    now: datetime,
) -> list[Proposal]:
    """Offers up to four weeks to choose from, and holds the seats of all until one is taken.
    Somebody without a sign-in hears of them on paper or on the phone. Raises UnableToPlanWeek."""
    require(actor, Permission.PLAN_WEEKS, site_id=episode.site_id)
    if not 1 <= len(plans) <= MOST_PLANS:
        raise UnableToPlanWeek(f"Offer 1 to {MOST_PLANS} weeks at once.")
    with writing():
        judged = [judged_week(episode, one, starts_on, now) for one in plans]
        end_proposal(episode, now=now)
        every = {one.pk: one for _, series, _ in judged for one in series}
        _hold(episode, list(every.values()), starts_on, now)
        offered = [
            _offered(actor, episode, series, starts_on, option, now)
            for option, (_, series, _) in enumerate(judged, start=1)
        ]
        _tell(offered[0], now)
    return offered


def _offered(
    actor: Actor,
    episode: Episode,
    series: Sequence[Series],
    starts_on: date,
    option: int,
    now: datetime,
) -> Proposal:
    assert actor.account_id is not None  # people propose weeks, the program never does
    made = Proposal.objects.create(
        episode=episode,
        starts_on=starts_on,
        held_until=now + timedelta(hours=week_rules().proposal_hours.value),
        option=option,
        made_at=now,
        made_by_id=actor.account_id,
    )
    made.series.set(series)
    _note(actor, made, "proposed", now)
    return made


def _tell(proposal: Proposal, now: datetime) -> None:
    patient = proposal.episode.patient
    signs_in = Account.objects.filter(patient=patient, is_active=True).exists()
    see = "Sign in to see them, or call" if signs_in else "To hear them call"
    message_patient(
        patient=patient,
        once_key=f"proposal-{proposal.pk}",
        subject="Times for you",
        body=f"There are times for you to look at. {see} {patient.site.phone}.",
        now=now,
    )


def _hold(episode: Episode, series: Sequence[Series], starts_on: date, now: datetime) -> None:
    taken = places_taken(episode, starts_on)
    for one in series:
        free = [n for n in range(1, one.seats + 1) if (one.pk, n) not in taken]
        if not free:
            raise UnableToSeat(SEAT_GONE)
        HeldPlace.objects.create(
            patient_id=episode.patient_id, series=one, place=free[0], held_at=now
        )


def take_proposal(*, actor: Actor, patient: Patient, now: datetime, option: int = 1) -> WeekPlan:
    """The person takes a week that waits: every seat in it is theirs, those of the others are free.
    Raises UnableToPlanWeek."""
    require_own(actor, patient)
    return _take(actor, patient, option, now)


def ask_for_other_times(*, actor: Actor, patient: Patient, wish: str, now: datetime) -> None:
    """The person would like other times, in their words or without any; the seats are free."""
    require_own(actor, patient)
    _ask_for_others(actor, patient, wish, now)


def note_answer(
    *, actor: Actor, patient: Patient, option: int | None, wish: str, now: datetime
) -> None:
    """What the person said on the phone or in the room: which of the weeks they take, or (None)
    that they would like others, in their words. Raises UnableToPlanWeek."""
    require(actor, Permission.PLAN_WEEKS, site_id=patient.site_id)
    if option is None:
        _ask_for_others(actor, patient, wish, now)
    else:
        _take(actor, patient, option, now)


def _take(actor: Actor, patient: Patient, option: int, now: datetime) -> WeekPlan:
    with writing():
        one = _waiting(patient, now, option=option)
        series_ids = list(one.series.values_list("pk", flat=True))
        save_version(one, expected=one.version, state=State.TAKEN, answered_at=now)
        end_proposal(one.episode, now=now)
        _note(actor, one, "taken", now)
        return seat_in_week(
            actor=actor,
            found_by_id=one.made_by_id,
            episode=one.episode,
            series_ids=series_ids,
            starts_on=one.starts_on,
            now=now,
        )


def _ask_for_others(actor: Actor, patient: Patient, wish: str, now: datetime) -> None:
    with writing():
        one = _waiting(patient, now)
        save_version(one, expected=one.version, state=State.OTHER, answered_at=now, wish=wish)
        end_proposal(one.episode, now=now)
        _note(actor, one, "other_asked", now)


def take_proposal_back(*, actor: Actor, episode: Episode, now: datetime) -> None:
    """Does nothing where none waits."""
    require(actor, Permission.PLAN_WEEKS, site_id=episode.site_id)
    with writing():
        waiting = list(episode.proposals.filter(state=State.WAITING))
        end_proposal(episode, now=now)
        for one in waiting:
            _note(actor, one, "taken_back", now)


def end_late_proposals(*, now: datetime) -> None:
    """Frees the seats of every proposal whose hour has passed. The worker asks again and again."""
    late = Proposal.objects.filter(state=State.WAITING, held_until__lte=now)
    if not late.exists():
        return
    with writing():
        for one in list(late.select_related("episode")):
            end_proposal(one.episode, now=now)
            _note(THE_PROGRAM, one, "lapsed", now)


def _waiting(patient: Patient, now: datetime, *, option: int = 1) -> Proposal:
    open_ones = Proposal.objects.filter(
        episode__patient=patient, state=State.WAITING, held_until__gt=now, option=option
    )
    one = open_ones.select_related("episode").first()
    if one is None:
        raise UnableToPlanWeek(OVER)
    return one


def _note(actor: Actor, one: Proposal, what: str, now: datetime) -> None:
    record(
        actor=actor,
        verb=f"week.{what}",
        now=now,
        subject=one,
        patient_id=one.episode.patient_id,
    )
