"""What must be true of advice for any person and any missing fact."""

import json
from dataclasses import fields, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from stepdown.rules.placement import Advice, Facts, Outcome, Substance, SubstanceUse, advise
from tests.spec.placement_people import FACT_NAMES, people

_PARTS_OF_USE = tuple(part.name for part in fields(SubstanceUse) if part.name != "substance")


@given(people(), st.sampled_from(["3rd", "4th"]))
def test_the_same_facts_give_the_same_advice_also_from_a_snapshot(
    facts: Facts, edition: str
) -> None:
    replayed = Facts.from_snapshot(json.loads(json.dumps(facts.as_snapshot())))
    assert replayed == facts
    assert advise(replayed, edition=edition) == advise(facts, edition=edition)  # type: ignore[arg-type]


@given(people(), st.sampled_from(["had_seizure_in_48_hours", "overdose_suspected"]))
def test_an_emergency_suppresses_every_level(facts: Facts, sign: str) -> None:
    danger: dict[str, Any] = {sign: True}
    advice = advise(replace(facts, **danger))
    assert advice.outcome is Outcome.EMERGENCY
    assert advice.suggested_level is None
    assert "I1" not in {reason.rule_id for reason in advice.reasons}


@settings(max_examples=300)
@given(people(), st.sampled_from(FACT_NAMES))
def test_removing_a_fact_never_makes_advice_less_cautious(facts: Facts, name: str) -> None:
    removed = advise(replace(facts, **{name: None}))
    _is_at_least_as_cautious(advise(facts), removed, name)


@settings(max_examples=300)
@given(people(), st.integers(0, 2), st.sampled_from(_PARTS_OF_USE))
def test_removing_a_part_of_the_use_history_never_does_either(
    facts: Facts, index: int, part: str
) -> None:
    uses = list(facts.uses or ())
    if index >= len(uses):
        uses.append(SubstanceUse(substance=Substance.ALCOHOL, last_use_hours_ago=5, is_heavy=True))
        index = -1
    facts = replace(facts, uses=tuple(uses))
    nothing: dict[str, Any] = {part: None}
    uses[index] = replace(uses[index], **nothing)
    removed = advise(replace(facts, uses=tuple(uses)))
    _is_at_least_as_cautious(advise(facts), removed, f"uses.{uses[index].substance}.{part}")


def _is_at_least_as_cautious(before: Advice, after: Advice, name: str) -> None:
    # Nothing opens that was closed, and what opened before opens alike or not at all.
    if after.outcome.clears:
        assert after.outcome is before.outcome
        assert after.suggested_level == before.suggested_level
    # A rule that no longer holds has lost this fact, and the fact is asked for.
    if set(before.blockers) - set(after.blockers):
        assert name in after.missing_facts
    # And with fewer facts no rule is found that was not there before.
    assert set(after.blockers) <= set(before.blockers)
    # Removing the whole use history asks for it instead of its parts.
    if name != "uses":
        assert set(before.missing_facts) <= set(after.missing_facts)


@given(people(), st.floats(0, 0.4))
def test_a_breath_test_of_any_result_takes_no_other_rule_away(facts: Facts, breath: float) -> None:
    drank = (*(facts.uses or ()), SubstanceUse(substance=Substance.ALCOHOL))
    untested = advise(replace(facts, uses=drank, breath_alcohol_percent=None))
    tested = advise(replace(facts, uses=drank, breath_alcohol_percent=breath))
    assert set(untested.blockers) <= set(tested.blockers)


@given(people())
def test_a_level_is_named_only_where_nothing_is_missing(facts: Facts) -> None:
    advice = advise(facts)
    if advice.suggested_level and advice.outcome is not Outcome.DETOX_FIRST:
        assert advice.missing_facts == ()
        assert advice.outcome.clears
    assert advice.outcome is not Outcome.IOP or (
        advice.blockers == () and not advice.detox_need and facts.can_be_scored is True
    )
