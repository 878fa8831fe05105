"""Sessions of a track: for whom a week is found with them, by whom they are booked and built."""

from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.building.openings import openings_at
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.models import GroupWish, Program, Series, Shift
from stepdown.clinic.timetable.offering import UnableToOffer
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.timetable.problem import UnableToPlanWeek, pose_week
from stepdown.clinic.timetable.programs import opened_program, steps_to_enter
from stepdown.clinic.timetable.starting import start_program
from stepdown.clinic.timetable.tracks import change_track
from stepdown.clinic.timetable.wishing import (
    UnableToWish,
    Wish,
    set_week_needs,
    suits_of,
    wish_of,
)
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.services import Service
from stepdown.rules.taper import LANGUAGE, Track
from tests.clinic.weeks import MONDAY, add_evening_program, in_care, weekly
from tests.clinic.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db
SPANISH = Track(language="Spanish")


def wish(world: World, patient: Patient, role: Role = Role.COUNSELOR, **said: Any) -> None:
    patient.refresh_from_db()
    set_week_needs(
        actor=world.actor(role),
        patient=patient,
        rows=[],
        travel_minutes=10,
        video_is_possible=None,
        wish=Wish(**said),
        expected_version=patient.version,
        now=NOW,
    )


def set_track(world: World, series: Series, track: Track) -> None:
    series.refresh_from_db()
    director, version = world.actor(Role.DIRECTOR), series.version
    change_track(actor=director, series=series, track=track, expected_version=version, now=NOW)


def offered(episode: Episode) -> set[int]:
    offer = find_weeks(episode=episode, starts_on=MONDAY)
    return {one for week in offer.weeks for one in week.series_ids}


def test_a_week_holds_a_session_of_a_track_only_for_whom_it_suits(world: World) -> None:
    series = add_evening_program(world, days=4)
    ana, ben = (in_care(world, world.patient(name)) for name in ("Ana", "Ben"))
    wish(world, ana.patient, language="Spanish")
    set_track(world, series[0], SPANISH)
    assert series[0].pk in offered(ana), "open sessions are hers as well"
    assert series[0].pk not in offered(ben)
    posed = pose_week(ben, starts_on=MONDAY)
    assert not posed.may_join(SPANISH, "adult", is_alone=False, spoken="")
    ids = [one.pk for one in (*series[:3], *series[4:7])]
    with pytest.raises(UnableToPlanWeek, match="Group 0 is a session held in Spanish"):
        accept_week(
            actor=world.actor(Role.COUNSELOR),
            episode=ben,
            series_ids=ids,
            starts_on=MONDAY,
            now=NOW,
        )


def test_what_is_asked_of_every_session_blocks_and_says_what_would_help(world: World) -> None:
    series = add_evening_program(world)
    set_track(world, series[0], SPANISH)
    ana = in_care(world, world.patient("Ana"))
    wish(world, ana.patient, language="Spanish", only_language=True)
    why = find_weeks(episode=ana, starts_on=MONDAY).no_week
    assert why is not None
    assert why.asked_of_each == ("held in Spanish",)
    assert [one.not_only for one in why.ways_out] == [LANGUAGE]
    with pytest.raises(UnableToPlanWeek, match="not what this person asks of every session"):
        accept_week(
            actor=world.actor(Role.COUNSELOR),
            episode=ana,
            series_ids=[one.pk for one in series],
            starts_on=MONDAY,
            now=NOW,
        )
    Account.objects.filter(pk=series[-1].leader_id).update(languages="English, Spanish")
    keeps = {one.key: one.keeps for one in pose_week(ana, starts_on=MONDAY).problem.offerings}
    assert LANGUAGE in keeps[str(series[-1].pk)], "one to one with somebody who speaks it"


def test_nobody_loses_a_seat_by_a_track(world: World) -> None:
    series = add_evening_program(world)
    ben = in_care(world, world.patient("Ben"))
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=ben,
        series_ids=[one.pk for one in series[:6]],
        starts_on=MONDAY,
        now=NOW,
    )
    with pytest.raises(UnableToOffer, match="1 person has a seat here whom this does not suit"):
        set_track(world, series[0], SPANISH)
    wish(world, ben.patient, language="English, Spanish")
    set_track(world, series[0], SPANISH)
    with pytest.raises(UnableToOffer, match="groups that are named"):
        set_track(world, series[0], Track(gender="tall"))
    with pytest.raises(NotAllowed):
        change_track(
            actor=world.actor(Role.COUNSELOR),
            series=series[0],
            track=Track(),
            expected_version=series[0].version,
            now=NOW,
        )


def test_a_program_of_a_track_gives_it_to_its_sessions_and_to_what_a_build_opens(
    world: World,
) -> None:
    series = add_evening_program(world)
    program = start_program(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        template_key="young-adults",
        name="Tuesdays",
        now=NOW,
    )
    young = add_group(world, program, series[0], weekday=4)
    spanish = add_group(world, program, series[0], weekday=5, track=SPANISH)
    assert young.track == Track(is_young_adult=True)
    assert spanish.track == replace(young.track, language="Spanish")
    Shift.objects.create(
        site=world.site,
        account=series[0].leader,
        weekday=3,
        starts=time(12),
        ends=time(22),
        valid_from=TODAY,
        made_at=NOW,
        made_by=world.accounts[Role.DIRECTOR],
    )
    openings = openings_at(world.site, {Service.GROUP}, on=MONDAY)
    found = [one.track for one in openings if one.program == program]
    assert set(found) == {young.track}, "one with a track of its own is opened by people"
    held = opened_program([world.site.pk], program.pk)
    assert held is not None
    grown, student = (world.patient(birth_on=date(year, 1, 1)) for year in (1990, 2004))
    assert held.steps.key not in steps_to_enter(grown, on=TODAY)
    assert held.steps.key in steps_to_enter(student, on=TODAY)


def add_group(world: World, program: Program, like: Series, **more: Any) -> Series:
    details: dict[str, Any] = {"service": Service.GROUP, "room": like.room, "leader": like.leader}
    weekday = more.pop("weekday")
    return weekly(world, program, weekday, "18:00", 135, 120, seats=8, **details, **more)


def test_a_person_says_what_they_ask_and_nothing_is_needed(world: World) -> None:
    patient = world.patient()
    assert wish_of(patient) == Wish()
    for wrong in ({"only_language": True}, {"only_gender": True}, {"gender": "tall"}):
        with pytest.raises(UnableToWish):
            wish(world, patient, **wrong)
    with pytest.raises(NotAllowed):
        wish(world, patient, Role.BILLER, gender="women")
    assert not GroupWish.objects.exists()
    wish(world, patient, gender="women", is_co_occurring=True)
    wish(world, patient, gender="women")
    assert wish_of(patient) == Wish(gender="women")
    assert suits_of(patient, on=TODAY).age == 36
    for wrong_row in ({"language": "", "only_language": True}, {"gender": "", "only_gender": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            GroupWish.objects.update(**wrong_row)
