"""Rules are data: editable, versioned, and refused when something is left out."""

import json
from importlib.resources import files

import pytest

from stepdown.rules.placement import (
    Outcome,
    UnableToLoadRules,
    advise,
    default_rule_set,
    load_rule_set,
    read_rule_set,
)
from stepdown.rules.placement.conditions import CONDITIONS
from tests.spec.placement_people import READY, person

TEXT = files("stepdown.rules.placement").joinpath("rule_set.toml").read_text("utf-8")


def test_every_rule_and_threshold_names_its_source() -> None:
    rule_set = default_rule_set()
    assert {rule.id for rule in rule_set.rules} == set(CONDITIONS)
    assert all(rule.source for rule in rule_set.rules)
    assert all(threshold.source for threshold in rule_set.thresholds.values())


def test_what_we_call_ours_or_not_re_read_is_never_marked_confirmed() -> None:
    rule_set = default_rule_set()
    confirmed = [rule.source for rule in rule_set.rules if rule.confirmed]
    confirmed += [known.source for known in rule_set.thresholds.values() if known.confirmed]
    assert confirmed
    for source in confirmed:
        assert not source.startswith("Ours")
        assert "ours" not in source
        assert "not re-read" not in source


def test_every_threshold_is_used_by_a_rule() -> None:
    rule_set = default_rule_set()
    used = {id for rule in rule_set.rules for id in rule.thresholds}
    assert used == set(rule_set.thresholds)


def test_an_edited_threshold_decides_and_the_old_version_still_replays() -> None:
    edited = load_rule_set(
        TEXT.replace('version = "2026-11-2"', 'version = "2027-01-1"').replace(
            "value = 15\n", "value = 19\n"
        )
    )
    facts = person(ciwa_total=16)
    assert advise(facts, rule_set=edited).outcome is Outcome.MEDICAL_TODAY
    assert advise(facts, rule_set=edited).ruleset_version == "2027-01-1"
    assert advise(facts).outcome is Outcome.DETOX_FIRST
    assert advise(facts).ruleset_version == "2026-11-2"


def test_a_stricter_age_reaches_the_advice() -> None:
    older = load_rule_set(TEXT.replace("value = 11\n", "value = 17\n"))
    assert advise(person(age_years=17), rule_set=older).outcome is Outcome.OTHER_LEVEL
    assert advise(READY, rule_set=older).outcome is Outcome.IOP


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('id = "E1"', 'id = "E9"', "E1, E9"),
        ('id = "W2"', 'id = "W1"', "W2"),
        ('outcome = "detox_first"', 'outcome = "home"', "home"),
        ("[threshold.ciwa_detox]", "[threshold.other]", "W1 needs the threshold ciwa_detox"),
        ("value = 15", 'value = "15"', "ciwa_detox is not a number"),
        ("value = 15", "value = nan", "ciwa_detox is not a number"),
        ("value = 15", "value = 40", "from 8 to 19 points"),
        ("value = 25", "value = 13\nvalue2 = 1", "cannot be read"),
        ("value = 8\n", "value = 16\n", "from 4 to 10 points"),
        ('3rd = "2.1"', '3rd = "9.9"', "I1 names a wrong level"),
        ('3rd = "2.1"', '5th = "2.1"', "I1 names a wrong level"),
        ('id = "E1"\n', 'id = "E1"\nlevel = { 3rd = "2.1" }\n', "E1 clears nothing"),
        ('version = "2026-11-2"', "", "version"),
        ("[[rule]]", "[[rule", "cannot be read"),
    ],
)
def test_a_rule_set_with_a_gap_is_refused(old: str, new: str, says: str) -> None:
    assert old in TEXT
    with pytest.raises(UnableToLoadRules, match=says):
        load_rule_set(TEXT.replace(old, new, 1))


def test_data_is_read_back_to_equal_rules_also_through_json() -> None:
    rules = default_rule_set()
    assert read_rule_set(json.loads(json.dumps(rules.as_data()))) == rules


def test_an_edited_number_keeps_everything_else_and_names_its_source() -> None:
    rules = default_rule_set()
    edited = rules.edited("pulse_high", value=130, source="Dr. Lee", confirmed=True, version="c2")
    assert (edited.version, edited.numbers["pulse_high"]) == ("c2", 130)
    assert edited.thresholds["pulse_high"].confirmed
    assert {**edited.numbers, "pulse_high": 121} == rules.numbers
    assert edited.rules == rules.rules
    assert rules.numbers["pulse_high"] == 121
    assert [rule.id for rule in rules.users_of("pulse_high")] == ["V1"]


@pytest.mark.parametrize(
    ("number", "value", "source", "says"),
    [
        ("pulse_high", 500, "Dr. Lee", "from 100 to 140 a minute"),
        ("pulse_high", 130, "  ", "where this number comes from"),
        ("horoscope", 1, "Dr. Lee", "no such number"),
        ("dsm5_disorder", 4, "Dr. Lee", None),
        ("dsm5_serious", 3, "Dr. Lee", None),
    ],
)
def test_an_edit_that_cannot_be_is_refused(
    number: str, value: float, source: str, says: str | None
) -> None:
    def edit() -> object:
        rules = default_rule_set()
        return rules.edited(number, value=value, source=source, confirmed=True, version="c2")

    if says is None:
        edit()
        return
    with pytest.raises(UnableToLoadRules, match=says):
        edit()


def test_two_numbers_of_one_scale_keep_their_order() -> None:
    rules = default_rule_set().edited(
        "cows_moderate", value=20, source="Dr. Lee", confirmed=True, version="c2"
    )
    with pytest.raises(UnableToLoadRules, match="cows_moderate must not be more than cows_severe"):
        rules.edited("cows_severe", value=15, source="Dr. Lee", confirmed=True, version="c3")
