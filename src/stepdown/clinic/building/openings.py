"""Sessions that the clinic does not have and could open: where a leader and a room are free.

Who works when is known from their kept hours; of whoever has none, from what they lead already: on
days on which they lead something, between their first and their last session. Either way for a
service that they lead.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cached_property
from itertools import islice

from stepdown.clinic.building.build_rules import build_rules
from stepdown.clinic.people.models import Site
from stepdown.clinic.timetable.leading import Leading
from stepdown.clinic.timetable.models import Program, Room, Series, StaffAbsence
from stepdown.clinic.timetable.programs import Ratios, opened_programs, ratios_at
from stepdown.clinic.timetable.queries import series_of_sites
from stepdown.clinic.timetable.shifts import Shifts, Spans, works_then
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.rules.taper import Track


@dataclass(frozen=True)
class Opening:
    """A weekly session that could be opened; one of `leaders` (accounts) leads it. `track`: that of
    its program; `spoken`: languages of who leads the session it is like."""

    key: str
    program: Program
    service: str
    title: str
    room: Room
    leaders: tuple[int, ...]
    weekday: int
    starts: time
    minutes: int
    clinical_minutes: int
    seats: int
    track: Track
    spoken: str

    @property
    def fewest(self) -> int:
        """People without whom it is not worth opening."""
        return min(self.seats, build_rules().fewest_in_new_group.value) if self.seats > 1 else 1


def openings_at(site: Site, services: Iterable[str], *, on: date) -> list[Opening]:
    """In the order of the week, like the sessions that there are: as long, as large, at hours at
    which this service begins here."""
    running = list(series_of_sites([site.pk], on=on).filter(ends_on=None))
    rooms = sorted(site.rooms.all(), key=lambda room: (room.seats, room.pk))
    away = set(
        StaffAbsence.objects.filter(site=site, undone_at=None, last_on__gte=on).values_list(
            "account_id", flat=True
        )
    )
    week = _Week(site.pk, on, running, rooms, away)
    most = build_rules().most_new_sessions.value
    return list(islice(week.openings(set(services)), most))


@dataclass(frozen=True)
class _Week:
    """The sessions that there are, the rooms from the smallest on, and who is away at times, in the
    week from `first` on."""

    site_id: int
    first: date
    running: list[Series]
    rooms: list[Room]
    away: set[int]

    def openings(self, services: set[str]) -> Iterator[Opening]:
        for weekday in sorted({one.weekday for one in self.running}):
            for like in self._models(services):
                for starts in self._hours(like):
                    if opening := self._opening(like, weekday, starts):
                        yield opening

    def _models(self, services: set[str]) -> Iterator[Series]:
        """For each service of each program the session that is most common. One with a track of
        its own is opened by people, not by a build."""
        kinds: dict[tuple[int, str], list[Series]] = {}
        for one in self.running:
            if one.track == self.tracks[one.program_id]:
                kinds.setdefault((one.program_id, one.service), []).append(one)
        for (_, service), alike in sorted(kinds.items()):
            if service in services:
                shapes = Counter((one.minutes, one.clinical_minutes, one.seats) for one in alike)
                usual = shapes.most_common(1)[0][0]
                yield next(
                    one for one in alike if (one.minutes, one.clinical_minutes, one.seats) == usual
                )

    def _hours(self, like: Series) -> list[time]:
        return sorted(
            {
                one.starts
                for one in self.running
                if (one.program_id, one.service) == (like.program_id, like.service)
            }
        )

    def _opening(self, like: Series, weekday: int, starts: time) -> Opening | None:
        begins = minute_of_day(starts)
        during = (weekday, begins, begins + like.minutes)
        leaders = tuple(self._leaders(like, during))
        room = self._room(like, during)
        if not leaders or room is None:
            return None
        kind = (like.program_id, like.service)
        return Opening(
            key=f"n{like.pk}-{weekday}-{begins}",
            program=like.program,
            service=like.service,
            title=like.title,
            room=room,
            leaders=leaders,
            weekday=weekday,
            starts=starts,
            minutes=like.minutes,
            clinical_minutes=like.clinical_minutes,
            seats=min(like.seats, room.seats, self.ratios.get(kind, like.seats)),
            track=like.track,
            spoken=like.leader.languages,
        )

    def _leaders(self, like: Series, during: tuple[int, int, int]) -> Iterator[int]:
        alike = [one for one in self.running if one.service == like.service]
        able = {each for one in alike for each in one.leader_ids}
        for account in sorted(able - self.away):
            of_day = [
                one
                for one in self.running
                if account in one.leader_ids and one.weekday == during[0]
            ]
            is_there = self._is_there(account, of_day, during)
            is_allowed = self.leading.allows(like.program_id, like.service, account)
            if is_there and is_allowed and not any(_meets(one, during) for one in of_day):
                yield account

    def _is_there(self, account: int, of_day: list[Series], during: tuple[int, int, int]) -> bool:
        hours = self.hours[during[0]]
        if account in hours:
            return works_then(hours[account], *during[1:])
        return bool(of_day) and _is_within(of_day, during)

    @cached_property
    def leading(self) -> Leading:
        return Leading.at(self.site_id, on=self.first)

    @cached_property
    def ratios(self) -> Ratios:
        """Somebody leads a new session alone."""
        return ratios_at(self.site_id)

    @cached_property
    def tracks(self) -> dict[int, Track]:
        """By program."""
        return {
            one.program_id: one.shape.track if one.shape else Track()
            for one in opened_programs([self.site_id])
        }

    @cached_property
    def hours(self) -> dict[int, dict[int, Spans]]:
        """By weekday, of whoever's hours are kept."""
        days = [self.first + timedelta(days=ahead) for ahead in range(7)]
        shifts = Shifts.of([self.site_id], first=days[0], last=days[-1])
        return {day.weekday(): shifts.on(self.site_id, day) for day in days}

    def _room(self, like: Series, during: tuple[int, int, int]) -> Room | None:
        """The smallest that seats as many and is free: rather the same one."""
        taken = {one.room_id for one in self.running if _meets(one, during)}
        fitting = [room for room in self.rooms if room.seats >= like.seats]
        free = [room for room in fitting if room.pk not in taken]
        return next((room for room in free if room.pk == like.room_id), free[0] if free else None)


def _span(one: Series) -> tuple[int, int]:
    begins = minute_of_day(one.starts)
    return begins, begins + one.minutes


def _is_within(of_day: list[Series], during: tuple[int, int, int]) -> bool:
    spans = [_span(one) for one in of_day]
    return min(a for a, _ in spans) <= during[1] and during[2] <= max(b for _, b in spans)


def _meets(one: Series, during: tuple[int, int, int]) -> bool:
    begins, ends = _span(one)
    return one.weekday == during[0] and begins < during[2] and during[1] < ends
