"""Which level of care a planned week is. The level follows the plan, never one week's attendance,
and changes only by a signed decision; this says what the plan amounts to."""

from dataclasses import dataclass
from enum import Enum


class LevelReason(Enum):
    """Why a plan is the level that it is."""

    BELOW_FLOOR = "below_floor"
    PLANNED_TRANSITION = "planned_transition"
    REACHES_FLOOR = "reaches_floor"
    REACHES_HIGH_INTENSITY = "reaches_high_intensity"


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure with where it comes from; `confirmed` is False where a clinic must check it."""

    value: int
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class LevelRules:
    """Versioned figures. Floors are clinical minutes a week; `adult_from_years` the age from which
    the adult floor holds; `transition_weeks` the most weeks of a planned transition that stay 2.1;
    `outpatient_codes` what is below the floor, by edition of the criteria."""

    version: str
    adult_floor_minutes: Threshold
    adolescent_floor_minutes: Threshold
    adult_from_years: Threshold
    high_intensity_minutes: Threshold
    transition_weeks: Threshold
    outpatient_codes: tuple[tuple[str, str], ...]

    def floor_for(self, age_years: int) -> Threshold:
        is_adult = age_years >= self.adult_from_years.value
        return self.adult_floor_minutes if is_adult else self.adolescent_floor_minutes


@dataclass(frozen=True, slots=True)
class LevelNotice:
    """What level a plan amounts to, and why. `threshold` is the
    figure that decided; `floor_minutes` the clinical minutes a week of Level 2.1 at this age."""

    level_code: str
    edition: str
    reason: LevelReason
    weekly_minutes: int
    floor_minutes: int
    threshold: Threshold
    rules_version: str

    @property
    def is_intensive_outpatient(self) -> bool:
        return self.level_code == INTENSIVE_OUTPATIENT

    def changes_from(self, level_code: str) -> bool:
        """A signed level change is needed before this plan starts."""
        return self.level_code != level_code


INTENSIVE_OUTPATIENT = "2.1"
HIGH_INTENSITY_OUTPATIENT = "2.5"


class UnableToTellLevel(Exception):
    """The rules know no level codes for this edition of the criteria."""


def decide_level(
    weekly_minutes: int,
    age_years: int,
    *,
    rules: LevelRules,
    edition: str,
    is_transition: bool,
    weeks: int | None,
) -> LevelNotice:
    """`level_for` with the rules given; see there."""
    floor = rules.floor_for(age_years)
    bridge = rules.transition_weeks
    below = dict(rules.outpatient_codes).get(edition)
    if below is None:
        raise UnableToTellLevel(f"The level rules know no edition {edition!r}; add its codes.")
    short_enough = is_transition and weeks is not None and 1 <= weeks <= bridge.value
    if weekly_minutes >= rules.high_intensity_minutes.value:
        decided = (HIGH_INTENSITY_OUTPATIENT, LevelReason.REACHES_HIGH_INTENSITY)
        threshold = rules.high_intensity_minutes
    elif weekly_minutes >= floor.value:
        decided, threshold = (INTENSIVE_OUTPATIENT, LevelReason.REACHES_FLOOR), floor
    elif short_enough:
        decided, threshold = (INTENSIVE_OUTPATIENT, LevelReason.PLANNED_TRANSITION), bridge
    else:
        decided, threshold = (below, LevelReason.BELOW_FLOOR), floor
    code, reason = decided
    return LevelNotice(code, edition, reason, weekly_minutes, floor.value, threshold, rules.version)
