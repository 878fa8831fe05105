"""The director builds the clinic's week, leaves, comes back, compares and publishes it; one person
takes what they were sent."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.building.models import WeekBuild
from stepdown.clinic.building.working import build_week
from stepdown.clinic.people.roles import Role
from tests.clinic.seated import own_account
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, make_world
from tests.e2e.browser import DESK, PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


def test_the_week_is_built_compared_published_and_taken(visitors: Visitors) -> None:
    world = make_world()
    add_evening_program(world)
    ana, ben = (in_care(world, world.patient(name)).patient for name in ("Ana", "Ben"))
    accounts = {one.pk: own_account(world, one) for one in (ana, ben)}
    director = visitors.enter(world.accounts[Role.DIRECTOR], width=DESK)
    asks_for_a_draft_and_leaves(director)
    the_worker_builds_it()
    comes_back_and_compares(director)
    leaves_one_out_and_publishes(director)
    phone = visitors.enter(accounts[ana.pk], width=PHONE)
    takes_the_week(phone)
    other = visitors.enter(accounts[ben.pk], width=PHONE, scripts=False)
    other.goto("/me/offer")
    expect(other.get_by_text("No times wait for your answer.")).to_be_visible()
    assert ana.seats.filter(ends_on=None).count() == 6


def asks_for_a_draft_and_leaves(director: Page) -> None:
    director.goto("/timetable")
    director.get_by_role("link", name="Build the week").click()
    check_page(director)
    director.get_by_role("button", name="Build the draft").click()
    expect(director.get_by_text("It begins in a moment.")).to_be_visible()
    check_page(director)
    director.goto("/today")


def the_worker_builds_it() -> None:
    WeekBuild.objects.update(seconds=2)
    build_week(WeekBuild.objects.get().pk)


def comes_back_and_compares(director: Page) -> None:
    director.goto("/today")
    card = director.get_by_role("listitem").filter(has_text="Look at the draft of the week")
    card.get_by_role("link", name="Compare").click()
    expect(director.get_by_role("heading", name="A week for 2 of 2")).to_be_visible()
    check_page(director)


def leaves_one_out_and_publishes(director: Page) -> None:
    director.get_by_label("Ben").uncheck()
    director.get_by_role("button", name="Publish and offer").click()
    expect(director.get_by_text("Offered to 1 person.")).to_be_visible()
    expect(director.get_by_text("Left out when the draft was published.")).to_be_visible()
    check_page(director)


def takes_the_week(phone: Page) -> None:
    phone.goto("/me/offer")
    check_page(phone)
    phone.get_by_role("button", name="take").click()
    expect(phone).not_to_have_url("/me/offer")
