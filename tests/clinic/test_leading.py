"""Who leads the sessions of a program, and how many people one leader takes."""

from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.people.models import AccessGrant, Account, Credential, Patient
from stepdown.clinic.people.operations import shut_out
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.days import sessions_of_day
from stepdown.clinic.timetable.absences import UnableToCover, arrange_absence
from stepdown.clinic.timetable.co_leading import name_co_leader
from stepdown.clinic.timetable.covering import uncovered_by
from stepdown.clinic.timetable.judging import UnableToSeat
from stepdown.clinic.timetable.models import Program, Series, Shift
from stepdown.clinic.timetable.offering import UnableToOffer
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.timetable.problem import pose_week
from stepdown.clinic.timetable.programs import as_content, opened_program
from stepdown.clinic.timetable.seats import change_seats
from stepdown.clinic.timetable.starting import change_program, start_program
from stepdown.clinic.timetable.strain import strains_of
from stepdown.clinic.treatment.models import Episode, PlannedPhase
from stepdown.clinic.treatment.services import Service
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import MONDAY, add_evening_program, in_care, weekly
from tests.clinic.world import NOW, TODAY, World, add_member
from tests.layers import made_once

pytestmark = pytest.mark.django_db


@made_once
def group(world: World) -> Series:
    return friday_group(world)


def friday_group(world: World) -> Series:
    """Two hours on Fridays for up to four, in a program of its own."""
    like = add_evening_program(world)[0]
    program = start_program(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        template_key="evening",
        name="Fridays",
        now=NOW,
    )
    room, leader = like.room, like.leader
    one: dict[str, Any] = {"service": Service.GROUP, "room": room, "leader": leader, "seats": 4}
    return weekly(world, program, 4, "18:00", 135, 120, **one)


def set_rule(world: World, program: Program, **changed: Any) -> None:
    """Another version of how its groups are."""
    held = opened_program([world.site.pk], program.pk)
    assert held is not None
    assert held.shape is not None
    content = as_content(held.shape)
    content["services"][0] |= changed
    change_program(
        actor=world.actor(Role.DIRECTOR),
        program_id=program.pk,
        content=content,
        expected_version=held.number,
        now=NOW,
    )


def name(world: World, group: Series, second: Account | None) -> None:
    group.refresh_from_db()
    name_co_leader(
        actor=world.actor(Role.DIRECTOR),
        series=group,
        co_leader=second,
        expected_version=group.version,
        now=NOW,
    )


def once_a_week(world: World, given_name: str) -> Episode:
    """In care in a step of one group a week."""
    episode = in_care(world, world.patient(given_name))
    light = [{"service": "group", "minutes": 120, "per_week": 1}]
    step = {"sessions": light, "days": 1, "weekly_minutes": 120, "level_code": "1"}
    PlannedPhase.objects.filter(episode=episode, number=1).update(**step)
    return episode


def opens(account: Account, patient: Patient) -> bool:
    grants = AccessGrant.objects.filter(patient=patient, account=account, why="session leader")
    return grants.filter(ends_at=None).exists()


def stand_ins(world: World, group: Series) -> list[str]:
    friday = date(2026, 11, 27)
    days: dict[str, Any] = {"first_on": friday, "last_on": friday}
    (one,) = uncovered_by(site=world.site, account=group.leader, now=NOW, **days)
    return [way.name for way in one.ways if way.how == "lead"]


def license_as(account: Account, title: str, until: date = date(2028, 1, 1)) -> None:
    Credential.objects.create(
        account=account,
        role=Role.COUNSELOR,
        title=title,
        number="B2",
        state="NJ",
        valid_from=date(2026, 1, 1),
        valid_until=until,
    )


def test_a_program_asks_for_a_credential_of_whoever_leads(world: World, group: Series) -> None:
    helper = add_member(world, Role.COUNSELOR, "helper@harbor.example")
    set_rule(world, group.program, credentials=["LCADC", "LCSW"])
    one: dict[str, Any] = {"service": Service.GROUP, "room": group.room, "seats": 4}
    one["starts_on"] = TODAY
    wanted = "Helper does not lead this in Fridays: choose somebody with a valid credential as"
    for lapsed in (None, TODAY):
        if lapsed:
            license_as(helper, "LCADC", lapsed)
        with pytest.raises(UnableToOffer, match=wanted):
            weekly(world, group.program, 3, "18:00", 135, 120, leader=helper, **one)
    license_as(helper, "lcadc")
    assert weekly(world, group.program, 3, "18:00", 135, 120, leader=helper, **one).pk


