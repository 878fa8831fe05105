"""The table behind a drawing, and how numbers and times read in one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Numbers:
    """One header cell per column; the first cell of each row is its heading."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plain(value: float) -> str:
    """12 for 12.0, 1.8 for 1.8."""
    return f"{round(value, 2):g}"


def clock(minutes: int) -> str:
    """Minutes after midnight as people say them: 1110 becomes "6:30 pm"."""
    hour, minute = divmod(minutes % 1440, 60)
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {'am' if hour < 12 else 'pm'}"


def shortened(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"
