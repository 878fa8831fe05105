"""Nothing that others may see over a shoulder, in a history or in a log tells of the care."""

import logging
import re
from itertools import product

import pytest
from django.db import transaction

from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.people.models import Account, Patient
from stepdown.config.quiet_log import QuietFormatter
from stepdown.web.ui.words import revealing_words
from tests.clinic.test_messages import composed, shown_in
from tests.sweep.addresses import addresses
from tests.sweep.clinic import Clinic
from tests.sweep.crawl import Seen, every_page
from tests.sweep.pages import Page
from tests.sweep.planted import FEED
from tests.sweep.visitors import NOBODY, everybody
from tests.sweep.visits import Visitor, body_of

pytestmark = pytest.mark.once

SHORTEST = 4  # letters; shorter names are found in ordinary words
GUARDS = {
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@pytest.fixture(scope="module")
def names(filled: Clinic) -> re.Pattern[str]:
    """First and family names of everybody in the clinic, patients and staff."""
    people = Patient.objects.values_list("given_name", "family_name")
    staff = [tuple(name.split()) for name in Account.objects.values_list("name", flat=True)]
    words = {word for pair in [*people, *staff] for word in pair if len(word) >= SHORTEST}
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, words)))})\b", re.IGNORECASE)


@pytest.fixture
def pages(clinic: Clinic) -> list[Seen]:
    return list(every_page(clinic))


def revealed(text: str, names: re.Pattern[str], *, outside: bool = False) -> list[str]:
    return [*revealing_words(text, outside=outside), *names.findall(text)]


def test_no_address_or_title_reveals_anything(pages: list[Seen], names: re.Pattern[str]) -> None:
    wrong = []
    for seen in pages:
        for text in (seen.path, seen.page.title, *seen.page.links):
            found = revealed(text, names) if not text.startswith(("tel:", "mailto:")) else []
            wrong += [f"{seen.address.name}: {word} in {text!r}" for word in found]
        if not seen.page.title and seen.answer.headers["Content-Type"].startswith("text/html"):
            wrong.append(f"{seen.address.name}: no title")
    assert not wrong, "\n".join(wrong)
    assert len(pages) > 60


def test_no_redirect_reveals_anything(clinic: Clinic, names: re.Pattern[str]) -> None:
    tried = 0
    people = [who for who in people_of_all_kinds(clinic) if who.name in {"counselor", "intake"}]
    for address in addresses():
        for who in (NOBODY, *people):
            for method in ("GET", "POST"):
                where = address.path(clinic)
                with transaction.atomic():
                    answer = who.send(where, {}) if method == "POST" else who.ask(method, where)
                    transaction.set_rollback(True)
                if answer.status_code == 302:
                    tried += 1
                    assert revealed(answer.headers["Location"], names) == [], address.name
    assert tried > 50


def test_every_answer_has_its_guards(clinic: Clinic) -> None:
    """Of every page, open or not: kept by nobody, no script or style of its own, framed nowhere."""
    wrong = []
    for address, who in product(addresses(), people_of_all_kinds(clinic)):
        answer = who.ask("GET", address.path(clinic))
        policy = answer.headers.get("Content-Security-Policy", "")
        faults = Page(body_of(answer)).inline
        if "default-src 'self'" not in policy or "unsafe" in policy:
            faults.append(f"its content policy is {policy!r}")
        for header, wanted in GUARDS.items():
            if answer.headers.get(header) != wanted:
                faults.append(f"{header} is {answer.headers.get(header)}")
        wrong += [f"{address.name} to {who.name}: {fault}" for fault in faults]
    assert not wrong, "\n".join(wrong)


def people_of_all_kinds(clinic: Clinic) -> list[Visitor]:
    chosen = {"nobody signed in", "counselor", "intake", "director", "the person"}
    return [who for who in everybody(clinic) if who.name in chosen]


def test_no_log_line_reveals_anything(
    clinic: Clinic, names: re.Pattern[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Also when a page breaks over what somebody typed: the values stay out of the log."""
    caplog.set_level(logging.DEBUG, logger="django.request")
    for who in people_of_all_kinds(clinic):
        for address in addresses():
            if address.is_of_a_person:
                who.ask("GET", address.path(clinic))
    try:
        raise ValueError(f"{clinic.target.full_name} drinks")
    except ValueError:
        logging.getLogger("stepdown").exception("A page broke.")
    lines = [QuietFormatter().format(line) for line in caplog.records]
    assert len(lines) > 40
    assert [word for line in lines for word in revealed(without_paths(line), names)] == []


def without_paths(line: str) -> str:
    """The files of the program are named in a trace, and may be named after what they do."""
    return re.sub(r"^  /.*$", "", line, flags=re.MULTILINE)


def test_no_message_that_leaves_the_building_reveals_anything(
    clinic: Clinic, names: re.Pattern[str]
) -> None:
    messages = OutboxMessage.objects.all()
    assert len(messages) > 5
    for message in messages:
        text = shown_in(composed(message))
        assert revealed(text, names, outside=True) == [], text


def test_the_calendar_file_reveals_nothing(clinic: Clinic, names: re.Pattern[str]) -> None:
    person = next(who for who in everybody(clinic) if who.name == "the person")
    for path in ("/me/week.ics", f"/cal/{FEED}.ics"):
        text = body_of(person.ask("GET", path))
        assert "BEGIN:VEVENT" in text
        assert revealed(text, names, outside=True) == []
