"""What guards a person: a language they speak, a placement that is pinned, people kept apart."""

from collections.abc import Iterator

from stepdown.rules.timetable.explaining.atoms import Atom, AtomKind
from stepdown.rules.timetable.explaining.place import Atoms, Place
from stepdown.rules.timetable.explaining.week import Week
from stepdown.rules.timetable.parts import (
    GroupNeed,
    HeldSeat,
    Mode,
    Patient,
    VisitNeed,
)


def guards(week: Week, patient: Patient, need: GroupNeed | VisitNeed, place: Place) -> Atoms:
    problem = week.problem
    if not (patient.languages or problem.pinned or problem.no_contact):
        return frozenset()
    return frozenset(_guards(week, patient, need, place))


def _guards(
    week: Week, patient: Patient, need: GroupNeed | VisitNeed, place: Place
) -> Iterator[Atom]:
    if not _is_understood(week, patient, place):
        yield Atom(AtomKind.LANGUAGE, place.program or place.staff)
    pins = [p for p in week.problem.pinned if (p.patient, p.need) == (patient.key, need.key)]
    many = isinstance(need, VisitNeed) and need.count > len(pins)
    if pins and not many and not any(_is_at(place, pin) for pin in pins):
        yield Atom(AtomKind.PINNED, need.key)
    for pair in week.problem.no_contact:
        if patient.key in (pair.patient, pair.other):
            other = pair.other if patient.key == pair.patient else pair.patient
            if _would_meet(week, patient, other, place):
                yield Atom(AtomKind.NO_CONTACT)


def _is_understood(week: Week, patient: Patient, place: Place) -> bool:
    if not patient.languages:
        return True
    if place.program is not None:
        language = week.problem.programs_by_key[place.program].language
        return language is None or language in patient.languages
    offered = week.problem.staff_by_key[place.staff].languages
    return not offered or not patient.languages.isdisjoint(offered)


def _is_at(place: Place, pin: object) -> bool:
    if isinstance(pin, HeldSeat):
        return (place.program, place.pattern) == (pin.program, pin.pattern)
    at = (place.staff, place.times[0].day, place.times[0].start)
    return at == (
        getattr(pin, "staff", None),
        getattr(pin, "day", None),
        getattr(pin, "start", None),
    )


def _would_meet(week: Week, patient: Patient, other: str, place: Place) -> bool:
    """In one group, or both in the building between arrival and departure of that day."""
    if place.group >= 0:
        members = week.solution.groups[place.group].members
        if any(member.patient == other for member in members):
            return True
    if place.mode is not Mode.ONSITE or week.problem.patients_by_key[other].site != patient.site:
        return False
    for time in place.times:
        mine = [
            (b.start, b.end) for b in week.booked(patient.key, time.day) if b.mode is Mode.ONSITE
        ]
        theirs = [(b.start, b.end) for b in week.booked(other, time.day) if b.mode is Mode.ONSITE]
        mine += [(t.start, t.end) for t in place.times if t.day == time.day]
        if theirs and _first(mine) < _last(theirs) and _first(theirs) < _last(mine):
            return True
    return False


def _first(stays: list[tuple[int, int]]) -> int:
    return min(start for start, _ in stays)


def _last(stays: list[tuple[int, int]]) -> int:
    return max(end for _, end in stays)
