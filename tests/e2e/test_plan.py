"""A treatment plan, from the first goal to both signatures, on a desk and on a phone."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(days=3)  # the first plan is due soon


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


def test_a_plan_is_written_and_signed_by_both(on_the_day: None, visitors: Visitors) -> None:
    world = make_world()
    dana = world.patient()
    in_care(world, dana)
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    today_leads_to_the_first_goal(desk)
    the_goal_is_written_from_an_idea(desk)
    they_say_when_it_is_time(desk)
    the_counselor_signs(desk)
    phone = visitors.enter(own_account(world, dana), width=PHONE)
    the_person_signs_on_their_phone(phone)
    desk.goto(f"/p/{dana.code}/plan")
    expect(desk.get_by_text("Signed by both")).to_be_visible()
    the_plan_is_found_right(desk)


def own_account(world: World, patient: Patient) -> Account:
    account = add_account(
        actor=THE_PROGRAM,
        email="dana@example.org",
        name="Dana Marsh",
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=patient, account=account, now=NOW)
    return account


def today_leads_to_the_first_goal(desk: Page) -> None:
    desk.goto("/today")
    expect(desk.get_by_text("Write Dana M.'s plan")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Write: Write Dana").click()
    check_page(desk)
    desk.get_by_role("link", name="Write the first goal").click()
    check_page(desk)


def the_goal_is_written_from_an_idea(desk: Page) -> None:
    desk.get_by_role("link", name="Work, school or money is in danger").click()
    check_page(desk)
    desk.get_by_label("Be at work on time").check()
    desk.get_by_label("What helps: One to one").check()
    desk.get_by_role("button", name="Put what is ticked").click()
    expect(desk.get_by_text("It stands below")).to_be_visible()
    check_page(desk)
    desk.get_by_label("own words").fill("I want to keep my job")
    desk.get_by_label("Until").first.fill("2026-12-20")
    expect(desk.locator("select[name=service_1]")).to_have_value("individual")
    desk.get_by_label("Who answers for it").first.select_option(label="Counselor")
    desk.get_by_role("button", name="Save goal").click()
    expect(desk.get_by_role("heading", name="Plan in work")).to_be_visible()
    check_page(desk)


def they_say_when_it_is_time(desk: Page) -> None:
    desk.get_by_role("link", name="Write when it is time").click()
    check_page(desk)
    first = desk.get_by_role("group", name="For the next step, 1")
    first.get_by_label("What shows").fill("Work goes on")
    first.get_by_label("How anybody can tell").fill("Four weeks without a missed shift")
    first.get_by_label("Belongs to").select_option(index=1)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("Four weeks without a missed shift. Goal 1")).to_be_visible()
    check_page(desk)


def the_counselor_signs(desk: Page) -> None:
    desk.get_by_role("link", name="Read and sign").click()
    check_page(desk)
    desk.get_by_role("button", name="Sign", exact=True).click()
    expect(desk.get_by_role("heading", name="Your own signature")).to_be_visible()
    check_page(desk)


def the_person_signs_on_their_phone(phone: Page) -> None:
    phone.goto("/me")
    check_page(phone)
    phone.get_by_role("link", name="Read my plan").click()
    expect(phone.get_by_text("I want to keep my job")).to_be_visible()
    check_page(phone)
    phone.get_by_text("I agree with it").click()
    phone.get_by_label("Your name, as a signature").fill("Dana Marsh")
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("Thank you. Your team can read it.")).to_be_visible()
    check_page(phone)
    phone.get_by_role("link", name="To print").click()
    expect(phone).to_have_title(re.compile("My plan"))
    check_page(phone)
    phone.emulate_media(media="print")
    expect(phone.get_by_text("Four weeks without a missed shift")).to_be_visible()
    expect(phone.get_by_role("link", name="Back")).to_be_hidden()
    phone.emulate_media(media="screen")


def the_plan_is_found_right(desk: Page) -> None:
    desk.get_by_role("link", name="Look at it again").click()
    check_page(desk)
    desk.get_by_role("group", name="For the next step: Work goes on").get_by_label(
        "Not yet"
    ).check()
    desk.get_by_label("How it goes with the goals").fill("On time each day this week")
    desk.get_by_role("button", name="Sign that it is still right").click()
    expect(desk.get_by_text("The plan is looked at again later.")).to_be_visible()
    expect(desk.get_by_text("Not yet", exact=True)).to_be_visible()
