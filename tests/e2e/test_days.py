"""A calendar of days is filled in on a phone without scripts, by the days that differ."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.care import agree
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


@pytest.fixture
def dana(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient)
    return patient


def open_form(page: Page, patient: Patient, title: str) -> None:
    page.goto(f"/p/{patient.code}/forms")
    page.get_by_role("link", name=title, exact=True).click()


def sign(page: Page) -> None:
    page.get_by_role("button", name="Score and sign").click()


def test_a_month_is_told_by_the_days_that_differ(
    world: World, dana: Patient, visitors: Visitors
) -> None:
    # given: the calendar on a phone, without scripts
    phone = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE, scripts=False)
    open_form(phone, dana, "Timeline Followback")
    yesterday = phone.get_by_role("group", name="Sun, Nov 22")
    # when: one day is filled in by keys alone, and longer is asked
    yesterday.get_by_label("Drinks").focus()
    phone.keyboard.type("6")
    phone.keyboard.press("Tab")
    phone.keyboard.press("Space")
    phone.get_by_text("Other days", exact=True).click()
    phone.get_by_label("90 days").check()
    phone.get_by_role("button", name="Show these days").click()
    # then: 90 days stand there, with everything typed
    expect(phone.get_by_role("group", name="Tue, Aug 25")).to_be_visible()
    expect(yesterday.get_by_label("Drinks")).to_have_value("6")
    expect(yesterday.get_by_label("Drugs")).to_be_checked()
    # when: it is signed too early, then with what all the other days were
    sign(phone)
    expect(
        phone.get_by_role("alert").get_by_text("Choose what the days left empty")
    ).to_be_visible()
    phone.get_by_label("Nothing was used").check()
    sign(phone)
    # then: the list says it in words
    expect(
        phone.get_by_text("98.9 % of 90 days without use, 1 day of heavy drinking")
    ).to_be_visible()


def test_calendar_and_remission_are_pages_for_everybody(
    world: World, dana: Patient, visitors: Visitors
) -> None:
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    open_form(desk, dana, "Timeline Followback")
    check_page(desk)
    sign(desk)
    check_page(desk)
    open_form(desk, dana, "DSM-5 remission")
    check_page(desk)
    desk.get_by_label("Alcohol").check()
    desk.get_by_label("Full months without any criterion").fill("13")
    for group in ("Lives where", "Takes medicine"):
        desk.get_by_role("group", name=group).get_by_label("No", exact=True).check()
    sign(desk)
    expect(desk.get_by_text("13 months, sustained")).to_be_visible()
    check_page(desk)
