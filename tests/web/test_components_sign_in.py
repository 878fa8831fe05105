"""The restyled pages of the sign-in library, and what its mail says to whoever sees a screen."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.test import Client

from stepdown.web.ui.words import revealing_words
from tests.architecture.house import SOURCE
from tests.clinic.world import World

PAGES = ("login/", "password/reset/", "password/reset/done/", "inactive/")
MAIL = sorted((SOURCE / "web" / "ui" / "templates").glob("*/email/*.txt"))

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
