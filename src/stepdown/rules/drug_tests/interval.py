"""The day of the next test: drawn from a window after the last one, so that no day is safe.

Whoever knows the secret can make every draw again; the fingerprint, kept from the beginning, shows
that the secret was not changed. Source: ASAM's consensus statement on testing (2017).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from stepdown.rules.figures import Figure, read_figures
from stepdown.rules.timetable.draws import drawn_number


class UnableToDrawDay(Exception):
    """The window holds no day on which the person comes; the message says so."""


@dataclass(frozen=True, slots=True)
class WindowRules:
    """The most days between two tests in each step; `shown_from`: an hour."""

    version: str
    step_1_days: Figure
    step_2_days: Figure
    later_days: Figure
    shown_from: Figure

    def days_in(self, phase_number: int) -> int:
        """The most days between two tests in this phase."""
        by_step = {1: self.step_1_days, 2: self.step_2_days}
        return by_step.get(phase_number, self.later_days).value


@dataclass(frozen=True, slots=True)
class Window:
    """Every day the next test could be on: later than `after`, by `last` at the latest."""

    after: date
    last: date
    days: tuple[date, ...]
    rules_version: str


@cache
def window_rules() -> WindowRules:
    version, figures, _ = read_figures("stepdown.rules.drug_tests", "windows.toml")
    return WindowRules(version, **figures)


def window_after(
    after: date, *, phase_number: int, comes_on: Iterable[date], rules: WindowRules
) -> Window:
    """`comes_on`: days on which the person is here anyway; only those can be drawn."""
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
