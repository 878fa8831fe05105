"""Reasons and ways in plain words, with days and times of the problem's grid."""

from collections.abc import Callable

from stepdown.rules.timetable.explaining import Atom, AtomKind, Change, Way
from stepdown.rules.timetable.parts import Mode
from stepdown.rules.timetable.problem import Problem

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Words:
    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        hours, minutes = problem.grid.day_start.split(":")
        self.opens = int(hours) * 60 + int(minutes)

    def clock(self, slot: int) -> str:
        minutes = self.opens + slot * self.problem.grid.slot_minutes
        return f"{minutes // 60 % 24:02}:{minutes % 60:02}"

    def day(self, day: int) -> str:
        return DAYS[day % 7]

    def span(self, day: int, start: int, end: int) -> str:
        return f"{self.day(day)} {self.clock(start)} to {self.clock(end)}"

    def reason(self, atom: Atom) -> str:
        return REASONS[atom.kind](self, atom)

    def way(self, way: Way) -> str:
        changes = "; ".join(self.change(change) for change in way.changes)
        times = " and ".join(self.span(t.day, t.start, t.end) for t in way.times)
        kind = "by video, " if way.mode is Mode.TELE else ""
        place = f"{kind}{times}"
        if way.is_new_group:
            place = f"a new group {way.program}, {place}"
        elif way.program is not None:
            place = f"the group {way.program}, {place}"
        serves = f" (would serve {way.serves})" if way.is_new_group and way.serves else ""
        return f"{changes}: {place}{serves}"

    def change(self, change: Change) -> str:
        atom = change.atom
        if atom.kind in (AtomKind.NOT_FREE, AtomKind.FAMILY_NOT_FREE):
            family = "the family: " if atom.kind is AtomKind.FAMILY_NOT_FREE else ""
            return f"{family}{self._freed(change)}"
        return CHANGES[atom.kind](self, atom)

    def _freed(self, change: Change) -> str:
        atom = change.atom
        day, start, end = self.day(atom.day), self.clock(change.start), self.clock(change.end)
        if change.end == atom.end and change.start > atom.start:
            return f"finish by {start} on {day}"
        if change.start == atom.start and change.end < atom.end:
            return f"begin at {end} on {day}"
        return f"be free {self.span(atom.day, change.start, change.end)}"


Say = Callable[[Words, Atom], str]

REASONS: dict[AtomKind, Say] = {
    AtomKind.NOT_FREE: lambda w, a: f"not free {w.span(a.day, a.start, a.end)}",
    AtomKind.FAMILY_NOT_FREE: lambda w, a: f"family not free {w.span(a.day, a.start, a.end)}",
    AtomKind.OWN_SESSION: lambda w, a: f"own {a.what}, {w.span(a.day, a.start, a.end)}",
    AtomKind.LONG_DAY: lambda w, a: f"{w.day(a.day)} would be too long a day",
    AtomKind.NO_VIDEO: lambda w, a: "no video",
    AtomKind.SPACING: lambda w, a: f"too close to the other {a.what} of the week",
    AtomKind.ORDER: lambda w, a: f"{a.what} has to be finished first",
    AtomKind.GROUP_FULL: lambda w, a: f"the group {a.what} is full",
    AtomKind.GROUP_LIMIT: lambda w, a: f"no more groups of {a.what} may be opened",
    AtomKind.TOO_FEW: lambda w, a: f"too few people for a new group of {a.what}",
    AtomKind.OFF_SHIFT: lambda w, a: f"{a.what} is not on shift then on {w.day(a.day)}",
    AtomKind.STAFF_BUSY: lambda w, a: f"{a.what} is busy {w.span(a.day, a.start, a.end)}",
    AtomKind.CONTACT: lambda w, a: f"{a.what} sees enough people on {w.day(a.day)}",
    AtomKind.BREAK: lambda w, a: f"{a.what} would have no break on {w.day(a.day)}",
    AtomKind.NO_ROOM: lambda w, a: f"no room is free ({a.what})",
    AtomKind.CASELOAD: lambda w, a: f"{a.what} cares for as many people as allowed",
    AtomKind.CO_LEADERS: lambda w, a: f"no second leader is free for {a.what}",
    AtomKind.LANGUAGE: lambda w, a: f"{a.what} is in another language",
    AtomKind.PINNED: lambda w, a: f"{a.what} is pinned to another time",
    AtomKind.NO_CONTACT: lambda w, a: "a no-contact order",
    AtomKind.NOT_OPEN: lambda w, a: "nothing is open at the other times",
    AtomKind.NOTHING_OFFERED: lambda w, a: "nothing of this kind is offered",
}

CHANGES: dict[AtomKind, Say] = {
    AtomKind.OWN_SESSION: lambda w, a: f"move {a.what} of {w.span(a.day, a.start, a.end)}",
    AtomKind.LONG_DAY: lambda w, a: f"accept a longer {w.day(a.day)}",
    AtomKind.NO_VIDEO: lambda w, a: "one session by video",
    AtomKind.SPACING: lambda w, a: f"{a.what} on days closer together",
    AtomKind.ORDER: lambda w, a: f"begin before {a.what} is finished",
    AtomKind.GROUP_FULL: lambda w, a: "one seat more",
    AtomKind.GROUP_LIMIT: lambda w, a: "one more group",
    AtomKind.TOO_FEW: lambda w, a: "a group this small",
    AtomKind.OFF_SHIFT: lambda w, a: f"{a.what} on shift then on {w.day(a.day)}",
    AtomKind.STAFF_BUSY: lambda w, a: f"{a.what} freed {w.span(a.day, a.start, a.end)}",
    AtomKind.CONTACT: lambda w, a: f"{a.what} with more hours with people on {w.day(a.day)}",
    AtomKind.BREAK: lambda w, a: f"{a.what} with another break on {w.day(a.day)}",
    AtomKind.NO_ROOM: lambda w, a: f"one more room ({a.what})",
    AtomKind.CASELOAD: lambda w, a: f"one person more in the care of {a.what}",
    AtomKind.CO_LEADERS: lambda w, a: f"a second leader for {a.what}",
    AtomKind.LANGUAGE: lambda w, a: f"an interpreter for {a.what}",
    AtomKind.PINNED: lambda w, a: f"unpin {a.what}",
}
