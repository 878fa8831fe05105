"""What is known about a person when advice is asked for. None always means: not known."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from stepdown.rules.instruments import INSTRUMENTS
from stepdown.rules.placement.areas import HIGHEST_CONCERN


class UnableToAdvise(Exception):
    """The facts contradict each other or cannot be true; the message says what to correct."""


class Substance(StrEnum):
    """A substance or class, as far as the rules tell them apart."""

    ALCOHOL = "alcohol"
    OPIOID = "opioid"
    BENZODIAZEPINE = "benzodiazepine"
    BARBITURATE = "barbiturate"
    Z_DRUG = "z_drug"
    GHB = "ghb"
    STIMULANT = "stimulant"
    CANNABIS = "cannabis"
    OTHER = "other"


SEDATIVES = frozenset(
    {Substance.BENZODIAZEPINE, Substance.BARBITURATE, Substance.Z_DRUG, Substance.GHB}
)


class SuicideRisk(StrEnum):
    """The clinician's judgment after asking, for example with the C-SSRS screener."""

    NONE = "none"
    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


@dataclass(frozen=True, kw_only=True)
class SubstanceUse:
    """One line of the use history.

    `is_stable_prescription`: taken as prescribed, with a supply, and meant to go on (methadone,
    buprenorphine, a prescribed benzodiazepine). Ran out or wants to stop is not stable.
    """

    substance: Substance
    last_use_hours_ago: float | None = None
    is_daily: bool | None = None
    is_heavy: bool | None = None
    is_stable_prescription: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Facts:
    """Everything the rules may look at.

    `uses` is None when nobody asked and empty when nothing was used in the last 12 months.
    Units are in the names; breath alcohol is in g per 100 mL, oxygen in percent saturation.
    `can_be_scored` is false for someone who cannot talk with the rater. `concern_...`: the
    assessor's rating of a life area, 0 to 4. `pawss_total` (0 to 10) foresees a complicated
    alcohol withdrawal; it is asked for only where withdrawal is possible. A score on CIWA-Ar and
    COWS, a judged suicide risk and the vital signs are needed for everybody, because a bad one
    counts for everybody.
    """

    age_years: int | None = None
    pregnant: bool | None = None
    had_seizure_in_48_hours: bool | None = None
    is_confused_or_hallucinating: bool | None = None
    overdose_suspected: bool | None = None
    has_chest_pain: bool | None = None
    is_hard_to_wake: bool | None = None
    suicide_risk: SuicideRisk | None = None
    phq9_item9: int | None = None
    safety_step_done: bool | None = None
    can_be_scored: bool | None = None
    ciwa_total: int | None = None
    cows_total: int | None = None
    uses: tuple[SubstanceUse, ...] | None = None
    opioid_medicine_planned: bool | None = None
    had_withdrawal_seizure_or_delirium: bool | None = None
    pawss_total: int | None = None
    breath_alcohol_percent: float | None = None
    pulse_per_minute: int | None = None
    systolic_mm_hg: int | None = None
    temperature_celsius: float | None = None
    oxygen_percent: int | None = None
    has_unstable_condition: bool | None = None
    has_safe_adult_at_home: bool | None = None
    dsm5_count: int | None = None
    concern_body_now: int | None = None
    concern_body_otherwise: int | None = None
    concern_mind: int | None = None
    concern_pull: int | None = None
    concern_home: int | None = None

    def __post_init__(self) -> None:
        _refuse_impossible(self)
        _refuse_contradiction(self)

    def as_snapshot(self) -> dict[str, Any]:
        """Return a JSON-able copy that `from_snapshot` reads back to equal facts."""
        return asdict(self)

    @classmethod
    def from_snapshot(cls, snapshot: Mapping[str, Any]) -> "Facts":
        """Read `as_snapshot` back; a fact the snapshot lacks is not known.

        Raises `UnableToAdvise` for a fact this version has no place for.
        """
        known = dict(snapshot)
        uses = known.pop("uses", None)
        risk = known.pop("suicide_risk", None)
        try:
            return cls(
                uses=None if uses is None else tuple(_use_from(use) for use in uses),
                suicide_risk=None if risk is None else SuicideRisk(risk),
                **known,
            )
        except (TypeError, ValueError, KeyError) as error:
            raise UnableToAdvise(f"This snapshot of facts cannot be read: {error}.") from error


