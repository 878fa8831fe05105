"""A week as a grid of hours. Where a week has evenings, they are drawn taller than the day."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import ClassVar

from stepdown.web.ui.charts.day_list import Day, DayList, Slot
from stepdown.web.ui.charts.fitting import fitted_lines
from stepdown.web.ui.charts.numbers import Numbers, clock

LEFT, COLUMN, HEAD = 62, 82, 30
EVENING = 16 * 60
DAY_SCALE, FULL_SCALE = 0.42, 0.85
LINE_HEIGHT = 15
TEXT_SIZE = 13  # in the units of the drawing: the largest that stepdown.css gives its words
LEAST_HEIGHT = 20  # of a block, so that one line fits


class BlockLook(StrEnum):
    SESSION = "session"
    CHOSEN = "chosen"
    BUSY = "busy"
    TRAVEL = "travel"
    OPEN = "open"


WITHOUT_TIME = (BlockLook.BUSY, BlockLook.TRAVEL)


@dataclass(frozen=True, slots=True)
class WeekBlock:
    """`day` 0 is the first column; `starts` and `ends` are minutes after midnight."""

    day: int
    starts: int
    ends: int
    title: str
    tone: str = "brand"
    look: BlockLook = BlockLook.SESSION
    note: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class DrawnWeekBlock:
    block: WeekBlock
    x: int
    y: int
    width: int
    height: int

    @property
    def lines(self) -> tuple[tuple[int, str], ...]:
        """Baseline and text of each line that fits: a session's time first, then its title."""
        has_time = self.block.look not in WITHOUT_TIME
        room = max((self.height - 2) // LINE_HEIGHT, 1)
        words = [clock(self.block.starts).split(" ")[0]] if has_time else []
        if not self.is_narrow:
            width = self.x + self.width - 2 - self.text_x
            left = room - len(words)
            words += fitted_lines(self.block.title, width=width, most=left, size=TEXT_SIZE)
        return tuple((self.y + 15 + i * LINE_HEIGHT, one) for i, one in enumerate(words))

    @property
    def is_narrow(self) -> bool:
        """Beside another block there is room for the time alone, drawn a little tighter."""
        return self.width < COLUMN // 2

    @property
    def text_x(self) -> int:
        return self.x + (6 if self.is_narrow else 9)

    @property
    def text_width(self) -> int:
        return self.width - 8


@dataclass(frozen=True)
class WeekGrid:
    """`day_names` ("Mon 23") and `full_names` have one entry per column, the first for day 0.
    What every block asks of the whole week is reckoned once."""

    finding: str
    note: str
    day_names: tuple[str, ...]
    full_names: tuple[str, ...]
    blocks: tuple[WeekBlock, ...]
    source: str = ""
    legend: tuple[tuple[str, str], ...] = ()
    today: int | None = None
    template: ClassVar[str] = "ui/charts/week_grid.html"

    @property
    def width(self) -> int:
        return LEFT + COLUMN * len(self.day_names)

    @cached_property
    def height(self) -> int:
        return self.y(self._last) + 8

    @property
    def columns(self) -> tuple[tuple[int, int, str], ...]:
        """Left edge, middle and name of each day."""
        places = ((LEFT + COLUMN * index, name) for index, name in enumerate(self.day_names))
        return tuple((x, x + COLUMN // 2, name) for x, name in places)

    @property
    def hours(self) -> tuple[tuple[int, str], ...]:
        """Height and name of the hour lines: every two hours by day, every hour when tall."""
        steps = range(self._first, self._last + 1, 60)
        shown = (at for at in steps if self._is_tall(at) or (at - self._first) % 120 == 0)
        return tuple((self.y(at), clock(at).replace(":00", "")) for at in shown)

    @property
    def drawn(self) -> tuple[DrawnWeekBlock, ...]:
        """Commitments lie below, sessions over them; sessions at one time stand side by side."""
        below = [self._place(one, 0, 1) for one in self.blocks if one.look is BlockLook.BUSY]
        return (*below, *self._side_by_side())

    def _side_by_side(self) -> Iterator[DrawnWeekBlock]:
        over = [one for one in self.blocks if one.look is not BlockLook.BUSY]
        over.sort(key=lambda one: (one.day, one.starts, one.ends))
        for _, same_day in groupby(over, key=lambda one: one.day):
            for cluster in _clusters(list(same_day)):
                lanes = _lanes(cluster)
                for one, lane in zip(cluster, lanes, strict=True):
                    yield self._place(one, lane, max(lanes) + 1)

    def _place(self, one: WeekBlock, lane: int, lanes: int) -> DrawnWeekBlock:
        width = (COLUMN - 6) // lanes
        top, bottom = self.y(one.starts) + 1, self.y(one.ends) - 1
        height = max(bottom - top, LEAST_HEIGHT)
        if one.look is BlockLook.TRAVEL:  # drawn taller than it is, but not over what follows
            top = min(top, self._next_top(one) - height)
        x = LEFT + COLUMN * one.day + 3 + lane * width
        return DrawnWeekBlock(one, x, top, width - (lanes > 1), height)

    def _next_top(self, one: WeekBlock) -> int:
        later = (each for each in self.blocks if each.day == one.day and each.starts >= one.ends)
        return min((self.y(each.starts) for each in later), default=self.height)

    def y(self, minute: int) -> int:
        """The height of a minute: the part before the evening is drawn at half scale."""
        if not self._is_stretched:
            return round(HEAD + (minute - self._first) * FULL_SCALE)
        by_day = min(minute, EVENING) - self._first
        return round(HEAD + by_day * DAY_SCALE + max(minute - EVENING, 0) * FULL_SCALE)

    def _is_tall(self, minute: int) -> bool:
        return not self._is_stretched or minute >= EVENING

    @cached_property
    def _is_stretched(self) -> bool:
        return self._first <= EVENING - 240 and self._last > EVENING + 60

    @cached_property
    def _first(self) -> int:
        return min((one.starts for one in self.blocks), default=540) // 60 * 60

    @cached_property
    def _last(self) -> int:
        latest = max((one.ends for one in self.blocks), default=1020)
        return max(-(-latest // 60) * 60, self._first + 120)

    @property
    def spoken(self) -> str:
        said = (f"{day} {time} {what}" for day, time, what in self.numbers.rows)
        return f"{self.finding}. {'; '.join(said) or 'Nothing planned'}."

    @cached_property
    def numbers(self) -> Numbers:
        ordered = sorted(self.blocks, key=lambda one: (one.day, one.starts))
        rows = tuple((self.full_names[one.day], _span(one), one.title) for one in ordered)
        return Numbers(("Day", "Time", "What"), rows)

    @property
    def day_list(self) -> DayList:
        """The same week for a phone; commitments become a quiet line."""
        names = enumerate(zip(self.day_names, self.full_names, strict=True))
        return DayList(tuple(self._day(index, *both) for index, both in names))

    def _day(self, index: int, name: str, full_name: str) -> Day:
        word, _, number = name.partition(" ")
        mine = [one for one in sorted(self.blocks, key=_start) if one.day == index]
        slots = tuple(
            _slot(one) for one in mine if one.look not in (BlockLook.BUSY, BlockLook.TRAVEL)
        )
        busy = ", ".join(f"{one.title} {_span(one)}" for one in mine if one.look is BlockLook.BUSY)
        return Day(word, number, full_name, slots, index == self.today, busy)


def _start(one: WeekBlock) -> int:
    return one.starts


def _slot(one: WeekBlock) -> Slot:
    is_open = one.look is BlockLook.OPEN
    return Slot(clock(one.starts), one.title, one.tone, one.note, one.url, is_open)


def _span(one: WeekBlock) -> str:
    return f"{clock(one.starts)} to {clock(one.ends)}"


def _clusters(ordered: list[WeekBlock]) -> Iterator[list[WeekBlock]]:
    """Runs of blocks that touch each other in time."""
    run: list[WeekBlock] = []
    for one in ordered:
        if run and one.starts >= max(each.ends for each in run):
            yield run
            run = []
        run.append(one)
    if run:
        yield run


def _lanes(cluster: list[WeekBlock]) -> list[int]:
    """The first free lane for each block of a run."""
    ends: list[int] = []
    chosen = []
    for one in cluster:
        lane = next((i for i, end in enumerate(ends) if end <= one.starts), len(ends))
        ends[lane : lane + 1] = [one.ends]
        chosen.append(lane)
    return chosen
