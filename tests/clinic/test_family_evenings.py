"""One family session, on one day, put into the week of somebody whose plan asks for two a month."""

from datetime import date, timedelta
from typing import Any

import pytest

from stepdown.clinic.circle.operations import (
    UnableToPlanEvening,
    invite_guest,
    plan_family_session,
)
from stepdown.clinic.circle.queries import family_choices, family_dates, invitations_of
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Seat, Series
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.timetable.proposed import waiting_proposals
from stepdown.clinic.timetable.proposing import propose_week
from stepdown.clinic.timetable.queries import planned_weeks
from stepdown.clinic.treatment.models import Commitment, Episode
from stepdown.rules.consent import Topic
from tests.clinic.beside import ask_along, family_evening
from tests.clinic.evenings import take_seats
from tests.clinic.loved_ones import share
from tests.clinic.reminded import let_write
from tests.clinic.test_treatment_checklist import apart
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
NEXT_MONDAY = TODAY + timedelta(days=7)


@made_once
def series(world: World) -> Series:
    return family_evening(world, leader=Role.PSYCHOLOGIST)


@made_once
def groups(world: World) -> list[Series]:
    return add_evening_program(world, days=5)


@made_once
def dana(world: World, groups: list[Series]) -> Patient:
    """Her week has Tuesday and Wednesday; the family session is on Monday at 6."""
    dana = world.patient()
    take_seats(world, in_care(world, dana), groups[1:3])
    return dana


def plan(
    world: World,
    dana: Patient,
    series: Series,
    on: date = TODAY,
    role: Role = Role.COUNSELOR,
) -> Seat:
    actor = world.actor(role)
    return plan_family_session(actor=actor, patient=dana, series_id=series.pk, on=on, now=NOW)


def test_it_stands_in_the_week_of_that_day_alone_and_a_loved_one_can_be_asked(
    world: World, dana: Patient, series: Series
) -> None:
    before = planned_weeks(dana, on=TODAY)
    assert [one.on for one in family_choices(dana, NOW)] == [
        TODAY + timedelta(weeks=n) for n in range(4)
    ]
    seat = plan(world, dana, series)
    assert (seat.starts_on, seat.ends_on) == (TODAY, TODAY + timedelta(days=1))
    assert [one.on for one in family_dates(dana, NOW)] == [TODAY]
    assert len(family_choices(dana, NOW)) == 3
    assert planned_weeks(dana, on=TODAY) == before
    assert ask_along(world, share(world, dana, topics=[Topic.FAMILY_DATES]), series).on == TODAY


def test_what_is_at_the_time_of_another_session_is_no_choice(
    world: World, groups: list[Series], series: Series
) -> None:
    luis = world.patient("Luis")
    take_seats(world, in_care(world, luis), groups[:1])  # Monday at 6, too
    assert family_choices(luis, NOW) == ()
    with pytest.raises(UnableToPlanEvening, match="not to be had"):
        plan(world, luis, series)


def test_a_time_at_which_they_can_never_come_is_no_choice(
    world: World, dana: Patient, series: Series
) -> None:
    Commitment.objects.create(
        patient=dana, kind="work", weekday=0, starts="17:00", ends="18:30", not_on=[str(TODAY)]
    )
    assert [one.on for one in family_choices(dana, NOW)] == [TODAY], "today they are off"
    with pytest.raises(UnableToPlanEvening, match="not to be had"):
        plan(world, dana, series, NEXT_MONDAY)
    assert plan(world, dana, series)


def test_people_kept_apart_do_not_meet_there_and_nobody_reads_why(
    world: World, dana: Patient, series: Series
) -> None:
    luis = world.patient("Luis")
    take_seats(world, in_care(world, luis), [series])
    apart(world, dana, luis)
    with pytest.raises(UnableToPlanEvening, match="cannot join this session on that day"):
        plan(world, dana, series)


def test_a_full_one_takes_nobody_and_who_plans_no_weeks_plans_none(
    world: World, dana: Patient, series: Series
) -> None:
    with pytest.raises(NotAllowed):
        plan(world, dana, series, role=Role.TECHNICIAN)
    take_seats(world, in_care(world, world.patient("Luis")), [series])
    Series.objects.filter(pk=series.pk).update(seats=1)
    with pytest.raises(UnableToPlanEvening, match="No seat is free"):
        plan(world, dana, series)


def test_nobody_without_a_week_has_a_choice(world: World, series: Series) -> None:
    assert family_choices(world.patient("Ana"), NOW) == ()


@pytest.mark.parametrize(("first", "stays"), [(1, True), (0, False)])
def test_a_new_week_keeps_it_where_its_time_is_free(
    world: World, dana: Patient, groups: list[Series], series: Series, first: int, stays: bool
) -> None:
    let_write(world, dana)
    sharing = share(world, dana, topics=[Topic.FAMILY_DATES])
    plan(world, dana, series, NEXT_MONDAY)
    invite_guest(
        actor=world.actor(Role.COUNSELOR),
        patient=dana,
        sharing_id=sharing.pk,
        series_id=series.pk,
        on=NEXT_MONDAY,
        now=NOW,
    )
    counselor = world.actor(Role.COUNSELOR)
    new = [*groups[first : first + 3], *groups[5:8]]  # three groups, two classes, one to one
    week: Any = {
        "episode": Episode.objects.get(patient=dana),
        "series_ids": [one.pk for one in new],
        "starts_on": NEXT_MONDAY,
        "now": NOW,
    }
    propose_week(actor=counselor, **week)
    (offered,) = waiting_proposals(dana, now=NOW)
    assert offered.lost == (() if stays else ("Monday, November 30, at 6:00 pm",))
    accept_week(actor=counselor, **week)
    assert bool(family_dates(dana, NOW)) is stays
    assert bool(invitations_of(dana, NOW)) is stays
    told = OutboxMessage.objects.get(subject="Your times").body
    assert ("Your extra time on Monday, November 30, at 6:00 pm is cancelled." not in told) is stays
