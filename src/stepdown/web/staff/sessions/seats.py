"""How full the clinic's week is, day by day, for Today of a director."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from stepdown.clinic.timetable.queries import SeriesSeats

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class DaySeats:
    """The seats of one weekday's sessions together."""

    name: str
    taken: int
    seats: int

    @property
    def words(self) -> str:
        return f"{self.taken} of {self.seats}"


@dataclass(frozen=True)
class WeekSeats:
    heading: str
    days: tuple[DaySeats, ...]


def week_seats(week: Iterable[SeriesSeats]) -> WeekSeats:
    ordered = sorted(week, key=_weekday)
    days = tuple(_day(weekday, list(rows)) for weekday, rows in groupby(ordered, key=_weekday))
    taken, seats = sum(day.taken for day in days), sum(day.seats for day in days)
    return WeekSeats(f"{taken} of {seats} seats taken this week", days)


def _weekday(row: SeriesSeats) -> int:
    return row.session.weekday


def _day(weekday: int, rows: list[SeriesSeats]) -> DaySeats:
    return DaySeats(DAYS[weekday], sum(row.taken for row in rows), sum(row.seats for row in rows))
