"""Explain: why a need has no place in a solved week, and the cheapest ways to one."""

from dataclasses import dataclass, field
from functools import cached_property

from stepdown.rules.timetable.explaining.atoms import (
    NOT_OPEN,
    NOTHING_OFFERED,
    Atom,
    AtomKind,
    Side,
)
from stepdown.rules.timetable.explaining.place import Place
from stepdown.rules.timetable.explaining.places import Places
from stepdown.rules.timetable.explaining.reasons import smallest_reason
from stepdown.rules.timetable.explaining.ways import Way, cheapest
from stepdown.rules.timetable.explaining.week import Week
from stepdown.rules.timetable.parts import GroupNeed
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.result import Result
from stepdown.rules.timetable.solution import Solution

NEVER = {AtomKind.NO_CONTACT}  # an order does not give way to a timetable


class UnableToExplain(Exception):
    """There is no such need, or it is served; the message says which."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A need of a person, by their keys."""

    patient: str
    need: str


@dataclass(frozen=True, slots=True)
class PersonExplanation:
    """What the person, the desk and every print may show: facts of the person's own week only.
    Whatever else shuts a place is the one atom NOT_OPEN, so nobody's private facts can show.

    `blocking`: together they block, and without any one of them there would be a place.
    `open_now`: there is a place as the week stands. `ways`: the person's own, cheapest first.
    """

    blocking: tuple[Atom, ...]
    open_now: bool
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class StaffExplanation:
    """For staff with the grant. `blocking` is the smallest reason there is, `by_the_person` and
    `by_the_clinic` the cheapest ways on either side, `together` those that need both."""

    blocking: tuple[Atom, ...]
    open_now: bool
    by_the_person: tuple[Way, ...]
    by_the_clinic: tuple[Way, ...]
    together: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    wanted: Wanted
    for_person: PersonExplanation
    for_staff: StaffExplanation


def explain(problem: Problem, result: Result | Solution, need: Wanted) -> Explanation:
    """Why this need has no place while all the rest stays as it is. For many needs of one week,
    `Explaining` is quicker. Raises UnableToExplain."""
    return Explaining(problem, result).explain(need)


@dataclass(frozen=True)
class Explaining:
    """Questions about one solved week; what was worked out for one serves the next."""

    problem: Problem
    result: Result | Solution = field(repr=False)

    @cached_property
    def _places(self) -> Places:
        answer = self.result
        solution = answer.solution if isinstance(answer, Result) else answer
        return Places(Week(self.problem, solution))

    def unserved(self) -> tuple[Wanted, ...]:
        """Every need that is not served in full, in the problem's order."""
        return tuple(
            Wanted(patient.key, need.key)
            for patient in self.problem.patients
            for need in patient.needs
            if self._lacks(Wanted(patient.key, need.key))
        )

    def _lacks(self, wanted: Wanted) -> bool:
        patient = self.problem.patients_by_key[wanted.patient]
        need = self.problem.needs_by_key[wanted.patient, wanted.need]
        count = 1 if isinstance(need, GroupNeed) else need.count
        return self._places.week.calendar.times_placed(patient, need) < count

    def explain(self, wanted: Wanted) -> Explanation:
        if (wanted.patient, wanted.need) not in self.problem.needs_by_key:
            raise UnableToExplain(f"The problem has no need {wanted.patient}/{wanted.need}.")
        if not self._lacks(wanted):
            raise UnableToExplain(f"{wanted.patient}/{wanted.need} is served; nothing to explain.")
        patient = self.problem.patients_by_key[wanted.patient]
        need = self.problem.needs_by_key[wanted.patient, wanted.need]
        places = list(self._places.of(patient, need))
        return Explanation(wanted, self._for_person(places), self._for_staff(places))

    def _for_person(self, places: list[Place]) -> PersonExplanation:
        seen = [_as_seen(place.blocked_by) for place in places]
        own = [place for place in places if _is_own(place.blocked_by)]
        return PersonExplanation(
            _blocking(seen),
            any(not each for each in seen),
            cheapest(own, self._places, for_person=True),
        )

    def _for_staff(self, places: list[Place]) -> StaffExplanation:
        def on(sides: set[Side]) -> list[Place]:
            return [
                place
                for place in places
                if {atom.side for atom in place.blocked_by} == sides
                and not any(atom.kind in NEVER for atom in place.blocked_by)
            ]

        return StaffExplanation(
            _blocking([place.blocked_by for place in places]),
            any(not place.blocked_by for place in places),
            cheapest(on({Side.PERSON}), self._places),
            cheapest(on({Side.CLINIC}), self._places),
            cheapest(on({Side.PERSON, Side.CLINIC}), self._places),
        )


def _blocking(blocked: list[frozenset[Atom]]) -> tuple[Atom, ...]:
    if not blocked:
        return (NOTHING_OFFERED,)
    return smallest_reason(blocked) if all(blocked) else ()


def _is_own(atoms: frozenset[Atom]) -> bool:
    return bool(atoms) and all(atom.side is Side.PERSON for atom in atoms)


def _as_seen(atoms: frozenset[Atom]) -> frozenset[Atom]:
    own = frozenset(atom for atom in atoms if atom.side is Side.PERSON)
    return own if own == atoms else own | {NOT_OPEN}
