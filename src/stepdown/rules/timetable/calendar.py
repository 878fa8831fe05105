"""A solution laid out as sessions, for the checker and the score; the solver never sees it."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from stepdown.rules.timetable.parts import GroupNeed, Mode, Need, Patient
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.solution import Appointment, Group, Member, Solution


@dataclass(frozen=True, slots=True)
class Session:
    """One meeting or visit: from slot `start` until before slot `end` of `day`. `name`: the
    program's or the need's key; `people` are patients' keys."""

    name: str
    day: int
    start: int
    end: int
    staff: str
    mode: Mode
    site: str | None
    room: str | None
    room_kind: str | None
    people: tuple[str, ...]
    co_leaders: tuple[str, ...] = ()

    @property
    def everybody_on_duty(self) -> tuple[str, ...]:
        return (self.staff, *self.co_leaders)

    @property
    def slots(self) -> range:
        return range(self.start, self.end)


@dataclass(frozen=True)
class Calendar:
    """Lookups over a solution whose keys all exist (`shape.py` sees to that first)."""

    problem: Problem
    solution: Solution

    @cached_property
    def sessions(self) -> tuple[Session, ...]:
        return (*self._meetings(), *self._visits())

    def _meetings(self) -> Iterator[Session]:
        for group in self.solution.groups:
            program = self.problem.programs_by_key[group.program]
            for index, (day, start, end) in enumerate(program.meetings(group.pattern)):
                leader = group.leader_of(index)
                if leader is None:
                    continue
                yield Session(
                    program.key,
                    day,
                    start,
                    end,
                    leader,
                    program.mode,
                    program.site,
                    group.rooms[index],
                    program.room_kind,
                    tuple(member.patient for member in group.members),
                    group.co_leaders,
                )

    def _visits(self) -> Iterator[Session]:
        for visit in self.solution.appointments:
            need = self.problem.needs_by_key[visit.patient, visit.need]
            assert not isinstance(need, GroupNeed)
            yield Session(
                need.key,
                visit.day,
                visit.start,
                visit.start + need.slots,
                visit.staff,
                visit.mode,
                self.problem.patients_by_key[visit.patient].site,
                visit.room,
                need.room_kind,
                (visit.patient,),
            )

    @cached_property
    def of_patient(self) -> dict[tuple[str, int], list[Session]]:
        """(patient, day) to that day's sessions by time."""
        found: dict[tuple[str, int], list[Session]] = defaultdict(list)
        for session in sorted(self.sessions, key=lambda s: (s.day, s.start)):
            for patient in session.people:
                found[patient, session.day].append(session)
        return found

    def is_care_day(self, patient: Patient, day: int) -> bool:
        """Whether the person has a session that day for anything but needs that are no care."""
        key = patient.key
        today = self.of_patient.get((key, day), ())
        return any((key, session.name) not in self._no_care for session in today)

    @cached_property
    def _no_care(self) -> frozenset[tuple[str, str]]:
        """(patient, name of a session) of what serves a need that is no care."""
        aside = [
            (patient.key, need)
            for patient in self.problem.patients
            for need in patient.needs
            if not need.is_care
        ]
        seats = ((key, g.program) for key, n in aside for g in self.seats.get((key, n.key), ()))
        return frozenset([*seats, *((key, n.key) for key, n in aside)])

    @cached_property
    def seats(self) -> dict[tuple[str, str], list[Group]]:
        """(patient, need) to the groups that serve it; a seat elsewhere serves nothing."""
        found: dict[tuple[str, str], list[Group]] = defaultdict(list)
        for group in self.solution.groups:
            for member in group.members:
                if self.serves(group, member):
                    found[member.patient, member.need].append(group)
        return found

    def serves(self, group: Group, member: Member) -> bool:
        need = self.problem.needs_by_key[member.patient, member.need]
        assert isinstance(need, GroupNeed)
        return any(option.program == group.program for option in need.options)

    @cached_property
    def visits(self) -> dict[tuple[str, str], list[Appointment]]:
        """(patient, need) to its appointments."""
        found: dict[tuple[str, str], list[Appointment]] = defaultdict(list)
        for visit in self.solution.appointments:
            found[visit.patient, visit.need].append(visit)
        return found

    def times_placed(self, patient: Patient, need: Need) -> int:
        key = (patient.key, need.key)
        return len(self.seats.get(key, ())) + len(self.visits.get(key, ()))

    @cached_property
    def team(self) -> dict[tuple[str, str], str]:
        """(patient, role) to the own clinician: the fixed one where the solution names none."""
        fixed = {
            (patient.key, role): member
            for patient in self.problem.patients
            for role, member in patient.team
            if member is not None
        }
        return fixed | {(one.patient, one.role): one.staff for one in self.solution.teams}

    @cached_property
    def caseload(self) -> dict[str, int]:
        """Clinician to the number of (person, role) pairs of the problem's teams they hold."""
        load = dict.fromkeys(self.problem.staff_by_key, 0)
        for patient in self.problem.patients:
            for role, _ in patient.team:
                if (patient.key, role) in self.team:
                    load[self.team[patient.key, role]] += 1
        return load
