"""Somebody in care comes to a session that is not in their week."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.roles import Permission, Role
from stepdown.clinic.sessions.models import Session
from stepdown.clinic.sessions.operations import UnableToWalkIn, walk_in
from stepdown.clinic.sessions.queries import roster
from stepdown.clinic.timetable.models import Program, Series
from stepdown.clinic.timetable.queries import planned_weeks
from stepdown.clinic.treatment.models import Episode
from tests.clinic.evenings import close, mark, open_evening, take_seats
from tests.clinic.test_treatment_checklist import apart
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@made_once
def dana(world: World) -> Patient:
    """Her week has Wednesday; she comes on Monday."""
    groups = add_evening_program(world)
    dana = world.patient()
    wednesday = next(one for one in groups if one.weekday == 2)
    take_seats(world, in_care(world, dana), [wednesday])
    return dana


@made_once
def session(world: World, dana: Patient) -> Session:
    monday = Series.objects.get(service="group", weekday=0)
    luis = world.patient("Luis", family_name="Ortega")
    take_seats(world, in_care(world, luis), [monday])
    return open_evening(world, monday)


def come(world: World, session: Session, patient: Patient) -> None:
    at = session.starts_at + 5 * MINUTE
    actor = world.actor(Role.TECHNICIAN)
    walk_in(actor=actor, session=session, patient_id=patient.pk, now=at)


def test_they_are_on_the_roll_of_today_and_their_week_stays(
    world: World, session: Session, dana: Patient
) -> None:
    before = planned_weeks(dana, on=TODAY)
    come(world, session, dana)
    actor = world.actor(Role.COUNSELOR)
    roll = roster(actor, session, session.starts_at).people
    assert [one.short_name for one in roll] == ["Dana M.", "Luis O."]
    mark(world, session, {dana: "here"})
    assert planned_weeks(dana, on=TODAY) == before
    seat = dana.seats.get(is_make_up=True)
    assert (seat.starts_on, seat.ends_on) == (TODAY, TODAY + timedelta(days=1))
    assert LedgerEvent.objects.filter(verb="session.walked_in", patient_id=dana.pk).count() == 1


def test_once_is_enough(world: World, session: Session, dana: Patient) -> None:
    come(world, session, dana)
    with pytest.raises(UnableToWalkIn, match="on this roll already"):
        come(world, session, dana)


def test_whoever_leads_opens_the_record_that_day(
    world: World, session: Session, dana: Patient
) -> None:
    come(world, session, dana)
    open_now = patients_open_to(
        world.actor(Role.COUNSELOR), Permission.WRITE_NOTES, session.ends_at
    )
    assert dana in open_now


def kept_apart(world: World, session: Session, dana: Patient) -> None:
    apart(world, dana, Patient.objects.get(given_name="Luis"))


def shut_to_the_leader(world: World, session: Session, dana: Patient) -> None:
    leader, director = session.series.leader, world.actor(Role.DIRECTOR)
    shut_out(actor=director, patient=dana, account=leader, now=session.starts_at)


def of_other_ages(world: World, session: Session, dana: Patient) -> None:
    Program.objects.filter(pk=session.series.program_id).update(age_group="adolescent")
    session.refresh_from_db()


@pytest.mark.parametrize("why", [kept_apart, shut_to_the_leader, of_other_ages])
def test_private_reasons_are_told_in_the_same_words(
    world: World,
    session: Session,
    dana: Patient,
    why: Callable[[World, Session, Patient], None],
) -> None:
    why(world, session, dana)
    with pytest.raises(UnableToWalkIn, match="They cannot join this session today"):
        come(world, session, dana)
    assert not dana.seats.filter(is_make_up=True).exists()


def test_a_chart_that_is_shut_is_not_found(world: World, session: Session, dana: Patient) -> None:
    technician = world.accounts[Role.TECHNICIAN]
    shut_out(
        actor=world.actor(Role.DIRECTOR), patient=dana, account=technician, now=session.starts_at
    )
    with pytest.raises(UnableToWalkIn, match="Find them again"):
        come(world, session, dana)


def test_a_full_session_takes_nobody_more(world: World, session: Session, dana: Patient) -> None:
    Series.objects.filter(pk=session.series_id).update(seats=1)
    Session.objects.filter(pk=session.pk).update(state="open")
    with pytest.raises(UnableToWalkIn, match="Every seat"):
        come(world, Session.objects.get(pk=session.pk), dana)


def test_on_hold_or_without_a_week_something_else_comes_first(
    world: World, session: Session, dana: Patient
) -> None:
    Episode.objects.filter(patient=dana).update(status="hold", hold_reason="In hospital")
    with pytest.raises(UnableToWalkIn, match="not in care here now"):
        come(world, session, dana)
    new = in_care(world, world.patient("Ana")).patient
    with pytest.raises(UnableToWalkIn, match="no week yet"):
        come(world, session, new)


def test_a_closed_roll_and_another_day_take_nobody(
    world: World, session: Session, dana: Patient
) -> None:
    actor, tomorrow = world.actor(Role.COUNSELOR), session.starts_at + timedelta(days=1)
    with pytest.raises(UnableToWalkIn, match="on the day of the session"):
        walk_in(actor=actor, session=session, patient_id=dana.pk, now=tomorrow)
    mark(world, session, {Patient.objects.get(given_name="Luis"): "here"})
    close(world, session)
    with pytest.raises(UnableToWalkIn, match="This roll is closed"):
        come(world, session, dana)
