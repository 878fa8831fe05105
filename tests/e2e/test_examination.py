"""An examination begun by phone, gone on with by a colleague without scripts, signed, corrected."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.roles import Role
from stepdown.rules.examination import PARTS, QuestionKind, ToldQuestion
from tests.clinic.care import agree
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page
from tests.e2e.test_assessment import choose, sign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        yield


@pytest.fixture
def world(on_the_day: None) -> World:
    return make_world()


@pytest.fixture
def dana(world: World) -> Patient:
    patient = world.patient()
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT)
    return patient


def answer(page: Page, question: ToldQuestion) -> None:
    if question.choices:
        choose(page, question.label, question.choices[0][1])
        return
    words = "3" if question.kind is QuestionKind.NUMBER else "As she told it"
    page.get_by_label(question.label, exact=False).first.fill(words)


def answer_needed(page: Page, part: str) -> None:
    for question in PARTS[part].questions:
        if question.needed:
            answer(page, question)


def tell(page: Page, part: str, how: str) -> None:
    expect(page.get_by_role("heading", name=PARTS[part].title, level=2)).to_be_visible()
    check_page(page)
    answer_needed(page, part)
    choose(page, "How it was asked", how)


def begin_by_phone(desk: Page, dana: Patient) -> None:
    desk.goto(f"/p/{dana.code}/assessment")
    desk.get_by_role("link", name="What brings them here").click()
    tell(desk, "presenting", "By phone")
    sign(desk, "Save and go on")
    expect(desk.get_by_role("heading", name="Medicines and allergies")).to_be_visible()
    desk.get_by_label("Medicines now, with doses").fill("Sertraline 50 mg")
    choose(desk, "How it was asked", "By phone")
    sign(desk, "Save and stop here")


def go_on(phone: Page, dana: Patient) -> None:
    phone.goto(f"/p/{dana.code}/assessment/told")
    phone.get_by_role("link", name="Go on: Medicines and allergies").click()
    expect(phone.get_by_label("Medicines now, with doses")).to_have_value("Sertraline 50 mg")
    choose(phone, "Allergies, or a bad reaction to a medicine", "No")
    sign(phone, "Save and go on")
    for part in list(PARTS)[2:]:
        expect(phone.get_by_role("heading", name=PARTS[part].title, level=2)).to_be_visible()
        if part == "trauma":
            phone.get_by_text("Leave this part out today").click()
            phone.get_by_label("Left out today, because").fill("Would rather not")
        else:
            answer_needed(phone, part)
        choose(phone, "How it was asked", "In person")
        sign(phone, "Save and go on")


def correct_family(desk: Page, dana: Patient) -> None:
    desk.goto(f"/p/{dana.code}/assessment/told/family")
    desk.get_by_label("Lives with").fill("Two brothers")
    sign(desk, "Save and stop here")
    check_page(desk)
    desk.get_by_label("Something signed was wrong: correct it").check()
    desk.get_by_label("What was wrong, for a correction").fill("Misheard")
    sign(desk, "Sign the examination")


def test_begun_by_phone_finished_by_another_signed_and_corrected(
    world: World, dana: Patient, visitors: Visitors
) -> None:
    # given: the counselor asks the first parts by phone, and stops in the middle
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    begin_by_phone(desk, dana)
    expect(desk.get_by_text("1 question open")).to_be_visible()
    check_page(desk)

    # when: the medical professional goes on with it on a phone, without JavaScript
    phone = visitors.enter(world.accounts[Role.MEDICAL], width=PHONE, scripts=False)
    go_on(phone, dana)

    # then: all answers are there with who wrote them, and one signature stands under the whole
    expect(phone.get_by_text("Left out: Would rather not")).to_be_visible()
    expect(phone.get_by_text("Counselor, today").first).to_be_visible()
    desk.goto(f"/p/{dana.code}/assessment/told")
    check_page(desk)
    sign(desk, "Sign the examination")
    expect(desk.get_by_text("12 parts told, 1 left out")).to_be_visible()
    check_page(desk)

    # and: what was wrong is corrected by a new version with a reason
    correct_family(desk, dana)
    desk.goto(f"/p/{dana.code}/assessment/told")
    desk.get_by_role("link", name="See what was signed").click()
    expect(desk.get_by_text("Two brothers")).to_be_visible()
    expect(desk.get_by_text("Misheard")).to_be_visible()
    check_page(desk)


def test_every_part_is_accessible_and_a_lapsed_assessor_is_refused(
    world: World, dana: Patient, visitors: Visitors
) -> None:
    # given: every part is told, by somebody whose credential has lapsed
    Credential.objects.filter(account=world.accounts[Role.COUNSELOR]).update(valid_until=NOW.date())
    desk = visitors.enter(world.accounts[Role.COUNSELOR])
    desk.goto(f"/p/{dana.code}/assessment/told/presenting")
    for part in PARTS:
        tell(desk, part, "In person")
        sign(desk, "Save and go on")
    # when: they sign
    sign(desk, "Sign the examination")
    # then: the refusal says so, and nothing that was told is lost
    expect(desk.get_by_text("Your credential has lapsed").first).to_be_visible()
    check_page(desk)
    colleague = visitors.enter(world.accounts[Role.PSYCHOLOGIST])
    colleague.goto(f"/p/{dana.code}/assessment/told")
    sign(colleague, "Sign the examination")
    expect(colleague.get_by_text("13 parts told, 0 left out")).to_be_visible()
