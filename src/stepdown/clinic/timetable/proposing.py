"""A week sent to the person: its seats are held until an hour shown, and they take it or do not."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import message_patient, require, require_own
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.judging import SEAT_GONE, UnableToSeat
from stepdown.clinic.timetable.models import HeldPlace, Proposal, Series, WeekPlan
from stepdown.clinic.timetable.operations import end_proposal, judged_week, seat_in_week
from stepdown.clinic.timetable.problem import UnableToPlanWeek, places_taken
from stepdown.clinic.timetable.week_rules import week_rules
from stepdown.clinic.treatment.models import Episode

State = Proposal.State
OVER = "These times are not held any more. Call us, and we find others."
NO_SIGN_IN = "This person has no sign-in yet. Book the week while you talk, or invite them first."


def propose_week(
    *, actor: Actor, episode: Episode, series_ids: Sequence[int], starts_on: date, now: datetime
) -> Proposal:
    """Sends the week and holds its seats; what was sent before ends. Raises UnableToPlanWeek."""
    require(actor, Permission.PLAN_WEEKS, site_id=episode.site_id)
    assert actor.account_id is not None  # people propose weeks, the program never does
    if not Account.objects.filter(patient=episode.patient_id, is_active=True).exists():
        raise UnableToPlanWeek(NO_SIGN_IN)
    with writing():
        episode, series, _ = judged_week(episode, series_ids, starts_on, now)
        end_proposal(episode, now=now)
        _hold(episode, series, starts_on, now)
        hours = week_rules().proposal_hours.value
        proposal = Proposal.objects.create(
            episode=episode,
            starts_on=starts_on,
            held_until=now + timedelta(hours=hours),
            made_at=now,
            made_by_id=actor.account_id,
        )
        proposal.series.set(series)
        _note(actor, proposal, "proposed", now)
        message_patient(
            patient=episode.patient,
            once_key=f"proposal-{proposal.pk}",
            subject="Times for you",
            body="There are times for you to look at. Sign in to see them, or call"
            f" {episode.patient.site.phone}.",
            now=now,
        )
    return proposal


def _hold(episode: Episode, series: Sequence[Series], starts_on: date, now: datetime) -> None:
    taken = places_taken(episode, starts_on)
    for one in series:
        free = [n for n in range(1, one.seats + 1) if (one.pk, n) not in taken]
        if not free:
            raise UnableToSeat(SEAT_GONE)
        HeldPlace.objects.create(
            patient_id=episode.patient_id, series=one, place=free[0], held_at=now
        )


def take_proposal(*, actor: Actor, patient: Patient, now: datetime) -> WeekPlan:
    """The person takes the week that waits: every seat in it is theirs. Raises UnableToPlanWeek."""
    require_own(actor, patient)
    with writing():
        one = _waiting(patient, now)
        series_ids = list(one.series.values_list("pk", flat=True))
        end_proposal(one.episode, now=now, state=State.TAKEN, answered_at=now)
        _note(actor, one, "taken", now)
        return seat_in_week(
            actor=actor,
            found_by_id=one.made_by_id,
            episode=one.episode,
            series_ids=series_ids,
            starts_on=one.starts_on,
            now=now,
        )


def ask_for_other_times(*, actor: Actor, patient: Patient, wish: str, now: datetime) -> None:
    """The person would like other times, in their words or without any; the seats are free."""
    require_own(actor, patient)
    with writing():
        one = _waiting(patient, now)
        end_proposal(one.episode, now=now, state=State.OTHER, answered_at=now, wish=wish)
        _note(actor, one, "other_asked", now)


def take_proposal_back(*, actor: Actor, episode: Episode, now: datetime) -> None:
    """Does nothing where none waits."""
    require(actor, Permission.PLAN_WEEKS, site_id=episode.site_id)
    with writing():
        for one in episode.proposals.filter(state=State.WAITING):
            end_proposal(episode, now=now)
            _note(actor, one, "taken_back", now)


def end_late_proposals(*, now: datetime) -> None:
    """Frees the seats of every proposal whose hour has passed. The worker asks again and again."""
    late = Proposal.objects.filter(state=State.WAITING, held_until__lte=now)
    if not late.exists():
        return
    with writing():
        for one in late.select_related("episode"):
            end_proposal(one.episode, now=now)
            _note(THE_PROGRAM, one, "lapsed", now)


def _waiting(patient: Patient, now: datetime) -> Proposal:
    open_ones = Proposal.objects.filter(episode__patient=patient, state=State.WAITING)
    one = open_ones.filter(held_until__gt=now).select_related("episode").first()
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
