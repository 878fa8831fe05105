"""From the record of one site to the engine's question: whom to seat where, all at once.

Sessions that there are keep their time, room and leader, and whoever has a seat keeps it: only
seats that are left are offered. So no answer of the engine, right or wrong, can move anybody.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import time

from stepdown.clinic.building.models import WeekBuild
from stepdown.clinic.building.openings import Opening, openings_at
from stepdown.clinic.building.people import ToPlace
from stepdown.clinic.timetable.models import HeldPlace, Seat, Series
from stepdown.clinic.timetable.problem import PosedWeek
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.apart import kept_apart_from
from stepdown.clinic.treatment.services import WITH_ONE_CLINICIAN
from stepdown.rules.taper import counts_toward_hours
from stepdown.rules.timetable import (
    Grid,
    GroupNeed,
    Mode,
    NoContact,
    Option,
    Patient,
    Pattern,
    Problem,
    Program,
    Room,
    Staff,
    Weights,
    Window,
)
from stepdown.rules.timetable.own_week import Need, Offering

STEP = 5  # minutes, as in one person's week: both mean the same times
DAYS, STEPS_A_DAY = 7, 24 * 60 // STEP
HERE = "here"
WEIGHTS = Weights(unmet=1, not_full=5000, disruption=0, burden=1, balance=0)
NOT_OWN_TEAM, NEW_SESSION = 24, 200  # steps: what it is worth to avoid them


@dataclass(frozen=True)
class PosedClinic:
    """`people` and `series` by the keys of the problem; `owned`: programs that are a person's own
    seat in a series, by key."""

    problem: Problem
    people: dict[str, ToPlace]
    series: dict[str, Series]
    openings: dict[str, Opening]
    owned: dict[str, str]


def pose_clinic(build: WeekBuild, people: Sequence[ToPlace]) -> PosedClinic | None:
    """None where nobody waits, or nothing is offered."""
    placed = [one for one in people if one.posed is not None]
    series = {key: one for each in placed for key, one in _posed(each).series.items()}
    if not placed or not series:
        return None
    openings = _openings(build, placed) if build.may_open else []
    return _Clinic(placed, series, openings).posed()


def _openings(build: WeekBuild, placed: list[ToPlace]) -> list[Opening]:
    services = {need.service for one in placed for need in _posed(one).person.needs}
    return openings_at(build.site, services, on=build.starts_on)


def _posed(one: ToPlace) -> PosedWeek:
    assert one.posed is not None  # the caller left out whom no week is looked for
    return one.posed


class _Clinic:
    """Puts the question together; `low` is the first step of the day that matters."""

    def __init__(
        self, placed: list[ToPlace], series: dict[str, Series], openings: list[Opening]
    ) -> None:
        self.placed, self.series, self.openings = placed, series, openings
        self.ids = [one.episode.patient_id for one in placed]
        every: list[Series | Opening] = [*series.values(), *openings]
        spans = [self._steps(one.starts, one.minutes) for one in every]
        way = max(-(-_posed(one).person.travel_minutes // STEP) for one in placed)
        self.low = max(0, min(a for a, _ in spans) - way)
        self.high = min(STEPS_A_DAY, max(b for _, b in spans) + way)
        self.grid = Grid(STEP, DAYS, self.high - self.low, _clock(self.low))
        self.own = self._own_seats()
        self.left = self._seats_left()

    @staticmethod
    def _steps(starts: time, minutes: int) -> tuple[int, int]:
        begins = minute_of_day(starts)
        return begins // STEP, -(-(begins + minutes) // STEP)

    def _own_seats(self) -> set[tuple[int, str]]:
        """(person, series) of seats that are theirs until they take another week."""
        seats = Seat.objects.filter(patient__in=self.ids, ends_on=None)
        held = HeldPlace.objects.filter(patient__in=self.ids, released_at=None)
        rows = [*seats.values_list("patient", "series"), *held.values_list("patient", "series")]
        return {(person, str(series)) for person, series in rows}

    def _seats_left(self) -> dict[str, int]:
        """Seats that nobody has: the fewest that anybody would find, their own left out."""
        left: dict[str, int] = {}
        for one in self.placed:
            for offering in _posed(one).problem.offerings:
                mine = (one.episode.patient_id, offering.key) in self.own
                seats = offering.seats_left - mine
                left[offering.key] = max(0, min(seats, left.get(offering.key, seats)))
        return left

    def posed(self) -> PosedClinic:
        owned = {
            _own_key(series, one): series
            for one in self.placed
            for series in sorted(self.series)
            if (one.episode.patient_id, series) in self.own
        }
        problem = Problem(
            name="clinic",
            grid=self.grid,
            staff=tuple(self._staff(owned)),
            rooms=tuple(self._rooms(owned)),
            programs=tuple(self._programs(owned)),
            patients=tuple(self._patient(one) for one in self.placed),
            no_contact=tuple(self._apart()),
            weights=WEIGHTS,
        )
        people = {one.episode.patient.code: one for one in self.placed}
        openings = {one.key: one for one in self.openings}
        return PosedClinic(problem, people, self.series, openings, owned)

    def _kept(self, owned: dict[str, str]) -> Iterator[tuple[str, str, int]]:
        """(program, series, seats) of what there is. Each has a leader and a room of its own in
        the question: that they fit together is the clinic's fact, and no choice."""
        yield from ((_key(key), key, self.left[key]) for key in self.series if self.left[key])
        yield from ((key, series, 1) for key, series in owned.items())

    def _staff(self, owned: dict[str, str]) -> Iterator[Staff]:
        new = {f"a{account}" for one in self.openings for account in one.leaders}
        length = self.grid.slots_per_day
        for key in (*(program for program, _, _ in self._kept(owned)), *sorted(new)):
            none = (None,) * DAYS
            yield Staff(key, "leader", HERE, ((0, length),) * DAYS, none, (length,) * DAYS, 0)

    def _rooms(self, owned: dict[str, str]) -> Iterator[Room]:
        for program, _, seats in self._kept(owned):
            yield Room(program, HERE, program, seats)
        for room in {one.room.pk: one.room for one in self.openings}.values():
            yield Room(f"r{room.pk}", HERE, f"r{room.pk}", room.seats)

    def _programs(self, owned: dict[str, str]) -> Iterator[Program]:
        for program, series, seats in self._kept(owned):
            one = self.series[series]
            yield self._program(program, one, leaders=(program,), room=program, size=(1, seats))
        for new in self.openings:
            yield self._program(
                new.key,
                new,
                leaders=tuple(f"a{account}" for account in new.leaders),
                room=f"r{new.room.pk}",
                size=(new.fewest, new.seats),
            )

    def _program(
        self,
        key: str,
        one: Series | Opening,
        *,
        leaders: tuple[str, ...],
        room: str,
        size: tuple[int, int],
    ) -> Program:
        begins, ends = self._steps(one.starts, one.minutes)
        return Program(
            key=key,
            mode=Mode.ONSITE,
            slots=ends - begins,
            patterns=(Pattern(((one.weekday, begins - self.low),)),),
            leaders=leaders,
            min_size=size[0],
            cap=size[1],
            max_groups=1,
            site=HERE,
            room_kind=room,
        )

    def _patient(self, one: ToPlace) -> Patient:
        person = _posed(one).person
        return Patient(
            key=one.episode.patient.code,
            site=HERE,
            free=self._windows([(b.day, b.start, b.end) for b in person.busy if b.is_firm]),
            rather_not=self._taken([(b.day, b.start, b.end) for b in person.busy if not b.is_firm]),
            needs=tuple(self._needs(one)),
            priority=one.weight,
            travel=-(-person.travel_minutes // STEP),
            max_day=person.max_minutes_a_day // STEP,
            min_days=person.min_days,
        )

    def _needs(self, one: ToPlace) -> Iterator[GroupNeed]:
        for need in _posed(one).person.needs:
            options = tuple(self._options(one, need))
            is_care = counts_toward_hours(need.service)
            for number in range(need.count):
                yield GroupNeed(f"{need.key}-{number}", options, 1, 1, is_care=is_care)

    def _options(self, one: ToPlace, need: Need) -> Iterator[Option]:
        posed = _posed(one)
        shut = {each.offering for each in posed.problem.closed}
        for offering in posed.problem.offerings:
            if offering.key in shut or not _serves(offering, need, posed):
                continue
            cost = self._cost(need, str(offering.leader), posed)
            if (one.episode.patient_id, offering.key) in self.own:
                yield Option(_own_key(offering.key, one), cost)
            elif self.left[offering.key]:
                yield Option(_key(offering.key), cost)
        for new in self.openings:
            fits = new.service == need.service and new.clinical_minutes >= need.minutes
            if fits and joins(posed, new):
                yield Option(new.key, NEW_SESSION)

    @staticmethod
    def _cost(need: Need, leader: str, posed: PosedWeek) -> int:
        is_own = need.service not in WITH_ONE_CLINICIAN or leader in posed.team
        return 0 if is_own else NOT_OWN_TEAM

    def _taken(self, spans: Iterable[tuple[int, int, int]]) -> tuple[tuple[Window, ...], ...]:
        """Each day's spans, within the hours that matter."""
        days: list[list[Window]] = [[] for _ in range(DAYS)]
        for day, start, end in sorted(spans):
            window = (max(0, start - self.low), min(self.grid.slots_per_day, end - self.low))
            if window[0] < window[1]:
                days[day].append(window)
        return tuple(tuple(day) for day in days)

    def _windows(self, busy: Iterable[tuple[int, int, int]]) -> tuple[tuple[Window, ...], ...]:
        """Each day's time that is not busy."""
        return tuple(tuple(_gaps(day, self.grid.slots_per_day)) for day in self._taken(busy))

    def _apart(self) -> Iterator[NoContact]:
        codes = {one.episode.patient_id: one.episode.patient.code for one in self.placed}
        for person, code in codes.items():
            for other in sorted(kept_apart_from(person)):
                if other in codes and code < codes[other]:
                    yield NoContact(code, codes[other])


def _gaps(busy: Iterable[Window], length: int) -> Iterator[Window]:
    at = 0
    for start, end in busy:
        if start > at:
            yield at, start
        at = max(at, end)
    if at < length:
        yield at, length


def _serves(offering: Offering, need: Need, posed: PosedWeek) -> bool:
    return (
        offering.service == need.service
        and offering.clinical_minutes >= need.minutes
        and offering.asks_for <= posed.person.tags
        and posed.person.only <= offering.keeps
    )


def joins(posed: PosedWeek, new: Opening) -> bool:
    group = new.program.age_group
    return posed.may_join(new.track, group, is_alone=new.seats == 1, spoken=new.spoken)


def _key(series: str) -> str:
    return f"s{series}"


def _own_key(series: str, one: ToPlace) -> str:
    return f"s{series}-{one.episode.patient.code}"


def _clock(step: int) -> str:
    return f"{step * STEP // 60:02}:{step * STEP % 60:02}"
