"""A person's week: found round their life, booked whole, and given back."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.operations import NotAllowed, ask_contact_permission, shut_out
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.found import WeekOffer
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.models import Seat, Series, WeekPlan
from stepdown.clinic.timetable.operations import (
    LEADER,
    accept_week,
    end_episode_and_free,
    hold_episode_and_free,
)
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.clinic.timetable.queries import planned_weeks
from stepdown.clinic.timetable.week_rules import week_rules
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.queries import EndReason
from stepdown.clinic.treatment.services import Service
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World, add_member, make_world
from tests.threads import run_in_threads

pytestmark = pytest.mark.django_db
NEXT_MONDAY = MONDAY + timedelta(days=7)


def ids(offer: WeekOffer) -> list[int]:
    return [one.series_id for one in offer.best.sessions]


def accept(world: World, episode: Episode, series_ids: list[int], on: date = MONDAY) -> WeekPlan:
    return accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=series_ids,
        starts_on=on,
        now=NOW,
    )


def seated(world: World, name: str, on: date = MONDAY) -> Episode:
    episode = in_care(world, world.patient(name))
    accept(world, episode, ids(find_weeks(episode=episode, starts_on=on)), on)
    return episode


def test_a_week_of_nine_hours_over_three_days_is_found(world: World) -> None:
    add_evening_program(world)
    offer = find_weeks(episode=in_care(world, world.patient()), starts_on=MONDAY)
    assert offer.fits
    assert (offer.best.weekly_minutes, offer.best.days) == (540, (0, 1, 2))
    assert [one.service for one in offer.best.sessions].count(Service.GROUP) == 3
    assert offer.best.by_own_clinician


def test_what_a_person_may_read_is_the_same_whatever_private_fact_closed_a_seat(
    world: World,
) -> None:
    series = add_evening_program(world, seats=1)
    full, shut = in_care(world, world.patient("Ana")), in_care(world, world.patient("Ben"))
    seated(world, "Cleo")
    told_by_full_groups = find_weeks(episode=full, starts_on=MONDAY).no_week
    for seat in Seat.objects.filter(series__in=series):
        seat.ends_on = seat.starts_on
        seat.save()
    for role in (Role.COUNSELOR, Role.PSYCHOLOGIST):
        shut_out(
            actor=world.actor(Role.DIRECTOR),
            patient=shut.patient,
            account=world.accounts[role],
            now=NOW,
        )
    told_by_shut_staff = find_weeks(episode=shut, starts_on=MONDAY)
    assert {one.reason for one in told_by_shut_staff.not_open} == {"shut_out"}
    assert told_by_full_groups is not None
    assert told_by_shut_staff.no_week is not None
    assert told_by_shut_staff.no_week.blocking == told_by_full_groups.blocking == ()
    assert told_by_shut_staff.no_week.lacking[0] == told_by_full_groups.lacking[0]


def test_adolescents_are_not_offered_the_adults_program(world: World) -> None:
    series = add_evening_program(world)
    young = in_care(world, world.patient("Kim", birth_on=date(2010, 3, 1)))
    assert find_weeks(episode=young, starts_on=MONDAY).no_week is not None
    with pytest.raises(UnableToPlanWeek, match="Adults and adolescents never share a group"):
        accept(world, young, [one.pk for one in series[:6]])


def test_a_person_without_date_of_birth_gets_a_sentence_not_a_guess(world: World) -> None:
    episode = in_care(world, world.patient(birth_on=None))
    with pytest.raises(UnableToPlanWeek, match="date of birth"):
        find_weeks(episode=episode, starts_on=MONDAY)


def test_one_to_one_is_with_the_own_team_or_else_with_anybody(world: World) -> None:
    series = add_evening_program(world)
    stranger = add_member(world, Role.COUNSELOR, "stranger@harbor.example")
    openings = [one for one in series if one.service == Service.INDIVIDUAL]
    Series.objects.filter(pk__in=[one.pk for one in openings]).update(leader=stranger)
    offer = find_weeks(episode=in_care(world, world.patient()), starts_on=MONDAY)
    assert offer.fits
    assert not offer.best.by_own_clinician


def test_accepting_seats_the_person_and_lets_the_leaders_read(world: World) -> None:
    series = add_evening_program(world)
    stranger = add_member(world, Role.COUNSELOR, "stranger@harbor.example")
    Series.objects.filter(pk=series[0].pk).update(leader=stranger)
    leader = actor_for(stranger, now=NOW)
    episode = in_care(world, world.patient())
    readable = patients_open_to(leader, Permission.READ_CHART, NOW + timedelta(minutes=1))
    assert episode.patient not in readable
    week = accept(world, episode, ids(find_weeks(episode=episode, starts_on=MONDAY)))
    assert (week.weekly_minutes, week.days) == (540, 3)
    assert episode.patient in readable.all()
    assert LedgerEvent.objects.filter(verb="week.accepted", patient_id=episode.patient_id).exists()


def test_a_new_week_ends_the_old_one_and_its_seats_on_that_day(world: World) -> None:
    add_evening_program(world)
    episode = seated(world, "Dana")
    offer = find_weeks(episode=episode, starts_on=NEXT_MONDAY)
    accept(world, episode, ids(offer), NEXT_MONDAY)
    old, new = WeekPlan.objects.order_by("starts_on")
    assert (old.state, old.ends_on, new.state) == ("past", NEXT_MONDAY, "current")
    assert set(old.seats.values_list("ends_on", flat=True)) == {NEXT_MONDAY}
    assert new.seats.filter(ends_on=None).count() == len(offer.best.sessions)
    now_and_then = planned_weeks(episode.patient, on=MONDAY)
    assert [(one.starts_on, one.ends_on) for one in now_and_then] == [
        (MONDAY, NEXT_MONDAY),
        (NEXT_MONDAY, None),
    ]


def test_a_week_replaced_before_it_began_leaves_no_day_in_its_seats(world: World) -> None:
    add_evening_program(world)
    episode = seated(world, "Dana", NEXT_MONDAY)
    accept(world, episode, ids(find_weeks(episode=episode, starts_on=MONDAY)))
    (current,) = planned_weeks(episode.patient, on=MONDAY)
    assert (current.starts_on, current.ends_on) == (MONDAY, None)
    replaced = Seat.objects.filter(starts_on=NEXT_MONDAY)
    assert set(replaced.values_list("ends_on", flat=True)) == {NEXT_MONDAY}


def test_leaders_who_are_done_lose_access_once_their_notes_are_due(world: World) -> None:
    series = add_evening_program(world)
    stranger = add_member(world, Role.COUNSELOR, "stranger@harbor.example")
    Series.objects.filter(pk=series[0].pk).update(leader=stranger)
    episode = seated(world, "Dana")
    Series.objects.filter(pk=series[0].pk).update(leader=world.accounts[Role.COUNSELOR])
    accept(world, episode, ids(find_weeks(episode=episode, starts_on=NEXT_MONDAY)), NEXT_MONDAY)
    grant = episode.patient.access_grants.get(why=LEADER, account=stranger)
    assert grant.ends_at == datetime.fromisoformat("2026-12-07T00:00:00-05:00")


def test_a_full_group_is_not_offered_and_the_last_seat_goes_to_one(world: World) -> None:
    add_evening_program(world, seats=1)
    first, second = in_care(world, world.patient("Ana")), in_care(world, world.patient("Ben"))
    chosen = ids(find_weeks(episode=first, starts_on=MONDAY))
    accept(world, first, chosen)
    assert not find_weeks(episode=second, starts_on=MONDAY).fits
    with pytest.raises(UnableToSeat, match="a moment ago"):
        accept(world, second, chosen)
    assert not Seat.objects.filter(patient=second.patient).exists()


def test_a_seat_is_single_in_the_database_itself(world: World) -> None:
    add_evening_program(world, seats=1)
    seat = Seat.objects.filter(patient=seated(world, "Dana").patient)[0]
    values = (seat.series_id, seat.plan_id, world.patient("Eve").pk)
    insert = (
        "INSERT INTO timetable_seat (series_id, plan_id, patient_id, place, starts_on, ends_on)"
        " VALUES (%s, %s, %s, %s, '2026-12-01', '2026-12-20')"
    )
    for place in (1, 2):  # taken; beyond the seats of the series
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(insert, [*values, place])


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (date(2026, 11, 24), "starts on a Monday"),
        (date(2026, 11, 16), "has passed"),
    ],
)
def test_a_week_starts_on_a_monday_to_come(world: World, on: date, sentence: str) -> None:
    series = add_evening_program(world)
    episode = in_care(world, world.patient())
    with pytest.raises(UnableToPlanWeek, match=sentence):
        accept(world, episode, [one.pk for one in series], on)


def test_the_server_reckons_the_hours_again(world: World) -> None:
    series = add_evening_program(world)
    episode = in_care(world, world.patient())
    with pytest.raises(UnableToPlanWeek):
        accept(world, episode, [one.pk for one in series[:3]])
    with pytest.raises(UnableToPlanWeek, match="no longer offered"):
        accept(world, episode, [10**9])
    assert not WeekPlan.objects.exists()


def test_only_those_who_plan_weeks_may_accept_one(world: World) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    with pytest.raises(NotAllowed):
        accept_week(
            actor=world.actor(Role.TECHNICIAN),
            episode=episode,
            series_ids=[1],
            starts_on=MONDAY,
            now=NOW,
        )


def test_a_step_that_no_decision_reached_keeps_the_hours_of_the_one_before(world: World) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    later = MONDAY + timedelta(weeks=9)  # planned as step 2, but nobody signed it
    assert find_weeks(episode=episode, starts_on=later).goal.weekly_minutes == 540
    Episode.objects.filter(pk=episode.pk).update(phase_number=2)
    episode.refresh_from_db()
    offer = find_weeks(episode=episode, starts_on=later)
    assert (offer.goal.phase_number, offer.best.weekly_minutes) == (2, 360)


def test_the_message_about_a_new_week_says_nothing_of_what_it_is(world: World) -> None:
    add_evening_program(world)
    patient = world.patient(email="dana@example.org")
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        may_leave_message=False,
        email_is_ok=True,
        sender_name="",
        now=NOW,
    )
    episode = in_care(world, patient)
    accept(world, episode, ids(find_weeks(episode=episode, starts_on=MONDAY)))
    message = OutboxMessage.objects.get()
    assert message.subject == "Your times"
    assert message.body == "Your times from Monday, November 23 are set. Questions: 410 555 0142"


def test_a_hold_gives_every_seat_back_that_day(world: World) -> None:
    add_evening_program(world, seats=1)
    episode = seated(world, "Ana")
    waiting = in_care(world, world.patient("Ben"))
    assert not find_weeks(episode=waiting, starts_on=MONDAY).fits
    hold_episode_and_free(
        actor=world.actor(Role.MEDICAL),
        episode=episode,
        expected_version=episode.version,
        reason="In hospital for a week",
        now=NOW,
    )
    assert planned_weeks(episode.patient, on=MONDAY) == []
    assert find_weeks(episode=waiting, starts_on=MONDAY).fits
    with pytest.raises(UnableToPlanWeek, match="on hold"):
        accept(world, episode, [1])


def test_an_end_gives_every_seat_back_and_leaders_finish_their_notes(world: World) -> None:
    add_evening_program(world)
    episode = seated(world, "Ana")
    end_episode_and_free(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        expected_version=episode.version,
        end_reason=EndReason.OWN_CHOICE,
        reason="Moves to another town",
        now=NOW,
    )
    assert not Seat.objects.exclude(ends_on=MONDAY).exists()
    leader = world.actor(Role.COUNSELOR)
    days = week_rules().leader_access_days.value
    within, after = NOW + timedelta(days=days - 1), NOW + timedelta(days=days)
    assert episode.patient in patients_open_to(leader, Permission.READ_CHART, within)
    assert episode.patient not in patients_open_to(leader, Permission.READ_CHART, after)


def test_a_hold_that_is_refused_keeps_the_seats(world: World) -> None:
    add_evening_program(world)
    episode = seated(world, "Ana")
    with pytest.raises(UnableToSave):
        hold_episode_and_free(
            actor=world.actor(Role.MEDICAL),
            episode=episode,
            expected_version=episode.version + 1,
            reason="In hospital",
            now=NOW,
        )
    assert Seat.objects.filter(patient=episode.patient, ends_on=None).exists()


@pytest.mark.django_db(transaction=True)
def test_eight_who_want_the_last_seats_at_once_leave_one_with_them() -> None:
    world = make_world()
    add_evening_program(world, seats=1)
    episodes = [in_care(world, world.patient(f"P{number}")) for number in range(8)]
    chosen = ids(find_weeks(episode=episodes[0], starts_on=MONDAY))
    answers = run_in_threads(8, lambda number: accept(world, episodes[number], chosen))
    seated_weeks = [one for one in answers if isinstance(one, WeekPlan)]
    assert len(seated_weeks) == 1
    assert [type(one) for one in answers].count(UnableToSeat) == 7
    assert Seat.objects.count() == len(chosen) == seated_weeks[0].seats.count()
