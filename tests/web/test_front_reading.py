"""The public pages: easy to read, light, whole without JavaScript, and honest about prices."""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client
from django.utils import timezone

from stepdown.clinic.consents.inviting import invitation_code
from stepdown.clinic.consents.topics import FOR_LOVED_ONES
from stepdown.clinic.intake.front_door import save_front_door
from stepdown.clinic.intake.holding import hold_for_call
from stepdown.clinic.intake.models import AssessmentTime
from stepdown.clinic.intake.operations import open_times
from stepdown.clinic.intake.questions import QUESTIONS
from stepdown.clinic.people.roles import Role
from stepdown.web.front.leads import NEXT, REASONS
from tests.clinic.loved_ones import invited, share
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once
from tests.web.asking import MYSELF, REFERRAL, answer, send
from tests.web.front_door import as_role, post
from tests.web.reading import Words, grade, long_sentences, syllables
from tests.web.test_front_questions import FITS
from tests.web.test_tell_pages import note
from tests.web.test_tell_pages import send as send_note

pytestmark = pytest.mark.django_db
FIRST_VIEW_BYTES = 75_000
HIGHEST_GRADE = 6
MINUTE = timedelta(minutes=1)
FIGURES = {
    "week_price": Decimal(450),
    "week_price_on": TODAY,
    "weeks": 12,
    "weeks_on": TODAY,
    "inpatient_day_price": Decimal("799.50"),
    "inpatient_day_price_on": date(2026, 10, 1),
    "inpatient_days": 28,
    "inpatient_days_on": date(2026, 10, 1),
}


@made_once
def priced(world: World) -> World:
    save_front_door(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        expected_version=0,
        now=NOW,
        calls_back="Our nurse",
        calls_back_when="on the same day",
        **FIGURES,
    )
    return world


def pages(world: World) -> dict[str, Any]:
    """Every public page, each as somebody sees it on the way through."""
    client, mine = Client(), {**MYSELF, "site": world.site.pk}
    found: dict[str, Any] = {
        path: client.get(path) for path in ("/", "/cost", "/ask", "/ask/me", "/ask/someone")
    }
    found |= {path: client.get(path) for path in ("/ask/refer", "/ask/done", "/right-for-me")}
    given: dict[str, Any] = {}
    for number, question in enumerate(QUESTIONS, start=2):
        given[question.key] = FITS[question.key]
        found[f"question {number}"] = answer(client, number, **given)
    found["emergency"] = answer(client, 2, danger="thoughts")
    found["doctor first"] = answer(client, 7, **{**FITS, "most_days": ["alcohol"]})
    found["check"] = send(client, "check", **mine)
    found["check a referral"] = send(client, "check", **REFERRAL, site=world.site.pk)
    found["mistakes"] = send(client, "check", asked_by="self")
    found |= {path: client.get(path) for path in ("/tell", "/tell/done", "/join", "/join/sent")}
    telling = note(world, is_danger="yes")
    found["check what is told"] = send_note(client, "check", **telling)
    found["mistakes in what is told"] = send_note(client, "check")
    sharing = share(world, world.patient(), topics=FOR_LOVED_ONES, now=timezone.now())
    code = invitation_code(invited(world, sharing, timezone.now()))
    found["offer"] = post(client, "/join", code=code, first_name="Rosa")
    found["wrong code"] = post(client, "/join", code="x", first_name="Rosa")
    return found


def test_every_public_page_is_easy_to_read(priced: World) -> None:
    for where, page in pages(priced).items():
        lines = Words(page.content.decode()).lines
        assert grade(lines) <= HIGHEST_GRADE, f"{where}: {grade(lines):.1f}"
        assert long_sentences(lines) == [], where


def test_every_reason_and_next_step_is_easy_to_read() -> None:
    texts: list[tuple[str, str]] = [*REASONS.items(), *NEXT.items()]
    for key, text in texts:
        assert grade([text]) <= HIGHEST_GRADE, f"{key}: {grade([text]):.1f}"
        assert long_sentences([text]) == [], key


def test_the_count_tells_easy_from_hard() -> None:
    easy = ["The cat sat on the mat. It was warm."]
    hard = ["Comprehensive multidisciplinary assessment necessitates considerable preparation."]
    assert grade(easy) < 2
    assert grade(hard) > 20
    assert [syllables(word) for word in ("call", "alone", "table", "emergency")] == [1, 2, 2, 4]
    assert long_sentences([" ".join(["word"] * 21)])


def test_every_public_page_gives_the_crisis_lines_and_our_number(priced: World) -> None:
    for where, page in pages(priced).items():
        text = page.content.decode()
        for link in ("tel:911", "tel:988", "sms:988", "tel:4105550142"):
            assert link in text, f"{where} lacks {link}"


def test_every_first_view_is_light(priced: World) -> None:
    for where, page in pages(priced).items():
        text = page.content.decode()
        parts = re.findall(r'(?:href|src)="/static/([^"]+)"', text)
        weight = len(page.content) + sum(_size_of(part) for part in parts)
        assert parts, where
        assert weight <= FIRST_VIEW_BYTES, f"{where}: {weight} bytes"


def _size_of(part: str) -> int:
    path = finders.find(part)
    assert isinstance(path, str), part
    with open(path, "rb") as file:
        return len(file.read())


