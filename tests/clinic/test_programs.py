"""Programs started from a template, changed in versions, and what follows from them."""

from datetime import time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.models import Program, ProgramVersion, Series
from stepdown.clinic.timetable.offering import UnableToOffer, add_room, add_series
from stepdown.clinic.timetable.programs import as_content, opened_program, steps_to_enter
from stepdown.clinic.timetable.seats import change_seats
from stepdown.clinic.timetable.starting import change_program, start_program
from stepdown.clinic.treatment.models import PlannedPhase
from stepdown.clinic.treatment.services import Service
from stepdown.rules.taper import program_templates
from tests.clinic.care import admit, make_ready
from tests.clinic.weeks import add_evening_program, in_care, weekly
from tests.clinic.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


def start(world: World, key: str = "day", name: str = "Mornings") -> Program:
    director = world.actor(Role.DIRECTOR)
    return start_program(actor=director, site=world.site, template_key=key, name=name, now=NOW)


def content_of(program: Program) -> dict[str, Any]:
    held = opened_program([program.site_id], program.pk)
    assert held is not None
    assert held.shape is not None
    return as_content(held.shape)


def change(world: World, program: Program, content: dict[str, Any], expected: int = 1) -> None:
    change_program(
        actor=world.actor(Role.DIRECTOR),
        program_id=program.pk,
        content=content,
        expected_version=expected,
        now=NOW,
    )


def add_group(world: World, program: Program, leader: Account, seats: int = 12) -> Series:
    room = add_room(
        actor=world.actor(Role.DIRECTOR), site=world.site, name="Hall", seats=30, now=NOW
    )
    return add_series(
        actor=world.actor(Role.DIRECTOR),
        program=program,
        service=Service.GROUP,
        title="Morning group",
        room=room,
        leader=leader,
        weekday=0,
        starts=time(9),
        minutes=135,
        clinical_minutes=120,
        seats=seats,
        starts_on=TODAY,
        now=NOW,
    )


def test_a_program_is_what_its_template_says(world: World) -> None:
    program = start(world)
    held = opened_program([world.site.pk], program.pk)
    assert held is not None
    template = program_templates()["day"]
    assert held.shape is not None
    assert held.shape.services == template.shape.services
    assert held.steps.phases == template.shape.steps.phases
    assert (held.number, held.template) == (1, "day 2026-11")
    assert LedgerEvent.objects.filter(verb="program.started").count() == 1
    with pytest.raises(UnableToOffer, match="called Mornings"):
        start(world)
    with pytest.raises(UnableToOffer, match="one of the templates"):
        start(world, key="nights", name="Nights")
    with pytest.raises(NotAllowed):
        start_program(
            actor=world.actor(Role.COUNSELOR),
            site=world.site,
            template_key="day",
            name="Mine",
            now=NOW,
        )


def test_people_admitted_later_get_the_mix_that_the_clinic_set(world: World) -> None:
    program = start(world)
    patient = world.patient()
    make_ready(world, patient)
    content = content_of(program)
    content["steps"][0]["sessions"][1]["per_week"] = 2
    content["steps"][0]["weeks"] = 10
    change(world, program, content)
    steps = steps_to_enter(patient, on=TODAY)
    assert [one.program for one in steps.values()] == ["Mornings"], "of their age, and no others"
    (entered,) = steps.values()
    admit(world, patient, taper_key="", template=entered.steps)
    first = PlannedPhase.objects.get(number=1)
    assert first.weekly_minutes == 540
    assert (first.ends_on or TODAY) - first.starts_on == timedelta(weeks=10)
    assert {one["service"]: one["per_week"] for one in first.sessions} == {
        "group": 3,
        "education": 2,
        "individual": 1,
    }
    content["steps"][0]["weeks"] = 12
    change(world, program, content, expected=2)
    first.refresh_from_db()
    assert (first.ends_on or TODAY) - first.starts_on == timedelta(weeks=10), "as admitted"


def test_what_contradicts_itself_is_refused_and_a_stale_page_loses_nothing(world: World) -> None:
    program = start(world)
    for place, value, words in (
        (("steps", 1, "sessions"), [], "Step 2: give it at least one kind"),
        (("steps", 0, "days"), 9, "Step 1: days must be"),
        (("services", 0, "seats"), 0, "a seat and a leader"),
    ):
        content = content_of(program)
        content[place[0]][place[1]][place[2]] = value
        with pytest.raises(UnableToOffer, match=words):
            change(world, program, content)
    with pytest.raises(UnableToOffer, match="Nothing is different"):
        change(world, program, content_of(program))
    content = content_of(program)
    content["has_course"] = False
    change(world, program, content)
    with pytest.raises(UnableToSave):
        change(world, program, {**content, "has_course": True})


def test_the_database_keeps_every_version_as_it_is(world: World) -> None:
    program = start(world)
    kept = ProgramVersion.objects.all()
    for wrong in (
        lambda: kept.update(content={}),
        lambda: kept.delete(),
        lambda: ProgramVersion.objects.create(
            program=program, number=1, template="", content={}, made_at=NOW
        ),
        lambda: ProgramVersion.objects.create(
            program=program, number=0, template="", content={}, made_at=NOW
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def test_a_session_keeps_to_the_cap_and_the_roles_of_its_program(world: World) -> None:
    program = start(world)
    with pytest.raises(UnableToOffer, match="at most 12 in one session"):
        add_group(world, program, world.accounts[Role.COUNSELOR], seats=13)


def test_only_the_roles_that_a_program_names_lead_its_groups(world: World) -> None:
    program = start(world)
    with pytest.raises(UnableToOffer, match="choose a counselor or psychologist"):
        add_group(world, program, world.accounts[Role.TECHNICIAN])


def test_seats_are_added_up_to_the_cap(world: World) -> None:
    group = add_group(world, start(world), world.accounts[Role.COUNSELOR], seats=10)
    director = world.actor(Role.DIRECTOR)
    change_seats(actor=director, series=group, seats=12, expected_version=1, now=NOW)
    with pytest.raises(UnableToOffer, match="at most 12"):
        change_seats(actor=director, series=group, seats=13, expected_version=2, now=NOW)


def test_a_visit_counts_no_hours_and_makes_no_day_of_care(world: World) -> None:
    series = add_evening_program(world, days=2)
    episode = in_care(world, world.patient())
    one, role = {"service": Service.TEST, "room": series[-1].room}, Role.TECHNICIAN
    one |= {"leader": world.accounts[role], "seats": 1}
    with pytest.raises(UnableToOffer, match="A test visit counts no hours"):
        weekly(world, series[0].program, 4, "12:00", 15, 15, **one)
    visit = weekly(world, series[0].program, 4, "12:00", 15, 0, **one)
    row = {"service": "test", "minutes": 15, "per_week": 1}
    light = [{"service": "group", "minutes": 120, "per_week": 2}, row]
    step = {"sessions": light, "days": 2, "weekly_minutes": 240, "level_code": "1"}
    PlannedPhase.objects.filter(episode=episode, number=1).update(**step)
    week = find_weeks(episode=episode, starts_on=TODAY).best
    assert visit.pk in week.series_ids
    assert (week.weekly_minutes, week.days) == (240, (0, 1, 4))
    PlannedPhase.objects.filter(episode=episode, number=1).update(days=3)
    why = find_weeks(episode=episode, starts_on=TODAY).no_week
    assert why is not None
    assert why.closest_days == 2, "to give a sample is no day of care"
