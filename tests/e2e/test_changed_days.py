"""A counselor is ill, and then it snows: arranged on two pages, seen on a phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    return make_world()


def test_a_sick_counselor_and_a_day_of_snow(world: World, visitors: Visitors) -> None:
    dana = on_first_evenings(world)
    director = visitors.enter(world.accounts[Role.DIRECTOR], width=PHONE)
    somebody_stands_in_tonight(director)
    phone = visitors.enter(own_account(world, dana), width=PHONE)
    phone.goto("/me")
    expect(phone.get_by_text("Group 0, with Medical")).to_be_visible()
    wednesday_begins_earlier(director)
    it_snows_tomorrow(director)
    who_is_not_written_to_is_called(director)
    the_person_finds_another_time(phone)


def somebody_stands_in_tonight(director: Page) -> None:
    director.goto("/timetable")
    director.get_by_role("link", name="Someone is away").click()
    check_page(director)
    director.get_by_label("Who is away").select_option(label="Counselor, counselor")
    director.get_by_role("button", name="See their sessions").click()
    check_page(director)
    director.get_by_label("Medical stands in.").first.check()
    director.get_by_role("button", name="Confirm, and tell those concerned").click()
    expect(director.get_by_text("Arranged. Those concerned are told once.")).to_be_visible()
    expect(director.get_by_text("Medical stands in.")).to_be_visible()
    check_page(director)


def wednesday_begins_earlier(director: Page) -> None:
    director.goto("/timetable")
    check_page(director)
    director.get_by_role("link", name="Change Group 2, Wednesday").click()
    check_page(director)
    director.get_by_label("All that are still ahead").check()
    director.get_by_label("Starts at").fill("17:30")
    director.get_by_role("button", name="See what it changes").click()
    expect(director.get_by_role("heading", name="Change it like this?")).to_be_visible()
    check_page(director)
    director.get_by_role("button", name="Change it and tell them").click()
    director.get_by_role("link", name="Take back").click()
    check_page(director)
    director.get_by_role("button", name="Take it back").click()
    expect(director.get_by_text("Taken back. Nobody had been told.")).to_be_visible()


def it_snows_tomorrow(director: Page) -> None:
    director.goto("/timetable/closed")
    check_page(director)
    director.get_by_label("Day", exact=True).fill("2026-11-24")
    director.get_by_label("Snow or storm").check()
    director.get_by_role("button", name="See what it changes").click()
    expect(
        director.get_by_role("heading", name="2 sessions with people in them are cancelled")
    ).to_be_visible()
    check_page(director)
    director.get_by_role("button", name="Close and tell everybody").click()
    expect(director.get_by_text("Closed. Those concerned are told once.")).to_be_visible()
    expect(director.get_by_role("heading", name="To call")).to_be_visible()
    check_page(director)


def who_is_not_written_to_is_called(director: Page) -> None:
    director.goto("/today")
    director.get_by_role("link", name="Open: Call Dana M. about a change").click()
    check_page(director)
    director.get_by_role("link", name="Call Dana M.").click()
    check_page(director)
    director.get_by_role("button", name="Not reached, again later").click()
    expect(director.get_by_text("It stays on the list until they were told.")).to_be_visible()
    director.get_by_role("link", name="Call Dana M.").click()
    director.get_by_role("button", name="Told them").click()
    expect(director.get_by_text("Nobody has to be called.")).to_be_visible()


def the_person_finds_another_time(phone: Page) -> None:
    phone.goto("/me")
    expect(phone.get_by_role("heading", name="Cancelled")).to_be_visible()
    check_page(phone)
    phone.get_by_role("link", name="Find another time for Tuesday, 6:00 pm").click()
    check_page(phone)
    phone.get_by_role("button", name="Come on Thursday, 6:00 pm").click()
    expect(phone.get_by_text("The other time is yours.")).to_be_visible()
