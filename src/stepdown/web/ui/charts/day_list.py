"""A week as a list of days: what a phone shows instead of a grid."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing on a day. `is_open` draws it dashed: possible, not booked."""

    time: str
    title: str
    tone: str = "brand"
    note: str = ""
    url: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """`name` "Mon", `number` "23", `full_name` for the sentence about days without sessions.

    `commitments` is a quiet line such as "Work 8:00 am to 4:30 pm".
    """

    name: str
    number: str
    full_name: str
    slots: tuple[Slot, ...] = ()
    is_today: bool = False
    commitments: str = ""


@dataclass(frozen=True, slots=True)
class DayList:
    days: tuple[Day, ...]
    template: ClassVar[str] = "ui/charts/day_list.html"

    @property
    def busy_days(self) -> tuple[Day, ...]:
        return tuple(day for day in self.days if day.slots)

    @property
    def free_sentence(self) -> str:
        """For example "No sessions on Tuesday and Sunday."; empty when every day has one."""
        free = [day.full_name for day in self.days if not day.slots]
        if len(free) == len(self.days):
            return "No sessions this week."
        named = " and ".join([", ".join(free[:-1]), *free[-1:]] if len(free) > 1 else free)
        return f"No sessions on {named}." if free else ""
