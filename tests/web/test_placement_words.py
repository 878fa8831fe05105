"""Every rule and every fact of placement advice has words for staff."""

from dataclasses import fields

import pytest

from stepdown.rules.placement import Facts, SubstanceUse, default_rule_set
from stepdown.web.staff.assessment.words import (
    FACT_WORDS,
    OUTCOMES,
    RULE_WORDS,
    SHORT_OUTCOMES,
    fact_words,
    missing_words,
    rule_words,
)


def test_every_rule_has_words_that_its_numbers_fit() -> None:
    rules = default_rule_set()
    assert set(RULE_WORDS) == {rule.id for rule in rules.rules}
    for rule in rules.rules:
        assert "{" not in rule_words(rule.id)
    assert rule_words("W2") == "Alcohol withdrawal: CIWA-Ar 8 or more"


def test_every_fact_and_every_outcome_has_words() -> None:
    names = {fact.name for fact in fields(Facts)} | {fact.name for fact in fields(SubstanceUse)}
    assert names - {"substance"} == set(FACT_WORDS)
    assert set(OUTCOMES) == set(SHORT_OUTCOMES)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ciwa_total = 12", "CIWA-Ar total: 12"),
        ("uses.alcohol.is_daily = yes", "Alcohol, every day: yes"),
        ("uses.alcohol.last_use_hours_ago = 20.5151", "Alcohol, hours since last use: 21"),
        ("breath_alcohol_percent = 0.085", "Breath alcohol: 0.085"),
        ("uses opioid", "Takes opioid"),
        ("not (dsm5_count >= 4)", "Not (criteria met at least 4)"),
        ("pulse_per_minute = 130, has_chest_pain = yes", "Pulse: 130; chest pain: yes"),
    ],
)
def test_codes_are_put_in_words(code: str, words: str) -> None:
    assert fact_words(code) == words


def test_a_missing_fact_knows_the_page_that_asks_it() -> None:
    assert missing_words("uses.alcohol.is_heavy")[1] == "use_history"
    assert missing_words("cows_total") == ("COWS total", "scale_b")
    assert missing_words("has_chest_pain")[1] == "vitals"
