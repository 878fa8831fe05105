"""A sister comes along to a family session, and a meeting outside is written down on the phone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.roles import Role
from stepdown.rules.consent import Topic
from tests.clinic.beside import family_evening
from tests.clinic.loved_ones import connected
from tests.clinic.seated import own_account
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import NARROW, PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
DURING = NOW + timedelta(hours=6, minutes=30)  # half past six, in the family session


@pytest.fixture(autouse=True)
def in_the_evening() -> Iterator[None]:
    with time_machine.travel(DURING, tick=True):
        yield


@pytest.fixture
def world(in_the_evening: None) -> World:
    return make_world()


def test_a_sister_comes_along(world: World, visitors: Visitors) -> None:
    dana = world.patient()
    family_evening(world, dana)
    connected(world, dana, topics=[Topic.FAMILY_DATES])
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    she_is_invited(desk, dana)
    her_page_says_so(visitors.enter(Account.objects.get(email="rosa@example.org"), width=NARROW))
    she_came_and_is_written_about(desk)
    phone = visitors.enter(own_account(world, dana), width=PHONE)
    the_person_writes_down_a_meeting(phone)
    staff_verify_it(desk, dana)


def she_is_invited(desk: Page, dana: Patient) -> None:
    desk.goto(f"/p/{dana.code}/sharing")
    desk.get_by_role("link", name="Family sessions").click()
    check_page(desk)
    desk.get_by_role("button", name="Invite Rosa (sister)").first.click()
    expect(desk.get_by_text("Invited", exact=True)).to_be_visible()
    check_page(desk)


def her_page_says_so(phone: Page) -> None:
    phone.goto("/family")
    expect(phone.get_by_text("You are invited.")).to_be_visible()
    check_page(phone)


def she_came_and_is_written_about(desk: Page) -> None:
    desk.get_by_role("button", name="Came").first.click()
    desk.get_by_role("link", name="Write the note").click()
    check_page(desk)
    desk.get_by_label("What it meant for the person").fill("Agreed on one call each Sunday.")
    desk.get_by_label("This says nothing of the relative's own health").check()
    desk.get_by_role("button", name="Sign", exact=True).click()
    expect(desk.get_by_role("link", name="Note as signed")).to_be_visible()
    check_page(desk)


def the_person_writes_down_a_meeting(phone: Page) -> None:
    phone.goto("/me/family")
    check_page(phone)
    phone.goto("/me/progress")
    phone.get_by_role("link", name="My meetings").click()
    phone.get_by_label("Day").fill("2026-11-22")
    phone.get_by_label("Which meeting").fill("Sunday circle")
    phone.get_by_role("button", name="Write it down").click()
    expect(phone.get_by_text("Sunday circle", exact=True)).to_be_visible()
    check_page(phone)


def staff_verify_it(desk: Page, dana: Patient) -> None:
    desk.goto(f"/p/{dana.code}/meetings")
    desk.get_by_text("Verify").click()
    desk.get_by_label("How you know").fill("Saw the signed card")
    check_page(desk)
    desk.get_by_role("button", name="Verified").click()
    expect(desk.get_by_text("Saw the signed card")).to_be_visible()
    check_page(desk)
