"""What a person says of themselves on their phone, and who reads it: when they may be called, and
with whom they would like their groups."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.evenings import mark, open_evening
from tests.clinic.seated import on_first_evenings, own_account
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def the_day_after() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        yield


@pytest.fixture
def world(the_day_after: None) -> World:
    return make_world()


def test_when_somebody_may_be_called_is_read_by_who_calls(world: World, visitors: Visitors) -> None:
    dana = on_first_evenings(world)
    dana.phone = "410 555 0100"
    dana.save()
    phone = visitors.enter(own_account(world, dana), width=PHONE, dark=True)
    she_says_when_to_call(phone)
    she_misses_monday(world, dana)
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto("/today")
    desk.get_by_role("link", name="Open: Call Dana").click()
    expect(desk.get_by_text("By phone, Monday to Wednesday, 5:00 pm to 8:00 pm.")).to_be_visible()
    expect(desk.get_by_text("Now is outside these times.")).to_be_visible()
    check_page(desk)
    desk.get_by_text("Their number").click()
    expect(desk.get_by_role("link", name=f"Call {dana.phone}")).to_be_visible()
    check_page(desk)


def she_says_when_to_call(phone: Page) -> None:
    phone.goto("/me/week")
    phone.get_by_role("link", name="When you may call me").click()
    check_page(phone)
    for day in ("Mon", "Tue", "Wed"):
        phone.get_by_label(day).check()
    phone.get_by_label("From").fill("17:00")
    phone.get_by_role("group", name="May we leave a message?").get_by_label("No").check()
    phone.get_by_role("group", name="May we send you e-mail?").get_by_label("Yes").check()
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Write both times").first).to_be_visible()
    check_page(phone)
    phone.get_by_label("Until").fill("20:00")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved. Whoever calls you sees it.")).to_be_visible()
    check_page(phone)


def she_misses_monday(world: World, dana: Patient) -> None:
    group = dana.seats.select_related("series").get(series__weekday=0, series__service="group")
    session = open_evening(world, group.series)
    mark(world, session, {dana: "missed"}, now=session.ends_at)


def test_a_wish_for_groups_is_told_on_the_phone_and_planned_round(
    world: World, visitors: Visitors
) -> None:
    add_evening_program(world, days=4)
    dana = in_care(world, world.patient()).patient
    phone = visitors.enter(own_account(world, dana), width=PHONE)
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    she_says(phone, only_women=True)
    desk.goto(f"/p/{dana.code}/week")
    expect(desk.get_by_role("heading", name="No full week fits yet")).to_be_visible()
    expect(desk.get_by_text("Groups for women, no others")).to_be_visible()
    check_page(desk)
    she_says(phone, only_women=False)
    desk.reload()
    expect(desk.get_by_role("heading", name="Why this plan")).to_be_visible()
    expect(desk.get_by_text("Groups for women", exact=True)).to_be_visible()
    check_page(desk)


def she_says(phone: Page, *, only_women: bool) -> None:
    phone.goto("/me/times")
    check_page(phone)
    phone.get_by_label("Women", exact=True).check()
    phone.get_by_label("I come to no other groups").set_checked(only_women)
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved. Your team can see it.")).to_be_visible()
