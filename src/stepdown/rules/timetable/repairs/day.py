"""What stays as published, laid out in bits, and which sessions may change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from stepdown.rules.timetable.parts import Mode, VisitNeed, Window
from stepdown.rules.timetable.problem import Problem
from stepdown.rules.timetable.repairs.event import Absence, Charges
from stepdown.rules.timetable.solution import Appointment, Group, Solution

Slots = int  # a bit for each slot of a day
Kind = tuple[str, str]  # (site, kind of room)


def bits(start: int, end: int) -> Slots:
    return (1 << max(0, end)) - (1 << max(0, start)) if end > start else 0


def bits_of(windows: Iterable[Window | None]) -> Slots:
    found = 0
    for window in windows:
        if window is not None:
            found |= bits(*window)
    return found


@dataclass(frozen=True, slots=True)
class Meeting:
    """One meeting of a group: indices in the solution and in the pattern."""

    group: int
    index: int
    day: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Held:
    """A session of one person that stays."""

    start: int
    end: int
    mode: Mode


@dataclass
class Stays:
    """Everything but the sessions that may change. Masks of slots by (who, day); `days` of the
    visits for each (person, need)."""

    problem: Problem
    staff: dict[tuple[str, int], Slots] = field(default_factory=lambda: defaultdict(int))
    rooms: dict[tuple[str, int], Slots] = field(default_factory=lambda: defaultdict(int))
    people: dict[tuple[str, int], list[Held]] = field(default_factory=lambda: defaultdict(list))
    days: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def hold_visit(self, visit: Appointment) -> None:
        need = self.problem.needs_by_key[visit.patient, visit.need]
        assert isinstance(need, VisitNeed)
        end = visit.start + need.slots
        self.staff[visit.staff, visit.day] |= bits(visit.start, end)
        if visit.room is not None and visit.mode is Mode.ONSITE:
            self.rooms[visit.room, visit.day] |= bits(visit.start, end)
        self.people[visit.patient, visit.day].append(Held(visit.start, end, visit.mode))
        self.days[visit.patient, visit.need].append(visit.day)

    def hold_meeting(self, group: Group, meeting: Meeting, *, led: bool) -> None:
        """Its people and room are taken in any case, its leader if `led`."""
        program = self.problem.programs_by_key[group.program]
        leader, own = group.leader_of(meeting.index), bits(meeting.start, meeting.end)
        if leader is None:
            return
        for key in (leader, *group.co_leaders) if led else group.co_leaders:
            self.staff[key, meeting.day] |= own
        room = group.rooms[meeting.index]
        if room is not None:
            self.rooms[room, meeting.day] |= own
        for member in group.members:
            held = Held(meeting.start, meeting.end, program.mode)
            self.people[member.patient, meeting.day].append(held)


def meetings_of(problem: Problem, published: Solution) -> Iterator[Meeting]:
    for index, group in enumerate(published.groups):
        program = problem.programs_by_key[group.program]
        for at, (day, start, end) in enumerate(program.meetings(group.pattern)):
            yield Meeting(index, at, day, start, end)


@dataclass(frozen=True)
class Day:
    """The published week as the absence finds it: `meetings` and `visits` (indices) are touched.
    `near_meetings` and `near_visits` are all that could matter: those of the sites concerned."""

    problem: Problem
    published: Solution
    absence: Absence
    charges: Charges
    meetings: tuple[Meeting, ...]
    visits: tuple[int, ...]
    near_meetings: tuple[Meeting, ...]
    near_visits: tuple[int, ...]

    @classmethod
    def of(cls, problem: Problem, published: Solution, absence: Absence, charges: Charges) -> "Day":
        away, day, slot = set(absence.absent), absence.day, absence.slot
        every = tuple(meetings_of(problem, published))
        meetings = tuple(
            m
            for m in every
            if m.day == day
            and m.start >= slot
            and published.groups[m.group].leader_of(m.index) in away
        )
        visits = tuple(
            index
            for index, visit in enumerate(published.appointments)
            if visit.day == day and visit.start >= slot and visit.staff in away
        )
        sites = _sites(problem, published, absence, meetings, visits)
        return cls(
            problem,
            published,
            absence,
            charges,
            meetings,
            visits,
            tuple(m for m in every if _is_near(problem, published, m, sites)),
            tuple(
                index
                for index, visit in enumerate(published.appointments)
                if sites is None or problem.patients_by_key[visit.patient].site in sites
            ),
        )

    def stays(self, changing: set[int], *, meetings: bool = True) -> Stays:
        """What is left when these visits (indices) and the leaders of touched meetings may change;
        without `meetings`, as if the touched ones did not take place."""
        stays, touched = Stays(self.problem), set(self.meetings)
        for meeting in self.near_meetings:
            if meetings or meeting not in touched:
                group = self.published.groups[meeting.group]
                stays.hold_meeting(group, meeting, led=meeting not in touched)
        for index in self.near_visits:
            if index not in changing:
                stays.hold_visit(self.published.appointments[index])
        return stays

    def may_move(self, visit: Appointment) -> bool:
        """Untouched, and not so soon that the person would not hear of it."""
        soonest = (self.absence.day, self.absence.slot + self.charges.notice)
        return (visit.day, visit.start) >= soonest

    def lost_in_visit(self, index: int) -> int:
        """What canceling it is charged."""
        visit = self.published.appointments[index]
        need = self.problem.needs_by_key[visit.patient, visit.need]
        assert isinstance(need, VisitNeed)
        lost = need.weight * need.slots * self.problem.patients_by_key[visit.patient].priority
        return lost * self.charges.cancel

    def lost_in_meeting(self, meeting: Meeting) -> int:
        """What canceling it is charged, all members together."""
        weighted = sum(
            self.problem.needs_by_key[member.patient, member.need].weight
            * self.problem.patients_by_key[member.patient].priority
            for member in self.published.groups[meeting.group].members
        )
        return weighted * (meeting.end - meeting.start) * self.charges.cancel


def _sites(
    problem: Problem,
    published: Solution,
    absence: Absence,
    meetings: tuple[Meeting, ...],
    visits: tuple[int, ...],
) -> set[str] | None:
    """Where a repair can change something; None: anywhere, as somebody concerned works remotely or
    for people of several sites."""
    people = problem.patients_by_key
    staff = set(absence.absent)
    for meeting in meetings:
        staff |= set(problem.programs_by_key[published.groups[meeting.group].program].leaders)
    sites = {problem.staff_by_key[key].site for key in staff}
    sites |= {people[published.appointments[index].patient].site for index in visits}
    across = any(
        problem.staff_by_key[visit.staff].site in sites and people[visit.patient].site not in sites
        for visit in published.appointments
    )
    if across or None in sites:
        return None
    return {site for site in sites if site is not None}


def _is_near(
    problem: Problem, published: Solution, meeting: Meeting, sites: set[str] | None
) -> bool:
    """Telehealth groups have people of all sites."""
    group = published.groups[meeting.group]
    site = problem.programs_by_key[group.program].site
    return sites is None or site is None or site in sites
