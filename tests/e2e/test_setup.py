"""A director sets up the clinic, adds somebody, and the administrator looks whether all is well."""

import pytest
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.clinic.weeks import add_evening_program
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


def test_a_director_renews_a_credential_and_changes_roles(visitors: Visitors, world: World) -> None:
    add_evening_program(world)
    page = visitors.enter(world.accounts[Role.DIRECTOR])
    page.goto("/staff")
    page.get_by_role("link", name="Counselor", exact=True).click()
    check_page(page)
    page.get_by_role("link", name="Add or renew").click()
    check_page(page)
    page.get_by_label("For the role").select_option("Counselor")
    page.get_by_label("Credential", exact=True).fill("LCADC")
    page.get_by_label("Its number").fill("78")
    page.get_by_label("Its state").fill("NJ")
    page.get_by_label("Valid from").fill("2026-11-23")
    page.get_by_label("First day it is no longer valid").fill("2030-01-01")
    save(page)
    expect(page.get_by_text("Counselor, from Nov 23, 2026 until Jan 1, 2030")).to_be_visible()

    page.get_by_role("link", name="Give another role").click()
    check_page(page)
    page.get_by_label("Site").select_option("Harbor")
    page.get_by_label("Role").select_option("Medical professional")
    save(page)
    expect(page.get_by_text("Cannot sign")).to_be_visible()
    check_page(page)
    page.get_by_role("link", name="End Counselor, Harbor").click()
    expect(page.get_by_text("no longer counselor at Harbor")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="End the role").click()
    expect(page.get_by_text("Ended")).to_be_visible()


def test_a_director_changes_a_room_and_ends_a_session_on_a_phone(
    visitors: Visitors, world: World
) -> None:
    add_evening_program(world)
    page = visitors.enter(world.accounts[Role.DIRECTOR], width=PHONE)
    page.goto("/setup")
    page.get_by_role("link", name="Change Room B").click()
    check_page(page)
    page.get_by_label("Name of the room").fill("Quiet room")
    save(page)
    expect(page.get_by_text("Quiet room, 2 seats")).to_be_visible()
    page.get_by_text("End one of them").click()
    check_page(page)
    page.get_by_role("link", name="End Group 0").click()
    check_page(page)
    page.get_by_label("First day without it").fill("2031-01-06")
    save(page)
    page.get_by_text("End one of them").click()
    expect(page.get_by_text("ends before Jan 6, 2031")).to_be_visible()


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
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="your settings").click()
    page.get_by_role("button", name="Sign out everywhere").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