def _use_from(snapshot: Mapping[str, Any]) -> SubstanceUse:
    return SubstanceUse(**{**snapshot, "substance": Substance(snapshot["substance"])})


# What a body or a form can show at all, to catch slips of the pen; not clinical thresholds.
_POSSIBLE: Mapping[str, tuple[float, float]] = {
    "age_years": (0, 120),
    "phq9_item9": (0, 3),
    "ciwa_total": (0, INSTRUMENTS["ciwa-ar"].highest_total),
    "cows_total": (0, INSTRUMENTS["cows"].highest_total),
    "dsm5_count": (0, INSTRUMENTS["dsm-5-count"].highest_total),
    "pawss_total": (0, 10),
    "breath_alcohol_percent": (0, 1),
    "pulse_per_minute": (0, 350),
    "systolic_mm_hg": (0, 350),
    "temperature_celsius": (20, 46),
    "oxygen_percent": (0, 100),
    "concern_body_now": (0, HIGHEST_CONCERN),
    "concern_body_otherwise": (0, HIGHEST_CONCERN),
    "concern_mind": (0, HIGHEST_CONCERN),
    "concern_pull": (0, HIGHEST_CONCERN),
    "concern_home": (0, HIGHEST_CONCERN),
}
_LONGEST_HOURS = 120 * 366 * 24


def _refuse_impossible(facts: Facts) -> None:
    for fact in fields(facts):
        value = getattr(facts, fact.name)
        if fact.name in _POSSIBLE:
            _refuse_number(fact.name, value, *_POSSIBLE[fact.name])
        elif fact.name == "suicide_risk":
            _refuse_other_than(fact.name, value, SuicideRisk)
        elif fact.name != "uses":
            _refuse_other_than_bool(fact.name, value)
    for use in facts.uses or ():
        _refuse_impossible_use(use)


def _refuse_impossible_use(use: SubstanceUse) -> None:
    _refuse_other_than("substance", use.substance, Substance)
    name = f"uses.{use.substance}"
    _refuse_number(f"{name}.last_use_hours_ago", use.last_use_hours_ago, 0, _LONGEST_HOURS)
    for flag in ("is_daily", "is_heavy", "is_stable_prescription"):
        _refuse_other_than_bool(f"{name}.{flag}", getattr(use, flag))


def _refuse_number(name: str, value: object, lowest: float, highest: float) -> None:
    if value is not None and not _lies_within(value, lowest, highest):
        raise UnableToAdvise(f"{name} cannot be {value!r}. Correct it or leave it empty.")


def _lies_within(value: object, lowest: float, highest: float) -> bool:
    # bool is an int in Python, and NaN lies within no range.
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return lowest <= value <= highest


def _refuse_other_than(name: str, value: object, kind: type[StrEnum]) -> None:
    if value is not None and not isinstance(value, kind):
        choices = ", ".join(kind)
        raise UnableToAdvise(f"{name} cannot be {value!r}. Choose one of {choices}.")


def _refuse_other_than_bool(name: str, value: object) -> None:
    if value is not None and not isinstance(value, bool):
        raise UnableToAdvise(f"{name} cannot be {value!r}. Say yes, no or not known.")


def _refuse_contradiction(facts: Facts) -> None:
    if not facts.breath_alcohol_percent or facts.uses is None:
        return
    if all(use.substance is not Substance.ALCOHOL for use in facts.uses):
        raise UnableToAdvise(
            "The breath test shows alcohol but the use history names none. Ask again, correct one."
        )
