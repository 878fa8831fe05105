"""A class that somebody missed: another lesson is given, and the phone has it to read."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.seated import own_account
from tests.clinic.taught import hold_class, monday_class
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import NARROW, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(days=1), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    return make_world()


def test_who_missed_a_class_reads_its_lesson(world: World, visitors: Visitors) -> None:
    dana = world.patient()
    series = monday_class(world, dana)
    hold_class(world, series, {dana: "missed"})
    leader = visitors.enter(world.accounts[Role.PSYCHOLOGIST])
    the_leader_says_which_lesson_it_was(leader, f"/s/series/{series.pk}/{MONDAY}")
    phone = visitors.enter(own_account(world, dana), width=NARROW)
    the_phone_has_it_to_read(phone)
    the_chart_says_how_far(leader, dana)


def the_leader_says_which_lesson_it_was(desk: Page, of_the_class: str) -> None:
    desk.goto(of_the_class)
    check_page(desk)
    desk.get_by_role("link", name="Give another lesson").click()
    check_page(desk)
    desk.get_by_label("Lesson", exact=True).select_option("anger")
    desk.get_by_label("Why").fill("It came up in group")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("link", name="Anger without harm")).to_be_visible()
    desk.get_by_role("link", name="Anger without harm").click()
    check_page(desk)


def the_phone_has_it_to_read(phone: Page) -> None:
    phone.goto("/me")
    expect(phone.get_by_text("You missed “Anger without harm”.")).to_be_visible()
    check_page(phone)
    phone.get_by_role("link", name="Read it").click()
    check_page(phone)
    phone.locator("#before").get_by_label("3", exact=True).check()
    phone.locator("#before").get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Before, you said 3.")).to_be_visible()
    phone.get_by_label("7", exact=True).check()
    phone.get_by_role("button", name="I have read this").click()
    expect(phone.get_by_text("Saved. It counts as read.")).to_be_visible()
    check_page(phone)


def the_chart_says_how_far(desk: Page, dana: Patient) -> None:
    desk.goto(f"/p/{dana.code}/lessons")
    expect(desk.get_by_text("3 before, 7 after")).to_be_visible()
    check_page(desk)
    desk.goto("/lessons")
    check_page(desk)
