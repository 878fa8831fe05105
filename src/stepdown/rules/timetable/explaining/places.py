"""Every place that could serve a need, and for each the atoms that all have to give way first."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from stepdown.rules.timetable.explaining.atoms import Atom, AtomKind
from stepdown.rules.timetable.explaining.guards import guards
from stepdown.rules.timetable.explaining.place import Atoms, Place, Times
from stepdown.rules.timetable.explaining.week import Booked, Week, gaps
from stepdown.rules.timetable.parts import GroupNeed, Mode, Patient, Program, VisitNeed


class Places:
    """Of one solved week; what is known of staff, rooms and programs is kept between questions."""

    def __init__(self, week: Week) -> None:
        self.week, self.problem = week, week.problem
        self._new_groups: dict[tuple[str, int], tuple[Atoms, list[tuple[str, Atoms]]]] = {}
        self._fitting: dict[tuple[str, int], int] = {}
        self._known: dict[tuple[str, tuple[Times, ...]], Atoms] = {}

    def of(self, patient: Patient, need: GroupNeed | VisitNeed) -> Iterator[Place]:
        places = (
            self._groups(patient, need)
            if isinstance(need, GroupNeed)
            else self._visits(patient, need)
        )
        for place in places:
            guarded = guards(self.week, patient, need, place)
            yield replace(place, blocked_by=place.blocked_by | guarded) if guarded else place

    # groups

    def _groups(self, patient: Patient, need: GroupNeed) -> Iterator[Place]:
        for option in need.options:
            program = self.problem.programs_by_key[option.program]
            if program.mode is Mode.ONSITE and program.site != patient.site:
                continue
            for pattern in range(len(program.patterns)):
                times = times_of(program, pattern)
                own = self._life(patient, times, program.mode)
                own |= self._order(patient, need, times)
                around = _around(patient, program.mode)
                for index, group in self.week.groups_of(program.key, pattern):
                    full = Atom(AtomKind.GROUP_FULL, program.key, group=index)
                    blocked = own | {full} if self.week.is_full(group) else own
                    seat = (program.key, pattern, index)
                    yield Place(times, program.mode, group.leader, around, blocked, *seat)
                few = self._too_few(program, pattern, patient, need)
                gone = self._own_visits(patient, own)
                for leader, clinic in self._leaders(program, pattern, gone):
                    blocked = own | clinic | few
                    new = (program.key, pattern)
                    yield Place(times, program.mode, leader, around, blocked, *new)

    def _order(self, patient: Patient, need: GroupNeed, times: tuple[Times, ...]) -> Atoms:
        if need.after is None:
            return frozenset()
        ended = self.week.end_of_course(patient.key, need.after)
        begins = (times[0].day, times[0].start)
        if ended is not None and ended <= begins:
            return frozenset()
        return frozenset({Atom(AtomKind.ORDER, need.after)})

    def _leaders(
        self, program: Program, pattern: int, gone: Sequence[Booked]
    ) -> Iterator[tuple[str, Atoms]]:
        """Those whose atoms are not more than somebody else's, and those who `gone` would free."""
        key, times = (program.key, pattern), times_of(program, pattern)
        if key not in self._new_groups:
            shared = self._new_group(program, times)
            found = [(leader, self._staff(leader, times)) for leader in self._able(program)]
            self._new_groups[key] = shared, least(found)
        shared, leaders = self._new_groups[key]
        with_them = {own.staff for own in gone}
        freed = [leader for leader in self._able(program) if leader in with_them]
        for leader, atoms in leaders:
            if leader not in freed:
                yield leader, shared | atoms
        for leader in freed:
            yield leader, shared | self._staff(leader, times, gone)

    def _able(self, program: Program) -> list[str]:
        """Leaders who can be where the program is."""
        remote = program.mode is Mode.TELE
        return [
            key
            for key in program.leaders
            if remote or self.problem.staff_by_key[key].site is not None
        ]

    def _new_group(self, program: Program, times: tuple[Times, ...]) -> Atoms:
        found = set[Atom]()
        if program.co_leaders:
            able = [key for key in self._able(program) if not self._staff(key, times)]
            if len(able) <= program.co_leaders:
                found.add(Atom(AtomKind.CO_LEADERS, program.key))
        if self.week.opened(program.key) >= program.max_groups:
            found.add(Atom(AtomKind.GROUP_LIMIT, program.key))
        for time in times if program.mode is Mode.ONSITE else ():
            if not self._has_room(program.site, program.room_kind, time, program.min_size):
                found.add(Atom(AtomKind.NO_ROOM, f"{program.site} {program.room_kind}"))
        return frozenset(found)

    def _too_few(self, program: Program, pattern: int, patient: Patient, need: GroupNeed) -> Atoms:
        """With everybody else who lacks such a group and could come."""
        key = (program.key, pattern)
        if key not in self._fitting:
            self._fitting[key] = sum(
                self._could_come(other, wanted, program, pattern)
                for other, wanted in self.week.lacking(program.key)
            )
        others = self._fitting[key] - self._could_come(patient, need, program, pattern)
        if others + 1 >= program.min_size:
            return frozenset()
        return frozenset({Atom(AtomKind.TOO_FEW, program.key)})

    def would_serve(self, place: Place) -> int:
        """How many who lack such a group a new one here could take, this person among them."""
        if place.program is None or place.group >= 0:
            return 1
        program = self.problem.programs_by_key[place.program]
        return min(program.most, max(1, self._fitting[place.program, place.pattern]))

    def _could_come(
        self, patient: Patient, need: GroupNeed, program: Program, pattern: int
    ) -> bool:
        times = times_of(program, pattern)
        return not (
            (program.mode is Mode.ONSITE and program.site != patient.site)
            or self._life(patient, times, program.mode)
            or self._order(patient, need, times)
        )

    # visits

    def _visits(self, patient: Patient, need: VisitNeed) -> Iterator[Place]:
        modes = [Mode.ONSITE, Mode.TELE] if need.tele_ok else [Mode.ONSITE]
        grid = self.problem.grid
        for key in self.week.own(patient, need.role):
            caseload = self._caseload(patient, need, key)
            for day in range(grid.days):
                spaced = caseload | self._spacing(patient, need, day)
                for start in range(grid.slots_per_day - need.slots + 1):
                    time = Times(day, start, start + need.slots)
                    shared = spaced | self._family(patient, need, time)
                    for mode in modes:
                        if mode is Mode.ONSITE and self.problem.staff_by_key[key].site is None:
                            continue
                        if not self._meets_itself(patient, need, time):
                            blocked = shared | self._visit_atoms(patient, need, time, mode, key)
                            yield Place((time,), mode, key, _around(patient, mode), blocked)

    def _meets_itself(self, patient: Patient, need: VisitNeed, time: Times) -> bool:
        """Another visit for the same need is there already; moving that would help nothing."""
        return any(
            own.need == need.key and own.meets(time.start, time.end, patient.travel)
            for own in self.week.booked(patient.key, time.day)
        )

    def _visit_atoms(
        self, patient: Patient, need: VisitNeed, time: Times, mode: Mode, key: str
    ) -> Atoms:
        blocked = self._life(patient, (time,), mode)
        gone = self._own_visits(patient, blocked)
        blocked |= self._staff(key, (time,), gone)
        if mode is Mode.ONSITE and not self._has_room(
            patient.site, need.room_kind, time, 1, [own.room for own in gone]
        ):
            blocked |= {Atom(AtomKind.NO_ROOM, f"{patient.site} {need.room_kind}")}
        return blocked

    def _own_visits(self, patient: Patient, blocked: Atoms) -> list[Booked]:
        """The person's own visits that are in the way: with one its clinician and room are free."""
        return [
            own
            for atom in blocked
            if atom.kind is AtomKind.OWN_SESSION
            for own in self.week.booked(patient.key, atom.day)
            if own.start == atom.start and own.need == atom.what and own.staff is not None
        ]

    def _caseload(self, patient: Patient, need: VisitNeed, key: str) -> Atoms:
        staff = self.problem.staff_by_key[key]
        chosen = (patient.key, need.role) in self.week.calendar.team
        if chosen or self.week.calendar.caseload[key] < staff.caseload_max:
            return frozenset()
        return frozenset({Atom(AtomKind.CASELOAD, key)})

    def _family(self, patient: Patient, need: VisitNeed, time: Times) -> Atoms:
        if not need.family or patient.family_free is None:
            return frozenset()
        windows = patient.family_free[time.day]
        return frozenset(
            Atom(AtomKind.FAMILY_NOT_FREE, "", time.day, *gap)
            for gap in gaps(windows, self.problem.grid.slots_per_day)
            if gap[0] < time.end and time.start < gap[1]
        )

    def _spacing(self, patient: Patient, need: VisitNeed, day: int) -> Atoms:
        days = [visit.day for visit in self.week.calendar.visits.get((patient.key, need.key), ())]
        if any(abs(day - other) < need.min_gap_days for other in days):
            return frozenset({Atom(AtomKind.SPACING, need.key)})
        return frozenset()

    # the person's week

    def _life(self, patient: Patient, times: tuple[Times, ...], mode: Mode) -> Atoms:
        found = set[Atom]()
        if mode is Mode.TELE and not patient.telehealth:
            found.add(Atom(AtomKind.NO_VIDEO))
        around = _around(patient, mode)
        for day, today in _by_day(times):
            for gap in self.week.busy(patient, day):
                if any(gap[0] < t.end + around and t.start - around < gap[1] for t in today):
                    found.add(Atom(AtomKind.NOT_FREE, "", day, *gap))
            spent = sum(t.end - t.start for t in today)
            for own in self.week.booked(patient.key, day):
                apart = patient.travel if own.mode is not mode else 0
                if any(own.meets(t.start, t.end, apart) for t in today):
                    found.add(Atom(AtomKind.OWN_SESSION, own.need, day, own.start, own.end))
                else:
                    spent += own.end - own.start
            if spent > patient.max_day:
                found.add(Atom(AtomKind.LONG_DAY, "", day))
        return frozenset(found)

    # what the clinic has

    def _staff(self, key: str, times: tuple[Times, ...], gone: Sequence[Booked] = ()) -> Atoms:
        """`gone`: visits that are in the way already and would be moved."""
        found = frozenset[Atom]()
        theirs = [own for own in gone if own.staff == key]
        for day, today in _by_day(times):
            if any(own.day == day for own in theirs):
                found |= frozenset(self._not_there(key, today, theirs))
                continue
            if (key, today) not in self._known:
                self._known[key, today] = frozenset(self._not_there(key, today, ()))
            found |= self._known[key, today]
        return found

    def _not_there(
        self, key: str, today: tuple[Times, ...], gone: Sequence[Booked]
    ) -> Iterator[Atom]:
        """Without those sessions that are named themselves."""
        staff, day = self.problem.staff_by_key[key], today[0].day
        shift, pause = staff.shifts[day], staff.break_windows[day]
        if shift is None or any(t.start < shift[0] or t.end > shift[1] for t in today):
            yield Atom(AtomKind.OFF_SHIFT, key, day)
        slots = {slot for t in today for slot in range(t.start, t.end)}
        for session in self.week.led(key, day):
            if any((own.day, own.start) == (day, session.start) for own in gone):
                continue
            if any(session.meets(t.start, t.end) for t in today):
                yield Atom(AtomKind.STAFF_BUSY, key, day, session.start, session.end)
            else:
                slots |= set(range(session.start, session.end))
        if len(slots) > staff.max_contact[day]:
            yield Atom(AtomKind.CONTACT, key, day)
        if pause is not None and slots.issuperset(range(*pause)):
            yield Atom(AtomKind.BREAK, key, day)

    def _has_room(
        self,
        site: str | None,
        kind: str | None,
        time: Times,
        people: int,
        given_up: Sequence[str | None] = (),
    ) -> bool:
        """`given_up`: rooms of visits that meet this time and would be moved."""
        return any(
            room.capacity >= people
            and (
                room.key in given_up
                or not any(
                    a < time.end and time.start < b for a, b in self.week.held(room.key, time.day)
                )
            )
            for room in self.week.rooms_of(site, kind)
        )


def times_of(program: Program, pattern: int) -> tuple[Times, ...]:
    return tuple(Times(*meeting) for meeting in program.meetings(pattern))


def _by_day(times: tuple[Times, ...]) -> Iterator[tuple[int, tuple[Times, ...]]]:
    if len(times) == 1:
        yield times[0].day, times
        return
    for day in sorted({time.day for time in times}):
        yield day, tuple(time for time in times if time.day == day)


def _around(patient: Patient, mode: Mode) -> int:
    return patient.travel if mode is Mode.ONSITE else 0


def least(found: list[tuple[str, Atoms]]) -> list[tuple[str, Atoms]]:
    """Without those that need all that another needs, and more."""
    kept: list[tuple[str, Atoms]] = []
    for key, atoms in sorted(found, key=lambda each: len(each[1])):
        if not any(other <= atoms for _, other in kept):
            kept.append((key, atoms))
    return kept
