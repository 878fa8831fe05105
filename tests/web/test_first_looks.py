"""What leads a page: the next session with people in it, full seats, a decision that stands."""

from datetime import timedelta

import pytest
from time_machine import TimeMachineFixture

from stepdown.clinic.people.roles import Role
from tests.clinic.care import admit, make_ready, score_form
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World
from tests.sign_in import signed_in_client

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_minute_past_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW + timedelta(minutes=1))


def shown(world: World, role: Role, path: str) -> str:
    page = signed_in_client(world.accounts[role]).get(path).content.decode()
    return " ".join(page.split())


def test_today_leads_with_a_session_that_somebody_has_a_seat_in(world: World) -> None:
    group = add_evening_program(world)[0]
    assert "Roll call" not in shown(world, Role.COUNSELOR, "/today")
    take_seats(world, in_care(world, world.patient()), [group])
    page = shown(world, Role.COUNSELOR, "/today")
    assert "Roll call" in page
    assert "1 expected" in page


def test_a_director_sees_how_full_the_week_is(world: World) -> None:
    assert "0 of 0 seats taken this week" in shown(world, Role.DIRECTOR, "/today")
    groups = add_evening_program(world)[:2]
    take_seats(world, in_care(world, world.patient()), groups)
    page = shown(world, Role.DIRECTOR, "/today")
    assert "2 of 42 seats taken this week" in page
    assert "1 of 16" in page
    assert "seats taken" not in shown(world, Role.COUNSELOR, "/today")


def test_in_care_the_signed_decision_leads_the_advice(
    world: World, time_machine: TimeMachineFixture
) -> None:
    dana = world.patient()
    make_ready(world, dana)
    path = f"/p/{dana.code}/advice"
    assert "Decided:" not in shown(world, Role.COUNSELOR, path)
    admit(world, dana)
    time_machine.move_to(NOW + timedelta(days=40))
    page = shown(world, Role.COUNSELOR, path)
    assert "Decided: Level 2.1 (3rd edition)" in page
    assert "We talked it over; this fits." in page
    assert "Signed by Counselor, Nov 23, 2026, 12:00 pm" in page
    assert "Assess again" in page
    assert "<details><summary>A new decision" in page, "what is missing is folded"


def test_a_new_need_in_care_is_not_folded_away(
    world: World, time_machine: TimeMachineFixture
) -> None:
    dana = world.patient()
    make_ready(world, dana)
    admit(world, dana)
    later = NOW + timedelta(days=40)
    time_machine.move_to(later)
    score_form(world, dana, "ciwa-ar", [3, 4, 4, 1, 0, 0, 0, 0, 0, 0], now=later)
    page = shown(world, Role.MEDICAL, f"/p/{dana.code}/advice")
    assert "Clear withdrawal, or sign that it is handled here" in page
    assert "A new decision" not in page
