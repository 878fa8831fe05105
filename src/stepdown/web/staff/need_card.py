"""One thing that waits for somebody, as Today shows it; each station makes its own."""

from dataclasses import dataclass

NOTES_ORDER = 35  # after safety and withdrawal, with the calls


@dataclass(frozen=True)
class NeedCard:
    """One thing that waits: why, and one verb. `order` sorts the most pressing first."""

    order: int
    symbol: str
    tone: str
    title: str
    why: str
    action: str
    url: str
