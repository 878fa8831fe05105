"""At half past eight in the evening UTC is a day ahead. Pages go by the clinic's own clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from stepdown.clinic.intake.models import Inquiry
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.operations import sign_step_review
from stepdown.clinic.treatment.models import Episode
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import TODAY, World
from tests.sign_in import signed_in_client
from tests.web.test_week_pages import text

pytestmark = pytest.mark.django_db
EVENING = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # Monday, half past eight in New York
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def in_the_evening() -> Iterator[None]:
    with time_machine.travel(EVENING, tick=False):
        yield


def shown(world: World, role: Role, address: str) -> str:
    return text(signed_in_client(world.accounts[role]).get(address))


@pytest.fixture
def episode(world: World) -> Episode:
    add_evening_program(world)
    return in_care(world, world.patient())


def test_the_waiting_list_counts_days_by_the_clinics_clock(world: World, episode: Episode) -> None:
    assert "Since Monday, November 23, 0 days." in shown(world, Role.COUNSELOR, "/waiting")


def test_on_sunday_evening_the_timetable_shows_the_week_that_ends(
    world: World, episode: Episode
) -> None:
    with time_machine.travel(EVENING + 6 * DAY, tick=False):
        assert "Week of November 23" in shown(world, Role.COUNSELOR, "/timetable")


def test_a_decision_stands_with_the_day_on_which_it_was_signed(
    world: World, episode: Episode
) -> None:
    sign_step_review(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        decision="stay",
        reason="Two more weeks help.",
        effective_on=date(2026, 12, 7),
        level_change_acknowledged=False,
        expected_version=episode.version,
        now=EVENING,
    )
    page = shown(world, Role.COUNSELOR, f"/p/{episode.patient.code}/progress")
    assert f"Counselor, Monday, November {TODAY.day}." in page


def test_who_called_in_the_evening_called_on_that_day_of_the_clinic(world: World) -> None:
    caller = world.patient("Ruth")
    Inquiry.objects.create(patient=caller, asked_by="self", first_contact_at=EVENING)
    with time_machine.travel(EVENING + DAY / 2, tick=False):
        page = shown(world, Role.INTAKE, "/today")
        assert f"Called on November {TODAY.day}. No time yet." in page
