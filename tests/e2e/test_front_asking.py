"""Somebody at the public pages, without an account: for oneself, for somebody loved, in danger."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from stepdown.clinic.intake.models import CallRequest
from stepdown.clinic.intake.operations import open_times
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import DESK, PHONE, Visitors, check_page
from tests.fhir.bundles import LOW_MOOD, bundle

pytestmark = pytest.mark.django_db(transaction=True)
MOST_INTERACTIONS = 10


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True) as traveller:
        yield traveller


@pytest.fixture
def world(clock: time_machine.Traveller) -> World:
    world = make_world()
    open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=date(2026, 11, 24),
        starts=[time(9), time(18)],
        minutes=60,
        places=1,
        by_video=False,
        now=NOW,
    )
    return world


class Hand:
    """Uses a page the way a person does, and counts: each press and each filled field is one."""

    def __init__(self, page: Page, clock: time_machine.Traveller) -> None:
        self.page = page
        self.count = 0
        self._clock = clock

    def press(self, name: str, role: str = "button") -> None:
        self.count += 1
        self._clock.shift(timedelta(seconds=2))  # a person reads before pressing
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type] # a role

    def fill(self, label: str, words: str) -> None:
        self.count += 1
        self.page.get_by_label(label).fill(words)

    def choose(self, question: str, answer: str) -> None:
        self.count += 1
        group = self.page.get_by_role("group", name=question)
        group.get_by_label(answer, exact=True).check()


def test_ask_for_myself(world: World, visitors: Visitors, clock: time_machine.Traveller) -> None:
    # given: somebody on a phone reads what we offer
    page = visitors.enter(width=PHONE)
    hand = Hand(page, clock)
    page.goto("/")
    expect(page.get_by_text("Tue, Nov 24, 6:00 pm")).to_be_visible()
    check_page(page)

    # when: they ask to be called
    hand.press("Ask us to call you", "link")
    check_page(page)
    hand.press("For myself", "link")
    check_page(page)
    hand.fill("What name should we ask for?", "Dana")
    hand.fill("Phone number", "410 555 0177")
    hand.choose("May we leave a message there?", "No")
    hand.choose("May we write to you by e-mail?", "No")
    hand.choose("When is a good time?", "Evenings")
    hand.press("Check what you wrote")
    expect(page.get_by_text("Nothing was sent yet.")).to_be_visible()
    check_page(page)
    hand.press("Send")

    # then: they know who calls and when, and the desk has it
    expect(page.get_by_text("calls you back within one working day")).to_be_visible()
    check_page(page)
    assert hand.count <= MOST_INTERACTIONS
    desk = visitors.enter(world.accounts[Role.INTAKE], width=DESK)
    desk.goto("/inquiries")
    expect(desk.get_by_role("heading", name="Waiting for a call 1")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Call back Dana").click()
    expect(desk.get_by_label("First name")).to_have_value("Dana")
    check_page(desk)


def test_ask_for_someone_i_love_without_javascript(
    world: World, chromium: Browser, live_server: LiveServer, clock: time_machine.Traveller
) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    hand = Hand(page, clock)
    page.goto("/")
    hand.press("Ask us to call you", "link")
    hand.press("For someone I love", "link")

    # when: something is missing, nothing typed is lost
    hand.fill("What name should we ask for?", "Rosa")
    hand.press("Check what you wrote")
    expect(page.get_by_role("link", name="Choose if we may leave a message")).to_be_visible()
    hand.fill("Phone number", "410 555 0177")
    hand.choose("May we leave a message there?", "Yes")
    hand.choose("May we write to you by e-mail?", "No")
    hand.press("Check what you wrote")

    # and: a second look, a change, and it goes
    hand.press("Change something")
    expect(page.get_by_label("What name should we ask for?")).to_have_value("Rosa")
    hand.press("Check what you wrote")
    hand.press("Send")
    expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()
    request = CallRequest.objects.get()
    assert (request.asked_by, request.caller_name) == ("loved_one", "Rosa")
    context.close()


def test_a_danger_sign_leads_to_emergency_steps(
    world: World, visitors: Visitors, clock: time_machine.Traveller
) -> None:
    # given: the first question stands on the first page
    page = visitors.enter(width=PHONE)
    hand = Hand(page, clock)
    page.goto("/")
    hand.choose("Is anyone in danger right now?", "No")
    hand.press("Continue")
    check_page(page)
    hand.press("Continue")
    expect(page.get_by_role("link", name="Choose an answer")).to_be_visible()
    check_page(page)
    for question, answer in [
        ("When did you last drink or use?", "Today or yesterday"),
        ("What do you use on most days?", "Alcohol"),
        ("What happens when you stop or cut down?", "I feel it now: I shake, sweat or throw up"),
    ]:
        hand.choose(question, answer)
        hand.press("Continue")

    # then: 911 and 988 come first, with the reason
    expect(page.get_by_role("heading", name="Get help right now")).to_be_visible()
    expect(page.get_by_role("main").get_by_role("link", name="Call 911")).to_be_visible()
    expect(page.get_by_text("Go to an emergency room today")).to_be_visible()
    check_page(page)


def test_the_answers_go_along_when_they_are_sent(
    world: World, visitors: Visitors, clock: time_machine.Traveller
) -> None:
    page = visitors.enter(width=DESK)
    hand = Hand(page, clock)
    page.goto("/right-for-me")
    hand.choose("Is anyone in danger right now?", "No")
    hand.press("Continue")
    hand.press("Back")
    expect(page.get_by_label("No", exact=True)).to_be_checked()
    hand.press("Continue")
    for question, answer in [
        ("When did you last drink or use?", "In the last week"),
        ("What do you use on most days?", "Something else"),
        ("What happens when you stop or cut down?", "Not much"),
        ("Does one of these fit you?", "No"),
        ("Could you live at home and come a few times a week?", "Yes, I think so"),
    ]:
        check_page(page)
        hand.choose(question, answer)
        hand.press("Continue")
    expect(page.get_by_role("heading", name="This program likely fits you")).to_be_visible()
    check_page(page)
    hand.press("Ask for a call and send these answers along")
    hand.fill("What name should we ask for?", "Dana")
    hand.fill("Phone number", "410 555 0177")
    hand.choose("May we leave a message there?", "Yes")
    hand.choose("May we write to you by e-mail?", "No")
    hand.press("Check what you wrote")
    expect(page.get_by_text("In the last week")).to_be_visible()
    hand.press("Send")
    expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()
    assert CallRequest.objects.get().answers["last_use"] == ["this_week"]


def test_a_professional_refers_a_patient_with_a_record(
    world: World, visitors: Visitors, tmp_path: Path, clock: time_machine.Traveller
) -> None:
    file = tmp_path / "record.json"
    file.write_bytes(bundle(LOW_MOOD))
    page = visitors.enter(width=DESK)
    hand = Hand(page, clock)
    page.goto("/ask/refer")
    check_page(page)
    hand.choose("Who are you?", "A medical professional")
    hand.fill("Your name", "Dr. Okafor")
    hand.fill("Where do you work?", "Ridge Hospital")
    hand.fill("Your phone number", "410 555 0177")
    hand.choose("May we leave a message there?", "Yes")
    hand.choose("May we write to you by e-mail?", "No")
    hand.fill("Patient's name or initials", "D. M.")
    hand.choose("Did the patient agree that you refer them?", "Yes")
    hand.choose("How soon?", "This week")
    hand.fill("Reason", "Leaves us on Friday.")
    hand.press("Check what you wrote")
    page.get_by_label("Records").set_input_files(file)
    check_page(page)
    hand.press("Send")
    expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()

    # then: the desk reads the record where every record is compared
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.goto("/inquiries/asked")
    check_page(desk)
    desk.get_by_role("button", name="Read the record").click()
    expect(desk.get_by_role("heading", name="Whose record is this?")).to_be_visible()


def test_the_director_says_what_it_costs(
    world: World, visitors: Visitors, clock: time_machine.Traveller
) -> None:
    desk = visitors.enter(world.accounts[Role.DIRECTOR])
    desk.goto(f"/setup/site/{world.site.pk}/public")
    check_page(desk)
    for label, words in [
        ("Our price for a week", "450"),
        ("Weeks that people usually stay", "12"),
        ("Price of an inpatient day", "800"),
        ("Days of a usual inpatient stay", "28"),
    ]:
        desk.get_by_label(label).fill(words)
    for number in range(4):
        desk.get_by_label("Checked on").nth(number).fill("2026-11-02")
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_role("heading", name="On the public pages")).to_be_visible()
    check_page(desk)
    page = visitors.enter(width=PHONE)
    page.goto("/cost")
    expect(page.get_by_text("$5,400")).to_be_visible()
    expect(page.get_by_text("$22,400")).to_be_visible()
    check_page(page)
