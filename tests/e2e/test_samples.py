"""A test on the morning of its day, from the phone to the confirmed result."""

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
from tests.clinic.tested import coming_person, ordered_today
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


def test_a_sample_is_given_read_and_confirmed(world: World, visitors: Visitors) -> None:
    dana = coming_person(world)
    ordered_today(world, dana)
    phone = visitors.enter(own_account(world, dana), width=PHONE)
    the_phone_says_it_calmly(phone)
    technician = visitors.enter(world.accounts[Role.TECHNICIAN])
    the_technician_collects(technician)
    the_quick_test_waits_for_confirmation(technician)
    medical = visitors.enter(world.accounts[Role.MEDICAL], width=PHONE)
    a_prescription_explains_what_the_laboratory_found(medical, dana)
    the_person_looks(phone)


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


def the_phone_says_it_calmly(phone: Page) -> None:
    phone.goto("/me")
    expect(phone.get_by_role("heading", name="A test today")).to_be_visible()
    check_page(phone)


def the_technician_collects(desk: Page) -> None:
    desk.goto("/today")
    expect(desk.get_by_text("Test today: Dana M.")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Collect").click()
    check_page(desk)
    desk.get_by_label("What stands on the cup").fill("A-17")
    for name, value in (("kind", "urine"), ("is_identity_checked", "yes"), ("is_accepted", "yes")):
        desk.locator(f"input[name={name}][value={value}]").check()
    desk.locator("input[name=is_observed][value=no]").check()
    desk.get_by_role("textbox", name="Warmth").fill("96.4")
    desk.get_by_label("Read after").fill("2")
    desk.get_by_role("button", name="Sample given").click()


def the_quick_test_waits_for_confirmation(desk: Page) -> None:
    expect(desk.get_by_role("heading", name="The quick test")).to_be_visible()
    check_page(desk)
    desk.locator("input[name=group_oxycodone][value=found]").check()
    desk.get_by_label("Creatinine").fill("90")
    desk.get_by_label("Specific gravity").fill("1.0150")
    desk.get_by_role("button", name="Sign", exact=True).click()
    expect(desk.get_by_text("Nothing follows before it is confirmed.")).to_be_visible()
    check_page(desk)


def a_prescription_explains_what_the_laboratory_found(phone: Page, dana: Patient) -> None:
    phone.goto(f"/p/{dana.code}/taking")
    expect(phone.get_by_role("link", name="Tests", exact=True)).to_be_in_viewport(ratio=0.9)
    check_page(phone)
    phone.get_by_label("Medicine", exact=True).fill("Oxycodone after surgery")
    phone.locator("input[name=is_prescribed][value=yes]").check()
    phone.locator("input[name=is_taken][value=yes]").check()
    phone.get_by_label("A test can show it as").select_option("oxycodone")
    phone.get_by_role("button", name="Add it").click()
    expect(phone.get_by_text("Prescribed", exact=False).first).to_be_visible()
    check_page(phone)
    phone.goto(f"/p/{dana.code}/samples")
    phone.get_by_role("link", name="Confirm").click()
    check_page(phone)
    phone.locator("input[name=laboratory]").fill("Bay Laboratory")
    phone.locator("input[name=level_oxycodone]").fill("400")
    phone.get_by_role("button", name="Sign", exact=True).click()
    expect(phone.get_by_text("Found: Oxycodone, from Oxycodone")).to_be_visible()
    check_page(phone)
    phone.goto(f"/p/{dana.code}/samples/plan")
    check_page(phone)


def the_person_looks(phone: Page) -> None:
    phone.goto("/me/samples")
    check_page(phone)
    phone.get_by_text("What it says").click()
    expect(phone.get_by_text("As expected.")).to_be_visible()
    check_page(phone)
