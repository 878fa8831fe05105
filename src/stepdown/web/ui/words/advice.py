"""A placement decision in plain words, for the person: what was advised, why, what was decided."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from stepdown.rules.placement import Outcome

ADVISED = {
    Outcome.EMERGENCY: "You need help right now. Call 911.",
    Outcome.DETOX_FIRST: "First you need medical care while alcohol or drugs leave your body.",
    Outcome.MEDICAL_TODAY: "A doctor or nurse should see you today.",
    Outcome.CANNOT_ADVISE_YET: "We do not know enough yet to say what fits.",
    Outcome.OTHER_LEVEL: "Another kind of care fits you better now.",
    Outcome.IOP: "This program fits you: sessions on some days, and you live at home.",
}
DECIDED = {
    "follow": "Your team agreed with this.",
    "other": "Your team chose another way with you.",
    "wait": "Your team will look again soon.",
    "detox": "Your team wants detox first.",
}
WHY = {
    "E1": "There was a sign of danger.",
    "E2": "Your life may be in danger. You should not be alone now.",
    "W1": "Your body shows strong signs of withdrawal from alcohol.",
    "W2": "Your body shows signs of withdrawal from alcohol.",
    "W3": "Your body shows signs of withdrawal from opioids. Medicine can help.",
    "W4": "You had a seizure or saw things when you stopped before.",
    "W5": "You take calming pills each day. Stopping at once is not safe.",
    "W6": "Alcohol and calming pills together are a risk.",
    "W7": "You are pregnant and use opioids. Medicine is safer than stopping.",
    "W8": "You are pregnant, and stopping can be a risk now.",
    "W9": "Something makes stopping more risky for you.",
    "M1": "There was alcohol in your breath. We check again without it.",
    "M2": "You drank a lot each day until a short time ago.",
    "U1": "We could not ask you all we need to know.",
    "V1": "Your heart rate, blood pressure or another sign was out of range.",
    "S1": "We worry about your safety.",
    "S2": "We want to talk with you about your safety first.",
    "A1": "We worry about your body right now.",
    "A2": "Your body or mind needs care by day and night.",
    "A3": "The pull to use is too strong to be on your own now.",
    "A4": "You need a safe place to sleep.",
    "A5": "You need care on most days.",
    "L1": "Care for children fits you better.",
    "L2": "We found few signs that you need a program.",
    "L3": "Your problem is mild. Less care may be enough.",
    "I1": "Your problem is serious, and nothing has to come first.",
}


@dataclass(frozen=True)
class PlainAdvice:
    """What a person reads about their own decision. No scores, no rules, nobody else."""

    advised: str
    reasons: tuple[str, ...]
    decided: str
    level: str
    look_again: str
    day: str


def plain_advice(
    decision: dict[str, Any], advice: dict[str, Any], *, on: date, level_name: str
) -> PlainAdvice:
    """`decision` and `advice` are the bodies of the two signed entries."""
    rules = (one["rule_id"] for one in advice["advice"]["reasons"])
    until = decision.get("until_on")
    look_again = date.fromisoformat(until) if until else None
    return PlainAdvice(
        advised=ADVISED[Outcome(decision["advised"])],
        reasons=tuple(WHY[rule] for rule in rules if rule in WHY),
        decided=DECIDED[decision["decision"]],
        level=level_name,
        look_again=f"We look again by {look_again:%B} {look_again.day}." if look_again else "",
        day=f"{on:%B} {on.day}, {on.year}",
    )
