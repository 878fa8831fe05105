"""A sister tells something and staff file it; the person invites her, she joins, and it ends."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from stepdown.clinic.intake.models import Told
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.installing import give_own_access
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, add_member, make_world
from tests.e2e.browser import DESK, PHONE, Visitors, check_page
from tests.e2e.test_front_asking import Hand

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "eleven quiet gulls"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True) as traveller:
        yield traveller


@pytest.fixture
def world(clock: time_machine.Traveller) -> World:
    return make_world()


def person_with_a_page(world: World) -> tuple[Patient, Account]:
    patient = world.patient()
    account = add_member(world, Role.BILLER, "dana@example.org")
    account.posts.all().delete()
    give_own_access(actor=THE_PROGRAM, patient=patient, account=account, now=NOW)
    return patient, account


def test_a_sister_tells_something_and_staff_file_it(
    world: World, visitors: Visitors, clock: time_machine.Traveller
) -> None:
    # given: somebody of this name is in care, and her sister does not know it
    patient = world.patient()

    # when: the sister writes from the first page, without an account
    sister_tells(visitors.enter(width=PHONE, scripts=False), clock)

    # then: intake sees it first on Today, and files it in the right chart
    intake_files(visitors.enter(world.accounts[Role.INTAKE], width=DESK), clock)

    # and: in the chart it stands with who told it, unverified, and what must not be said
    chart = visitors.enter(world.accounts[Role.MEDICAL], width=DESK, dark=True)
    chart.goto(f"/p/{patient.code}/told")
    for words in ("Told by Rosa (sister)", "Not verified", "Do not say who told us"):
        expect(chart.get_by_text(words, exact=True)).to_be_visible()
    check_page(chart)
    assert Told.objects.get().patient == patient


def sister_tells(page: Page, clock: time_machine.Traveller) -> None:
    """She is told to call first, and may still send it."""
    hand = Hand(page, clock)
    page.goto("/")
    hand.press("tell us something", "link")
    check_page_without_scripts(page)
    hand.choose("Is someone in danger right now?", "Yes")
    hand.fill("Who is it about?", "Dana Marsh")
    hand.fill("What do you want to tell us?", "She fell and will not see a doctor.")
    hand.fill("Your name", "Rosa")
    hand.fill("Who are you to them?", "sister")
    hand.choose("May we tell them that it was you?", "No")
    hand.choose("May we call you back?", "No")
    hand.press("Check what you wrote")
    expect(page.get_by_role("link", name="Call 911").first).to_be_visible()
    hand.press("Send")
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you. We have it.")
    expect(page.get_by_text("We may not be able to answer about anyone.")).to_be_visible()


def intake_files(desk: Page, clock: time_machine.Traveller) -> None:
    at_desk = Hand(desk, clock)
    desk.goto("/today")
    expect(desk.get_by_text("A loved one wrote of danger")).to_be_visible()
    at_desk.press("Read: A loved one wrote of danger", "link")
    check_page(desk)
    desk.get_by_role("link", name="File or close").click()
    check_page(desk)
    at_desk.fill("A few letters of a name, or digits of a phone number", "Dana")
    at_desk.press("Find")
    check_page(desk)
    desk.get_by_role("button", name="File it here").click()
    expect(desk.get_by_text("Nothing waits.")).to_be_visible()
    check_page(desk)


def check_page_without_scripts(page: Page) -> None:
    """axe needs scripts; what is there without them is looked at by name."""
    expect(page.get_by_role("link", name="Call 911").first).to_be_visible()
    expect(page.get_by_text("You can tell us. We may not be able to answer.")).to_be_visible()


def test_the_person_invites_their_sister_and_ends_it(
    world: World, visitors: Visitors, clock: time_machine.Traveller
) -> None:
    # given: a person with a page of their own
    _, account = person_with_a_page(world)
    phone = visitors.enter(account, width=PHONE)
    person = Hand(phone, clock)

    # when: they choose what their sister may see, look at it, and sign
    code = person_signs(person)

    # then: the sister sees first what she may see, and joins by a link in her mail
    sister = visitors.enter(width=PHONE)
    rosa = Hand(sister, clock)
    sister_joins(rosa, code)

    # and: her page has that and nothing else, and the team is three steps away
    expect(sister.get_by_role("heading", name="Family sessions")).to_be_visible()
    assert "Days spent here" not in sister.inner_text("main")
    assert "How it goes" not in sister.inner_text("main")
    check_page(sister)
    assert steps_to_tell_the_team(rosa) == 3

    # when: the person ends it
    phone.goto("/me/sharing")
    phone.get_by_role("link", name="Rosa (sister)").click()
    person.press("End it now")
    expect(phone.get_by_text("Ended. Nothing more is shared.")).to_be_visible()

    # then: at once nothing is there any more
    sister.goto("/family")
    expect(sister.get_by_text("Nothing is shared with you now.")).to_be_visible()
    assert "Dana" not in sister.inner_text("body")
    check_page(sister)


def person_signs(person: Hand) -> str:
    """The code that they may hand on."""
    phone = person.page
    phone.goto("/me")
    person.press("Sharing", "link")
    check_page(phone)
    person.press("Let someone know something", "link")
    check_page(phone)
    person.fill("Who may know something?", "Rosa")
    person.fill("Who are they to you?", "sister")
    person.choose("What may they know?", "Dates of family sessions")
    person.choose("For how long?", "Three months")
    person.press("Look at it first")
    check_page(phone)
    person.fill("Sign with your name", "Dana Marsh")
    person.press("Sign, and make the code")
    check_page(phone)
    return phone.locator(".big.numbers").inner_text()


def sister_joins(rosa: Hand, code: str) -> None:
    sister = rosa.page
    sister.goto("/join")
    check_page(sister)
    rosa.fill("Your code", code)
    rosa.fill("Your first name", "rosa")
    rosa.press("Show me")
    expect(sister.get_by_role("heading", level=2).first).to_have_text("You will see")
    check_page(sister)
    rosa.fill("Your e-mail", "rosa@example.org")
    rosa.press("Yes, send me the link")
    check_page(sister)
    body = OutboxMessage.objects.get(address="rosa@example.org").body
    sister.goto(next(line for line in body.splitlines() if "/join/" in line))
    check_page(sister)
    rosa.fill("Choose a password", PASSWORD)
    rosa.press("Make my account")
    sister.get_by_label("Email").fill("rosa@example.org")
    sister.get_by_label("Password").fill(PASSWORD)
    sister.get_by_role("button", name="Sign in").click()


def steps_to_tell_the_team(rosa: Hand) -> int:
    before, sister = rosa.count, rosa.page
    sister.locator("main").get_by_role("link", name="Tell the team").click()
    rosa.count += 1
    check_page(sister)
    rosa.fill("What do you want to tell the team?", "She sleeps again.")
    rosa.press("Send")
    expect(sister.get_by_role("heading", level=1)).to_have_text("Thank you. We have it.")
    check_page(sister)
    return rosa.count - before


def test_staff_tell_a_loved_one_something_within_the_consent(
    world: World, visitors: Visitors, clock: time_machine.Traveller
) -> None:
    # given: the person signs beside the counselor that a sister may know how it goes
    patient = world.patient()
    page = visitors.enter(world.accounts[Role.COUNSELOR], width=DESK)
    hand = Hand(page, clock)
    page.goto(f"/p/{patient.code}/sharing")
    check_page(page)
    hand.press("Let someone know something", "link")
    check_page(page)
    hand.fill("Who may know something?", "Rosa")
    hand.fill("Who are they to you?", "sister")
    hand.choose("What may they know?", "If there is an emergency")
    hand.choose("For how long?", "One month")
    hand.press("Look at it first")
    check_page(page)
    hand.fill("Sign with your name", "Dana Marsh")
    hand.press("Sign, and make the code")
    check_page(page)

    # when: the counselor tells her on the phone, within that consent
    page.get_by_role("navigation", name="Parts of this record").get_by_text("Told").click()
    check_page(page)
    hand.press("Tell Rosa (sister)", "link")
    check_page(page)
    hand.choose("About what?", "If there is an emergency")
    hand.fill("What are they told?", "Dana is at the hospital and awake.")
    hand.press("Look at it first")
    check_page(page)
    hand.press("Write it down")

    # then: it stands in the account that the person can read
    page.goto(f"/p/{patient.code}/sharing")
    expect(page.get_by_text("Rosa (sister): If there is an emergency")).to_be_visible()
