"""A counselor finds a week round a person's life; the person sees it on their phone."""

from collections.abc import Iterator
from datetime import time, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import add_account
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.models import Commitment
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World, add_member, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

NEXT_MONDAY = MONDAY + timedelta(days=7)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    return make_world()


def test_nothing_fits_then_a_week_is_agreed_on_and_seen_on_the_phone(
    world: World, visitors: Visitors
) -> None:
    dana, account = dana_works_by_day_and_has_a_class(world)
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    phone = visitors.enter(account, width=PHONE)
    the_page_says_why_no_week_fits(desk, dana)
    the_class_is_moved_on_the_phone(phone)
    a_week_from_next_monday_is_sent(desk, dana)
    it_is_taken_on_the_phone(phone)
    the_timetable_counts_the_seat(desk)
    the_phone_shows_it_and_gives_a_calendar_file(phone)


def dana_works_by_day_and_has_a_class(world: World) -> tuple[Patient, Account]:
    add_evening_program(world, days=4)
    dana = in_care(world, world.patient(travel_minutes=20)).patient
    for weekday in (0, 4):
        Commitment.objects.create(
            patient=dana, kind="work", weekday=weekday, starts=time(8), ends=time(16, 30)
        )
    Commitment.objects.create(
        patient=dana, kind="school", weekday=1, starts=time(20, 30), ends=time(21, 30)
    )
    account = add_account(
        actor=THE_PROGRAM,
        email="dana@example.org",
        name="Dana Marsh",
        password="harbor lights at night",
        now=NOW,
        is_demo=True,
    )
    give_own_access(actor=world.actor(Role.INTAKE), patient=dana, account=account, now=NOW)
    return dana, account


def the_page_says_why_no_week_fits(desk: Page, dana: Patient) -> None:
    desk.goto(f"/p/{dana.code}/week")
    expect(desk.get_by_role("heading", name="No full week fits yet")).to_be_visible()
    expect(desk.get_by_text("School or classes Tue, 8:30 pm to 9:30 pm stands")).to_be_visible()
    check_page(desk)


def the_class_is_moved_on_the_phone(phone: Page) -> None:
    phone.goto("/me/times")
    kind = phone.get_by_label("What", exact=True)
    rows = [kind.nth(row).input_value() for row in range(kind.count())]
    kind.nth(rows.index("school")).select_option("")
    phone.get_by_role("button", name="Save").click()
    expect(phone.get_by_text("Saved. Your team can see it.")).to_be_visible()


def a_week_from_next_monday_is_sent(desk: Page, dana: Patient) -> None:
    desk.goto("/waiting")
    check_page(desk)
    desk.get_by_role("link", name="Find the week for Dana").click()
    desk.get_by_label("Week from").select_option(NEXT_MONDAY.isoformat())
    desk.get_by_role("button", name="Look again").click()
    expect(desk.get_by_role("heading", name="Why this plan")).to_be_visible()
    desk.get_by_role("link", name="Plan B").click()
    desk.get_by_role("link", name="Keep fixed").first.click()
    expect(desk.get_by_text("Kept", exact=True)).to_be_visible()
    check_page(desk)
    desk.get_by_role("button", name="Offer it to Dana").click()
    expect(desk.get_by_text("The week is offered")).to_be_visible()
    check_page(desk)


def it_is_taken_on_the_phone(phone: Page) -> None:
    phone.goto("/me")
    phone.get_by_role("link", name="Look at them").click()
    check_page(phone)
    phone.get_by_role("button", name="Take these times").click()
    expect(phone.get_by_text("These times are yours.")).to_be_visible()


def the_timetable_counts_the_seat(desk: Page) -> None:
    desk.goto("/timetable")
    desk.get_by_label("Week from").select_option(NEXT_MONDAY.isoformat())
    desk.get_by_role("button", name="Show").click()
    expect(desk.get_by_text("1 of 8 taken").first).to_be_visible()
    check_page(desk)


def the_phone_shows_it_and_gives_a_calendar_file(phone: Page) -> None:
    phone.goto("/me")
    expect(phone.get_by_role("heading", name="6:00 to 8:15 pm")).to_be_visible()
    check_page(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Add to calendar").click()
    assert download.value.suggested_filename == "calendar.ics"
    phone.get_by_role("link", name="Week", exact=True).click()
    check_page(phone)
    phone.goto(f"/me/week?from={NEXT_MONDAY.isoformat()}")
    expect(phone.get_by_text("until 8:15 pm, Room A").first).to_be_visible()
    check_page(phone)


def test_help_and_the_page_of_a_loved_one_are_for_everybody(
    world: World, visitors: Visitors
) -> None:
    stranger = visitors.enter(width=PHONE)
    stranger.goto("/me/help")
    expect(stranger.get_by_role("link", name="Text 988").first).to_be_visible()
    check_page(stranger)
    loved_one = add_member(world, Role.LOVED_ONE, "sister@example.org")
    sister = visitors.enter(loved_one, width=PHONE, dark=True)
    sister.goto("/family")
    expect(sister.get_by_text("Nothing is shared with you now.")).to_be_visible()
    check_page(sister)
