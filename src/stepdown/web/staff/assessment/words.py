"""The rules and facts of placement advice in words for staff. The rules hold codes alone."""

import re
from collections.abc import Mapping

from stepdown.rules.placement import Advice, Outcome, RuleSet, default_rule_set

RULE_WORDS: Mapping[str, str] = {
    "E1": "A danger sign now",
    "E2": "High risk of suicide",
    "W1": "Severe alcohol withdrawal: CIWA-Ar {ciwa_detox:g} or more",
    "W2": "Alcohol withdrawal: CIWA-Ar {ciwa_evaluation:g} or more",
    "W3": "Opioid withdrawal: COWS {cows_moderate:g} or more without medicine planned, or"
    " {cows_severe:g} or more",
    "W4": "An earlier seizure or delirium, and heavy drinking in the last"
    " {alcohol_risk_hours:g} hours",
    "W5": "Sedatives every day that are not a stable prescription",
    "W6": "Alcohol and sedatives together",
    "W7": "Pregnant, and uses opioids without stable medicine",
    "W8": "Pregnant, and withdrawal is possible",
    "W9": "Withdrawal is possible, and something makes it more dangerous",
    "M1": "Alcohol in the breath: score again without it",
    "M2": "Daily heavy drinking within {daily_heavy_hours:g} hours, whatever the score",
    "M3": "Opioids: offer naloxone, and warn that tolerance is lost",
    "U1": "The person cannot be scored",
    "V1": "A vital sign that a medical professional looks at first",
    "S1": "Moderate risk of suicide",
    "S2": "The safety step is open",
    "A1": "The assessor's concern about the body now is {concern_serious:g} or more",
    "A2": "Body or mind need care by day and night",
    "A3": "The pull to use: not safe for a day outside a staffed place",
    "A4": "Nowhere safe to sleep",
    "A5": "Body, mind or pull need care on most days",
    "L1": "A child: care for children fits better",
    "L2": "Fewer than {dsm5_disorder:g} criteria of a use disorder",
    "L3": "A mild disorder: {dsm5_disorder:g} or more criteria, fewer than {dsm5_serious:g}",
    "I1": "A serious disorder: {dsm5_serious:g} or more criteria, and nothing that comes before",
}
NOTED = "noted, whatever else is advised"
THRESHOLD_WORDS: Mapping[str, str] = {
    "ciwa_detox": "CIWA-Ar from which withdrawal care comes first",
    "ciwa_evaluation": "CIWA-Ar from which a medical professional looks today",
    "cows_moderate": "COWS from which medicine must be planned",
    "cows_severe": "COWS from which a medical professional looks today",
    "alcohol_risk_hours": "Time after heavy drinking in which withdrawal is possible",
    "daily_heavy_hours": "Time after daily heavy drinking in which no low score clears",
    "sedative_risk_hours": "Time after sedatives in which withdrawal is possible",
    "breath_test_hours": "Time after a drink in which a breath test is needed",
    "breath_alcohol": "Breath alcohol from which a score does not count",
    "older_from_age": "Age from which withdrawal is more dangerous",
    "item9_safety": "PHQ-9 item 9 from which the safety step opens",
    "pulse_high": "Pulse from which a medical professional looks today",
    "systolic_high": "Upper blood pressure, too high from",
    "systolic_low": "Upper blood pressure, too low up to",
    "temperature_high": "Temperature, too high from",
    "oxygen_low": "Oxygen, too low up to",
    "child_up_to_age": "Age up to which care for children fits better",
    "dsm5_disorder": "Criteria from which there is a use disorder",
    "dsm5_serious": "Criteria from which the disorder is serious",
    "pawss": "PAWSS from which withdrawal may be complicated",
    "concern_serious": "Degree of concern that is more than evenings can hold",
    "concern_day_and_night": "Degree of concern that needs day and night",
}
FACT_WORDS: Mapping[str, str] = {
    "age_years": "age in years",
    "pregnant": "pregnant",
    "had_seizure_in_48_hours": "seizure in the last 48 hours",
    "is_confused_or_hallucinating": "confused, or sees or hears what is not there",
    "overdose_suspected": "overdose suspected",
    "has_chest_pain": "chest pain",
    "is_hard_to_wake": "hard to wake",
    "suicide_risk": "judged risk of suicide",
    "phq9_item9": "PHQ-9 item 9",
    "safety_step_done": "safety step answered",
    "can_be_scored": "can be rated on a scale",
    "ciwa_total": "CIWA-Ar total",
    "cows_total": "COWS total",
    "uses": "use history",
    "opioid_medicine_planned": "medicine for opioids taken or planned",
    "had_withdrawal_seizure_or_delirium": "seizure or delirium when stopping before",
    "breath_alcohol_percent": "breath alcohol",
    "pulse_per_minute": "pulse",
    "systolic_mm_hg": "upper blood pressure",
    "temperature_celsius": "temperature in °C",
    "oxygen_percent": "oxygen",
    "has_unstable_condition": "a condition that is not stable",
    "has_safe_adult_at_home": "safe adult at home",
    "dsm5_count": "criteria met",
    "pawss_total": "PAWSS total",
    "concern_body_now": "concern: body now",
    "concern_body_otherwise": "concern: body otherwise",
    "concern_mind": "concern: mind",
    "concern_pull": "concern: pull to use",
    "concern_home": "concern: home and people",
    "last_use_hours_ago": "hours since last use",
    "is_daily": "every day",
    "is_heavy": "heavy amounts",
    "is_stable_prescription": "stable prescription",
}
PAGE_OF: Mapping[str, str] = {
    "suicide_risk": "safety",
    "safety_step_done": "safety",
    "phq9_item9": "mood",
    "can_be_scored": "scale_a",
    "ciwa_total": "scale_a",
    "cows_total": "scale_b",
    "dsm5_count": "criteria",
    "age_years": "details",
    "uses": "use_history",
    "pawss_total": "use_history",
    "concern_body_now": "areas",
    "concern_body_otherwise": "areas",
    "concern_mind": "areas",
    "concern_pull": "areas",
    "concern_home": "areas",
    "pregnant": "use_history",
    "opioid_medicine_planned": "use_history",
    "had_withdrawal_seizure_or_delirium": "use_history",
    "has_unstable_condition": "use_history",
    "has_safe_adult_at_home": "use_history",
}
_CODE = re.compile(r"[a-z_]+[a-z0-9_]*")
_HOURS = re.compile(r"(hours since last use.*?)([0-9]+\.[0-9]+)")
_SIGNS = ((">=", "at least"), ("<=", "at most"), (" = ", ": "))


