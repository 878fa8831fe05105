"""What may become of each session that changes: who, when, how, and what that is charged."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from stepdown.rules.timetable.parts import Mode, Patient, Staff, VisitNeed
from stepdown.rules.timetable.repairs.day import Day, Meeting, Slots, Stays, bits, bits_of
from stepdown.rules.timetable.solution import Appointment


@dataclass(frozen=True, slots=True)
class Option:
    """One visit or meeting led by `staff`; `charge` in the units of `Charges`."""

    staff: str
    day: int
    start: int
    end: int
    mode: Mode
    charge: int

    @property
    def slots(self) -> Slots:
        return bits(self.start, self.end)


@dataclass(frozen=True)
class Range:
    """How far a visit may go: to another clinician, another time of the day, another day; and both
    at once, to another clinician at another time of the day, or on another day."""

    cover: bool = True
    time: bool = True
    day: bool = True
    cover_elsewhen: bool = True
    cover_other_day: bool = True


STAYS_PUT = Range(time=False, day=False)


class Options:
    """Options that fit what stays; what changes together is for the model to settle."""

    def __init__(self, day: Day, stays: Stays) -> None:
        self.day, self.stays, self.problem = day, stays, day.problem
        self.away = set(day.absence.absent)
        self._shift: dict[tuple[str, int], Slots] = {}
        self._free: dict[tuple[str, int], Slots] = {}

    def of_meeting(self, meeting: Meeting) -> list[Option]:
        group = self.day.published.groups[meeting.group]
        program = self.problem.programs_by_key[group.program]
        own = bits(meeting.start, meeting.end)
        return [
            Option(
                leader,
                meeting.day,
                meeting.start,
                meeting.end,
                program.mode,
                self.day.charges.cover_meeting,
            )
            for leader in program.leaders
            if not own & ~self._can(leader, meeting.day, program.mode)
        ]

    def of_visit(self, visit: Appointment, reach: Range) -> list[Option]:
        """Cheapest first. The published place is among them unless its clinician is away."""
        found = list(self._of_visit(visit, reach))
        return sorted(found, key=lambda o: (o.charge, o.day, o.start, o.staff, o.mode.value))

    def _of_visit(self, visit: Appointment, reach: Range) -> Iterator[Option]:
        if visit.patient in self._apart:
            reach = STAYS_PUT  # whom they would meet elsewhere is not worked out here
        times = [place for place in self._places(visit, reach) if self._suits(visit, *place)]
        for staff in self._covers(visit.staff) if reach.cover else [visit.staff]:
            if not self._can_talk(visit, staff):
                continue
            for day, start, end, mode in times:
                both = staff != visit.staff and (day, start) != (visit.day, visit.start)
                allowed = reach.cover_elsewhen if day == visit.day else reach.cover_other_day
                if (allowed or not both) and not bits(start, end) & ~self._can(staff, day, mode):
                    charge = self._charge(visit, staff, day, start, mode)
                    yield Option(staff, day, start, end, mode, charge)

    def _places(self, visit: Appointment, reach: Range) -> Iterator[tuple[int, int, int, Mode]]:
        """(day, start, end, mode)"""
        need = self.problem.needs_by_key[visit.patient, visit.need]
        assert isinstance(need, VisitNeed)
        telehealth = need.tele_ok and self.problem.patients_by_key[visit.patient].telehealth
        for day, start in self._times(visit, need, reach):
            if visit.patient not in self._apart or visit.mode is Mode.ONSITE:
                yield day, start, start + need.slots, Mode.ONSITE
            if telehealth and (visit.patient not in self._apart or visit.mode is Mode.TELE):
                yield day, start, start + need.slots, Mode.TELE

    def _times(
        self, visit: Appointment, need: VisitNeed, reach: Range
    ) -> Iterator[tuple[int, int]]:
        yield visit.day, visit.start
        absence = self.day.absence
        last = self.problem.grid.slots_per_day - need.slots
        for day in range(absence.day, self.problem.grid.days):
            if not (reach.time if day == visit.day else reach.day):
                continue
            soonest = absence.slot + self.day.charges.notice if day == absence.day else 0
            for start in range(soonest, last + 1):
                if (day, start) != (visit.day, visit.start):
                    yield day, start

    def _charge(self, visit: Appointment, staff: str, day: int, start: int, mode: Mode) -> int:
        charges, charge = self.day.charges, 0
        if day != visit.day:
            charge = charges.other_day
        elif start != visit.start:
            charge = charges.other_time
        if staff != visit.staff:
            charge += charges.cover_visit
        return charge + (charges.mode if mode is not visit.mode else 0)

    def _covers(self, staff: str) -> list[str]:
        own = self.problem.staff_by_key[staff]
        return [staff, *(key for key in self._colleagues[own.role, own.site] if key != staff)]

    def _can_talk(self, visit: Appointment, staff: str) -> bool:
        spoken = self.problem.patients_by_key[visit.patient].languages
        offered = self.problem.staff_by_key[staff].languages
        return not spoken or not offered or not spoken.isdisjoint(offered)

    @cached_property
    def _apart(self) -> set[str]:
        """People who must not meet somebody."""
        return {key for pair in self.problem.no_contact for key in (pair.patient, pair.other)}

    @cached_property
    def _colleagues(self) -> dict[tuple[str, str | None], list[str]]:
        found: dict[tuple[str, str | None], list[str]] = {}
        for staff in self.problem.staff:
            found.setdefault((staff.role, staff.site), []).append(staff.key)
        return found

    def _can(self, staff: str, day: int, mode: Mode) -> Slots:
        """Slots of the shift in which nothing that stays is booked."""
        member = self.problem.staff_by_key[staff]
        if mode is Mode.ONSITE and member.site is None:
            return 0
        if (staff, day) not in self._shift:
            self._shift[staff, day] = self._on_shift(member, day) & ~self.stays.staff[staff, day]
        return self._shift[staff, day]

    def _on_shift(self, member: Staff, day: int) -> Slots:
        if member.key in self.away and day == self.day.absence.day:
            return 0
        return bits_of([member.shifts[day]])

    def _suits(self, visit: Appointment, day: int, start: int, end: int, mode: Mode) -> bool:
        """The person's life, the family's, and what stays of the person's day."""
        if (day, start, mode) == (visit.day, visit.start, visit.mode):
            return True
        patient = self.problem.patients_by_key[visit.patient]
        need = self.problem.needs_by_key[visit.patient, visit.need]
        assert isinstance(need, VisitNeed)
        around = patient.travel if mode is Mode.ONSITE else 0
        most = self.problem.grid.slots_per_day
        wanted = bits(max(0, start - around), min(most, end + around))
        if wanted & ~self._life(patient, day):
            return False
        near = (abs(day - other) for other in self.stays.days[patient.key, need.key])
        if day != visit.day and any(gap < need.min_gap_days for gap in near):
            return False
        if need.family and bits(start, end) & ~bits_of((patient.family_free or ())[day]):
            return False
        return self._leaves_room(patient, day, start, end, mode)

    def _leaves_room(self, patient: Patient, day: int, start: int, end: int, mode: Mode) -> bool:
        spent = end - start
        for held in self.stays.people[patient.key, day]:
            spent += held.end - held.start
            gap = patient.travel if held.mode is not mode else 0
            if start < held.end + gap and held.start < end + gap:
                return False
        return spent <= patient.max_day

    def _life(self, patient: Patient, day: int) -> Slots:
        if (patient.key, day) not in self._free:
            self._free[patient.key, day] = bits_of(patient.free[day])
        return self._free[patient.key, day]
