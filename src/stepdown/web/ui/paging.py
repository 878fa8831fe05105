"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass

LONGEST = 7  # digits of a place in a list


@dataclass(frozen=True)
class Page:
    """Where a page begins in its list, and whether more comes after it."""

    start: int
    size: int
    has_more: bool

    @property
    def previous(self) -> int | None:
        """Where the page before begins; None on the first."""
        return max(self.start - self.size, 0) if self.start else None

    @property
    def next(self) -> int | None:
        """Where the next page begins; None on the last."""
        return self.start + self.size if self.has_more else None


def start_of(text: str) -> int:
    """The place that an address names; the beginning where it names none."""
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST
    return int(text) if is_number else 0


def page_of(found: Sequence[object], start: int, size: int) -> Page:
    """`found`: the page's rows and, where there are more, at least one beyond it."""
    return Page(start, size, has_more=len(found) > size)
