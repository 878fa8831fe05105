"""Passkeys beside the app on the phone, with the browser's own make-believe authenticator."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import CDPSession, Page, expect

from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.operations import turn_account_off
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World, make_world
from tests.e2e.browser import PHONE, Visitors, check_page
from tests.e2e.test_sign_in import on_the_day, sign_in, sign_out

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("on_the_day")]
__all__ = ["on_the_day"]
COUNSELOR = "counselor@harbor.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def world(on_the_day: Any) -> Iterator[World]:
    yield make_world()
    cache.clear()


class Device:
    """What keeps the passkeys of one window."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        answer = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self._which = {"authenticatorId": answer["authenticatorId"]}

    @property
    def passkeys(self) -> list[dict[str, Any]]:
        found = self._session.send("WebAuthn.getCredentials", self._which)
        return list(found["credentials"])

    def refuse(self) -> None:
        """From now on it knows neither the finger nor the PIN."""
        answer = {**self._which, "isUserVerified": False}
        self._session.send("WebAuthn.setUserVerified", answer)


def set_up(page: Page, name: str) -> None:
    """From the page that asks for a second step to the recovery codes."""
    page.get_by_role("link", name="Set up a passkey").click()
    expect(page.get_by_role("heading", name="Set up a passkey")).to_be_visible()
    check_page(page)
    page.get_by_label("Name it").fill(name)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()


def test_a_passkey_is_both_steps_at_once(world: World, visitors: Visitors) -> None:
    # given: a counselor with a password alone, led to the second step, chooses a passkey
    page = visitors.enter()
    device = Device(page)
    sign_in(page, COUNSELOR)
    page.goto("/today")
    set_up(page, "Front desk")
    assert len(device.passkeys) == 1
    assert device.passkeys[0]["isResidentCredential"]

    # then: she may work, and next time it opens everything without a password
    page.goto("/today")
    expect(page.get_by_role("heading", name="Good afternoon, Counselor")).to_be_visible()
    sign_out(page)
    page.goto("/accounts/login/")
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/today")
    expect(page.get_by_role("heading", name="Good afternoon, Counselor")).to_be_visible()

    # and: after the password it stands beside the codes
    sign_out(page)
    sign_in(page, COUNSELOR)
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Good afternoon, Counselor")).to_be_visible()


def test_a_passkey_is_named_and_removed(world: World, visitors: Visitors) -> None:
    page = visitors.enter(width=PHONE)
    Device(page)
    sign_in(page, COUNSELOR)
    page.goto("/today")
    set_up(page, "Front desk")

    page.goto("/accounts/passkeys/")
    check_page(page)
    page.get_by_role("link", name="Rename Front desk").click()
    check_page(page)
    page.get_by_label("Name it").fill("Desk by the window")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Desk by the window").click()
    check_page(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("No passkey yet.")).to_be_visible()
    check_page(page)

    # then: without any second step the door is shut again
    page.goto("/today")
    expect(page.get_by_role("heading", name="Set up the app on your phone")).to_be_visible()


def test_a_passkey_without_the_finger_opens_nothing(world: World, visitors: Visitors) -> None:
    page = visitors.enter()
    device = Device(page)
    sign_in(page, COUNSELOR)
    page.goto("/today")
    set_up(page, "Front desk")
    sign_out(page)
    device.refuse()
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_text("That did not work. Try again, or use another way.")).to_be_visible()
    page.goto("/today")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_passkey_of_an_account_that_is_off_opens_nothing(
    world: World, visitors: Visitors
) -> None:
    page = visitors.enter()
    Device(page)
    sign_in(page, COUNSELOR)
    page.goto("/today")
    set_up(page, "Front desk")
    sign_out(page)
    account = world.accounts[Role.COUNSELOR]
    turn_account_off(actor=world.actor(Role.DIRECTOR), account=account, now=NOW)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/inactive/")
    page.goto("/today")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_unused_page_opens_again_with_a_passkey(
    world: World, visitors: Visitors, on_the_day: Any
) -> None:
    page = visitors.enter()
    Device(page)
    sign_in(page, COUNSELOR)
    page.goto("/today")
    set_up(page, "Front desk")
    on_the_day.shift(20 * 60)
    page.goto("/today")
    expect(page.get_by_role("heading", name="Is it still you?")).to_be_visible()
    page.locator("a[href*=passkeys]").click()
    check_page(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Good afternoon, Counselor")).to_be_visible()


def test_without_scripts_there_is_no_button_that_does_nothing(
    world: World, visitors: Visitors
) -> None:
    page = visitors.enter(scripts=False)
    page.goto("/accounts/login/")
    expect(page.get_by_role("button", name="Use a passkey")).to_have_count(0)
    sign_in(page, COUNSELOR)
    page.goto("/today")
    expect(page.get_by_role("heading", name="Set up the app on your phone")).to_be_visible()


def test_a_new_passkey_is_told_by_quiet_mail(
    world: World, visitors: Visitors, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "stepdown.config.sign_in.OutboxBackend"
    page = visitors.enter()
    Device(page)
    sign_in(page, COUNSELOR)
    page.goto("/today")
    set_up(page, "Front desk")
    mail = OutboxMessage.objects.get(body__contains="passkey")
    assert (mail.address, mail.subject) == (COUNSELOR, "A change to your sign-in")
