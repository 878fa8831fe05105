"""How long each step takes, counted from the first contact: booked, decided, admitted, started."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from stepdown.clinic.progress.ways_in import WayIn, WayStep


@dataclass(frozen=True)
class StepWait:
    """The middle time from first contact to a step, of the `people` who came that far."""

    step: WayStep
    median: timedelta
    people: int


def step_waits(ways: Iterable[WayIn]) -> tuple[StepWait, ...]:
    """A step that nobody reached is left out."""
    found: dict[WayStep, list[float]] = {step: [] for step in WayStep}
    for one in ways:
        for step, at in one.reached.items():
            found[step].append((at - one.asked_at).total_seconds())
    return tuple(
        StepWait(step, timedelta(seconds=median(times)), len(times))
        for step, times in found.items()
        if times
    )
