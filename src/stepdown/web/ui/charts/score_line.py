"""One score over time: a line on a fixed scale with its goal band; what is missing is a gap."""

from dataclasses import dataclass
from itertools import groupby
from typing import ClassVar

from stepdown.web.ui.charts.numbers import Numbers, plain

LEFT, RIGHT, TOP, BOTTOM = 30, 296, 16, 138
MOST_LABELS = 9


@dataclass(frozen=True, slots=True)
class Reading:
    """One point in time; `value` None is a gap, never a zero."""

    label: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Dot:
    x: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """`lowest` and `highest` are the instrument's own range, so that people compare alike.

    `goal` is the range looked for, on the same scale. `period` names what a label counts.
    """

    finding: str
    note: str
    readings: tuple[Reading, ...]
    lowest: float
    highest: float
    goal: tuple[float, float] | None = None
    period: str = "Week"
    tone: str = "brand"
    source: str = ""
    template: ClassVar[str] = "ui/charts/score_line.html"

    def x(self, index: int) -> int:
        gaps = max(len(self.readings) - 1, 1)
        return round(LEFT + (RIGHT - LEFT) * index / gaps)

    def y(self, value: float) -> int:
        share = (value - self.lowest) / (self.highest - self.lowest)
        return round(BOTTOM - (BOTTOM - TOP) * min(max(share, 0), 1))

    @property
    def dots(self) -> tuple[Dot, ...]:
        return tuple(
            Dot(self.x(index), self.y(reading.value), plain(reading.value))
            for index, reading in enumerate(self.readings)
            if reading.value is not None
        )

    @property
    def segments(self) -> tuple[str, ...]:
        """Polyline points of each unbroken run of readings."""
        runs = groupby(enumerate(self.readings), key=lambda pair: pair[1].value is None)
        return tuple(
            " ".join(f"{self.x(i)},{self.y(reading.value or 0)}" for i, reading in run)
            for is_gap, run in runs
            if not is_gap
        )

    @property
    def last(self) -> Dot | None:
        return self.dots[-1] if self.dots else None

    @property
    def goal_top(self) -> int:
        return self.y(self.goal[1]) if self.goal else BOTTOM

    @property
    def goal_height(self) -> int:
        return self.y(self.goal[0]) - self.goal_top if self.goal else 0

    @property
    def rules(self) -> tuple[Dot, ...]:
        """The three level lines: lowest, middle (a score that can be), highest."""
        middle = (self.lowest + self.highest) // 2
        values = (self.lowest, middle, self.highest)
        return tuple(Dot(LEFT, self.y(value), plain(value)) for value in values)

    @property
    def labels(self) -> tuple[Dot, ...]:
        every = -(-len(self.readings) // MOST_LABELS)
        return tuple(
            Dot(self.x(index), BOTTOM + 20, reading.label)
            for index, reading in enumerate(self.readings)
            if index % every == 0
        )

    @property
    def spoken(self) -> str:
        words = ", ".join(f"{self.period} {label}: {value}" for label, value in self._said())
        goal = f" Goal {plain(self.goal[0])} to {plain(self.goal[1])}." if self.goal else ""
        scale = f"Scale {plain(self.lowest)} to {plain(self.highest)}."
        return f"{self.finding}. {words or 'No readings yet'}. {scale}{goal}"

    @property
    def numbers(self) -> Numbers:
        return Numbers((self.period, "Score"), self._said())

    def _said(self) -> tuple[tuple[str, str], ...]:
        return tuple(
            (one.label, "not measured" if one.value is None else plain(one.value))
            for one in self.readings
        )
