"""A director starts a program from a template, changes it, and enters when somebody works."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import World, make_world
from tests.e2e.browser import NARROW, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def test_a_director_starts_a_program_and_changes_it(visitors: Visitors, world: World) -> None:
    add_evening_program(world)
    page = visitors.enter(world.accounts[Role.DIRECTOR])
    page.goto("/setup")
    page.get_by_role("link", name="Start from a template").click()
    check_page(page)
    page.get_by_role("link", name="See all of Day program").click()
    expect(page.get_by_text("Step 1, Core: 10 hours a week")).to_be_visible()
    check_page(page)
    page.get_by_label("Name of the program").fill("Mornings")
    press(page, "Make the program")
    expect(page.get_by_role("heading", name="Mornings")).to_be_visible()
    check_page(page)
    expect(page.get_by_label("Class: times a week").first).to_be_hidden()
    for folded in page.locator("form summary").all():
        folded.click()
    check_page(page)
    page.get_by_label("Class: times a week").first.fill("1")
    press(page, "Save as a new version")
    expect(page.get_by_text("Step 1, Core: 8 hours a week")).to_be_visible()
    expect(page.get_by_text("this is no longer Level 2.1").first).to_be_visible()
    page.get_by_role("link", name="Add a session of the kind Group").click()
    expect(page.get_by_label("Length in minutes")).to_have_value("135")


def test_a_spanish_group_is_set_up_and_asked_for(visitors: Visitors, world: World) -> None:
    series = add_evening_program(world)
    patient = in_care(world, world.patient()).patient
    page = visitors.enter(world.accounts[Role.DIRECTOR], width=NARROW)
    page.goto(f"/setup/session/{series[0].pk}/leader")
    check_page(page)
    page.goto(f"/setup/session/{series[0].pk}/track")
    check_page(page)
    page.get_by_label("Held in").fill("Spanish")
    press(page, "Save")
    counselor = visitors.enter(world.accounts[Role.COUNSELOR], width=NARROW)
    counselor.goto(f"/p/{patient.code}/care/hours")
    check_page(counselor)
    counselor.get_by_label("Language of groups").fill("Spanish")
    counselor.get_by_label("They come to no other language").check()
    press(counselor, "Save")
    counselor.goto(f"/p/{patient.code}/week")
    expect(
        counselor.get_by_text("Sessions in English as well, if they agree.", exact=True)
    ).to_be_visible()
    check_page(counselor)


def test_hours_are_entered_on_a_small_phone(visitors: Visitors, world: World) -> None:
    add_evening_program(world)
    page = visitors.enter(world.accounts[Role.DIRECTOR], width=NARROW)
    page.goto(f"/setup/site/{world.site.pk}/hours")
    check_page(page)
    page.get_by_role("link", name="Enter the hours of Counselor").click()
    check_page(page)
    row = page.get_by_role("group", name="Hours 1")
    for day in ("Mon", "Tue", "Wed"):
        row.get_by_label(day, exact=True).check()
    row.get_by_label("From").fill("14:00")
    row.get_by_label("To").fill("21:30")
    press(page, "Save")
    expect(page.get_by_text("Mon to Wed, 2:00 pm to 9:30 pm")).to_be_visible()
    expect(page.get_by_text("outside the hours of Counselor")).to_be_visible()
    check_page(page)
    page.goto(f"/timetable?starts={date.today() + timedelta(days=7 - date.today().weekday())}")
    expect(page.get_by_text("Outside the hours of Counselor")).to_be_visible()
    check_page(page)
