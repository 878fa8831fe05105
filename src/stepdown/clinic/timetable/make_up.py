"""Another time in the same week for a session that a person cannot come to."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from stepdown.clinic.intake.words import full_day_and_time
from stepdown.clinic.people.access import end_access, grant_access
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Purpose
from stepdown.clinic.timetable.changes import change_of
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.leaders import leaders_until
from stepdown.clinic.timetable.meeting import would_meet_between
from stepdown.clinic.timetable.models import Seat, Series, WeekPlan
from stepdown.clinic.timetable.problem import (
    PosedWeek,
    UnableToPlanWeek,
    free_places,
    places_taken,
    pose_week,
)
from stepdown.clinic.timetable.programs import ratios_at
from stepdown.clinic.timetable.queries import DatedSession, meetings, week_of
from stepdown.clinic.timetable.times import minute_of_day, monday_of
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.services import Service
from stepdown.rules.timetable.own_week import Chosen, broken_rules, with_sessions

NOT_FREE = "This time is not free any more. Choose another, or ask us to call."
OF_THE_WHOLE_WEEK = {"weekly_minimum", "fewest_days"}  # one session cannot break these


def make_up_times(episode: Episode, missed: DatedSession, *, now: datetime) -> list[DatedSession]:
    """Meetings of the same service in the same week that are still to come, have a free seat and
    break no rule of the person's own week, the nearest first.

    Whether they fit is asked of the rules that also check a whole week before it is booked.
    """
    if episode.status != Episode.Status.ACTIVE:
        return []
    monday = monday_of(missed.on)
    try:
        posed = pose_week(episode, starts_on=monday)
    except UnableToPlanWeek:
        return []
    week = [one for one in week_of(episode.patient, monday=monday) if _counts(one, missed)]
    others = [one for one in _meetings(posed, missed, monday) if one.starts_at > now]
    others = [one for one in others if _has_leaders(posed, episode, one)]
    fitting = (one for one in others if not _meets(one, week))
    kept = [one for one in fitting if _keeps_the_rules(posed, week, missed, one)]
    return [one for one in kept if not _stays_too_near(episode.patient_id, week, missed, one)]


def _counts(own: DatedSession, missed: DatedSession) -> bool:
    """What is cancelled takes no time of the week; the missed meeting is what is replaced."""
    return not own.is_cancelled or own == missed


def _meetings(posed: PosedWeek, missed: DatedSession, monday: date) -> list[DatedSession]:
    """Of the same service that take place, in the order of the week."""
    found = [
        (one, monday + timedelta(days=one.weekday))
        for one in posed.series.values()
        if one.service == missed.session.service and one.pk != missed.session.series_id
    ]
    return [one for one in meetings(found) if not one.is_cancelled]


def _has_leaders(posed: PosedWeek, episode: Episode, one: DatedSession) -> bool:
    """Whether those who lead it that day may have one more; in weeks that do not differ, the rules
    of a week have asked that."""
    series = posed.series[str(one.session.series_id)]
    fewer = len(one.session.leader_ids) < len(series.leader_ids)
    return not fewer or bool(_free_that_day(episode, series, one.on))


def _free_that_day(episode: Episode, series: Series, on: date) -> list[int]:
    held = change_of(series, on).as_on(series, on)
    return free_places(held, places_taken(episode, on), ratios_at(episode.site_id))


def _meets(one: DatedSession, week: Sequence[DatedSession]) -> bool:
    """Whether the person is there anyway, has another session at that time, or cannot come then:
    the missed meeting is in `week` too, and takes their time unless the clinic cancelled it."""
    return any(
        own.session.series_id == one.session.series_id
        or (not own.is_cancelled and own.starts_at < one.ends_at and one.starts_at < own.ends_at)
        for own in week
    )


def _stays_too_near(
    patient_id: int, week: Sequence[DatedSession], missed: DatedSession, instead: DatedSession
) -> bool:
    """Whether the person would be here, perhaps between two sessions, with whom they must not
    meet."""
    that_day = [own for own in week if own.on == instead.on and own != missed]
    ids = [one.session.series_id for one in (*that_day, instead)]
    series = list(Series.objects.filter(pk__in=ids))
    return would_meet_between(patient_id, series, on=monday_of(instead.on))


def _keeps_the_rules(
    posed: PosedWeek, week: Sequence[DatedSession], missed: DatedSession, instead: DatedSession
) -> bool:
    """The week with the one in place of the other breaks no rule that it did not break before."""
    after = [instead if own == missed else own for own in week]
    return _broken(posed, after) <= _broken(posed, week) | OF_THE_WHOLE_WEEK


def _broken(posed: PosedWeek, week: Sequence[DatedSession]) -> set[str]:
    """The rules that these sessions break, by code."""
    services = {need.service for need in posed.person.needs}
    held = [one.session for one in week if one.session.service in services]
    held = [one for one in held if str(one.series_id) in posed.series]
    chosen = tuple(Chosen(str(one.series_id), one.service) for one in held)
    return broken_rules(posed.problem, with_sessions(posed.problem, posed.person, chosen))


def take_make_up_seat(
    *, episode: Episode, missed: DatedSession, series_id: int, now: datetime
) -> Seat:
    """A seat for one day in place of the missed meeting.

    Inside writing(), by an operation that asked whether the actor may. Raises UnableToSeat.
    """
    times = make_up_times(episode, missed, now=now)
    found = next((one for one in times if one.session.series_id == series_id), None)
    if found is None:
        raise UnableToSeat(NOT_FREE)
    return take_seat_that_day(episode=episode, meeting=found, now=now)


def take_seat_that_day(*, episode: Episode, meeting: DatedSession, now: datetime) -> Seat:
    """A seat for one day, beside the week the person has; whoever leads may open the record until
    the notes are signed. Inside writing(). Raises UnableToSeat where none is free, or no week is.
    """
    found, series = meeting, Series.objects.get(pk=meeting.session.series_id)
    plan = WeekPlan.objects.filter(seats__patient=episode.patient_id, episode=episode).last()
    free = _free_that_day(episode, series, found.on)
    if not free or plan is None:
        raise UnableToSeat(NOT_FREE)
    leaders = found.session.leader_ids | series.leader_ids
    _open_to_leaders(episode.patient, leaders, found.on, now)
    try:
        with transaction.atomic():
            return Seat.objects.create(
                series=series,
                plan=plan,
                patient_id=episode.patient_id,
                place=free[0],
                starts_on=found.on,
                ends_on=found.on + timedelta(days=1),
                is_make_up=True,
            )
    except IntegrityError as error:
        raise UnableToSeat(NOT_FREE) from error


def single_seats(patient_id: int, *, from_day: date) -> list[Seat]:
    """Of sessions that were agreed on for one day each, from that day on."""
    ahead = Seat.objects.filter(patient=patient_id, is_make_up=True, starts_on__gte=from_day)
    held = ahead.exclude(ends_on=F("starts_on"))
    return list(held.select_related("series").order_by("starts_on"))


def times_lost(single: Iterable[Seat], week: Sequence[Series], *, from_day: date) -> list[str]:
    """Day and hour of each that falls away once the person has this week, in words."""
    ahead = (one for one in single if one.starts_on >= from_day)
    gone = (one for one in ahead if not stays_beside(one, week, from_day=from_day))
    return [full_day_and_time(one.starts_on, one.series.starts) for one in gone]


def stays_beside(seat: Seat, week: Sequence[Series], *, from_day: date) -> bool:
    """Whether a family session that was agreed on for one day stays with a new week: its time is
    free there, and the person meets nobody whom they must not meet."""
    one = seat.series
    if not seat.is_make_up or seat.starts_on < from_day or one.service != Service.FAMILY:
        return False
    that_day = [each for each in week if each.weekday == one.weekday]
    begins = minute_of_day(one.starts)
    is_free = all(
        minute_of_day(each.starts) + each.minutes <= begins
        or begins + one.minutes <= minute_of_day(each.starts)
        for each in that_day
    )
    on = monday_of(seat.starts_on)
    return is_free and not would_meet_between(seat.patient_id, [*that_day, one], on=on)


def _open_to_leaders(patient: Patient, leaders: set[int], on: date, now: datetime) -> None:
    for account_id in leaders:
        grant_access(
            patient=patient,
            account_id=account_id,
            purpose=Purpose.CARE,
            why=_reason(on),
            now=now,
            until=leaders_until(patient.site, on),
        )


def _reason(on: date) -> str:
    return f"make-up of {on}"


def give_make_up_seat_back(seat: Seat, *, now: datetime) -> None:
    """The seat is anybody's again, and its leader has nothing to open; that it was taken stays
    readable. Inside writing()."""
    Seat.objects.filter(pk=seat.pk).update(ends_on=seat.starts_on)
    for account_id in seat.series.leader_ids:
        end_access(
            patient=seat.patient, why=_reason(seat.starts_on), now=now, account_id=account_id
        )
