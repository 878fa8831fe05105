"""Whether a week will come to the hours of its step: told early enough to make up for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations

from stepdown.rules.figures import Figure, read_figures

MOST_TOGETHER = 3  # sessions in one way; more cannot be asked of anybody in one week


@dataclass(frozen=True, slots=True)
class WeekAheadRules:
    """Told from `from_weekday` on (Monday is 0); compared to `nearest_minutes`."""

    version: str
    from_weekday: Figure
    nearest_minutes: Figure


@cache
def week_ahead_rules() -> WeekAheadRules:
    version, figures, _ = read_figures("stepdown.rules.progress", "week_ahead.toml")
    return WeekAheadRules(version, **figures)


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """Clinical minutes of one week: what the step asks for, what was attended so far, and what is
    still planned and not given up."""

    asked: int
    attended: int
    planned: int
    rules: WeekAheadRules = field(default_factory=week_ahead_rules, repr=False)

    @property
    def expected(self) -> int:
        return self.attended + self.planned

    @property
    def short_by(self) -> int:
        """Minutes that are missing; 0 where the week comes out right, to the half hour."""
        near = self.rules.nearest_minutes.value
        is_low = _rounded(self.expected, near) < _rounded(self.asked, near)
        return self.asked - self.expected if is_low else 0

    def is_covered_by(self, minutes: int) -> bool:
        return replace(self, planned=self.planned + minutes).short_by == 0


def _rounded(minutes: int, near: int) -> int:
    return (minutes + near // 2) // near


def is_told_on(weekday: int, rules: WeekAheadRules) -> bool:
    return weekday >= rules.from_weekday.value


@dataclass(frozen=True, slots=True)
class Time:
    """A session that could be added; minutes of the week from its start until its end."""

    key: str
    minutes: int
    starts: int
    ends: int


def ways_to_reach(ahead: WeekAhead, times: Sequence[Time]) -> Iterator[tuple[Time, ...]]:
    """Sets of sessions with which the week comes out right, the fewest and earliest first; none
    holds one that is not needed, and none two at the same time."""
    found: list[frozenset[Time]] = []
    for count in range(1, MOST_TOGETHER + 1):
        for way in combinations(sorted(times, key=lambda one: (one.starts, one.key)), count):
            is_larger = any(smaller <= frozenset(way) for smaller in found)
            if is_larger or _overlap(way):
                continue
            if ahead.is_covered_by(sum(one.minutes for one in way)):
                found.append(frozenset(way))
                yield way


def _overlap(way: Sequence[Time]) -> bool:
    return any(a.starts < b.ends and b.starts < a.ends for a, b in combinations(way, 2))
