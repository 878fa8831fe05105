"""Is this right for me: one question a page, nothing kept, danger first."""

from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.intake.models import CallRequest
from stepdown.clinic.intake.questions import QUESTIONS
from stepdown.clinic.ledger.models import AnsweredPost, LedgerEvent
from stepdown.rules.placement.self_screen import (
    Lead,
    default_self_screen,
    load_self_screen,
    screen,
)
from stepdown.web.front.leads import NEXT, REASONS, TITLES
from tests.clinic.world import NOW, World
from tests.web.asking import answer

FITS = {
    "danger": ["none"],
    "last_use": ["this_week"],
    "most_days": ["other"],
    "stopping": ["not_sick"],
    "health": ["none"],
    "life": ["fits"],
}
LEADS = [
    ({}, Lead.LIKELY_FITS),
    ({"danger": ["body"]}, Lead.EMERGENCY),
    ({"danger": ["thoughts"]}, Lead.EMERGENCY),
    ({"stopping": ["sick_now"]}, Lead.EMERGENCY),
    ({"stopping": ["seizure_before"]}, Lead.DOCTOR_FIRST),
    ({"most_days": ["alcohol", "other"]}, Lead.DOCTOR_FIRST),
    ({"most_days": ["alcohol"], "last_use": ["earlier"]}, Lead.LIKELY_FITS),
    ({"most_days": ["alcohol"], "last_use": ["not_said"]}, Lead.DOCTOR_FIRST),
    ({"most_days": ["sedatives"], "last_use": ["earlier"]}, Lead.DOCTOR_FIRST),
    ({"most_days": ["opioids"]}, Lead.DOCTOR_FIRST),
    ({"health": ["pregnant"]}, Lead.DOCTOR_FIRST),
    ({"health": ["too_young"]}, Lead.ANOTHER_CARE),
    ({"life": ["unsafe_home"]}, Lead.ANOTHER_CARE),
    ({"life": ["too_little_time"], "health": ["ill"]}, Lead.DOCTOR_FIRST),
    ({"danger": ["not_said"]}, Lead.DOCTOR_FIRST),
    ({"stopping": ["not_said"]}, Lead.DOCTOR_FIRST),
]


@pytest.mark.parametrize(("changed", "lead"), LEADS)
def test_the_most_urgent_answer_decides(changed: dict[str, list[str]], lead: Lead) -> None:
    result = screen({**FITS, **changed})
    assert result.lead == lead
    assert result.is_final
    assert bool(result.reasons) == (lead != Lead.LIKELY_FITS)


def test_the_rules_and_the_words_ask_the_same() -> None:
    rules = default_self_screen()
    assert {each.key: tuple(dict(each.answers)) for each in QUESTIONS} == dict(rules.questions)
    assert {each.key for each in QUESTIONS if each.takes_several} == rules.several
    assert {line.id for line in rules.lines} == set(REASONS), "every reason has its words"
    assert set(Lead) == set(TITLES) == set(NEXT)
    assert all(line.source for line in rules.lines)


def test_a_line_that_can_never_hold_is_refused() -> None:
    line = {"id": "x", "outcome": "emergency", "at_once": True, "source": "", "confirmed": False}
    content = {
        "version": "1",
        "questions": {"danger": ["body"]},
        "several": {"questions": []},
        "line": [{**line, "when": {"danger": ["boddy"]}}],
    }
    with pytest.raises(ValueError, match="danger"):
        load_self_screen(content)


@pytest.mark.django_db
@pytest.mark.parametrize("number", range(2, 8))
def test_the_questions_begin_at_the_first(world: World, number: int) -> None:
    where = "result" if number == 7 else number
    assert Client().get(f"/right-for-me/{where}").headers["Location"] == "/right-for-me"


@pytest.mark.django_db
def test_six_answers_lead_to_a_result_and_nothing_is_kept(world: World) -> None:
    client, given = Client(), dict[str, list[str]]()
    events, kept = LedgerEvent.objects.count(), AnsweredPost.objects.count()
    for number, question in enumerate(QUESTIONS, start=2):
        given[question.key] = FITS[question.key]
        page = answer(client, number, **given)
        assert page.status_code == 200
        if number < 7:
            assert QUESTIONS[number - 1].title in page.content.decode()
    text = page.content.decode()
    assert TITLES[Lead.LIKELY_FITS] in text
    assert world.site.phone in text
    assert LedgerEvent.objects.count() == events
    assert AnsweredPost.objects.count() == kept
    assert not CallRequest.objects.exists()
    assert "session" not in client.cookies


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "answers"),
    [
        (2, {"danger": "body"}),
        (2, {"danger": "thoughts"}),
        (5, {**FITS, "stopping": "sick_now"}),
    ],
)
def test_danger_ends_the_questions_at_once(
    world: World, number: int, answers: dict[str, Any]
) -> None:
    text = answer(Client(), number, **answers).content.decode()
    assert TITLES[Lead.EMERGENCY] in text
    assert text.index("tel:911") < text.index("Why we think so")
    assert text.index("tel:988") < text.index("Why we think so")
    assert "Question" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "answers", "words"),
    [
        (2, {}, "Choose an answer"),
        (2, {"danger": "something"}, "Choose"),
        (4, {**FITS, "most_days": ["none", "alcohol"]}, "Choose one answer"),
        (7, {"life": "fits"}, QUESTIONS[0].title),
    ],
)
def test_an_answer_that_is_missing_is_asked_for_again(
    world: World, number: int, answers: dict[str, Any], words: str
) -> None:
    page = answer(Client(), number, **answers)
    assert page.status_code == 422
    assert words in page.content.decode()


@pytest.mark.django_db
def test_going_back_keeps_every_answer(world: World) -> None:
    page = answer(Client(), 1, danger="none", last_use="today", back="yes")
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="none" id="id_danger_2" checked' in text
    assert '<input type="hidden" name="last_use" value="today">' in text


@pytest.mark.django_db
def test_answers_go_along_only_when_they_are_sent(world: World) -> None:
    page = Client().post(
        "/ask/check",
        {"once": "0" * 32, "step": "change", "asked_by": "self", **FITS, "life": "nonsense"},
    )
    text = page.content.decode()
    assert page.status_code == 200
    assert '<input type="hidden" name="danger" value="none">' in text
    assert "nonsense" not in text


@time_machine.travel(NOW, tick=False)  # counts begin anew every ten minutes
@pytest.mark.django_db
def test_asking_costs_the_same_few_queries_on_every_page(world: World) -> None:
    counts = []
    answer(Client(), 2, **FITS)  # the first form of an address makes the row that counts it
    for number in (2, 6):
        with CaptureQueriesContext(connection) as queries:
            answer(Client(), number, **FITS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 10
