"""A person's own times on their phone: not tonight, another time, their calendar, a reminder."""

import re
from collections.abc import Iterator
from datetime import timedelta

import icalendar
import pytest
import recurring_ical_events
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import NARROW, PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
THURSDAY = MONDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    return make_world()


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (NARROW, False)])
def test_not_tonight_but_on_thursday(
    world: World, visitors: Visitors, width: int, scripts: bool
) -> None:
    dana = on_first_evenings(world)
    phone = visitors.enter(own_account(world, dana), width=width, scripts=scripts)
    three_presses_find_another_time(phone, is_checked=scripts)
    if scripts:
        staff_see_it(visitors.enter(world.accounts[Role.COUNSELOR]))
        the_calendar_follows(phone, visitors)
        a_reminder_is_chosen(phone)


def three_presses_find_another_time(phone: Page, *, is_checked: bool) -> None:
    phone.goto("/me")
    if is_checked:
        check_page(phone)
    phone.get_by_role("button", name="I can’t make it").click()  # noqa: RUF001 - as shown
    expect(phone.get_by_role("heading", name="Thanks for telling us")).to_be_visible()
    if is_checked:
        check_page(phone)
    phone.get_by_label("Children").check()
    phone.get_by_role("button", name="Come on Thursday, 6:00 pm").click()
    expect(phone.get_by_text("You come on Thursday instead")).to_be_visible()
    if is_checked:
        check_page(phone)


def staff_see_it(desk: Page) -> None:
    desk.goto("/today")
    desk.get_by_role("link", name="Roll call").click()
    expect(desk.get_by_text("Cannot come", exact=False)).to_be_visible()
    check_page(desk)


def the_calendar_follows(phone: Page, visitors: Visitors) -> None:
    phone.goto("/me/week")
    phone.get_by_role("link", name="Let my calendar keep up").click()
    check_page(phone)
    phone.get_by_role("button", name="Make my address").click()
    check_page(phone)
    address = phone.locator("code").inner_text()
    program = visitors.enter()
    read = program.request.get(address)
    calendar = icalendar.Calendar.from_ical(read.body())
    week = recurring_ical_events.of(calendar).between(MONDAY, MONDAY + timedelta(days=7))
    days = [event["DTSTART"].dt.date() for event in week if event["DTSTART"].dt.hour == 18]
    assert MONDAY not in days
    assert THURSDAY in days
    phone.get_by_role("button", name="Turn it off").click()
    expect(phone.get_by_text(re.compile("Turned off."))).to_be_visible()
    assert program.request.get(address).status == 404


def a_reminder_is_chosen(phone: Page) -> None:
    phone.goto("/me/week")
    phone.get_by_role("link", name="Remind me").click()
    check_page(phone)
    phone.get_by_label("On the day, 2 hours before").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved.")).to_be_visible()
    check_page(phone)
