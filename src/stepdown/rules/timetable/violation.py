"""A broken rule."""

from dataclasses import dataclass
from enum import Enum


class Rule(Enum):
    """The hard rules, each kept by one function of `checker.py`; SHAPE: unknown keys or times;
    REPAIR: what only a same-day repair can break (`repairs/check.py`)."""

    SHAPE = "shape"
    TEAM = "team"
    CASELOAD = "caseload"
    GROUP_LEADER = "group_leader"
    GROUP_SIZE = "group_size"
    GROUP_COUNT = "group_count"
    GROUP_SERVES_NEED = "group_serves_need"
    OWN_CLINICIAN = "own_clinician"
    TELEHEALTH = "telehealth"
    FAMILY = "family"
    TIMES_PLACED = "times_placed"
    SPACING = "spacing"
    ORDER = "order"
    SHIFT = "shift"
    REMOTE_STAFF = "remote_staff"
    ROOM = "room"
    STAFF_DOUBLED = "staff_doubled"
    ROOM_DOUBLED = "room_doubled"
    PATIENT_DOUBLED = "patient_doubled"
    SITE = "site"
    FREE = "free"
    CONTACT = "contact"
    BREAK = "break"
    LONG_DAY = "long_day"
    TRAVEL_BETWEEN = "travel_between"
    CO_LEADERS = "co_leaders"
    LANGUAGE = "language"
    NO_CONTACT = "no_contact"
    PINNED = "pinned"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Violation:
    """`sentence` says it in words; the keys say whom it concerns, where it concerns somebody."""

    rule: Rule
    sentence: str
    patient: str | None = None
    staff: str | None = None
