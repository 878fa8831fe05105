"""One call, one page: from the ring to a booked time, and the person at the door. Interactions
are counted as the design guide counts them: each press and each filled field is one. Danger signs
are asked one by one and exempt (clinic review 9); both figures are held here."""

from collections.abc import Iterator
from datetime import date, time, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.intake.holding import hold_for_call
from stepdown.clinic.intake.models import Booking, Inquiry
from stepdown.clinic.intake.operations import book_time, chosen_time, open_times
from stepdown.clinic.intake.queries import open_slots
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, TODAY, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
TUESDAY = date(2026, 11, 24)
MORNING, EVENING = (f"{at} on Tuesday, November 24" for at in ("9:00 am", "6:00 pm"))
MOST_FOR_A_CALL, MOST_AT_THE_DOOR = 11, 3


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True) as traveller:
        yield traveller


@pytest.fixture
def world(clock: time_machine.Traveller) -> World:
    world = make_world()
    open_on(world, TUESDAY, time(9), time(18))
    return world


def open_on(world: World, on: date, *starts: time) -> None:
    open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=on,
        starts=starts,
        minutes=60,
        places=1,
        by_video=False,
        now=NOW,
    )


class Hand:
    """Counts what a person does; `exempt` counts the danger signs apart."""

    def __init__(self, page: Page) -> None:
        self.page, self.count, self.exempt = page, 0, 0

    def press(self, name: str, role: str = "button") -> None:
        self.count += 1
        self.page.get_by_role(role, name=name).click()  # type: ignore[arg-type] # a role

    def fill(self, label: str, words: str) -> None:
        self.count += 1
        self.page.get_by_label(label).fill(words)

    def choose(self, question: str, answer: str) -> None:
        self.count += 1
        group = self.page.get_by_role("group", name=question)
        group.get_by_role("radio", name=answer, exact=True).check()

    def ask_one_by_one(self) -> None:
        for sign in DANGER_SIGNS:
            self.choose(sign.question, "No")
            self.count, self.exempt = self.count - 1, self.exempt + 1


def talk(hand: Hand) -> None:
    """Everything of the script, in its order, up to the danger signs and then past them."""
    hand.choose("Who are they calling for?", "Themselves")
    hand.fill("First name", "Dana")
    hand.fill("Family name", "Marsh")
    hand.fill("Phone", "410 555 0161")
    hand.choose("May we leave a message?", "No")
    hand.fill("When did they last use", "Alcohol, last night")
    hand.ask_one_by_one()
    hand.fill("Medicines they take", "None")
    hand.fill("Work, school or care hours", "Mornings until 4:30")
    hand.fill("Insurance", "Bayline")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_one_call_becomes_a_booked_assessment(
    world: World, visitors: Visitors, scripts: bool
) -> None:
    # given: the phone rings at the desk
    desk = visitors.enter(world.accounts[Role.INTAKE], scripts=scripts)
    desk.goto("/inquiries")
    desk.get_by_role("link", name="New call").click()
    expect(desk.get_by_text("No time is held yet.")).to_be_visible()
    if scripts:
        check_page(desk)

    # when: they talk, and a time is pressed while they do
    hand = Hand(desk)
    talk(hand)
    hand.press(EVENING)

    # then: it is held at once, with nothing typed lost, and nobody is written down yet
    expect(desk.get_by_text("Held for this call until 12:20 pm.")).to_be_visible()
    expect(desk.get_by_label("First name")).to_have_value("Dana")
    expect(desk.get_by_label("Work, school or care hours")).to_have_value("Mornings until 4:30")
    expect(desk.get_by_role("button", name="6:00 pm")).to_have_attribute("aria-current", "true")
    assert Booking.objects.get().state == "held"
    assert Patient.objects.count() == 0
    if scripts:
        expect(desk.get_by_role("button", name="6:00 pm")).to_be_focused()
        check_page(desk)

    # and: saving books it
    hand.press("Save the call")
    expect(desk.get_by_role("heading", name="Tuesday, November 24, at 6:00 pm")).to_be_visible()
    assert Booking.objects.get().state == "booked"
    assert hand.count <= MOST_FOR_A_CALL, hand.count
    assert hand.exempt == len(DANGER_SIGNS)


