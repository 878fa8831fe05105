"""Step-down advice: each sign with its value, what is looked for, and whether it is met."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from stepdown.rules.progress.evidence import StepEvidence
from stepdown.rules.progress.step_rules import StepRules, default_step_rules


class Suggestion(StrEnum):
    """What is suggested. REVIEW asks the team to look; it never changes a level by itself."""

    MOVE_ON = "move_on"
    STAY = "stay"
    REVIEW = "review"


@dataclass(frozen=True)
class Sign:
    """One sign. `met` is None when it is not known, which never counts as met."""

    key: str
    value: int | float | bool | None
    looking_for: str
    met: bool | None


@dataclass(frozen=True)
class StepAdvice:
    """Advice, never a verdict: a clinician decides and signs.

    `would_change` names the signs that keep the person from moving on; where moving on is
    suggested, those that would prompt a review. `missing` names signs that are not known.
    """

    suggest: Suggestion
    signs: tuple[Sign, ...]
    would_change: tuple[str, ...]
    missing: tuple[str, ...]
    version: str

    def as_dict(self) -> dict[str, Any]:
        """Return a JSON-able copy."""
        return asdict(self)


def advise_step(evidence: StepEvidence, *, rules: StepRules | None = None) -> StepAdvice:
    """Suggest moving on, staying, or a review. The same evidence and rules give the same."""
    rules = rules or default_step_rules()
    signs = tuple(sign(evidence, rules) for sign in _SIGNS)
    suggest = _suggest(signs)
    return StepAdvice(
        suggest=suggest,
        signs=signs,
        would_change=_would_change(signs, suggest),
        missing=tuple(sign.key for sign in signs if sign.met is None),
        version=rules.version,
    )


def attendance(evidence: StepEvidence, rules: StepRules) -> Sign:
    threshold = rules.attendance_percent.value
    percent = None
    if evidence.sessions_attended is not None and evidence.sessions_expected:
        percent = round(100 * evidence.sessions_attended / evidence.sessions_expected, 1)
    met = None if percent is None else percent >= threshold
    return Sign("attendance_percent", percent, f">= {threshold:g}", met)


def mood(evidence: StepEvidence, rules: StepRules) -> Sign:
    below, fall = rules.phq9_steady_below.value, rules.phq9_fall.value
    latest, change = evidence.latest_phq9, _phq9_change(evidence)
    is_better = None if change is None else change <= -fall
    met = True if latest is not None and latest < below else is_better
    return Sign("latest_phq9", latest, f"< {below:g}, or {fall:g} below the first", met)


def mood_not_worse(evidence: StepEvidence, rules: StepRules) -> Sign:
    rise = rules.phq9_rise.value
    change = _phq9_change(evidence)
    return Sign("phq9_change", change, f"< +{rise:g}", None if change is None else change < rise)


def safety(evidence: StepEvidence, rules: StepRules) -> Sign:
    return _closed("open_safety_step", evidence.has_open_safety_step)


def withdrawal(evidence: StepEvidence, rules: StepRules) -> Sign:
    return _closed("open_detox_need", evidence.has_open_detox_need)


def time_in_phase(evidence: StepEvidence, rules: StepRules) -> Sign:
    weeks, planned = evidence.weeks_in_phase, evidence.planned_weeks
    looking_for = "planned weeks" if planned is None else f">= {planned}"
    met = None if weeks is None or planned is None else weeks >= planned
    return Sign("weeks_in_phase", weeks, looking_for, met)


def hours_as_planned(evidence: StepEvidence, rules: StepRules) -> Sign:
    limit = rules.weeks_below_plan.value
    weeks = evidence.weeks_below_planned_hours
    met = None if weeks is None else weeks < limit
    return Sign("weeks_below_planned_hours", weeks, f"< {limit:g}", met)


_SIGNS: tuple[Callable[[StepEvidence, StepRules], Sign], ...] = (
    attendance,
    mood,
    mood_not_worse,
    safety,
    withdrawal,
    time_in_phase,
    hours_as_planned,
)
# Not met, these ask the team to look now; the others only take more time.
_PROMPT_REVIEW = frozenset(
    {"phq9_change", "open_safety_step", "open_detox_need", "weeks_below_planned_hours"}
)


def _phq9_change(evidence: StepEvidence) -> int | None:
    if evidence.latest_phq9 is None or evidence.first_phq9 is None:
        return None
    return evidence.latest_phq9 - evidence.first_phq9


def _closed(key: str, is_open: bool | None) -> Sign:
    return Sign(key, is_open, "closed", None if is_open is None else not is_open)


def _suggest(signs: tuple[Sign, ...]) -> Suggestion:
    if any(sign.met is False and sign.key in _PROMPT_REVIEW for sign in signs):
        return Suggestion.REVIEW
    return Suggestion.MOVE_ON if all(sign.met for sign in signs) else Suggestion.STAY


def _would_change(signs: tuple[Sign, ...], suggest: Suggestion) -> tuple[str, ...]:
    if suggest is Suggestion.MOVE_ON:
        return tuple(sign.key for sign in signs if sign.key in _PROMPT_REVIEW)
    return tuple(sign.key for sign in signs if not sign.met)
