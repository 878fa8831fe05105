"""A wrong score and a wrong mark are put right; what was signed before stays to be read."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from stepdown.clinic.people.roles import Role
from tests.clinic.care import agree, score_form
from tests.clinic.evenings import close, mark, open_evening, sign, take_seats, write
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def late_that_evening() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=10), tick=True):
        yield


@pytest.fixture
def world(late_that_evening: None) -> World:
    return make_world()


def test_a_score_is_corrected_and_both_versions_are_read(world: World, visitors: Visitors) -> None:
    dana = world.patient()
    agree(world, dana)
    score_form(world, dana, "phq-9", [1] * 8 + [0])
    phone = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE)
    phone.goto(f"/p/{dana.code}")
    phone.get_by_role("link", name="PHQ-9").click()
    check_page(phone)
    phone.get_by_role("link", name="Correct this").click()
    phone.locator("input[name=item_1][value='3']").check()
    phone.get_by_label("Why it is corrected").fill("Read from the wrong line.")
    check_page(phone)
    phone.get_by_role("button", name="Sign the correction").click()
    expect(phone.get_by_text("Read from the wrong line.")).to_be_visible()
    expect(phone.get_by_text("As signed: nothing was changed since.")).to_be_visible()
    check_page(phone)
    phone.get_by_role("link", name="See what was signed before").click()
    expect(phone.get_by_text("A newer version stands.")).to_be_visible()


def test_a_mark_and_a_note_are_corrected_from_the_roll(world: World, visitors: Visitors) -> None:
    group = add_evening_program(world)[0]
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    for one in (dana, luis):
        take_seats(world, in_care(world, one), [group])
    session = open_evening(world, group)
    mark(world, session, {dana: "here", luis: "missed"})
    close(world, session)
    write(world, session, {dana: "Named payday as a trigger."})
    sign(world, session)
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto(f"/s/{session.pk}")
    check_page(desk)
    desk.get_by_role("link", name="Luis O.").click()
    desk.get_by_label("Late", exact=True).check()
    desk.get_by_label("Came late by").fill("15")
    desk.get_by_label("Why it is corrected").fill("Sat in the back.")
    check_page(desk)
    desk.get_by_role("button", name="Save the correction").click()
    expect(desk.get_by_text("Corrected: Sat in the back.")).to_be_visible()
    desk.get_by_role("link", name="Dana M.").click()
    check_page(desk)
    desk.get_by_label("Left early by").fill("30")
    desk.get_by_label("Why it is corrected").fill("Left for a bus.")
    desk.get_by_role("button", name="Sign the correction").click()
    expect(desk.get_by_text("90 minutes")).to_be_visible()
