"""The day of the next test: drawn from a window after the last one, so that no day is safe.

Whoever knows the secret can make every draw again; the fingerprint, kept from the beginning, shows
that the secret was not changed. Source: ASAM's consensus statement on testing (2017).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from stepdown.rules.drug_tests.thresholds import Threshold, read_toml, threshold
from stepdown.rules.timetable.draws import drawn_number


class UnableToDrawDay(Exception):
    """The window holds no day on which the person comes; the message says so."""


@dataclass(frozen=True, slots=True)
class WindowRules:
    """`most_days` by phase: (first phase, days), the lowest phase first. `shown_from`: an hour."""

    version: str
    most_days: tuple[tuple[int, Threshold], ...]
    shown_from: Threshold

    def days_in(self, phase_number: int) -> int:
        """The most days between two tests in this phase."""
        fitting = [days for first, days in self.most_days if first <= phase_number]
        return int(fitting[-1].value)


@dataclass(frozen=True, slots=True)
class Window:
    """Every day the next test could be on: later than `after`, by `last` at the latest."""

    after: date
    last: date
    days: tuple[date, ...]
    rules_version: str


@cache
def window_rules() -> WindowRules:
    data = read_toml("windows.toml")
    rows = [(row["from_phase"], threshold({**row, "value": row["days"]})) for row in data["window"]]
    return WindowRules(data["version"], tuple(rows), threshold(data["shown_from"]))


def window_after(after: date, *, phase_number: int, comes_on: Iterable[date]) -> Window:
    """`comes_on`: days on which the person is here anyway; only those can be drawn."""
    rules = window_rules()
    last = after + timedelta(days=rules.days_in(phase_number))
    days = tuple(sorted({day for day in comes_on if after < day <= last}))
    return Window(after, last, days, rules.version)


def drawn_day(secret: bytes, number: int, window: Window) -> date:
    """Every day of the window is equally likely; the same facts give the same day.

    `number` counts the draws of one secret. Raises UnableToDrawDay.
    """
    if not window.days:
        raise UnableToDrawDay(
            f"No day to draw from: nothing is planned after {window.after} until {window.last}."
        )
    named = f"interval\n{number}\n{window.after}\n{window.last}"
    return window.days[drawn_number(secret, named, len(window.days))]
