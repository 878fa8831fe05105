"""Somebody is here twice: noticed, joined, and separated again."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import expect

from stepdown.clinic.people.roles import Role
from tests.clinic.care import assess
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def that_afternoon() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(hours=2), tick=True):
        yield


@pytest.fixture
def world(that_afternoon: None) -> World:
    return make_world()


def test_a_duplicate_is_found_and_joined_then_separated(world: World, visitors: Visitors) -> None:
    dana = world.patient("Dana", phone="410 555 0142")
    twin = world.patient("Marsh", family_name="Dána", phone="(410) 555-0142")
    assess(world, twin)
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.goto(f"/p/{dana.code}/details")
    check_page(desk)
    desk.get_by_role("link", name="Compare. Same birth date, phone").click()
    check_page(desk)
    desk.get_by_label("The record of Dana Marsh").check()
    desk.get_by_label("How do you know").fill("Same phone and birth date; she called twice.")
    desk.get_by_label("I compared both records").check()
    desk.get_by_role("button", name="Join these records").click()
    expect(desk.get_by_role("heading", name="Joined here")).to_be_visible()
    check_page(desk)

    phone = visitors.enter(world.accounts[Role.COUNSELOR], width=PHONE)
    phone.goto(f"/p/{twin.code}")
    expect(phone).to_have_url(f"{phone.url.split('/p/')[0]}/p/{dana.code}")
    expect(phone.get_by_text("Written in the record of Marsh Dána").first).to_be_visible()
    check_page(phone)

    desk.get_by_role("link", name="Separate Marsh Dána again").click()
    check_page(desk)
    desk.get_by_label("Why are these two people?").fill("Cousins who share a phone.")
    desk.get_by_role("button", name="Separate the records").click()
    expect(desk.get_by_text("Separated. Each record is again as it was.")).to_be_visible()
    phone.goto(f"/p/{twin.code}")
    expect(phone.get_by_role("heading", name="Marsh D.")).to_be_visible()
    expect(phone.get_by_text("Written in the record of")).to_have_count(0)


def test_two_people_who_look_alike_stay_two(world: World, visitors: Visitors) -> None:
    dana = world.patient("Dana", phone="410 555 0142")
    world.patient("Luis", family_name="Marsh", birth_on=None, phone="410 555 0142")
    phone = visitors.enter(world.accounts[Role.INTAKE], width=PHONE)
    phone.goto(f"/inquiries/{dana.code}")
    phone.get_by_role("link", name="Compare. Same phone, family name").click()
    check_page(phone)
    phone.get_by_role("button", name="They are two people").click()
    expect(phone.get_by_text("Noted: these are two people.")).to_be_visible()
    expect(phone.get_by_text("There may be another record")).to_have_count(0)
    phone.get_by_role("link", name="Look for another record").click()
    expect(phone.get_by_text("Nobody here looks the same.")).to_be_visible()
    check_page(phone)
