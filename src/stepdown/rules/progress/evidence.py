"""What is known about a person when a step down is considered. None means: not known."""

from dataclasses import dataclass, fields


class UnableToAdviseStep(Exception):
    """The evidence cannot be true; the message says what to correct."""


@dataclass(frozen=True, kw_only=True)
class StepEvidence:
    """Counts are whole; sessions are those of the last 4 weeks; PHQ-9 totals are 0 to 27.

    `weeks_below_planned_hours` counts weeks running, up to now, with fewer attended than
    planned hours.
    """

    sessions_attended: int | None = None
    sessions_expected: int | None = None
    first_phq9: int | None = None
    latest_phq9: int | None = None
    has_open_safety_step: bool | None = None
    has_open_detox_need: bool | None = None
    weeks_in_phase: int | None = None
    planned_weeks: int | None = None
    weeks_below_planned_hours: int | None = None

    def __post_init__(self) -> None:
        for item in fields(self):
            value = getattr(self, item.name)
            if value is not None and not _is_possible(item.name, value):
                raise UnableToAdviseStep(f"{item.name} cannot be {value!r}. Correct it.")
        attended, expected = self.sessions_attended, self.sessions_expected
        if attended is not None and expected is not None and attended > expected:
            raise UnableToAdviseStep(
                f"{attended} sessions attended of {expected} expected cannot be. "
                "Count made-up sessions as expected ones."
            )


def _is_possible(name: str, value: object) -> bool:
    if name.startswith("has_"):
        return isinstance(value, bool)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        return False
    return value <= 27 or "phq9" not in name
