"""A hand-over in words, from what was signed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stepdown.clinic.treatment.figures import VITALS
from stepdown.clinic.treatment.operations import instrument_title
from stepdown.web.staff.assessment.words import fact_words, rule_words

Body = Mapping[str, Any]
ITEMS = {
    "reasons": "Why withdrawal care is needed",
    "scores": "Withdrawal scores",
    "last_use": "What was used, and when last",
    "vitals": "Vital signs",
    "medicines": "Medicines, pregnancy, earlier withdrawal",
    "safety": "Safety plan",
}
MOST = 2000  # of one line in the account of disclosures


def hand_over_lines(body: Body, zone: str) -> dict[str, str]:
    """Every item that there is, by key of ITEMS, in a few words."""
    lines = {
        "reasons": "; ".join(_reason(one) for one in body["reasons"]),
        "scores": "; ".join(_score(one, zone) for one in body["scores"]),
        "last_use": "; ".join(_used(one, zone) for one in body["history"].get("substances", [])),
        "vitals": _vitals(body["vitals"], zone),
        "medicines": _medicines(body["history"], body.get("medicines", "")),
        "safety": _safety(body["safety_plan"]),
    }
    return {key: words[:MOST] for key, words in lines.items() if words}


def _reason(one: Body) -> str:
    return f"{rule_words(one['rule'])} ({fact_words(one['fact'])})"


def _score(one: Body, zone: str) -> str:
    total = "could not be rated" if one["total"] is None else one["total"]
    return (
        f"{instrument_title(one['instrument'])} {total}, {when(one['taken_at'], zone)},"
        f" {one['rater']}"
    )


def _used(one: Body, zone: str) -> str:
    name = one["name"] or one["substance"].replace("_", " ")
    last = f"last {when(one['last_use_at'], zone)}" if one["last_use_at"] else "last use not known"
    parts = [one["amount"], one["frequency"].replace("_", " "), one["route"], last]
    return f"{name.capitalize()}: {', '.join(part for part in parts if part)}"


def when(moment: str, zone: str) -> str:
    local = datetime.fromisoformat(moment).astimezone(ZoneInfo(zone))
    return f"{local:%b} {local.day}, {local.hour % 12 or 12}:{local:%M %p}"


def _vitals(vitals: Body, zone: str) -> str:
    if not vitals:
        return ""
    found = [
        f"{VITALS[key].label.lower()} {VITALS[key].words(value)}"
        for key, value in vitals.items()
        if key in VITALS
    ]
    return f"{', '.join(found)}; {when(vitals['taken_at'], zone)}".capitalize()


_YES_NO = {True: "yes", False: "no", None: "not known"}


def _medicines(history: Body, told: str) -> str:
    """`told` in the examination; before it was asked there, the use history named medicines."""
    if not history:
        return told
    earlier = _YES_NO[history["had_withdrawal_seizure_or_delirium"]]
    parts = [
        told or f"Medicines: {history['medicines'] or 'none told'}",
        f"pregnant: {_YES_NO[history['pregnant']]}",
        f"earlier seizure or delirium: {earlier}",
        f"unstable condition: {_YES_NO[history['has_unstable_condition']]}",
        f"safe adult at home: {_YES_NO[history['has_safe_adult_at_home']]}",
    ]
    return "; ".join(parts)


def _safety(plan: Body) -> str:
    if not plan:
        return ""
    named = (
        ("Warning signs", plan["warning_signs"]),
        ("calls first", plan["contacts"]),
        ("out of reach", plan["means"]),
    )
    lines = [f"{label}: {words}" for label, words in named if words]
    return "; ".join([f"Judged risk: {plan['risk']}", *lines])
