"""A director sets up the clinic, adds somebody, and the administrator looks whether all is well."""

import pytest
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.clinic.world import World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def save(page: Page) -> None:
    page.get_by_role("button", name="Save").click()


def test_a_director_sets_up_rooms_and_staff(visitors: Visitors, world: World) -> None:
    page = visitors.enter(world.accounts[Role.DIRECTOR])
    page.goto("/setup")
    check_page(page)
    page.get_by_role("link", name="Add a room").click()
    save(page)
    expect(page.get_by_role("link", name="Fill in: Name of the room")).to_be_visible()
    check_page(page)
    page.get_by_label("Site").select_option("Harbor")
    page.get_by_label("Name of the room").fill("Garden room")
    page.get_by_label("Seats").fill("10")
    save(page)
    expect(page.get_by_text("Garden room, 10 seats")).to_be_visible()

    page.goto("/staff")
    check_page(page)
    page.get_by_role("link", name="Turn off Biller").click()
    check_page(page)
    page.get_by_role("button", name="Turn off").click()
    expect(page.get_by_text("biller@harbor.example")).to_have_count(0)


def test_everybody_finds_their_settings_and_the_front_door(
    visitors: Visitors, world: World
) -> None:
    stranger = visitors.enter(width=PHONE)
    stranger.goto("/")
    check_page(stranger)
    page = visitors.enter(world.accounts[Role.ADMINISTRATOR], width=PHONE)
    for path in ("/health", "/roles", "/settings", "/staff/new"):
        page.goto(path)
        check_page(page)
    page.goto("/settings")
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
