"""The one problem type of the timetable: people, their lives, and what the clinic offers in a week.

Times are integers on the problem's grid: a step counts from the start of the local day that the
grid names, intervals are half open `[start, end)`. Lengths named `..._minutes` are minutes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

MINUTES_A_DAY = 24 * 60


class UnableToPoseProblem(Exception):
    """The problem contradicts itself; the sentence names the field to correct."""


def _require(holds: bool, sentence: str) -> None:
    if not holds:
        raise UnableToPoseProblem(sentence)


def _require_unique(keys: Iterable[str], what: str) -> None:
    seen: set[str] = set()
    for key in keys:
        _require(key not in seen, f"{what} {key!r} appears twice; keys must be unique.")
        seen.add(key)


@dataclass(frozen=True, slots=True)
class Grid:
    """`days` local days from Monday = 0, cut into steps of `step_minutes` between the two
    times of day (minutes after local midnight). The product uses 5-minute steps and 7 whole days.

    Clock changes are not the grid's affair: it holds wall times that repeat every week.
    """

    step_minutes: int = 5
    days: int = 7
    day_start_minutes: int = 0
    day_end_minutes: int = MINUTES_A_DAY

    def __post_init__(self) -> None:
        length = self.day_end_minutes - self.day_start_minutes
        _require(self.step_minutes > 0, "grid.step_minutes must be 1 or more.")
        _require(1 <= self.days <= 7, "grid.days must be 1 to 7.")
        _require(
            0 <= self.day_start_minutes < self.day_end_minutes <= MINUTES_A_DAY,
            "grid.day_start_minutes and day_end_minutes must lie in one day, start first.",
        )
        _require(length % self.step_minutes == 0, "grid.step_minutes must divide the day evenly.")

    @property
    def steps_a_day(self) -> int:
        return (self.day_end_minutes - self.day_start_minutes) // self.step_minutes

    def rounded_up(self, minutes: int) -> int:
        """Minutes rounded up to whole steps, still in minutes (travel is rounded this way)."""
        return -(-minutes // self.step_minutes) * self.step_minutes

    def minute_of_week(self, day: int, step: int) -> int:
        """Minutes from local midnight of day 0, so that a night shift meets the next morning."""
        return day * MINUTES_A_DAY + self.day_start_minutes + step * self.step_minutes


@dataclass(frozen=True, slots=True)
class Busy:
    """One commitment of a person on one day, in steps. `label` is the person's own word for it.

    `is_firm` False: a time the person would rather keep; it is charged and never blocks.
    """

    day: int
    start: int
    end: int
    reason_code: str
    label: str
    is_firm: bool = True


@dataclass(frozen=True, slots=True)
class Need:
    """`count` sessions a week of one service, each of at least `minutes` clinical minutes.

    `most` allows more than `count` to fill the week (None: exactly `count`). `leaders` limits
    who may lead it, for sessions with one's own clinician (empty: anyone).
    """

    key: str
    service: str
    count: int
    minutes: int = 0
    most: int | None = None
    leaders: tuple[str, ...] = ()

    @property
    def at_most(self) -> int:
        return self.count if self.most is None else self.most


@dataclass(frozen=True, slots=True)
class Person:
    """One person's week. `travel_minutes` is one way and kept free before and after any session
    next to a commitment. `weekly_minimum_minutes` are clinical minutes; `max_minutes_a_day`
    are booked minutes, breaks included. `tags` are what groups may ask for ("adult", "spanish");
    `only`: what the person asks of every session, and gives up only when they say so.
    """

    key: str
    needs: tuple[Need, ...]
    busy: tuple[Busy, ...] = ()
    travel_minutes: int = 0
    weekly_minimum_minutes: int = 0
    min_days: int = 0
    max_minutes_a_day: int = MINUTES_A_DAY
    tags: frozenset[str] = frozenset()
    only: frozenset[str] = frozenset()

    @property
    def target_minutes(self) -> int:
        """Clinical minutes a week that the plan aims at: the minimum, or the needs if more."""
        return max(self.weekly_minimum_minutes, sum(n.count * n.minutes for n in self.needs))


@dataclass(frozen=True, slots=True)
class Offering:
    """A weekly meeting that people may join: a group, a class or an opening for one person.

    `seats_left`: seats for the people of this problem, those pinned to it included.
    `clinical_minutes`: what counts, at most the booked length (breaks do not count). One of which
    nothing counts makes no day of care.
    `program`: meetings of one program are joined all together or not at all (None: single).
    `meets_anyway`: it has members outside this problem, so its leader and room are taken.
    `asks_for`: tags that whoever joins must have; adults and adolescents stay apart this way.
    `keeps`: what it keeps of all that people ask of sessions (`Person.only`).
    """

    key: str
    service: str
    day: int
    start: int
    end: int
    seats_left: int
    clinical_minutes: int
    room: str | None = None
    leader: str | None = None
    program: str | None = None
    meets_anyway: bool = False
    asks_for: frozenset[str] = frozenset()
    keeps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Pin:
    """A placement that must be kept: this person in this offering."""

    person: str
    offering: str


@dataclass(frozen=True, slots=True)
class Closure:
    """An offering that is shut to one person for a reason that only staff may read."""

    person: str
    offering: str
    reason_code: str


@dataclass(frozen=True, slots=True)
class Weights:
    """What a plan is charged, in minutes: wishes, not rules. `day` for each day attended and
    `rather_not` for each session that reaches into a time the person would rather keep; the rest
    for each minute of travel, of waiting between sessions, and above the target."""

    day: int = 30
    travel: int = 1
    waiting: int = 1
    above_target: int = 1
    rather_not: int = 60

    def __post_init__(self) -> None:
        charges = (self.day, self.travel, self.waiting, self.above_target, self.rather_not)
        _require(min(charges) >= 0, "weights must not be negative.")


@dataclass(frozen=True, slots=True)
class Week:
    """A clinic's week, or as much of it as a rule must see: a part of what was posed is sound."""

    grid: Grid
    people: tuple[Person, ...]
    offerings: tuple[Offering, ...]
    pinned: tuple[Pin, ...] = ()
    closed: tuple[Closure, ...] = ()
    weights: Weights = field(default_factory=Weights)


