"""The restyled pages of the sign-in library, and what its mail says to whoever sees a screen."""

from pathlib import Path

import allauth
import pytest
from django.template.loader import render_to_string
from django.test import Client

from stepdown.web.ui.words import revealing_words
from tests.architecture.house import SOURCE
from tests.clinic.world import World

PAGES = ("login/", "password/reset/", "password/reset/done/", "inactive/")
OURS = SOURCE / "web" / "ui" / "templates"
MAIL = sorted(OURS.glob("*/email/*.txt"))
LIBRARY = Path(allauth.__file__).parent / "templates"
NEVER_SENT = {
    "account/email/account_already_exists": "nobody signs up by themselves",
    "account/email/email_changed": "nobody changes their own address",
    "account/email/email_confirm": "an address is the one that a director wrote down",
    "account/email/email_confirmation": "an address is the one that a director wrote down",
    "account/email/email_confirmation_signup": "nobody signs up by themselves",
    "account/email/email_deleted": "nobody changes their own address",
    "account/email/login_code": "nobody signs in by a mailed code",
    "account/email/password_reset_code": "a password is reset by a link",
}

pytestmark = [pytest.mark.once, pytest.mark.urls("stepdown.config.account_urls")]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_the_signed_out_pages_are_ours(path: str) -> None:
    answer = Client().get(f"/{path}").content.decode()
    assert 'class="crisis"' in answer
    assert answer.count("<h1") == 1
    assert "ui/stepdown.css" in answer


def test_a_wrong_password_keeps_the_address_and_does_not_say_which_part_was_wrong(
    world: World,
) -> None:
    known, unknown = (
        Client().post("/login/", {"login": address, "password": "not this one"}).content.decode()
        for address in ("intake@harbor.example", "nobody@harbor.example")
    )
    assert 'value="intake@harbor.example"' in known
    assert "<title>Error: Sign in</title>" in known
    assert summary(known) == summary(unknown)


def summary(page: str) -> str:
    return page.partition("data-error-summary")[2].partition("</div>")[0]


def test_a_link_for_a_new_password_that_is_too_old_says_what_to_do(world: World) -> None:
    answer = Client().get("/password/reset/key/1-abc-def/", follow=True).content.decode()
    assert "That link no longer works" in answer
    assert "Get a new link" in answer


@pytest.mark.parametrize("path", MAIL, ids=lambda path: path.name)
def test_mail_about_an_account_names_no_kind_of_care(path: Path) -> None:
    text = render_to_string(str(path), {"password_reset_url": "LINK"})
    assert text.strip()
    assert revealing_words(text, outside=True) == []
    assert "Stepdown" not in text


def test_every_mail_that_the_library_could_send_is_ours_or_never_sent() -> None:
    """A release that brings another one fails here."""
    apps = ("account", "mfa")
    known = {
        str(path.relative_to(LIBRARY)).removesuffix("_message.txt")
        for app in apps
        for path in (LIBRARY / app / "email").glob("*_message.txt")
    } - {"account/email/base"}
    ours = {str(path.relative_to(OURS)).removesuffix("_message.txt") for path in MAIL}
    assert known - ours == set(NEVER_SENT)
    for name in known & ours:
        assert (OURS / f"{name}_subject.txt").exists(), name
