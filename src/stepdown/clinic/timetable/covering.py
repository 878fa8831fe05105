"""What can be done for the sessions of somebody who is away: the facts of each day, for the rules
in `rules/timetable/cover.py`. Nothing here changes anything."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from stepdown.clinic.people.models import AccessBlock, Account, Site
from stepdown.clinic.people.queries import live_on, staff_at
from stepdown.clinic.people.roles import PERMISSIONS, Permission, Role
from stepdown.clinic.timetable.changes import Changes, changes_of
from stepdown.clinic.timetable.leading import Leading
from stepdown.clinic.timetable.models import Series, StaffAbsence
from stepdown.clinic.timetable.programs import most_people
from stepdown.clinic.timetable.queries import DatedSession, dated, leader_names, series_of_sites
from stepdown.clinic.timetable.shifts import hours_of
from stepdown.clinic.timetable.telling import seats_on
from stepdown.clinic.timetable.times import minute_of_day
from stepdown.clinic.treatment.apart import pairs_apart
from stepdown.rules.timetable.cover import Colleague, Meeting, who_can_lead, who_takes_them

WHOLE_DAY = (0, 24 * 60)
LEAD, ALONE, JOIN, CANCEL = "lead", "alone", "join", "cancel"


@dataclass(frozen=True)
class Way:
    """One thing that can be done; `key` is what a form sends: "lead-4", "join-7", "alone" or
    "cancel". `name`: who stands in or leads alone, or the group that is joined."""

    key: str
    how: str
    name: str = ""

    @property
    def number(self) -> int:
        return int(self.key.partition("-")[2])


@dataclass(frozen=True)
class Uncovered:
    """A meeting of which a leader is away, what can be done, and what is proposed. `people`: how
    many are expected."""

    meeting: DatedSession
    people: int
    ways: tuple[Way, ...]
    proposed: str

    @property
    def key(self) -> str:
        """Another one as soon as somebody comes or goes: what was shown is confirmed."""
        return f"{self.meeting.session.series_id}-{self.meeting.on}-{self.people}"


@dataclass
class _Day:
    """The facts of one day. `partly`: when somebody is away for a part of it; `taken`: when who
    was proposed stands in already; `series`: as they are that day."""

    on: date
    series: Sequence[Series]
    changes: Changes
    people: dict[int, frozenset[int]]
    away: set[int]
    partly: dict[int, list[tuple[int, int]]]
    absent: int
    taken: dict[int, list[tuple[int, int]]]
    leading: Leading

    def takes_place(self) -> Iterator[Series]:
        return (one for one in self.series if not self.changes.is_cancelled(one, self.on))

    def fits(self, one: Series, *, leaders: int) -> bool:
        """Whether so many leaders may have the people of that day."""
        return len(self.people[one.pk]) <= most_people(one, self.leading.ratios, leaders=leaders)


def uncovered_by(
    *,
    site: Site,
    account: Account,
    first_on: date,
    last_on: date,
    now: datetime,
    starts: time | None = None,
    ends: time | None = None,
) -> list[Uncovered]:
    """Meetings that are still ahead and that this colleague leads or stands in for, by time. With
    times: those that any part of that stretch of the day falls into."""
    days = [first_on + timedelta(days=each) for each in range((last_on - first_on).days + 1)]
    stretch = part_of_day(starts, ends)
    found = [one for on in days for one in _of_day(site, account, on, stretch, now)]
    return sorted(found, key=lambda one: (one.meeting.starts_at, one.meeting.session.series_id))


def part_of_day(starts: time | None, ends: time | None) -> tuple[int, int]:
    """Minutes of the day; all of it without times."""
    if starts is None or ends is None:
        return WHOLE_DAY
    return minute_of_day(starts), minute_of_day(ends)


def _of_day(
    site: Site, account: Account, on: date, stretch: tuple[int, int], now: datetime
) -> Iterator[Uncovered]:
    held = series_of_sites([site.pk], on=on).filter(live_on(on), weekday=on.weekday())
    day = _day(site, account, on, list(held))
    lead = [
        one
        for one in day.takes_place()
        if account.pk in one.leader_ids and _overlap(_span(one), stretch)
    ]
    colleagues = _colleagues(site, day) if lead else []
    for series in lead:
        one = dated(series, on, day.changes)
        if one.starts_at > now:
            able = [
                each
                for each in colleagues
                if day.leading.allows(series.program_id, series.service, each[0].key)
            ]
            yield _uncovered(day, series, one, able)


def _day(site: Site, account: Account, on: date, series: list[Series]) -> _Day:
    people: dict[int, set[int]] = {one.pk: set() for one in series}
    for seat in seats_on(people, on):
        people[seat.series_id].add(seat.patient_id)
    away = StaffAbsence.objects.filter(site=site, undone_at=None, first_on__lte=on, last_on__gte=on)
    partly: dict[int, list[tuple[int, int]]] = {}
    for one in away.filter(starts__isnull=False):
        partly.setdefault(one.account_id, []).append(part_of_day(one.starts, one.ends))
    whole = away.filter(starts=None).values_list("account_id", flat=True)
    changes = changes_of([site.pk], first=on, last=on)
    return _Day(
        on=on,
        series=[changes.as_on(one, on) for one in series],
        changes=changes,
        people={key: frozenset(found) for key, found in people.items()},
        away={account.pk, *whole},
        partly=partly,
        absent=account.pk,
        taken={},
        leading=Leading.at(site.pk, on=on),
    )


def _colleagues(site: Site, day: _Day) -> list[tuple[Colleague, str]]:
    """Who may lead here, each with their name."""
    busy = {key: list(spans) for key, spans in day.partly.items()}
    for one in day.takes_place():
        for key in one.leader_ids:
            busy.setdefault(key, []).append(_span(one))
    everybody = {one for people in day.people.values() for one in people}
    blocks = AccessBlock.objects.filter(patient__in=everybody)
    shut_out: dict[int, set[int]] = {}
    for account_id, patient_id in blocks.values_list("account_id", "patient_id"):
        shut_out.setdefault(account_id, set()).add(patient_id)
    ranks, names, hours = _ranks(site, day), {}, hours_of(site.pk, day.on)
    for member in staff_at(frozenset({site.pk}), on=day.on):
        if member.account_id in ranks and member.is_active:
            names[member.account_id] = member.name
    return [
        (
            Colleague(
                key,
                tuple(busy.get(key, ())),
                key in day.away,
                frozenset(shut_out.get(key, ())),
                ranks[key],
                hours.get(key),
            ),
            name,
        )
        for key, name in names.items()
    ]


def _ranks(site: Site, day: _Day) -> dict[int, int]:
    """Of everybody who leads sessions: 0 with a role of who is away, 1 who signs notes, then 2."""
    roles: dict[int, set[Role]] = {}
    for one in staff_at(frozenset({site.pk}), on=day.on):
        roles.setdefault(one.account_id, set()).add(one.role)
    missing = roles.get(day.absent, set())
    ranks: dict[int, int] = {}
    for key, held in roles.items():
        may = frozenset().union(*(PERMISSIONS[role] for role in held))
        if Permission.LEAD_SESSIONS in may:
            ranks[key] = 0 if held & missing else 1 if Permission.WRITE_NOTES in may else 2
    return ranks


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _span(one: Series) -> tuple[int, int]:
    starts = minute_of_day(one.starts)
    return starts, starts + one.minutes


def _uncovered(
    day: _Day, series: Series, one: DatedSession, colleagues: list[tuple[Colleague, str]]
) -> Uncovered:
    session = _meeting(day, series)
    names = {colleague.key: name for colleague, name in colleagues}
    able = who_can_lead(session, [colleague for colleague, _ in colleagues])
    ways = [Way(ALONE, ALONE, other.name) for other in _left_alone(day, series)]
    ways += [Way(f"{LEAD}-{key}", LEAD, names[key]) for key in able]
    ways += [Way(f"{JOIN}-{one.pk}", JOIN, _where(one)) for one in _joinable(day, session)]
    ways.append(Way(CANCEL, CANCEL))
    return Uncovered(one, len(session.people), tuple(ways), _proposed(day, session, ways))


def _left_alone(day: _Day, one: Series) -> Iterator[Account]:
    """The other of two leaders, who is here and may have all of these people."""
    both = [each for each in (one.leader, one.co_leader) if each]
    for other in both if len(both) == 2 and day.fits(one, leaders=1) else ():
        may_lead = day.leading.allows(one.program_id, one.service, other.pk)
        if other.pk != day.absent and other.pk not in day.away and may_lead:
            yield other


def _meeting(day: _Day, one: Series) -> Meeting:
    people = day.people[one.pk]
    kind = (str(one.program_id), str(one.program.age_group), str(one.service), one.track.words())
    free = most_people(one, day.leading.ratios) - len(people)
    return Meeting(one.pk, kind, *_span(one), people, free)


def _joinable(day: _Day, session: Meeting) -> list[Series]:
    if not session.people:
        return []
    others = [one for one in day.takes_place() if not one.leader_ids & day.away]
    apart = pairs_apart(session.people)
    pairs = {frozenset(pair) for pair in apart}
    keys = who_takes_them(session, [_meeting(day, one) for one in others], pairs)
    return [one for one in others if one.pk in keys]


def _where(one: Series) -> str:
    return f"{one.title}, {one.room.name}, with {leader_names(one)}"


def _proposed(day: _Day, session: Meeting, ways: Iterable[Way]) -> str:
    """The first way that nobody is needed for twice: to stay with who leads the own group goes
    before a stand-in, and both before joining another."""
    if not session.people:
        return CANCEL
    for way in ways:
        if way.how != LEAD:
            return way.key
        spans = day.taken.setdefault(way.number, [])
        if all(end <= session.starts or session.ends <= start for start, end in spans):
            spans.append((session.starts, session.ends))
            return way.key
    return CANCEL
