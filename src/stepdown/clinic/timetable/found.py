"""What is said about one person's week: whole weeks that fit, or what stands in the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from stepdown.clinic.timetable.problem import WeekGoal
from stepdown.clinic.timetable.queries import WeeklySession
from stepdown.clinic.treatment.queries import CommitmentRow
from stepdown.clinic.treatment.services import Service


@dataclass(frozen=True)
class Wishes:
    """What staff ask of the search: sessions (by number) to keep, and to leave out. `chosen`: a
    whole week that they put together themselves; it is judged, not searched."""

    keep: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    chosen: tuple[int, ...] = ()


@dataclass(frozen=True)
class OtherSession:
    """What was possible instead. `against` is the code of the rule in the way, None where it fits;
    `commitment` the fixed time in the way, or the one they would rather keep; `days` the days
    more a week."""

    session: WeeklySession
    against: str | None
    commitment: CommitmentRow | None
    days: int


@dataclass(frozen=True)
class FoundWeek:
    """One whole week. `weekly_minutes` are clinical; `days` are weekdays (0 is Monday).

    `by_own_clinician`: whether one-to-one sessions are with the person's team. `rather_not` are the
    times taken that the person would rather keep; `instead` what was possible in place of
    a series; it is judged when it is asked, since a page shows one week of several.
    """

    sessions: tuple[WeeklySession, ...]
    weekly_minutes: int
    days: tuple[int, ...]
    waiting_minutes: int
    by_own_clinician: bool
    rather_not: tuple[CommitmentRow, ...]
    instead: Callable[[int], tuple[OtherSession, ...]] = field(compare=False)

    @property
    def series_ids(self) -> tuple[int, ...]:
        return tuple(one.series_id for one in self.sessions)


@dataclass(frozen=True)
class Lacking:
    """How many sessions a week of a service are missing."""

    service: Service
    sessions: int


@dataclass(frozen=True)
class WayOut:
    """One change after which a full week exists: fixed times that give way together, sessions that
    need not keep what the person asks of each (LANGUAGE or GENDER), or one seat more in a full
    session, perhaps by a second leader. A seat is the clinic's to give: staff alone are told."""

    gives_way: tuple[CommitmentRow, ...] = ()
    not_only: str = ""
    seat_in: WeeklySession | None = None
    needs_leader: bool = False


@dataclass(frozen=True)
class NoFullWeek:
    """Why there is no full week, as the person too may read it: it names nobody else.

    `blocking` stand in the way together. Empty: what is open does not reach the goal. `closest`
    keeps every commitment. `ways_out` are single changes, those with the fewest parts first.
    `asked_of_each`: what the person asks of every session, in words.
    """

    blocking: tuple[CommitmentRow, ...]
    is_long_day: bool
    closest: tuple[WeeklySession, ...]
    closest_minutes: int
    closest_days: int
    lacking: tuple[Lacking, ...]
    ways_out: tuple[WayOut, ...]
    asked_of_each: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotOpenSession:
    """For staff alone: a session that is not open to the person, and a code that says why."""

    session: WeeklySession
    reason: str


@dataclass(frozen=True)
class WeekOffer:
    """The answer for one person's week from `starts_on`: weeks, or why there is none.

    `not_open` and the seats among the ways out are for staff with the grant.
    """

    starts_on: date
    goal: WeekGoal
    commitments: tuple[CommitmentRow, ...]
    travel_minutes: int
    open_sessions: tuple[WeeklySession, ...]
    weeks: tuple[FoundWeek, ...] = ()
    no_week: NoFullWeek | None = None
    not_open: tuple[NotOpenSession, ...] = ()

    @property
    def best(self) -> FoundWeek:
        """The one with the least burden; IndexError where none fits."""
        return self.weeks[0]

    @property
    def fits(self) -> bool:
        return bool(self.weeks)