def open_at(world: World, on: date, at: time, *, by_video: bool = False) -> AssessmentTime:
    (slot,) = open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=on,
        starts=[at],
        minutes=60,
        places=1,
        by_video=by_video,
        now=NOW,
    )
    return slot


def front_words() -> str:
    return " ".join(" ".join(Words(Client().get("/").content.decode()).lines).split())


@time_machine.travel(NOW, tick=False)
def test_the_times_are_those_that_are_open_now(world: World) -> None:
    for on, at, by_video in [
        (date(2026, 11, 24), time(9), False),
        (date(2026, 11, 24), time(18), True),
        (date(2026, 11, 28), time(10), False),
    ]:
        open_at(world, on, at, by_video=by_video)
    text = front_words()
    assert "Days Tue, Nov 24, 9:00 am Evenings Tue, Nov 24, 6:00 pm, by video" in text
    assert "Saturdays and Sundays Sat, Nov 28, 10:00 am By video Tue, Nov 24, 6:00 pm" in text


@pytest.mark.parametrize(
    ("on", "at", "opens", "last_minute"),
    [
        (date(2026, 11, 1), time(9), "2026-10-31T12:00-04:00", "2026-11-01T08:59-05:00"),
        (date(2027, 3, 14), time(9), "2027-03-13T12:00-05:00", "2027-03-14T08:59-04:00"),
        (date(2026, 11, 1), time(18), "2026-10-31T23:59-04:00", "2026-11-01T17:59-05:00"),
        (date(2027, 3, 14), time(18), "2027-03-13T23:59-05:00", "2027-03-14T17:59-04:00"),
    ],
)
def test_a_time_is_shown_until_its_minute_also_when_the_clock_changed(
    world: World, on: date, at: time, opens: str, last_minute: str
) -> None:
    open_at(world, on, at)
    words = f"Sun, {on:%b} {on.day}, {at.hour % 12 or 12}:00 {'am' if at.hour < 12 else 'pm'}"
    for moment in map(datetime.fromisoformat, (opens, last_minute)):
        with time_machine.travel(moment, tick=False):
            assert words in front_words()
            assert front_words().count("None open in the next two weeks") == 3
    with time_machine.travel(datetime.fromisoformat(last_minute) + MINUTE, tick=False):
        assert front_words().count("None open in the next two weeks") == 4


def test_a_time_that_a_call_holds_is_not_offered_until_it_lapses(world: World) -> None:
    slot = open_at(world, date(2026, 11, 24), time(18))
    actor = world.actor(Role.INTAKE)
    hold_for_call(actor=actor, site=world.site, call="a" * 32, time=slot, now=NOW)
    with time_machine.travel(NOW + 14 * MINUTE, tick=False):
        assert "6:00 pm" not in front_words()
    with time_machine.travel(NOW + 15 * MINUTE, tick=False):
        assert "Evenings Tue, Nov 24, 6:00 pm" in front_words()


def test_without_open_times_the_page_says_so(world: World) -> None:
    assert Client().get("/").content.decode().count("None open in the next two weeks") == 4


def test_the_cost_is_an_estimate_with_all_it_is_made_of(priced: World) -> None:
    text = Client().get("/cost").content.decode()
    for words in ("$5,400", "12 weeks at $450 a week", "$22,386", "28 days at $799.50 a day"):
        assert words in text
    assert "checked on Nov 23, 2026" in text
    assert "checked on Oct 1, 2026" in text
    assert "estimate" in text


def test_without_figures_no_number_is_shown(world: World) -> None:
    text = Client().get("/cost").content.decode()
    assert "$" not in text
    assert "has not put its prices here" in text
    assert world.site.phone in text


def test_the_director_enters_the_figures_with_their_days(world: World) -> None:
    director = as_role(world, Role.DIRECTOR)
    where = f"/setup/site/{world.site.pk}/public"
    typed = {name: str(value) for name, value in FIGURES.items()}
    typed |= {"calls_back": "Ana", "calls_back_when": "today", "version": "0"}
    assert director.get(where).status_code == 200
    refused = post(director, where, **{**typed, "weeks_on": ""})
    assert refused.status_code == 422
    assert "Write when this was checked" in refused.content.decode()
    assert post(director, where, **typed).headers["Location"] == "/setup"
    assert "799.50, checked on Oct 1, 2026" in director.get("/setup").content.decode()
    assert "Ana calls you back today." in Client().get("/ask/done").content.decode()
    assert post(director, where, **typed).status_code == 409, "a stale page"
    assert post(as_role(world, Role.INTAKE), where, **typed).status_code == 403


def test_a_stay_is_never_shown_without_our_own_price(world: World) -> None:
    only = {key: value for key, value in FIGURES.items() if key.startswith("inpatient")}
    save_front_door(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        expected_version=0,
        now=NOW,
        calls_back="Ana",
        calls_back_when="today",
        **only,
    )
    assert "$" not in Client().get("/cost").content.decode()


def test_the_pages_work_while_nothing_is_set_up(db: None) -> None:
    client = Client()
    for path in ("/", "/cost", "/ask", "/ask/me", "/ask/done", "/right-for-me"):
        assert client.get(path).status_code == 200, path
    data = {"once": str(uuid4()), "step": "send", **MYSELF}
    assert client.post("/ask/check", data).status_code == 422
