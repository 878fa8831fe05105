"""When each rule holds. One rule is one small function; its numbers come from the rule set.

The ids are those of the rule set's data, which says what follows and by which source. A condition
must be built from `findings` only, so that a missing fact stays missing.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from stepdown.rules.placement.facts import SEDATIVES, Facts, Substance, SubstanceUse, SuicideRisk
from stepdown.rules.placement.findings import (
    Finding,
    all_of,
    any_of,
    at_least,
    at_most,
    equals,
    is_false,
    is_true,
    none_of,
    unknown,
)

Numbers = Mapping[str, float]
Condition = Callable[[Facts, Numbers], Finding]

_ALCOHOL = frozenset({Substance.ALCOHOL})
_OPIOIDS = frozenset({Substance.OPIOID})


def danger_sign(facts: Facts, numbers: Numbers) -> Finding:
    return any_of(
        is_true("had_seizure_in_48_hours", facts.had_seizure_in_48_hours),
        is_true("is_confused_or_hallucinating", facts.is_confused_or_hallucinating),
        is_true("overdose_suspected", facts.overdose_suspected),
        is_true("has_chest_pain", facts.has_chest_pain),
        is_true("is_hard_to_wake", facts.is_hard_to_wake),
    )


def high_suicide_risk(facts: Facts, numbers: Numbers) -> Finding:
    return equals("suicide_risk", facts.suicide_risk, SuicideRisk.HIGH)


def moderate_suicide_risk(facts: Facts, numbers: Numbers) -> Finding:
    return equals("suicide_risk", facts.suicide_risk, SuicideRisk.MODERATE)


def safety_step_open(facts: Facts, numbers: Numbers) -> Finding:
    return all_of(
        at_least("phq9_item9", facts.phq9_item9, numbers["item9_safety"]),
        is_false("safety_step_done", facts.safety_step_done),
    )


def severe_alcohol_withdrawal(facts: Facts, numbers: Numbers) -> Finding:
    return at_least("ciwa_total", facts.ciwa_total, numbers["ciwa_detox"])


def alcohol_withdrawal(facts: Facts, numbers: Numbers) -> Finding:
    return at_least("ciwa_total", facts.ciwa_total, numbers["ciwa_evaluation"])


def opioid_withdrawal(facts: Facts, numbers: Numbers) -> Finding:
    return any_of(
        at_least("cows_total", facts.cows_total, numbers["cows_severe"]),
        all_of(
            at_least("cows_total", facts.cows_total, numbers["cows_moderate"]),
            none_of(_has_opioid_medicine(facts)),
        ),
    )


def complicated_history_after_heavy_drinking(facts: Facts, numbers: Numbers) -> Finding:
    def drank_heavily(use: SubstanceUse) -> Finding:
        return all_of(_heavy(use), _within(use, numbers["alcohol_risk_hours"]))

    return all_of(
        _complicated_history(facts), _any_use(facts, _ALCOHOL, "heavy drinking", drank_heavily)
    )


def daily_sedative(facts: Facts, numbers: Numbers) -> Finding:
    def daily_and_not_stable(use: SubstanceUse) -> Finding:
        recent = _within(use, numbers["sedative_risk_hours"])
        return all_of(_daily(use), recent, none_of(_stable(use)))

    return _any_use(facts, SEDATIVES, "daily sedatives", daily_and_not_stable)


def alcohol_with_sedative(facts: Facts, numbers: Numbers) -> Finding:
    def drank(use: SubstanceUse) -> Finding:
        return _within(use, numbers["alcohol_risk_hours"])

    def took(use: SubstanceUse) -> Finding:
        return _within(use, numbers["sedative_risk_hours"])

    return all_of(
        _any_use(facts, _ALCOHOL, "recent alcohol", drank),
        _any_use(facts, SEDATIVES, "recent sedatives", took),
    )


def pregnant_with_opioids(facts: Facts, numbers: Numbers) -> Finding:
    def not_stable(use: SubstanceUse) -> Finding:
        return none_of(_stable(use))

    return all_of(_pregnant(facts), _any_use(facts, _OPIOIDS, "opioids", not_stable))


def pregnant_with_withdrawal_risk(facts: Facts, numbers: Numbers) -> Finding:
    return all_of(_pregnant(facts), _withdrawal_possible(facts, numbers))


def withdrawal_risk_made_worse(facts: Facts, numbers: Numbers) -> Finding:
    return all_of(
        _withdrawal_possible(facts, numbers),
        any_of(
            is_true("has_unstable_condition", facts.has_unstable_condition),
            at_least("age_years", facts.age_years, numbers["older_from_age"]),
            is_false("has_safe_adult_at_home", facts.has_safe_adult_at_home),
            _complicated_history(facts),
            all_of(
                _alcohol_withdrawal_possible(facts, numbers),
                at_least("pawss_total", facts.pawss_total, numbers["pawss"]),
            ),
        ),
    )


def daily_heavy_drinking(facts: Facts, numbers: Numbers) -> Finding:
    def drinks(use: SubstanceUse) -> Finding:
        return all_of(_daily(use), _heavy(use), _within(use, numbers["daily_heavy_hours"]))

    return _any_use(facts, _ALCOHOL, "daily heavy drinking", drinks)


def cannot_be_scored(facts: Facts, numbers: Numbers) -> Finding:
    return is_false("can_be_scored", facts.can_be_scored)


def breath_alcohol_present(facts: Facts, numbers: Numbers) -> Finding:
    def drank(use: SubstanceUse) -> Finding:
        return _within(use, numbers["breath_test_hours"])

    breath = at_least(
        "breath_alcohol_percent", facts.breath_alcohol_percent, numbers["breath_alcohol"]
    )
    return all_of(_any_use(facts, _ALCOHOL, "very recent alcohol", drank), breath)


def vital_sign_out_of_range(facts: Facts, numbers: Numbers) -> Finding:
    return any_of(
        at_least("pulse_per_minute", facts.pulse_per_minute, numbers["pulse_high"]),
        at_least("systolic_mm_hg", facts.systolic_mm_hg, numbers["systolic_high"]),
        at_most("systolic_mm_hg", facts.systolic_mm_hg, numbers["systolic_low"]),
        at_least("temperature_celsius", facts.temperature_celsius, numbers["temperature_high"]),
        at_most("oxygen_percent", facts.oxygen_percent, numbers["oxygen_low"]),
    )


def serious_concern_about_the_body_now(facts: Facts, numbers: Numbers) -> Finding:
    return _concern(facts, "body_now", numbers["concern_serious"])


def body_or_mind_by_day_and_night(facts: Facts, numbers: Numbers) -> Finding:
    degree = numbers["concern_day_and_night"]
    return any_of(_concern(facts, "body_otherwise", degree), _concern(facts, "mind", degree))


def not_safe_for_a_day(facts: Facts, numbers: Numbers) -> Finding:
    pull = _concern(facts, "pull", numbers["concern_day_and_night"])
    return all_of(_disorder(facts, numbers), pull)


def nowhere_safe_to_sleep(facts: Facts, numbers: Numbers) -> Finding:
    home = _concern(facts, "home", numbers["concern_day_and_night"])
    return all_of(_disorder(facts, numbers), home)


def care_on_most_days(facts: Facts, numbers: Numbers) -> Finding:
    degree = numbers["concern_serious"]
    areas = (_concern(facts, key, degree) for key in ("body_otherwise", "mind", "pull"))
    return all_of(serious_disorder(facts, numbers), any_of(*areas))


def any_opioid(facts: Facts, numbers: Numbers) -> Finding:
    return _any_use(facts, _OPIOIDS, "opioids", _listed)


def child(facts: Facts, numbers: Numbers) -> Finding:
    return at_most("age_years", facts.age_years, numbers["child_up_to_age"])


def no_disorder(facts: Facts, numbers: Numbers) -> Finding:
    return none_of(_disorder(facts, numbers))


def mild_disorder(facts: Facts, numbers: Numbers) -> Finding:
    return all_of(
        _disorder(facts, numbers),
        none_of(serious_disorder(facts, numbers)),
    )


def serious_disorder(facts: Facts, numbers: Numbers) -> Finding:
    return at_least("dsm5_count", facts.dsm5_count, numbers["dsm5_serious"])


CONDITIONS: Final[Mapping[str, Condition]] = MappingProxyType(
    {
        "E1": danger_sign,
        "E2": high_suicide_risk,
        "W1": severe_alcohol_withdrawal,
        "W2": alcohol_withdrawal,
        "W3": opioid_withdrawal,
        "W4": complicated_history_after_heavy_drinking,
        "W5": daily_sedative,
        "W6": alcohol_with_sedative,
        "W7": pregnant_with_opioids,
        "W8": pregnant_with_withdrawal_risk,
        "W9": withdrawal_risk_made_worse,
        "M1": breath_alcohol_present,
        "M2": daily_heavy_drinking,
        "M3": any_opioid,
        "U1": cannot_be_scored,
        "V1": vital_sign_out_of_range,
        "S1": moderate_suicide_risk,
        "S2": safety_step_open,
        "A1": serious_concern_about_the_body_now,
        "A2": body_or_mind_by_day_and_night,
        "A3": not_safe_for_a_day,
        "A4": nowhere_safe_to_sleep,
        "A5": care_on_most_days,
        "L1": child,
        "L2": no_disorder,
        "L3": mild_disorder,
        "I1": serious_disorder,
    }
)


def _any_use(
    facts: Facts,
    substances: Collection[Substance],
    what: str,
    condition: Callable[[SubstanceUse], Finding],
) -> Finding:
    if facts.uses is None:
        return replace(unknown("uses"), wanted=what)
    found = any_of(*(condition(use) for use in facts.uses if use.substance in substances))
    return replace(found, wanted=what)


def _withdrawal_possible(facts: Facts, numbers: Numbers) -> Finding:
    """Alcohol or sedative withdrawal; a stable prescription is not a withdrawal risk."""

    def took(use: SubstanceUse) -> Finding:
        return all_of(none_of(_stable(use)), _within(use, numbers["sedative_risk_hours"]))

    return any_of(
        _alcohol_withdrawal_possible(facts, numbers),
        _any_use(facts, SEDATIVES, "sedative withdrawal possible", took),
    )


def _alcohol_withdrawal_possible(facts: Facts, numbers: Numbers) -> Finding:
    def drank(use: SubstanceUse) -> Finding:
        pattern = any_of(_daily(use), _heavy(use))
        return all_of(pattern, _within(use, numbers["alcohol_risk_hours"]))

    return _any_use(facts, _ALCOHOL, "alcohol withdrawal possible", drank)


def _disorder(facts: Facts, numbers: Numbers) -> Finding:
    return at_least("dsm5_count", facts.dsm5_count, numbers["dsm5_disorder"])


def _concern(facts: Facts, area: str, degree: float) -> Finding:
    name = f"concern_{area}"
    return at_least(name, getattr(facts, name), degree)


def _has_opioid_medicine(facts: Facts) -> Finding:
    return any_of(
        is_true("opioid_medicine_planned", facts.opioid_medicine_planned),
        _any_use(facts, _OPIOIDS, "opioid medicine as prescribed", _stable),
    )


def _complicated_history(facts: Facts) -> Finding:
    name = "had_withdrawal_seizure_or_delirium"
    return is_true(name, facts.had_withdrawal_seizure_or_delirium)


def _pregnant(facts: Facts) -> Finding:
    return is_true("pregnant", facts.pregnant)


def _listed(use: SubstanceUse) -> Finding:
    return Finding(True, use.substance, because=(f"uses {use.substance}",))


def _daily(use: SubstanceUse) -> Finding:
    return is_true(f"uses.{use.substance}.is_daily", use.is_daily)


def _heavy(use: SubstanceUse) -> Finding:
    return is_true(f"uses.{use.substance}.is_heavy", use.is_heavy)


def _stable(use: SubstanceUse) -> Finding:
    return is_true(f"uses.{use.substance}.is_stable_prescription", use.is_stable_prescription)


def _within(use: SubstanceUse, hours: float) -> Finding:
    return at_most(f"uses.{use.substance}.last_use_hours_ago", use.last_use_hours_ago, hours)
