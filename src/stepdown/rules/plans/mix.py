"""Which sessions a week a plan asks for, out of what its goals ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Asked:
    """One service that one goal asks for: so many `times` a week or (not `is_weekly`) a month,
    until a day (not included; None: as long as the plan holds)."""

    service: str
    times: int
    is_weekly: bool
    until_on: date | None = None


def weekly_mix(asked: Iterable[Asked], *, on: date) -> Mapping[str, int]:
    """Sessions a week by service on that day.

    One session serves several goals, so the goal that asks for most of a service decides; nothing
    is added up. What is wanted by the month takes no seat in every week and is left out.
    """
    mix: dict[str, int] = {}
    for one in asked:
        if one.is_weekly and (one.until_on is None or on < one.until_on):
            mix[one.service] = max(one.times, mix.get(one.service, 0))
    return mix
