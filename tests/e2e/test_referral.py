"""A residential program refers somebody with a record: reviewed, booked, in the chart, answered."""

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.intake.danger import DANGER_SIGNS
from stepdown.clinic.intake.models import CallRequest
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.roles import Role
from tests.clinic.world import World
from tests.e2e.browser import PHONE, Visitors, check_page
from tests.e2e.journey.hands import choose, press
from tests.e2e.test_front_asking import Hand, clock, world

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["clock", "world"]
RAW = b"%PDF-1.7 A summary of the stay\n%%EOF"
REFERRER = "okafor@ridge.example"


def refer(page: Page, clock: time_machine.Traveller, file: Path) -> None:
    """The public page, without an account: who, reason, how soon, and the record."""
    hand = Hand(page, clock)
    page.goto("/ask/refer")
    hand.choose("Who are you?", "A residential program")
    hand.fill("Your name", "Dr. Okafor")
    hand.fill("Where do you work?", "Ridge House")
    hand.fill("Your phone number", "410 555 0177")
    hand.choose("May we leave a message there?", "Yes")
    hand.choose("May we write to you by e-mail?", "Yes")
    page.get_by_label("E-mail", exact=False).last.fill(REFERRER)
    hand.fill("Patient's name or initials", "D. M.")
    hand.choose("Did the patient agree that you refer them?", "Yes")
    hand.choose("How soon?", "Today")
    hand.fill("When do they leave your program?", "2026-12-01")
    hand.fill("Reason", "Leaves us on Tuesday.")
    check_page(page)
    hand.press("Check what you wrote")
    page.get_by_label("Records").set_input_files(file)
    check_page(page)
    hand.press("Send")
    expect(page.get_by_role("heading", name="Thank you. We have it.")).to_be_visible()
    check_page(page)


def call_back_and_book(desk: Page) -> str:
    """From Today to a booked time; gives the person's code."""
    desk.goto("/today")
    expect(desk.get_by_text("Answer Dr. Okafor, Ridge House")).to_be_visible()
    check_page(desk)
    desk.get_by_role("link", name="Call back").first.click()
    desk.get_by_label("First name").fill("Dana")
    desk.get_by_label("Family name").fill("Marsh")
    choose(desk, "May we leave a message?", "Yes")
    choose(desk, "Is e-mail OK?", "No")
    for sign in DANGER_SIGNS:
        choose(desk, sign.question, "No")
    desk.get_by_label("Date of birth").fill("1990-05-17")
    desk.get_by_role("button", name="6:00 pm").first.click()
    expect(desk.get_by_text("Held for this call until")).to_be_visible()
    press(desk, "Save the call")
    expect(desk.get_by_role("heading", name="Tuesday, November 24, at 6:00 pm")).to_be_visible()
    expect(desk.get_by_text("Booked", exact=True)).to_be_visible()
    expect(desk.get_by_text("Step-down from residential").first).to_be_visible()
    check_page(desk)
    return desk.url.rsplit("/", 1)[1]


def review(desk: Page) -> None:
    """The file is saved to the reader's own disk, read there, and put into the chart."""
    desk.get_by_role("link", name="Review their record").click()
    check_page(desk)
    with desk.expect_download() as saving:
        desk.get_by_role("link", name="Download the PDF file").click()
    assert saving.value.suggested_filename == "file.pdf"
    assert Path(saving.value.path()).read_bytes() == RAW
    press(desk, "Put it into the chart")
    expect(desk.get_by_role("alert")).to_contain_text("tick that it is theirs")
    check_page(desk)
    desk.get_by_label("it is about Dana Marsh").check()
    press(desk, "Put it into the chart")
    expect(desk.get_by_text("The record is in the chart, under Records.")).to_be_visible()
    check_page(desk)


def messages() -> list[str]:
    found = OutboxMessage.objects.filter(address=REFERRER, withdrawn_at=None)
    return [message.body.splitlines()[0] for message in found.order_by("pk")]


def nothing_may_be_told(desk: Page, code: str) -> None:
    desk.goto(f"/inquiries/{code}/referral")
    expect(desk.get_by_text("Nothing may be told yet")).to_be_visible()
    expect(desk.get_by_role("button", name="Send it")).to_have_count(0)
    assert messages() == []


def agree_and_tell(desk: Page, code: str) -> None:
    """The person signs for one thing, and that one thing is sent."""
    desk.goto(f"/inquiries/{code}/referral")
    desk.get_by_label("That the first visit was kept").check()
    desk.get_by_label("Until which day?").fill("2027-05-24")
    desk.get_by_label("Name as signed").fill("Dana Marsh")
    press(desk, "Dana M. agrees")
    check_page(desk)
    desk.get_by_role("button", name="Send it").click()


def find_in_chart(chart: Page, code: str) -> None:
    chart.goto(f"/p/{code}/record")
    expect(chart.get_by_text("Ridge House, Dr. Okafor")).to_be_visible()
    expect(chart.get_by_text("reviewed by Intake")).to_be_visible()
    check_page(chart)


def take_back(desk: Page) -> None:
    press(desk, "Dana M. takes it back")
    expect(desk.get_by_text("Not sent: the consent ended first")).to_be_visible()
    check_page(desk)


def test_a_program_refers_with_a_record_and_is_told_what_the_person_agreed_to(
    world: World, visitors: Visitors, clock: time_machine.Traveller, tmp_path: Path
) -> None:
    # given: a residential program refers Dana, and nobody answers in time
    file = tmp_path / "record.pdf"
    file.write_bytes(RAW)
    refer(visitors.enter(width=PHONE), clock, file)
    assert CallRequest.objects.get().file_kind == "pdf"
    clock.shift(timedelta(hours=3))

    # when: intake calls back from Today, books, and reviews the record
    desk = visitors.enter(world.accounts[Role.INTAKE])
    code = call_back_and_book(desk)
    review(desk)

    # then: it is in the chart, with where it is from and who reviewed it
    find_in_chart(visitors.enter(world.accounts[Role.COUNSELOR]), code)

    # and: without consent nothing is told, and the page says what is missing
    nothing_may_be_told(desk, code)

    # when: Dana comes, and agrees that the program may know that much
    clock.move_to(datetime(2026, 11, 24, 18, 5, tzinfo=ZoneInfo("America/New_York")))
    desk = visitors.enter(world.accounts[Role.INTAKE])
    desk.goto(f"/inquiries/{code}")
    press(desk, "Dana M. is here")
    agree_and_tell(desk, code)

    # then: this and nothing more goes out, and taken back before it left, it stays here
    expect(desk.get_by_text("By e-mail, on its way")).to_be_visible()
    check_page(desk)
    assert messages() == ["You asked us about D.M. on November 23. They came for the first visit."]
    take_back(desk)
    assert messages() == []
