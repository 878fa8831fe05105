"""A solved week laid out for questions: who is where when, and who lacks what."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cached_property

from stepdown.rules.timetable.calendar import Calendar
from stepdown.rules.timetable.parts import GroupNeed, Mode, Patient, Room, VisitNeed, Window
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.solution import Group, Solution


@dataclass(frozen=True, slots=True)
class Booked:
    """A session of one person or one clinician; `need`: the person's, empty for a clinician.
    `staff` and `room` of a visit, which is nobody else's; None in a group."""

    need: str
    day: int
    start: int
    end: int
    mode: Mode
    staff: str | None = None
    room: str | None = None

    def meets(self, start: int, end: int, gap: int = 0) -> bool:
        return self.start < end + gap and start < self.end + gap


@dataclass(frozen=True)
class Week:
    problem: Problem
    solution: Solution

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.problem, self.solution)

    def booked(self, patient: str, day: int) -> list[Booked]:
        return self._people.get((patient, day), [])

    @cached_property
    def _people(self) -> dict[tuple[str, int], list[Booked]]:
        found: dict[tuple[str, int], list[Booked]] = defaultdict(list)
        for group in self.solution.groups:
            program = self.problem.programs_by_key[group.program]
            for at, (day, start, end) in enumerate(program.meetings(group.pattern)):
                if group.leader_of(at) is None:
                    continue
                for member in group.members:
                    booked = Booked(member.need, day, start, end, program.mode)
                    found[member.patient, day].append(booked)
        for visit in self.solution.appointments:
            need = self.problem.needs_by_key[visit.patient, visit.need]
            assert isinstance(need, VisitNeed)
            end = visit.start + need.slots
            held = (visit.staff, visit.room)
            booked = Booked(need.key, visit.day, visit.start, end, visit.mode, *held)
            found[visit.patient, visit.day].append(booked)
        return found

    def led(self, staff: str, day: int) -> list[Booked]:
        return self._staff.get((staff, day), [])

    @cached_property
    def _staff(self) -> dict[tuple[str, int], list[Booked]]:
        found: dict[tuple[str, int], list[Booked]] = defaultdict(list)
        for s in self.calendar.sessions:
            for key in s.everybody_on_duty:
                found[key, s.day].append(Booked("", s.day, s.start, s.end, s.mode))
        return found

    def held(self, room: str, day: int) -> list[Window]:
        """When a room is taken."""
        return self._rooms.get((room, day), [])

    @cached_property
    def _rooms(self) -> dict[tuple[str, int], list[Window]]:
        found: dict[tuple[str, int], list[Window]] = defaultdict(list)
        for session in self.calendar.sessions:
            if session.room is not None and session.mode is Mode.ONSITE:
                found[session.room, session.day].append((session.start, session.end))
        return found

    def rooms_of(self, site: str | None, kind: str | None) -> list[Room]:
        return self._rooms_by_kind.get((site, kind), [])

    @cached_property
    def _rooms_by_kind(self) -> dict[tuple[str | None, str | None], list[Room]]:
        found: dict[tuple[str | None, str | None], list[Room]] = defaultdict(list)
        for room in self.problem.rooms:
            found[room.site, room.kind].append(room)
        return found

    def busy(self, patient: Patient, day: int) -> list[Window]:
        """What the person's windows of the day leave out."""
        if (patient.key, day) not in self._busy:
            left_out = gaps(patient.free[day], self.problem.grid.slots_per_day)
            self._busy[patient.key, day] = left_out
        return self._busy[patient.key, day]

    @cached_property
    def _busy(self) -> dict[tuple[str, int], list[Window]]:
        return {}

    def own(self, patient: Patient, role: str) -> tuple[str, ...]:
        """The clinician of that role, or who could become it."""
        chosen = self.calendar.team.get((patient.key, role))
        return (chosen,) if chosen else dict(patient.team_options).get(role, ())

    def groups_of(self, program: str, pattern: int) -> list[tuple[int, Group]]:
        return self._groups.get((program, pattern), [])

    @cached_property
    def _groups(self) -> dict[tuple[str, int], list[tuple[int, Group]]]:
        found: dict[tuple[str, int], list[tuple[int, Group]]] = defaultdict(list)
        for index, group in enumerate(self.solution.groups):
            found[group.program, group.pattern].append((index, group))
        return found

    def is_full(self, group: Group) -> bool:
        """Its program or one of its rooms takes nobody more."""
        most = self.problem.programs_by_key[group.program].most
        for room in group.rooms:
            if room is not None:
                most = min(most, self.problem.rooms_by_key[room].capacity)
        return len(group.members) >= most

    def opened(self, program: str) -> int:
        return self._opened[program]

    @cached_property
    def _opened(self) -> Counter[str]:
        return Counter(group.program for group in self.solution.groups)

    def end_of_course(self, patient: str, need: str) -> tuple[int, int] | None:
        """(day, slot) after which what builds on it may begin; None: the person is in no group."""
        groups = self.calendar.seats.get((patient, need))
        if not groups:
            return None
        program = self.problem.programs_by_key[groups[0].program]
        day, _, end = program.meetings(groups[0].pattern)[-1]
        return day, end

    def lacking(self, program: str) -> list[tuple[Patient, GroupNeed]]:
        """Who is in no group for a need that this program would serve."""
        return self._lacking.get(program, [])

    @cached_property
    def _lacking(self) -> dict[str, list[tuple[Patient, GroupNeed]]]:
        found: dict[str, list[tuple[Patient, GroupNeed]]] = defaultdict(list)
        for patient in self.problem.patients:
            for need in patient.needs:
                if isinstance(need, GroupNeed) and not self.calendar.times_placed(patient, need):
                    for option in need.options:
                        found[option.program].append((patient, need))
        return found


def gaps(windows: tuple[Window, ...], slots: int) -> list[Window]:
    """What the windows of a day leave out."""
    found, at = [], 0
    for start, end in sorted(windows):
        if start > at:
            found.append((at, start))
        at = max(at, end)
    return [*found, (at, slots)] if at < slots else found