def rule_words(rule_id: str, rules: RuleSet | None = None) -> str:
    """What a rule looks for, with the numbers of the rule set."""
    return RULE_WORDS[rule_id].format(**(rules or default_rule_set()).numbers)


def fact_words(text: str) -> str:
    """The rules' "fact = value" texts with every code put in words; what is not a code stays."""
    words = "; ".join(_one_fact(fact) for fact in text.split(", "))
    return words[:1].upper() + words[1:]


def _one_fact(text: str) -> str:
    text = text.replace("uses.", "").replace("uses ", "takes ").replace("z_drug", "sleeping pills")
    text = re.sub(r"(?<=[a-z])\.(?=[a-z])", ", ", text)
    text = _CODE.sub(lambda found: FACT_WORDS.get(found[0], found[0]), text)
    for sign, word in _SIGNS:
        text = text.replace(sign, word)
    return _HOURS.sub(lambda found: f"{found[1]}{float(found[2]):.0f}", text)


def missing_words(name: str) -> tuple[str, str]:
    """(what is not known, the page that asks it): vital and danger signs where nothing is named."""
    key = name.split(".")[-1] if "." in name else name
    page = "use_history" if name.startswith("uses") else PAGE_OF.get(key, "vitals")
    return fact_words(name), page


OUTCOMES: Mapping[Outcome, str] = {
    Outcome.EMERGENCY: "Emergency evaluation now: call 911 and stay with {name}",
    Outcome.DETOX_FIRST: "Medical withdrawal care comes first for {name}",
    Outcome.MEDICAL_TODAY: "A medical professional sees {name} today",
    Outcome.CANNOT_ADVISE_YET: "There is no advice yet for {name}",
    Outcome.OTHER_LEVEL: "Talk with {name} about another kind of care",
    Outcome.IOP: "Talk with {name} about intensive outpatient care",
}
SHORT_OUTCOMES: Mapping[Outcome, str] = {
    Outcome.EMERGENCY: "emergency evaluation",
    Outcome.DETOX_FIRST: "medical withdrawal care first",
    Outcome.MEDICAL_TODAY: "a medical professional today",
    Outcome.CANNOT_ADVISE_YET: "no advice yet",
    Outcome.OTHER_LEVEL: "another kind of care",
    Outcome.IOP: "intensive outpatient care",
}


def advice_sentence(advice: Advice, name: str) -> str:
    sentence = OUTCOMES[advice.outcome].format(name=name)
    suggested = advice.suggested_level
    if advice.outcome is Outcome.OTHER_LEVEL and suggested:
        sentence = f"{sentence}: {suggested.name.lower()}"
    return sentence
