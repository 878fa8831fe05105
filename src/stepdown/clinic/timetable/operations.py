"""Giving a person their week, and its seats back to the clinic."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from stepdown.clinic.intake.words import clock
from stepdown.clinic.ledger.operations import record, save_version, withdraw_mail, writing
from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessGrant, Patient
from stepdown.clinic.people.operations import message_patient, require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission, Purpose
from stepdown.clinic.timetable.changes import lasting_terms
from stepdown.clinic.timetable.judging import (
    SEAT_GONE,
    UnableToSeat,
    chosen_series,
    judged_plan,
)
from stepdown.clinic.timetable.leaders import leaders_until, morning_of, open_to_stand_ins
from stepdown.clinic.timetable.make_up import single_seats, stays_beside, times_lost
from stepdown.clinic.timetable.models import (
    HeldPlace,
    KeptPlace,
    Proposal,
    Seat,
    Series,
    WeekPlan,
)
from stepdown.clinic.timetable.problem import (
    PosedWeek,
    UnableToPlanWeek,
    as_before,
    free_places,
    places_taken,
    pose_week,
)
from stepdown.clinic.timetable.programs import ratios_at
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.operations import end_episode, hold_episode
from stepdown.clinic.treatment.queries import EndReason
from stepdown.rules.timetable.own_week import Plan

LEADER = "session leader"


def accept_week(
    *, actor: Actor, episode: Episode, series_ids: Sequence[int], starts_on: date, now: datetime
) -> WeekPlan:
    """Seats the person in these series from a Monday on; ends the week they had until then.

    Raises UnableToPlanWeek where the week breaks a rule (hours, days, commitments, age group) and
    UnableToSeat where a seat is gone. Leaders may open the record from now on.
    """
    require(actor, Permission.PLAN_WEEKS, site_id=episode.site_id)
    assert actor.account_id is not None  # people plan weeks, the program never does
    with writing():
        return seat_in_week(
            actor=actor,
            found_by_id=actor.account_id,
            episode=episode,
            series_ids=series_ids,
            starts_on=starts_on,
            now=now,
        )


def seat_in_week(
    *,
    actor: Actor,
    found_by_id: int,
    episode: Episode,
    series_ids: Sequence[int],
    starts_on: date,
    now: datetime,
) -> WeekPlan:
    """As `accept_week`, inside writing(), by an operation that asked whether the actor may."""
    episode, series, plan = judged_week(episode, series_ids, starts_on, now)
    give_place_back(patient=episode.patient, now=now)
    end_proposal(episode, now=now)
    single = single_seats(episode.patient_id, from_day=starts_on)
    lost = times_lost(single, series, from_day=starts_on)
    _free_seats(episode, starts_on, beside=series)
    week = WeekPlan.objects.create(
        episode=episode,
        state=WeekPlan.State.CURRENT,
        starts_on=starts_on,
        weekly_minutes=plan.weekly_minutes,
        days=len(plan.days),
        made_at=now,
        made_by_id=found_by_id,
    )
    _take_seats(week, series)
    _open_to_leaders_of(episode.patient, series, starts_on, now)
    open_to_stand_ins(episode.patient, series, from_day=starts_on, now=now)
    record(
        actor=actor,
        verb="week.accepted",
        now=now,
        subject=week,
        patient_id=episode.patient_id,
        content={"series": sorted(one.pk for one in series), "starts_on": str(starts_on)},
    )
    _tell(week, lost, now)
    return week


def _open_to_leaders_of(
    patient: Patient, series: Sequence[Series], starts_on: date, now: datetime
) -> None:
    """Who leads in the end, and who leads until a lasting change that is ahead."""
    leaders = {each for one in series for each in one.leader_ids}
    terms = lasting_terms(series, starts_on)
    changing = {one.series_id: one for one in terms}
    soon = {one.leader_id for one in terms}
    soon |= {one.leader_id for one in series if one.pk not in changing}
    soon |= {one.co_leader_id for one in series if one.co_leader_id}
    begins = {
        one.series.leader_id: morning_of(patient.site, one.until_on, now)
        for one in terms
        if one.series.leader_id not in soon
    }
    open_to_leaders(patient, leaders, starts_on, now, begins=begins)
    for term in terms:
        if term.leader_id not in leaders:
            grant_access(
                patient=patient,
                account_id=term.leader_id,
                purpose=Purpose.CARE,
                why=LEADER,
                now=now,
                until=leaders_until(patient.site, term.until_on),
            )


def judged_week(
    episode: Episode, series_ids: Sequence[int], starts_on: date, now: datetime
) -> tuple[Episode, list[Series], Plan]:
    """The episode as it is now, and the series with the plan they are. Raises UnableToPlanWeek."""
    episode = Episode.objects.select_related("patient__site", "site").get(pk=episode.pk)
    _check_start(episode, starts_on, now)
    posed = pose_week(episode, starts_on=starts_on)
    series = chosen_series(posed, series_ids)
    _judge_before_changes(posed, series, starts_on)
    return episode, series, judged_plan(posed, series)


def _judge_before_changes(posed: PosedWeek, series: Sequence[Series], starts_on: date) -> None:
    """A lasting change can be ahead: the week must fit as these sessions are until then, too."""
    for term in lasting_terms(series, starts_on):
        try:
            judged_plan(as_before(posed, term), series)
        except UnableToPlanWeek as error:
            until = f"{term.until_on:%A, %B} {term.until_on.day}"
            at = clock(term.starts)
            words = f"{term.series.title} is at {at} until {until}, and that does not fit."
            raise UnableToPlanWeek(f"{words} {error}") from error


def end_proposal(
    episode: Episode, *, now: datetime, state: str = Proposal.State.ENDED, **more: object
) -> None:
    """The proposals that wait, if any, do so no longer; their places are free. Inside writing()."""
    for one in episode.proposals.filter(state=Proposal.State.WAITING):
        save_version(one, expected=one.version, state=state, **more)
    held = HeldPlace.objects.filter(patient_id=episode.patient_id, released_at=None)
    held.update(released_at=now)


def give_place_back(*, patient: Patient, now: datetime) -> None:
    """The kept place is free again: its person has a week, or does not come. Inside writing()."""
    KeptPlace.objects.filter(patient=patient, given_back_at=None).update(given_back_at=now)


def _check_start(episode: Episode, starts_on: date, now: datetime) -> None:
    if episode.status != Episode.Status.ACTIVE:
        raise UnableToPlanWeek("Care is on hold or has ended. Resume it under Care first.")
    if starts_on.weekday() != 0:
        raise UnableToPlanWeek("A week starts on a Monday. Choose a Monday.")
    if starts_on < local_now(episode.site, now).date():
        raise UnableToPlanWeek("This Monday has passed. Choose today or a later Monday.")
    if starts_on + timedelta(days=6) < episode.admitted_on:
        raise UnableToPlanWeek("Care has not begun in this week. Choose a later Monday.")


def _free_seats(episode: Episode, on: date, beside: Sequence[Series] | None = None) -> None:
    """Ends the person's seats and weeks on that day; what had not begun yet never begins. `beside`:
    the sessions of the week that follows, next to which what stays is kept."""
    held = Seat.objects.filter(patient_id=episode.patient_id).exclude(ends_on__lte=on)
    for seat in held.select_related("series"):
        if beside is not None and stays_beside(seat, beside, from_day=on):
            continue
        seat.ends_on = max(on, seat.starts_on)
        seat.save(update_fields=["ends_on"])
    for week in episode.week_plans.exclude(ends_on__lte=on):
        save_version(
            week,
            expected=week.version,
            ends_on=max(on, week.starts_on),
            state=WeekPlan.State.PAST,
        )


def _take_seats(week: WeekPlan, series: Iterable[Series]) -> None:
    taken, ratios = places_taken(week.episode, week.starts_on), ratios_at(week.episode.site_id)
    for one in series:
        free = free_places(one, taken, ratios)
        if not free:
            raise UnableToSeat(SEAT_GONE)
        try:
            with transaction.atomic():
                Seat.objects.create(
                    series=one,
                    plan=week,
                    patient_id=week.episode.patient_id,
                    place=free[0],
                    starts_on=week.starts_on,
                )
        except IntegrityError as error:
            raise UnableToSeat(SEAT_GONE) from error


def open_to_leaders(
    patient: Patient,
    leaders: set[int],
    on: date,
    now: datetime,
    *,
    begins: Mapping[int, datetime] | None = None,
) -> None:
    """These, and no other leaders, open the record, now or from when `begins` says; who led until
    `on` until notes are signed."""
    held = AccessGrant.objects.filter(patient=patient, why=LEADER, ends_at=None)
    known = set(held.values_list("account_id", flat=True))
    for account_id in leaders - known:
        grant_access(
            patient=patient,
            account_id=account_id,
            purpose=Purpose.CARE,
            why=LEADER,
            now=(begins or {}).get(account_id, now),
        )
    never = held.filter(account_id__in=known - leaders, starts_at__gt=now)
    never.update(ends_at=F("starts_at"))  # who was to lead later does not any more
    for account_id in known - leaders:
        until = leaders_until(patient.site, on)
        end_access(patient=patient, why=LEADER, now=until, account_id=account_id)


def _tell(week: WeekPlan, lost: Sequence[str], now: datetime) -> None:
    patient = week.episode.patient
    first = f"{week.starts_on:%A, %B} {week.starts_on.day}"
    gone = "".join(f" Your extra time on {each} is cancelled." for each in lost)
    message_patient(
        patient=patient,
        once_key=f"week-{week.pk}",
        subject="Your times",
        body=f"Your times from {first} are set.{gone} Questions: {patient.site.phone}",
        now=now,
    )


def session_matter(patient_id: int, series_id: int, on: date) -> str:
    """What messages about one person's meeting are about: they are withdrawn together."""
    return f"{_matters_of(patient_id)}{series_id}-{on}"


