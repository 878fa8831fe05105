"""Sessions by week: a tick for came, M for made up, E for excused, a dashed box for missed."""

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from stepdown.web.ui.charts.numbers import Numbers, shortened

LABEL_WIDTH, WIDTH, ROW, GAP = 92, 340, 30, 4
MOST_WEEKS = 12
LONGEST_LABEL = 13


class Mark(StrEnum):
    CAME = "came"
    MADE_UP = "made up"
    EXCUSED = "excused"
    MISSED = "missed"
    AHEAD = "still ahead"
    NONE = "no session"


@dataclass(frozen=True, slots=True)
class AttendanceRow:
    """One weekly session; one mark for each week of the grid, in order."""

    label: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    x: int
    y: int
    width: int
    height: int
    mark: Mark

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def base(self) -> int:
        """Where a letter stands."""
        return self.y + self.height // 2 + 4

    @property
    def tick(self) -> str:
        y = self.y + self.height // 2
        return f"{self.middle - 5},{y} {self.middle - 1},{y + 4} {self.middle + 5},{y - 4}"


@dataclass(frozen=True, slots=True)
class AttendanceGrid:
    """Draws the latest twelve weeks; the table behind it holds all of them."""

    finding: str
    note: str
    weeks: tuple[str, ...]
    rows: tuple[AttendanceRow, ...]
    source: str = ""
    template: ClassVar[str] = "ui/charts/attendance.html"

    @property
    def height(self) -> int:
        return len(self.rows) * ROW + 22

    @property
    def foot(self) -> int:
        return len(self.rows) * ROW + 15

    @property
    def cells(self) -> tuple[Cell, ...]:
        return tuple(
            Cell(self._x(column), index * ROW, self._step - GAP, ROW - GAP, mark)
            for index, row in enumerate(self.rows)
            for column, mark in enumerate(row.marks[-MOST_WEEKS:])
            if mark is not Mark.NONE
        )

    @property
    def row_labels(self) -> tuple[tuple[int, str], ...]:
        return tuple(
            (index * ROW + ROW // 2 + 2, shortened(row.label, LONGEST_LABEL))
            for index, row in enumerate(self.rows)
        )

    @property
    def week_labels(self) -> tuple[tuple[int, str], ...]:
        shown = self.weeks[-MOST_WEEKS:]
        return tuple((self._x(i) + (self._step - GAP) // 2, week) for i, week in enumerate(shown))

    @property
    def _step(self) -> int:
        return (WIDTH - LABEL_WIDTH) // max(min(len(self.weeks), MOST_WEEKS), 6)

    def _x(self, column: int) -> int:
        return LABEL_WIDTH + column * self._step

    @property
    def counts(self) -> str:
        """For example "27 came, 1 made up, 2 excused, 2 missed"."""
        counted = Counter(mark for row in self.rows for mark in row.marks)
        named = [mark for mark in Mark if mark is not Mark.NONE and counted[mark]]
        return ", ".join(f"{counted[mark]} {mark.value}" for mark in named)

    @property
    def spoken(self) -> str:
        return f"{self.finding}. {self.counts or 'No sessions yet'}."

    @property
    def numbers(self) -> Numbers:
        heads = tuple(f"Week {week}" for week in self.weeks)
        rows = tuple((row.label, *(mark.value for mark in row.marks)) for row in self.rows)
        return Numbers(("Session", *heads), rows)
