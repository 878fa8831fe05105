"""From consent to admission; a need of detox comes between, and medicine settles it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.operations import settle_detox_need
from tests.clinic.care import admit, assess, make_ready, score_form
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


def agree(desk: Page) -> None:
    for kind in ("privacy notice given", "consent to be assessed", "consent to treatment"):
        form = desk.locator("form", has=desk.get_by_role("button", name=f"Sign: {kind}"))
        form.get_by_label("Name as signed").fill("Dana Marsh")
        sign(desk, f"Sign: {kind}")
    expect(desk.get_by_text("Signed", exact=True)).to_have_count(3)


def examine(phone: Page, start: str) -> None:
    phone.goto(f"{start}/vitals")
    for question in DANGER:
        choose(phone, question, "No")
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


def tell_history(desk: Page) -> None:
    first = desk.get_by_role("group", name="Substance 1")
    first.get_by_label("Substance", exact=True).select_option("alcohol")
    first.get_by_label("Last time, day").fill("2026-11-12")
    asked = (("How often", "Every day"), ("Heavy amounts", "Yes"), ("Taken as prescribed", "No"))
    for question, answer in asked:
        first.get_by_role("group", name=question).get_by_label(answer, exact=True).check()
    for question, answer in NEEDS.items():
        choose(desk, question, answer)
    check_page(desk)
    sign(desk)


def answer_mood_and_safety(desk: Page) -> None:
    expect(desk.get_by_text("Wording not installed: enter values from paper.")).to_be_visible()
    rate(desk, [1, 1, 1, 1, 1, 0, 0, 0, 1])
    sign(desk, "Score and sign")
    expect(desk.get_by_role("heading", name="Is the person in danger now?")).to_be_visible()
    check_page(desk)
    desk.get_by_label("Low", exact=True).check()
    desk.get_by_label("Goes on today as planned").check()
    desk.get_by_label("What was asked and said").fill("Thoughts in the past, no plan, no means.")
    sign(desk)


def settle(doctor: Page) -> None:
    doctor.get_by_role("link", name="Clear withdrawal").click()
    check_page(doctor)
    doctor.get_by_label("Handled here").check()
    doctor.get_by_label("What you found and did").fill("Examined. Medicine started, seen daily.")
    sign(doctor)
    expect(doctor.get_by_text("Medicine started, seen daily.")).to_be_visible()


def enter_contact(desk: Page) -> None:
    desk.get_by_role("link", name="Do this now: Emergency contact").click()
    desk.get_by_label("Name", exact=True).fill("Rosa Marsh")
    desk.get_by_label("Who they are").fill("Sister")
    desk.get_by_label("Phone").fill("410 555 0177")
    check_page(desk)
    sign(desk, "Save")


def answer_checklist(desk: Page) -> None:
    desk.get_by_role("link", name="Do this now: Admission checklist").click()
    check_page(desk)
    desk.get_by_role("link", name="Read and sign").click()
    check_page(desk)
    desk.get_by_label("Name as signed").fill("Dana Marsh")
    sign(desk)
    for group in desk.get_by_role("group", name="answer").all():
        group.get_by_label("Done").check()
    sign(desk, "Sign the answers")


@pytest.fixture
def desk(world: World, visitors: Visitors) -> Page:
    """The counselor's window."""
    return visitors.enter(world.accounts[Role.COUNSELOR])


