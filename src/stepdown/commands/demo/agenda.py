"""What happens in the demo, in the order of time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from stepdown.clinic.ledger.operations import writing
from stepdown.commands.progress import Note

Step = Callable[[datetime], object]


@dataclass
class Agenda:
    """Steps with the moment each happens at; nothing happens on `today` or later."""

    today: date
    zone: ZoneInfo
    _steps: list[tuple[datetime, int, Step]] = field(default_factory=list)

    def at(self, on: date, clock: time) -> datetime:
        """The moment of this wall time, in UTC."""
        return datetime.combine(on, clock, tzinfo=self.zone).astimezone(UTC)

    def add(self, at: datetime, step: Step) -> None:
        """Adds a step; one that lies ahead of the demo's today never happens."""
        if at < self.at(self.today, time()):
            self._steps.append((at, len(self._steps), step))

    @property
    def days(self) -> int:
        return len({self._day(at) for at, _, _ in self._steps})

    def carry_out(self, note: Note) -> None:
        """All steps in order; those of one day share one commit, which saves waiting for disk."""
        steps = sorted(self._steps, key=lambda step: step[:2])
        for on, group in groupby(steps, key=lambda step: self._day(step[0])):
            with writing():
                for at, _, step in group:
                    step(at)
            note(f"{on:%B} {on.day}")

    def _day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()


def workdays_before(today: date, count: int) -> list[date]:
    """The last `count` days from Monday to Friday before today, newest first."""
    days = (today - timedelta(days=n) for n in range(1, count * 2 + 4))
    return [day for day in days if day.weekday() < 5][:count]


def workdays_from(today: date, count: int) -> list[date]:
    days = (today + timedelta(days=n) for n in range(count * 2 + 4))
    return [day for day in days if day.weekday() < 5][:count]
