"""How full the clinic's week is, day by day, for Today of a director."""

from collections.abc import Iterable
from dataclasses import dataclass

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


def week_seats(counted: Iterable[tuple[int, int, int]]) -> WeekSeats:
    """`counted`: (weekday, taken, seats) of each day with sessions."""
    days = tuple(DaySeats(DAYS[weekday], taken, seats) for weekday, taken, seats in counted)
    taken, seats = sum(day.taken for day in days), sum(day.seats for day in days)
    return WeekSeats(f"{taken} of {seats} seats taken this week", days)