def test_an_assessment_finds_a_need_and_medicine_settles_it(
    world: World, visitors: Visitors, desk: Page
) -> None:
    # given: Dana comes, is given the notice, and agrees
    dana = world.patient()
    start = f"/p/{dana.code}/assessment"
    desk.goto(start)
    expect(desk.get_by_text("0 of 10").first).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Privacy notice and consent").click()
    agree(desk)
    check_page(desk)

    # when: the technician takes vitals on a phone, asking the danger signs one by one
    phone = visitors.enter(world.accounts[Role.TECHNICIAN], width=PHONE)
    examine(phone, start)

    # and: the counselor asks about use and rates a withdrawal that is not to be left alone
    desk.goto(f"{start}/history")
    tell_history(desk)
    desk.goto(f"{start}/scale-a")
    rate(desk, [3, 4, 4, 1, 0, 0, 0, 0, 0, 0])
    sign(desk, "Score and sign")
    expect(desk.get_by_text("Medical withdrawal care comes first")).to_be_visible()

    # and: item 9 leads straight to the safety page
    desk.goto(f"{start}/mood")
    answer_mood_and_safety(desk)
    expect(desk.get_by_text("7 of 10").first).to_be_visible()

    # then: the advice is medical care today, and the medical professional settles it
    doctor = visitors.enter(world.accounts[Role.MEDICAL])
    doctor.goto(f"/p/{dana.code}/advice")
    expect(doctor.get_by_role("heading", name="A medical professional sees Dana")).to_be_visible()
    check_page(doctor)
    settle(doctor)


def test_a_decision_leads_to_admission_with_a_team_of_four(world: World, desk: Page) -> None:
    # given: Dana is assessed, and her withdrawal is handled here
    dana = world.patient()
    assess(world, dana)
    score_form(world, dana, "ciwa-ar", [3, 4, 4, 1, 0, 0, 0, 0, 0, 0])
    settle_detox_need(
        actor=world.actor(Role.MEDICAL),
        patient=dana,
        outcome="handled_here",
        note="Examined. Medicine started, seen daily.",
        now=NOW,
    )
    # when: the counselor decides with a reason, and does what the checklist asks
    desk.goto(f"/p/{dana.code}/advice")
    desk.get_by_label("Another level of care").check()
    desk.get_by_label("Another level: which").select_option("2.1|3rd")
    desk.get_by_label("Why").fill("Withdrawal is handled here; she can attend.")
    check_page(desk)
    sign(desk, "Sign decision")
    expect(desk.get_by_role("heading", name="3 things before admission")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Do this now: Consent to treatment").click()
    desk.get_by_label("Name as signed").fill("Dana Marsh")
    sign(desk, "Sign: consent to treatment")
    desk.goto(f"/p/{dana.code}/care")
    enter_contact(desk)
    answer_checklist(desk)

    # then: she is admitted with a team of four
    expect(desk.get_by_role("heading", name="Ready for admission")).to_be_visible()
    for role in ("Medical professional", "Counselor", "Technician", "Psychologist"):
        expect(desk.get_by_label(role, exact=True)).not_to_have_value(
            ""
        )  # the only one is suggested
    desk.get_by_label("Evening program: 3 days, 9 hours a week").check()
    check_page(desk)
    sign(desk, "Admit")
    expect(desk.get_by_role("heading", name="The team of four")).to_be_visible()
    check_page(desk)


def test_the_hours_of_a_week_are_entered_in_one_row(world: World, desk: Page) -> None:
    # given: Dana is in care
    dana = world.patient()
    make_ready(world, dana)
    admit(world, dana)
    # when: her work is entered, so that a week can be planned round it
    desk.goto(f"/p/{dana.code}/care")
    desk.get_by_role("link", name="Change the hours taken").click()
    row = desk.get_by_role("group", name="Row 1")
    row.get_by_label("What").select_option("work")
    row.get_by_label("From").fill("09:00")
    row.get_by_label("To").fill("17:00")
    for day in ("Mon", "Tue", "Wed"):
        row.get_by_label(day).check()
    check_page(desk)
    sign(desk, "Save")
    # then: it stands beside her care, and she can be put on hold
    expect(desk.get_by_text("Work: Mon, Tue, Wed, 9:00 am to 5:00 pm")).to_be_visible()
    desk.get_by_role("link", name="Put on hold").click()
    check_page(desk)
    desk.get_by_label("Why").fill("Two weeks away for work")
    sign(desk)
    expect(desk.get_by_text("Two weeks away for work")).to_be_visible()
    check_page(desk)
