"""Nothing that others may see over a shoulder, in a history or in a log tells of the care."""

import logging
import re
from itertools import product

import pytest

from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.config.quiet_log import QuietFormatter
from tests.clinic.test_messages import composed, shown_in
from tests.sweep.addresses import addresses
from tests.sweep.clinic import Clinic
from tests.sweep.crawl import Seen, every_page
from tests.sweep.feeds import FEED
from tests.sweep.judges import everybodys_names, revealed
from tests.sweep.visitors import NOBODY, everybody
from tests.sweep.visits import body_of

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def names(filled: Clinic) -> re.Pattern[str]:
    return everybodys_names()


@pytest.fixture
def pages(clinic: Clinic) -> list[Seen]:
    return list(every_page(clinic))


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


def test_no_log_line_reveals_anything(
    clinic: Clinic, names: re.Pattern[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Also when a page breaks over what somebody typed: the values stay out of the log."""
    caplog.set_level(logging.DEBUG, logger="django.request")
    biller = next(who for who in everybody(clinic) if who.name == "biller")
    for who, address in product((NOBODY, biller), addresses()):
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
