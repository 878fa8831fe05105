"""Signing in, the second step, and what ends a sign-in: each as a person meets it."""

import base64
import hashlib
import hmac
import re
import time as clock
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from stepdown.clinic.intake.models import Inquiry
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.operations import turn_account_off
from stepdown.clinic.people.roles import Role
from stepdown.web.ui.words import revealing_words
from tests.clinic.world import NOW, World, add_member, make_world
from tests.e2e.browser import PHONE, Visitors, check_page
from tests.e2e.journey.first_days import take_call

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD, NEW_PASSWORD = "harbor lights at night", "seven quiet geese over the bay"
LOVED_ONE = "sister@example.org"


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[time_machine.Traveller]:
    """The clock of the day; a story moves it on."""
    cache.clear()
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True) as traveller:
        yield traveller


@pytest.fixture
def world(on_the_day: time_machine.Traveller) -> World:
    return make_world()


@pytest.fixture
def sister(world: World) -> Account:
    """A loved one: somebody who needs no second step."""
    return add_member(world, Role.LOVED_ONE, LOVED_ONE)


def code_for(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238, 6 digits, 30 seconds)."""
    counter = int(clock.time()) // 30
    digest = hmac.new(base64.b32decode(secret), counter.to_bytes(8), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def sign_out(page: Page) -> None:
    page.context.clear_cookies(name="session")


def enter_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()


def is_signed_out(page: Page) -> None:
    page.goto("/settings")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_staff_set_up_a_second_step_and_use_it(
    world: World, visitors: Visitors, on_the_day: time_machine.Traveller
) -> None:
    # given: a counselor with a password alone is led to the second step, wherever she goes
    page = visitors.enter()
    page.goto("/accounts/login/")
    check_page(page)
    sign_in(page, "counselor@harbor.example")
    page.goto("/today")
    expect(page.get_by_role("heading", name="Set up the app on your phone")).to_be_visible()
    check_page(page)

    # when: she types the code that the key on the page gives, and keeps her recovery codes
    secret = page.locator("code").inner_text()
    page.get_by_label("code", exact=False).fill(code_for(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    check_page(page)
    codes = page.locator(".codes li").all_inner_texts()
    assert len(codes) == 10

    # then: the next sign-in asks for a code, refuses a wrong one, and takes the app's or a spare
    for code in (code_for_later(on_the_day, secret), codes[0]):
        sign_out(page)
        sign_in(page, "counselor@harbor.example")
        expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
        check_page(page)
        enter_code(page, "000000")
        expect(page.get_by_role("alert")).to_be_visible()
        enter_code(page, code)
        expect(page.get_by_role("heading", name="Good afternoon, Counselor")).to_be_visible()
    sign_out(page)
    sign_in(page, "counselor@harbor.example")
    enter_code(page, codes[0])
    expect(page.get_by_role("alert")).to_be_visible()


def code_for_later(traveller: time_machine.Traveller, secret: str) -> str:
    """The next code: the one before was used."""
    traveller.shift(timedelta(seconds=60))
    return code_for(secret)


def test_wrong_passwords_are_counted_for_everybody_at_once(
    sister: Account, visitors: Visitors
) -> None:
    # given: five wrong tries, from two windows
    first, second = visitors.enter(), visitors.enter(width=PHONE)
    for page in (first, second, first, second, first):
        sign_in(page, LOVED_ONE, "not the right one")
        expect(page.get_by_role("alert")).to_be_visible()
    # when: the right password comes too soon after them, in either window
    for page in (first, second):
        sign_in(page, LOVED_ONE)
        # then: it is refused with a sentence, and nobody is in
        expect(page.get_by_role("alert")).to_contain_text("Too many")
        check_page(page)
        is_signed_out(page)


def test_an_unused_page_locks_and_what_was_typed_is_kept(
    world: World, visitors: Visitors, on_the_day: time_machine.Traveller
) -> None:
    # given: a call is being typed when the coordinator is called away for twenty minutes
    page = visitors.enter(world.accounts[Role.INTAKE])
    take_call(page)
    on_the_day.shift(timedelta(minutes=20))

    # when: they come back and save
    page.get_by_role("button", name="Save the call").click()
    expect(page.get_by_role("heading", name="Nothing you wrote is lost")).to_be_visible()
    check_page(page)
    assert Inquiry.objects.count() == 0

    # then: they prove who they are in a new window, and send it again from the first
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Show that it is you").click()
    window = opened.value
    window.get_by_label("Password").fill(PASSWORD)
    check_page(window)
    window.get_by_role("button", name="Go on").click()
    window.wait_for_load_state()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("heading", name="Dana M.", exact=True)).to_be_visible()
    assert Inquiry.objects.get().patient.family_name == "Marsh"


def test_signing_out_everywhere_ends_the_other_windows(sister: Account, visitors: Visitors) -> None:
    phone, desk = visitors.enter(sister, width=PHONE), visitors.enter(sister)
    desk.goto("/settings")
    phone.goto("/settings")
    check_page(phone)
    phone.get_by_role("button", name="Sign out everywhere").click()
    expect(phone.get_by_role("heading", name="Sign in")).to_be_visible()
    is_signed_out(desk)


def test_an_account_that_is_turned_off_is_out_at_once(world: World, visitors: Visitors) -> None:
    counselor = world.accounts[Role.COUNSELOR]
    desk = visitors.enter(counselor)
    desk.goto("/today")
    expect(desk.get_by_role("heading", name="Good afternoon, Counselor")).to_be_visible()
    turn_account_off(actor=world.actor(Role.DIRECTOR), account=counselor, now=NOW)
    is_signed_out(desk)
    sign_in(desk, counselor.email)
    expect(desk.get_by_text("Good afternoon")).to_have_count(0)
    is_signed_out(desk)


def test_a_forgotten_password_is_replaced_by_a_link_in_quiet_mail(
    sister: Account, visitors: Visitors, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = "stepdown.config.sign_in.OutboxBackend"  # the test runner's is another
    # given: she asks for a link
    phone = visitors.enter(width=PHONE)
    phone.goto("/accounts/login/")
    phone.get_by_role("link", name="I forgot my password").click()
    check_page(phone)
    phone.get_by_label("Email").fill(LOVED_ONE)
    phone.get_by_role("button", name="Send the link").click()
    phone.wait_for_url("**/password/reset/done/")
    check_page(phone)
    # when: the mail, which says nothing of care, is opened
    mail = OutboxMessage.objects.get(address=LOVED_ONE)
    words = re.sub(r"http\S+", "", f"{mail.subject}\n{mail.body}")
    assert revealing_words(words, outside=True) == []
    phone.goto(found_link(mail.body))
    check_page(phone)
    for label in ("New Password", "New Password (again)"):
        phone.get_by_label(label, exact=True).fill(NEW_PASSWORD)
    phone.get_by_role("button", name="Save the new password").click()
    # then: the new one opens, the old one and the link do not
    sign_in(phone, LOVED_ONE, NEW_PASSWORD)
    expect(phone.get_by_text("Nothing is shared with you now.")).to_be_visible()
    stranger = visitors.enter()
    sign_in(stranger, LOVED_ONE)
    expect(stranger.get_by_role("alert")).to_be_visible()
    stranger.goto(found_link(mail.body))
    expect(stranger.get_by_role("heading", name="That link no longer works")).to_be_visible()


def found_link(body: str) -> str:
    link = re.search(r"https?://\S+", body)
    assert link is not None
    return link.group()


def test_a_changed_password_ends_the_sign_ins_made_with_the_old_one(
    sister: Account, visitors: Visitors
) -> None:
    here, elsewhere = visitors.enter(), visitors.enter(width=PHONE)
    for page in (elsewhere, here):
        sign_in(page, LOVED_ONE)
        page.goto("/settings")
    here.get_by_role("link", name="Change the password").click()
    check_page(here)
    here.get_by_label("Current Password").fill(PASSWORD)
    for label in ("New Password", "New Password (again)"):
        here.get_by_label(label, exact=True).fill(NEW_PASSWORD)
    here.get_by_role("button", name="Save the new password").click()
    here.goto("/settings")
    expect(here.get_by_role("heading", name="Your settings")).to_be_visible()
    is_signed_out(elsewhere)
    sign_in(elsewhere, LOVED_ONE, NEW_PASSWORD)
    expect(elsewhere.get_by_text("Nothing is shared with you now.")).to_be_visible()
