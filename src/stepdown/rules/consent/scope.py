"""The scope of a consent to share: what, and until when (42 CFR 2.31(a))."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Topic(StrEnum):
    """What somebody may be told. Each is asked for by itself; none includes another."""

    ATTENDANCE = "attendance"
    PROGRESS = "progress"
    FAMILY_DATES = "family_dates"
    EMERGENCY = "emergency"
    REACHED = "reached"
    BOOKED = "booked"
    CAME = "came"
    DECIDED = "decided"
    HAND_OVER = "hand_over"


@dataclass(frozen=True)
class Scope:
    """One consent as it was signed. It holds from `starts_at` on, to `lasts_until` (not included)
    or to `ended_at`, when the person took it back, whichever comes first."""

    topics: frozenset[Topic]
    starts_at: datetime
    lasts_until: datetime
    ended_at: datetime | None = None

    def is_live(self, at: datetime) -> bool:
        return self.starts_at <= at < self.lasts_until and (
            self.ended_at is None or at < self.ended_at
        )


def may_tell(scope: Scope, topic: Topic, at: datetime) -> bool:
    """Whether this consent lets us tell about `topic` at that moment."""
    return scope.is_live(at) and topic in scope.topics
