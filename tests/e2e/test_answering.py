"""Alone at night with a phone: an answer about safety reaches somebody, and help comes first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.measures.models import AskedForm, SafetyAlert
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.treatment.facts import safety_is_open
from tests.clinic.care import agree
from tests.clinic.forms import ON_CALL, ask, cover, install
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 11, 24, 7, 30, tzinfo=UTC)  # half past two in New York


@pytest.fixture(autouse=True)
def at_night() -> Iterator[None]:
    with time_machine.travel(NIGHT, tick=True):
        yield


@pytest.fixture
def world(at_night: None) -> World:
    return make_world()


@pytest.fixture
def dana(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient)
    install(world, "phq-9")
    install(world, "c-ssrs")
    cover(world)
    return patient


def open_code(phone: Page, code: str) -> None:
    phone.goto("/answer")
    phone.get_by_label("Your code").fill(f"{code[:4]}-{code[4:]}".upper())
    phone.get_by_role("button", name="Open").click()


def answer(phone: Page, number: int, words: str) -> None:
    expect(phone.get_by_text(f"Question {number} of 9")).to_be_visible()
    phone.get_by_label(words, exact=True).check()
    phone.get_by_role("button", name="Continue").click()


def test_safety_step_from_item_9_by_a_person_on_a_phone_at_night(
    world: World, dana: Patient, visitors: Visitors
) -> None:
    # given: Dana has a code, and it is half past two at night
    form, code = ask(world, dana, "phq-9", now=NOW)
    phone = visitors.enter(width=PHONE, dark=True)
    phone.goto("/answer")
    check_page(phone)
    open_code(phone, code)
    see_a_question(phone)

    # when: she answers, and item 9 is not 0
    for number in range(1, 10):
        answer(phone, number, "Answer 1")

    # then: 911 and 988 come before anything else, also by the back way
    see_numbers_first(phone)

    # and: the first on call is told at once, without a word about health
    expect_quiet_mail()

    # when: Dana goes on, checks and sends
    check_and_send(phone)
    form.refresh_from_db()
    assert form.state == AskedForm.State.FINISHED

    # and: the doctor on call signs in, takes it by name, asks the screener and signs
    doctor = visitors.enter(world.accounts[Role.MEDICAL])
    take(doctor, dana)
    ask_screener(doctor)
    judge(doctor)

    # then: it is settled, with name, time and disposition; the answers are signed and ask no more
    alert = SafetyAlert.objects.get()
    assert alert.acknowledged_by == world.accounts[Role.MEDICAL]
    assert alert.settled_by is not None
    assert alert.settled_by.body["disposition"] == "seen_today"
    sign_answers(doctor, dana)
    assert not safety_is_open(dana)


def see_a_question(phone: Page) -> None:
    check_page(phone)
    expect(phone.get_by_text("Words about item 1")).to_be_visible()
    assert phone.locator("input:checked").count() == 0, "nothing is preselected"


def see_numbers_first(phone: Page) -> None:
    expect(phone.get_by_role("heading", name="Are you in danger now?")).to_be_visible()
    check_page(phone)
    expect(phone.get_by_role("link", name="Call 988").first).to_have_attribute("href", "tel:988")
    phone.goto(phone.url.replace("/help", "/check"))
    expect(phone.get_by_role("heading", name="Are you in danger now?")).to_be_visible()


def expect_quiet_mail() -> None:
    first, second = OutboxMessage.objects.order_by("due_at")
    assert (first.address, second.address) == ON_CALL
    assert first.due_at < NIGHT + timedelta(minutes=5) <= second.due_at
    assert "Dana" not in first.body + first.subject


def check_and_send(phone: Page) -> None:
    phone.get_by_role("button", name="I have read this").click()
    expect(phone.get_by_role("heading", name="Is this right?")).to_be_visible()
    check_page(phone)
    phone.get_by_role("button", name="Done").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    check_page(phone)


def take(doctor: Page, dana: Patient) -> None:
    doctor.goto("/today")
    doctor.get_by_text("Talk with Dana").first.wait_for()
    doctor.goto(f"/p/{dana.code}/assessment/safety")
    check_page(doctor)
    doctor.get_by_role("button", name="I have this now").click()
    expect(doctor.get_by_text("Medical has this.")).to_be_visible()
    assert not OutboxMessage.objects.filter(withdrawn_at=None).exists(), "nobody further is told"


def sign_answers(doctor: Page, dana: Patient) -> None:
    doctor.goto(f"/p/{dana.code}/forms")
    check_page(doctor)
    doctor.get_by_role("link", name="Read and sign").click()
    check_page(doctor)
    doctor.get_by_role("button", name="Score and sign").click()
    expect(doctor.get_by_text("9, mild")).to_be_visible()


def ask_screener(doctor: Page) -> None:
    for key, value in (("q1", 1), ("q2", 0), ("q6life", 0)):
        doctor.locator(f"input[name=item_{key}][value='{value}']").check()
    doctor.get_by_role("button", name="Score the screener").click()
    expect(doctor.get_by_text("C-SSRS screener: low")).to_be_visible()
    check_page(doctor)


def judge(doctor: Page) -> None:
    doctor.get_by_label("Low", exact=True).check()
    doctor.get_by_label("Is seen by a medical professional today").check()
    doctor.get_by_label("What was asked and said").fill(
        "Called. Tired of it all, no plan, no means."
    )
    doctor.get_by_role("button", name="Sign", exact=True).click()
    expect(doctor.get_by_text("Low risk").first).to_be_visible()


def test_the_same_without_scripts(world: World, dana: Patient, visitors: Visitors) -> None:
    form, code = ask(world, dana, "phq-9", now=NOW)
    phone = visitors.enter(width=PHONE, scripts=False)
    open_code(phone, code)
    for number in range(1, 10):
        answer(phone, number, "Answer 1")
    expect(phone.get_by_role("heading", name="Are you in danger now?")).to_be_visible()
    phone.get_by_role("button", name="I have read this").click()
    phone.get_by_role("button", name="Done").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    form.refresh_from_db()
    assert form.state == AskedForm.State.FINISHED
    assert safety_is_open(dana)


def test_a_dropped_connection_loses_no_answer(
    world: World, dana: Patient, visitors: Visitors
) -> None:
    # given: three answers, and then the phone has no signal
    form, code = ask(world, dana, "phq-9", now=NOW)
    phone = visitors.enter(width=PHONE)
    open_code(phone, code)
    for number in (1, 2, 3):
        answer(phone, number, "Answer 2")
    phone.context.set_offline(True)
    phone.get_by_label("Answer 0", exact=True).check()
    phone.get_by_role("button", name="Continue").click()
    # when: another device goes on with the same code
    tablet = visitors.enter(width=PHONE)
    open_code(tablet, code)
    # then: the three answers are there
    expect(tablet.get_by_text("Question 4 of 9")).to_be_visible()
    form.refresh_from_db()
    assert form.answers == {"1": 2, "2": 2, "3": 2}


def test_words_are_installed_and_a_screen_is_handed_over(
    world: World, dana: Patient, visitors: Visitors
) -> None:
    # given: settings say what is installed, and the cover
    director = visitors.enter(world.accounts[Role.DIRECTOR])
    director.goto("/setup/words")
    in_use = director.get_by_role("region", name="In use")
    expect(in_use.get_by_text("PHQ-9", exact=True)).to_be_visible()
    check_page(director)
    director.goto(f"/setup/site/{world.site.pk}/cover")
    check_page(director)
    # when: the counselor hands the screen over
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto(f"/p/{dana.code}/forms")
    check_page(desk)
    desk.locator("li", has=desk.get_by_text("PHQ-9", exact=True)).locator("[name=phone]").click()
    expect(desk.get_by_role("heading", name="Give Dana")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Done").click()
    desk.locator("li", has=desk.get_by_text("PHQ-9", exact=True)).locator("[name=tablet]").click()
    # then: the form is open, and nobody is signed in
    expect(desk.get_by_text("Question 1 of 9")).to_be_visible()
    desk.goto("/today")
    expect(desk.get_by_label("Password")).to_be_visible()