@dataclass(frozen=True, slots=True)
class Problem(Week):
    """A whole one. Raises `UnableToPoseProblem` on unknown or doubled keys and bad times."""

    def __post_init__(self) -> None:
        _require_unique((p.key for p in self.people), "person")
        _require_unique((o.key for o in self.offerings), "offering")
        for person in self.people:
            _check_person(self.grid, person)
        for offering in self.offerings:
            _check_offering(self.grid, offering)
        people, offerings = {p.key for p in self.people}, {o.key for o in self.offerings}
        for what, links in (("pinned", self.pinned), ("closed", self.closed)):
            for one in links:
                known = one.person in people
                _require(known, f"{what} names an unknown person {one.person!r}.")
                known = one.offering in offerings
                _require(known, f"{what} names an unknown offering {one.offering!r}.")


def _check_times(grid: Grid, day: int, start: int, end: int, what: str) -> None:
    _require(0 <= day < grid.days, f"{what}: day must be 0 to {grid.days - 1}, not {day}.")
    _require(
        0 <= start < end <= grid.steps_a_day,
        f"{what}: start and end must satisfy 0 <= start < end <= {grid.steps_a_day}, "
        f"not {start} and {end}.",
    )


def _check_person(grid: Grid, person: Person) -> None:
    what = f"person {person.key!r}"
    _require_unique((n.key for n in person.needs), f"{what}: need")
    numbers = (
        person.travel_minutes,
        person.weekly_minimum_minutes,
        person.min_days,
        person.max_minutes_a_day,
    )
    _require(min(numbers) >= 0, f"{what}: minutes and days must not be negative.")
    for busy in person.busy:
        _check_times(grid, busy.day, busy.start, busy.end, f"{what}: busy {busy.label!r}")
    for need in person.needs:
        _require(
            0 <= need.count <= need.at_most and need.minutes >= 0,
            f"{what}: need {need.key!r} must have 0 <= count <= most and no negative minutes.",
        )


def _check_offering(grid: Grid, offering: Offering) -> None:
    what = f"offering {offering.key!r}"
    _check_times(grid, offering.day, offering.start, offering.end, what)
    booked = (offering.end - offering.start) * grid.step_minutes
    _require(
        0 <= offering.clinical_minutes <= booked,
        f"{what}: clinical_minutes must be 0 to its booked {booked} minutes.",
    )
