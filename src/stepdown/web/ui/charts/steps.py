"""Steps of care as blocks that get lower, with a marker on where the person is."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from stepdown.web.ui.charts.numbers import shortened

WIDTH, GROUND, TALLEST, LOWEST, GAP = 340, 124, 96, 34, 4


class StepState(StrEnum):
    DONE = "done"
    HERE = "here"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class StepBlock:
    """`name` "Step 2", `hours` a week; 0 hours draws the lowest block with its name alone."""

    name: str
    hours: float
    state: StepState
    hours_words: str = ""


@dataclass(frozen=True, slots=True)
class DrawnBlock:
    block: StepBlock
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def name(self) -> str:
        return shortened(self.block.name, max(self.width // 7, 3))

    @property
    def tick(self) -> str:
        x, y = self.x + 12, GROUND - 16
        return f"{x},{y} {x + 5},{y + 5} {x + 14},{y - 6}"

    @property
    def has_room_for_tick(self) -> bool:
        return self.height >= 70


@dataclass(frozen=True, slots=True)
class Steps:
    """`sentence` says the same in words below the drawing."""

    finding: str
    sentence: str
    blocks: tuple[StepBlock, ...]
    note: str = ""
    source: str = ""
    numbers: ClassVar[None] = None
    template: ClassVar[str] = "ui/charts/steps.html"

    @property
    def drawn(self) -> tuple[DrawnBlock, ...]:
        width = WIDTH // max(len(self.blocks), 4)
        return tuple(
            DrawnBlock(one, index * width, GROUND - height, width - GAP, height)
            for index, one in enumerate(self.blocks)
            for height in (self._height(one.hours),)
        )

    def _height(self, hours: float) -> int:
        most = max((block.hours for block in self.blocks), default=0) or 1
        return round(LOWEST + (TALLEST - LOWEST) * hours / most) if hours else LOWEST - 6

    @property
    def spoken(self) -> str:
        said = (
            f"{one.name}, {one.hours_words or 'no hours'}, {_state(one)}" for one in self.blocks
        )
        return f"{self.finding}: {'; '.join(said)}."


def _state(block: StepBlock) -> str:
    return "you are here" if block.state is StepState.HERE else block.state.value
