"""From consent to admission; a need of detox comes between, and medicine settles it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)

DANGER = ("seizure in the last", "Is confused", "taken too much", "chest pain", "hard to wake")
NEEDS = {
    "A seizure or delirium when stopping, ever": "No",
    "Pregnant": "No",
    "Heart, liver, diabetes or an infection that is not stable": "No",
    "A safe adult at home": "Yes",
    "Medicine for opioids is taken or planned": "No",
}


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    return make_world()


def choose(page: Page, question: str, answer: str) -> None:
    page.get_by_role("group", name=question).get_by_label(answer, exact=True).check()


def sign(page: Page, button: str = "Sign") -> None:
    page.get_by_role("button", name=button, exact=True).click()


def rate(page: Page, values: list[int]) -> None:
    for number, value in enumerate(values, start=1):
        page.locator(f"input[name=item_{number}][value='{value}']").check()


def test_a_person_is_assessed_cleared_and_admitted(world: World, visitors: Visitors) -> None:
    # given: Dana comes for her assessment
    dana = world.patient()
    start = f"/p/{dana.code}/assessment"
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto(start)
    expect(desk.get_by_text("0 of 8").first).to_be_visible()
    check_page(desk)

    # when: she is given the notice and agrees
    desk.get_by_role("link", name="Privacy notice and consent").click()
    for kind in ("privacy notice given", "consent to be assessed", "consent to treatment"):
        form = desk.locator("form", has=desk.get_by_role("button", name=f"Sign: {kind}"))
        form.get_by_label("Name as signed").fill("Dana Marsh")
        sign(desk, f"Sign: {kind}")
    expect(desk.get_by_text("Signed", exact=True)).to_have_count(3)
    check_page(desk)

    # and: the technician takes her vitals on a phone, asking the danger signs one by one
    phone = visitors.enter(world.accounts[Role.TECHNICIAN], width=PHONE)
    phone.goto(f"{start}/vitals")
    for question in DANGER:
        phone.get_by_role("group", name=question).get_by_label("No", exact=True).check()
    for label, value in (("Upper", "128"), ("Lower", "82"), ("Pulse", "88"), ("Oxygen", "98")):
        phone.get_by_label(label).fill(value)
    phone.get_by_label("Temperature").fill("98.4")
    phone.get_by_label("Breath alcohol").fill("0")
    check_page(phone)
    sign(phone)
    phone.goto(f"{start}/scale-b")
    check_page(phone)
    rate(phone, [0] * 11)
    sign(phone, "Score and sign")

    # and: the counselor asks about use, rates withdrawal, and counts the rest
    desk.goto(f"{start}/history")
    first = desk.get_by_role("group", name="Substance 1")
    first.get_by_label("Substance", exact=True).select_option("alcohol")
    first.get_by_label("Last time, day").fill("2026-11-12")
    for question, answer in (("How often", "Every day"), ("Heavy amounts", "Yes")):
        first.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    first.get_by_role("group", name="Taken as prescribed").get_by_label("No", exact=True).check()
    for question, answer in NEEDS.items():
        choose(desk, question, answer)
    check_page(desk)
    sign(desk)
    desk.goto(f"{start}/scale-a")
    rate(desk, [3, 4, 4, 1, 0, 0, 0, 0, 0, 0])
    sign(desk, "Score and sign")
    expect(desk.get_by_text("Medical withdrawal care comes first")).to_be_visible()
    desk.goto(f"{start}/criteria")
    desk.get_by_label("Alcohol", exact=True).check()
    rate(desk, [1] * 6 + [0] * 5)
    choose(desk, "Tolerance and withdrawal come only", "No")
    sign(desk, "Score and sign")

    # and: item 9 leads straight to the safety page
    desk.goto(f"{start}/mood")
    expect(desk.get_by_text("Wording not installed: enter values from paper.")).to_be_visible()
    rate(desk, [1, 1, 1, 1, 1, 0, 0, 0, 1])
    sign(desk, "Score and sign")
    expect(desk.get_by_role("heading", name="Is the person in danger now?")).to_be_visible()
    check_page(desk)
    desk.get_by_label("Low", exact=True).check()
    desk.get_by_label("Goes on today as planned").check()
    desk.get_by_label("What was asked and said").fill("Thoughts in the past, no plan, no means.")
    sign(desk)
    expect(desk.get_by_text("8 of 8").first).to_be_visible()

    # then: the advice is medical care today, and the medical professional settles it
    doctor = visitors.enter(world.accounts[Role.MEDICAL])
    doctor.goto(f"/p/{dana.code}/advice")
    expect(doctor.get_by_role("heading", name="A medical professional sees Dana")).to_be_visible()
    check_page(doctor)
    doctor.get_by_role("link", name="Clear withdrawal").click()
    check_page(doctor)
    doctor.get_by_label("Handled here").check()
    doctor.get_by_label("What you found and did").fill("Examined. Medicine started, seen daily.")
    sign(doctor)

    # and: the counselor decides with a reason and admits her with a team of four
    desk.goto(f"/p/{dana.code}/advice")
    desk.get_by_label("Another level of care").check()
    desk.get_by_label("Another level: which").select_option("2.1|3rd")
    desk.get_by_label("Why").fill("Withdrawal is handled here; she can attend.")
    check_page(desk)
    sign(desk, "Sign decision")
    expect(desk.get_by_role("heading", name="1 thing before admission")).to_be_visible()
    desk.get_by_role("link", name="Do this: Emergency contact").click()
    desk.get_by_label("Name", exact=True).fill("Rosa Marsh")
    desk.get_by_label("Who they are").fill("Sister")
    desk.get_by_label("Phone").fill("410 555 0177")
    check_page(desk)
    sign(desk, "Save")
    expect(desk.get_by_role("heading", name="Ready for admission")).to_be_visible()
    for role in ("Medical professional", "Counselor", "Technician", "Psychologist"):
        desk.get_by_label(role, exact=True).select_option(index=1)
    desk.get_by_label("3 days, 9 hours a week").check()
    check_page(desk)
    sign(desk, "Admit")
    expect(desk.get_by_role("heading", name="The team of four")).to_be_visible()
    check_page(desk)

    # and: her work is entered, so that a week can be planned round it
    desk.get_by_role("link", name="Change the hours taken").click()
    row = desk.get_by_role("group", name="Row 1")
    row.get_by_label("What").select_option("work")
    row.get_by_label("From").fill("09:00")
    row.get_by_label("To").fill("17:00")
    for day in ("Mon", "Tue", "Wed"):
        row.get_by_label(day).check()
    check_page(desk)
    sign(desk, "Save")
    expect(desk.get_by_text("Work: Mon, Tue, Wed, 9:00 am to 5:00 pm")).to_be_visible()