def test_all_asked_all_no_is_one_press(world: World, visitors: Visitors) -> None:
    desk = visitors.enter(world.accounts[Role.INTAKE], width=PHONE)
    desk.goto("/inquiries/new")
    hand = Hand(desk)
    hand.choose("Who are they calling for?", "Themselves")
    hand.fill("First name", "Dana")
    hand.fill("Phone", "410 555 0161")
    hand.choose("May we leave a message?", "Yes")
    hand.count += 1
    desk.get_by_label("I asked all 6. Every answer is no.").check()
    hand.press(MORNING)
    expect(desk.get_by_text("Held for this call until")).to_be_visible()
    check_page(desk)
    hand.press("Save the call")
    expect(desk.get_by_role("heading", name="Tuesday, November 24, at 9:00 am")).to_be_visible()
    assert hand.count <= MOST_FOR_A_CALL
    assert Inquiry.objects.get().danger_signs == []


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_danger_sign_leads_to_emergency_steps(
    world: World, visitors: Visitors, scripts: bool
) -> None:
    # given: a call in which only a first name was said
    desk = visitors.enter(world.accounts[Role.INTAKE], scripts=scripts)
    desk.goto("/inquiries/new")
    hand = Hand(desk)
    hand.fill("First name", "Dana")

    # when: somebody shakes, and then is hard to wake
    hand.choose("Shaking, sweating or throwing up", "Yes")
    expect(desk.get_by_role("heading", name="A doctor today")).to_be_visible()
    expect(desk.get_by_role("heading", name="Open times")).to_be_hidden()
    hand.choose("Hard to wake, not breathing well", "Yes")
    expect(desk.get_by_role("heading", name="911 first")).to_be_visible()
    expect(desk.get_by_role("main").get_by_role("link", name="Call 911")).to_be_visible()
    if scripts:
        check_page(desk)

    # then: the call is saved with the first name alone, and the steps stay in sight
    hand.press("Save the call")
    expect(desk.get_by_role("heading", name="911 first")).to_be_visible()
    expect(desk.get_by_role("heading", name="A doctor today")).to_be_visible()
    assert Inquiry.objects.get().danger_signs == ["cannot_wake", "withdrawal_now"]


def test_times_that_others_take_and_free_come_and_go_by_themselves(
    world: World, visitors: Visitors
) -> None:
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.clock.install()
    desk.goto("/inquiries/new")
    desk.get_by_label("First name").fill("Dana")
    six = desk.get_by_role("button", name="6:00 pm")
    expect(six).to_be_visible()

    # when: a colleague's call holds it
    slot = next(one for one in open_slots(world.site.pk, now=NOW) if one.starts == time(18))
    place = chosen_time(world.site, slot.time_id)
    actor = world.actor(Role.INTAKE)
    hold_for_call(actor=actor, site=world.site, call="e" * 32, time=place, now=NOW)
    desk.clock.run_for(21_000)

    # then: it is gone from the page, and what was typed is not
    expect(six).to_be_hidden()
    expect(desk.get_by_role("button", name="9:00 am")).to_be_visible()
    expect(desk.get_by_label("First name")).to_have_value("Dana")
    expect(desk.get_by_label("First name")).to_be_focused()


def test_a_time_that_was_faster_is_said_in_place(world: World, visitors: Visitors) -> None:
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.goto("/inquiries/new")
    desk.get_by_label("First name").fill("Dana")
    slot = next(one for one in open_slots(world.site.pk, now=NOW) if one.starts == time(18))
    place = chosen_time(world.site, slot.time_id)
    actor = world.actor(Role.INTAKE)
    hold_for_call(actor=actor, site=world.site, call="e" * 32, time=place, now=NOW)
    desk.get_by_role("button", name="6:00 pm").click()
    expect(desk.get_by_role("status").get_by_text("Someone took that time")).to_be_visible()
    expect(desk.get_by_label("First name")).to_have_value("Dana")
    desk.get_by_role("button", name="9:00 am").click()
    expect(desk.get_by_text("Held for this call until")).to_be_visible()
    desk.get_by_role("button", name="Give the held time back").click()
    expect(desk.get_by_text("No time is held yet.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_somebody_comes_to_the_door(
    world: World, visitors: Visitors, clock: time_machine.Traveller, scripts: bool
) -> None:
    # given: three people have assessments today
    open_on(world, TODAY, time(17), time(18), time(19))
    actor = world.actor(Role.INTAKE)
    for name, slot in zip(
        ("Dana", "Ruth", "Theo"), open_slots(world.site.pk, now=NOW), strict=False
    ):
        person = world.patient(name)
        Inquiry.objects.create(patient=person, asked_by="self", first_contact_at=NOW)
        time_ = chosen_time(world.site, slot.time_id)
        book_time(actor=actor, patient=person, time=time_, now=NOW)

    # when: one stands at the desk, a little early
    desk = visitors.enter(world.accounts[Role.INTAKE], scripts=scripts)
    desk.goto("/today")
    if scripts:
        check_page(desk)
    hand = Hand(desk)
    hand.fill("Two letters of the name", "ru")
    hand.count += 1
    desk.keyboard.press("Enter")
    expect(desk.get_by_text("Dana M.")).to_be_hidden()
    hand.press("Here Ruth M.")

    # then: three interactions, first name and initial only, and the board knows
    assert hand.count <= MOST_AT_THE_DOOR
    expect(desk.get_by_text("Ruth M. is here.")).to_be_visible()
    assert "Marsh" not in desk.inner_text("body")
    assert Inquiry.objects.get(patient__given_name="Ruth").status == "seen"
    if scripts:
        check_page(desk)