def test_only_who_the_program_allows_stands_in(world: World, group: Series) -> None:
    helper = add_member(world, Role.COUNSELOR, "helper@harbor.example")
    assert stand_ins(world, group) == ["Helper", "Psychologist"], "no technician, as its roles say"
    set_rule(world, group.program, credentials=["LCADC"])
    assert stand_ins(world, group) == []
    license_as(helper, "LCADC")
    assert stand_ins(world, group) == ["Helper"]
    friday = date(2026, 11, 27)
    psychologist = world.accounts[Role.PSYCHOLOGIST]
    with pytest.raises(UnableToCover):
        arrange_absence(
            actor=world.actor(Role.DIRECTOR),
            site=world.site,
            account=group.leader,
            first_on=friday,
            last_on=friday,
            chosen={f"{group.pk}-{friday}-0": f"lead-{psychologist.pk}"},
            now=NOW,
        )


def test_one_leader_takes_so_many_and_a_second_as_many_again(world: World, group: Series) -> None:
    dana, ben = once_a_week(world, "Dana"), once_a_week(world, "Ben")
    take_seats(world, dana, [group])
    set_rule(world, group.program, per_leader=1)
    assert pose_week(ben, starts_on=MONDAY).short_of_leaders == {str(group.pk)}
    book: dict[str, Any] = {"series_ids": [group.pk], "starts_on": MONDAY, "now": NOW}
    with pytest.raises(UnableToSeat, match="as many people as one leader may have"):
        accept_week(actor=world.actor(Role.COUNSELOR), episode=ben, **book)
    psychologist = world.accounts[Role.PSYCHOLOGIST]
    name(world, group, psychologist)
    assert opens(psychologist, dana.patient), "who leads it opens the records of its people"
    accept_week(actor=world.actor(Role.COUNSELOR), episode=ben, **book)
    assert opens(psychologist, ben.patient)
    me = actor_for(psychologist, now=NOW)
    assert [one.series_id for one in sessions_of_day(me, date(2026, 11, 27))] == [group.pk]
    Shift.objects.create(
        site=world.site,
        account=psychologist,
        weekday=1,
        starts=time(12),
        ends=time(22),
        valid_from=TODAY,
        made_at=NOW,
        made_by=world.accounts[Role.DIRECTOR],
    )
    strains = strains_of([world.site.pk], monday=MONDAY)
    of_group = [one.leader for one in strains if group.pk in one.series_ids]
    assert of_group == ["Psychologist"], "hours of both count"
    with pytest.raises(UnableToOffer, match="2 people have seats here, and one person leads at"):
        name(world, group, None)
    with pytest.raises(UnableToOffer, match="at most 1 people for one leader"):
        change_seats(
            actor=world.actor(Role.DIRECTOR), series=group, seats=5, expected_version=2, now=NOW
        )
    set_rule(world, group.program, per_leader=12)
    name(world, group, None)
    assert not opens(psychologist, dana.patient)


def test_who_leads_with_another_is_free_allowed_and_somebody_else(
    world: World, group: Series
) -> None:
    dana = once_a_week(world, "Dana")
    take_seats(world, dana, [group])
    psychologist, technician = world.accounts[Role.PSYCHOLOGIST], world.accounts[Role.TECHNICIAN]
    with pytest.raises(UnableToOffer, match="leads it already"):
        name(world, group, group.leader)
    with pytest.raises(UnableToOffer, match="choose a counselor or psychologist"):
        name(world, group, technician)
    one = {"service": Service.EDUCATION, "room": world.site.rooms.get(name="Room B"), "seats": 2}
    weekly(world, group.program, 4, "19:00", 60, 60, leader=psychologist, **one)
    with pytest.raises(UnableToOffer, match="Psychologist has Class 4 at that time"):
        name(world, group, psychologist)
    helper = add_member(world, Role.COUNSELOR, "helper@harbor.example")
    shut_out(
        actor=world.actor(Role.DIRECTOR),
        patient=dana.patient,
        account=helper,
        now=NOW,
    )
    with pytest.raises(UnableToOffer, match="1 person here cannot be led by them"):
        name(world, group, helper)
    with pytest.raises(IntegrityError), transaction.atomic():
        Series.objects.filter(pk=group.pk).update(co_leader=group.leader)