def day_matter(patient_id: int, on: date) -> str:
    """What messages about changes of one person's day are about."""
    return f"{_matters_of(patient_id)}day-{on}"


def _matters_of(patient_id: int) -> str:
    return f"session-{patient_id}-"


def hold_episode_and_free(
    *, actor: Actor, episode: Episode, expected_version: int, reason: str, now: datetime
) -> None:
    """Puts the episode on hold; its seats are free from the site's today on.

    Coming back needs a new week. Raises UnableToChangeEpisode and UnableToSave.
    """
    with writing():
        hold_episode(
            actor=actor,
            episode=episode,
            expected_version=expected_version,
            reason=reason,
            now=now,
        )
        _give_back(actor, episode, now)


def end_episode_and_free(
    *,
    actor: Actor,
    episode: Episode,
    expected_version: int,
    end_reason: EndReason,
    reason: str,
    now: datetime,
) -> None:
    """Ends the episode; its seats are free from the site's today on. Raises as holding does."""
    with writing():
        end_episode(
            actor=actor,
            episode=episode,
            expected_version=expected_version,
            end_reason=end_reason,
            reason=reason,
            now=now,
        )
        _give_back(actor, episode, now)


def _give_back(actor: Actor, episode: Episode, now: datetime) -> None:
    """Frees every seat of the person; their leaders may still finish the notes."""
    today = local_now(episode.site, now).date()
    end_proposal(episode, now=now)
    _free_seats(episode, today)
    withdraw_mail(now=now, about__startswith=_matters_of(episode.patient_id))
    open_to_leaders(episode.patient, set(), today, now)
    record(
        actor=actor,
        verb="seats.given_back",
        now=now,
        subject=episode,
        patient_id=episode.patient_id,
    )
