"""The facts that can stand in the way of one placement, each small enough to be given up alone."""

from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """Who could give way: the person, or the clinic."""

    PERSON = "person"
    CLINIC = "clinic"


class AtomKind(Enum):
    """PERSON: NOT_FREE (a commitment), FAMILY_NOT_FREE, OWN_SESSION, LONG_DAY, NO_VIDEO.
    CLINIC: the rest. NOT_OPEN stands for any of them where a person reads. NOTHING_OFFERED: no
    program, nobody of the role and no time of the week could serve the need at all."""

    NOT_FREE = "not_free"
    FAMILY_NOT_FREE = "family_not_free"
    OWN_SESSION = "own_session"
    LONG_DAY = "long_day"
    NO_VIDEO = "no_video"
    SPACING = "spacing"
    ORDER = "order"
    GROUP_FULL = "group_full"
    GROUP_LIMIT = "group_limit"
    TOO_FEW = "too_few"
    OFF_SHIFT = "off_shift"
    STAFF_BUSY = "staff_busy"
    CONTACT = "contact"
    BREAK = "break"
    NO_ROOM = "no_room"
    CASELOAD = "caseload"
    CO_LEADERS = "co_leaders"
    LANGUAGE = "language"
    PINNED = "pinned"
    NO_CONTACT = "no_contact"
    NOT_OPEN = "not_open"
    NOTHING_OFFERED = "nothing_offered"


PERSONAL = {
    AtomKind.NOT_FREE,
    AtomKind.FAMILY_NOT_FREE,
    AtomKind.OWN_SESSION,
    AtomKind.LONG_DAY,
    AtomKind.NO_VIDEO,
}


@dataclass(frozen=True, slots=True)
class Atom:
    """`what`: key of the staff, program, kind of room, need or own session (the need's key) that
    it is about; `day` and the slots [start, end) where it has a time; `group`: index in the
    solution of the group that is full. Never names another person."""

    kind: AtomKind
    what: str = ""
    day: int = -1
    start: int = -1
    end: int = -1
    group: int = -1

    @property
    def side(self) -> Side:
        return Side.PERSON if self.kind in PERSONAL else Side.CLINIC

    @property
    def order(self) -> tuple[str, str, int, int, int]:
        return self.kind.value, self.what, self.day, self.start, self.group


NOT_OPEN = Atom(AtomKind.NOT_OPEN)
NOTHING_OFFERED = Atom(AtomKind.NOTHING_OFFERED)
