"""Whose story the demo tells: how far each person is, and what their life looks like."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any

from stepdown.commands.demo.cast import Somebody
from stepdown.commands.demo.week import EVENINGS, MORNINGS


class Stage(StrEnum):
    """How far somebody is on the demo's today."""

    NEW = "new"
    BOOKED = "booked"
    ARRIVED = "arrived"
    ASSESSING = "assessing"
    SAFETY_OPEN = "safety open"
    DETOX_FIRST = "detox first"
    HANDLED_HERE = "handled here"
    DECIDED = "decided"
    STARTING = "starting"
    MID_COURSE = "mid course"
    READY = "ready"
    STEPPED_DOWN = "stepped down"
    ON_HOLD = "on hold"
    ENDED = "ended"

    @property
    def weeks(self) -> tuple[int, int]:
        """Fewest and most weeks that somebody at this stage has been in care."""
        return _WEEKS.get(self, (0, 0))

    @property
    def is_admitted(self) -> bool:
        return self in _WEEKS


_WEEKS = {
    Stage.HANDLED_HERE: (2, 3),
    Stage.STARTING: (0, 1),
    Stage.MID_COURSE: (2, 6),
    Stage.READY: (7, 8),
    Stage.STEPPED_DOWN: (9, 10),
    Stage.ON_HOLD: (3, 5),
    Stage.ENDED: (3, 6),
}

# Told in this order and then from the start again, so that a small demo has every stage too.
ORDER = (
    Stage.MID_COURSE,
    Stage.READY,
    Stage.NEW,
    Stage.BOOKED,
    Stage.STARTING,
    Stage.DETOX_FIRST,
    Stage.ASSESSING,
    Stage.HANDLED_HERE,
    Stage.STEPPED_DOWN,
    Stage.ON_HOLD,
    Stage.ENDED,
    Stage.ARRIVED,
    Stage.DECIDED,
    Stage.MID_COURSE,
    Stage.SAFETY_OPEN,
    Stage.READY,
    Stage.MID_COURSE,
    Stage.BOOKED,
    Stage.STARTING,
    Stage.MID_COURSE,
)
SECOND_SITE = (Stage.BOOKED, Stage.NEW, Stage.ASSESSING, Stage.NEW)
WITH_ACCOUNT = {Stage.MID_COURSE, Stage.READY, Stage.STEPPED_DOWN}
EVERY_DAY = range(5)
MOST_MORNING_WEEKS = 4  # then the morning program asks for a review
WORK = {
    EVENINGS: (
        ("Monday to Friday, 8:30 to 4:30", "work", EVERY_DAY, time(8, 30), time(16, 30)),
        ("Monday to Friday, 7 to 3", "work", EVERY_DAY, time(7), time(15)),
        ("Classes Tuesday to Thursday, 10 to 2", "school", range(1, 4), time(10), time(14)),
        ("Weekends, 8 to 4", "work", range(6, 7), time(8), time(16)),
    ),
    MORNINGS: (
        ("Monday to Friday, 3 to 11 in the evening", "work", EVERY_DAY, time(15), time(23)),
        ("Children from school at 3", "care", EVERY_DAY, time(14, 45), time(16)),
    ),
}


@dataclass
class Story:
    """One person's way so far. `patient` and `episode` are there once the clinic made them."""

    who: Somebody
    stage: Stage
    chance: random.Random
    weeks: int = 0
    program: str = EVENINGS
    work: tuple[str, str, range, time, time] = WORK[EVENINGS][0]
    substance: str = "alcohol"
    comes: float = 0.95
    first_score: int = 14
    counselor: str = "counselor"
    speaks: str = ""
    patient: Any = field(default=None, repr=False)
    episode: Any = field(default=None, repr=False)
    starts_on: date | None = None
    has_account: bool = False
    died_on: date | None = None


def tell(
    people: list[Somebody], *, seed: int, today: date, order: Sequence[Stage] = ORDER
) -> list[Story]:
    """A story for each person; the program, work and numbers follow from the seed.

    The first record that arrives is that of somebody who called; the second says that its person
    has died.
    """
    stories = [
        _story(who, order[number % len(order)], number, seed, today)
        for number, who in enumerate(people)
    ]
    callers = [story for story in stories if story.stage is Stage.NEW]
    arrived = [story for story in stories if story.stage is Stage.ARRIVED]
    for caller, story in zip(callers, arrived[:1], strict=False):
        story.who = caller.who
    for story in arrived[1:2]:
        story.died_on = today - timedelta(weeks=3)
    return stories


def _story(who: Somebody, stage: Stage, number: int, seed: int, today: date) -> Story:
    chance = random.Random(f"story {seed} {number} {who.name}")
    is_steady = stage in {Stage.READY, Stage.STEPPED_DOWN}
    program = MORNINGS if number % 4 == 3 and not is_steady else EVENINGS
    weeks = chance.randint(*stage.weeks)
    if program == MORNINGS:
        weeks = min(weeks, MOST_MORNING_WEEKS)
    this_monday = today - timedelta(days=today.weekday())
    return Story(
        who=who,
        stage=stage,
        chance=chance,
        weeks=weeks,
        program=program,
        work=chance.choice(WORK[program]),
        substance=chance.choice(("alcohol", "alcohol", "opioid", "stimulant")),
        comes=0.97 if is_steady else chance.uniform(0.72, 0.95),
        first_score=chance.randint(11, 18),
        counselor=_counselor(program, number),
        speaks="English, Spanish" if number % 8 == 5 else "English",
        starts_on=this_monday - timedelta(weeks=weeks) if stage.is_admitted else None,
        has_account=number < len(ORDER) // 2 and stage in WITH_ACCOUNT,
    )


def _counselor(program: str, number: int) -> str:
    """The key of the person's counselor among the first site's staff."""
    if program == MORNINGS:
        return "counselor_3"
    return "counselor" if number % 2 == 0 else "counselor_2"
