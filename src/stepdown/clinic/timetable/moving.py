"""What stands in the way of another room, leader or time: other sessions, and what people's own
weeks hold. Answers are sentences; they count people and name none."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, time

from django.db.models import Q

from stepdown.clinic.intake.words import clock
from stepdown.clinic.people.models import AccessBlock, Account, Patient, Post
from stepdown.clinic.people.queries import live_on
from stepdown.clinic.people.roles import Permission, roles_with
from stepdown.clinic.timetable.changes import changes_of
from stepdown.clinic.timetable.covering import part_of_day
from stepdown.clinic.timetable.leading import leads_not
from stepdown.clinic.timetable.models import Series, StaffAbsence
from stepdown.clinic.timetable.queries import DatedSession, series_of_sites, week_of
from stepdown.clinic.timetable.times import minute_of_day, monday_of
from stepdown.clinic.treatment.apart import pairs_apart
from stepdown.clinic.treatment.checklist import BETWEEN_APART
from stepdown.clinic.treatment.queries import commitments_of


def room_or_leader_taken(
    series: Series, on: date, *, room_id: int, leader: Account, starts: time, lasting: bool
) -> str:
    """Who or what is needed elsewhere at that time, on that day or (lasting) in later weeks."""
    span = (minute_of_day(starts), minute_of_day(starts) + series.minutes)
    for other in _others(series, on, lasting=lasting):
        begins = minute_of_day(other.starts)
        if begins < span[1] and span[0] < begins + other.minutes:
            if other.room_id == room_id:
                return f"{other.room.name} has {other.title} at that time. Choose another room."
            if other.leader_id == leader.pk:
                return f"{leader.name} has {other.title} at that time. Choose somebody else."
    return _leads_not(series, leader, on, span)


def _others(series: Series, on: date, *, lasting: bool) -> Iterator[Series]:
    site_id = series.program.site_id
    changes = changes_of([site_id], first=on, last=on)
    found = series_of_sites([site_id], on=on).filter(weekday=series.weekday).exclude(pk=series.pk)
    for other in found:
        if other.starts_on <= on and not changes.is_cancelled(other, on):
            yield changes.as_on(other, on)
        if lasting:
            yield other


def _leads_not(series: Series, leader: Account, on: date, span: tuple[int, int]) -> str:
    leads = Post.objects.filter(
        live_on(on),
        account=leader,
        site_id=series.program.site_id,
        role__in=roles_with(Permission.LEAD_SESSIONS),
    )
    if not leads.exists():
        return f"{leader.name} does not lead sessions at this site. Choose someone who does."
    begins, ends = span
    days = Q(first_on__lte=on, last_on__gte=on, undone_at=None)
    for away in StaffAbsence.objects.filter(days, account=leader):
        stretch = part_of_day(away.starts, away.ends)
        if ends <= stretch[0] or stretch[1] <= begins:
            continue
        return f"{leader.name} is away on {on:%A, %B} {on.day}. Choose somebody else."
    if leader.pk == series.leader_id:
        return ""
    if leader.pk == series.co_leader_id:
        return f"{leader.name} is its second leader. Name somebody else as that first."
    return leads_not(series.program, series.service, leader, on=on)


def in_the_way(after: DatedSession, patients: Collection[Patient], *, lasting: bool) -> str:
    """What speaks against this meeting as it would be now; empty where nothing does."""
    shut_out = AccessBlock.objects.filter(account=after.session.leader_id, patient__in=patients)
    if count := shut_out.count():
        return f"{_people(count)} cannot be led by them. Choose somebody else."
    clashes = sum(bool(clash_words(one, after, lasting=lasting)) for one in patients)
    if clashes:
        return (
            f"{_people(clashes)} cannot come then: other fixed times or sessions are in the way."
            " Agree on a new week with them first, or choose another time."
        )
    if _somebody_meets(after, patients):
        return "At that time people would be here together who cannot be. Choose another time."
    return ""


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} people"


def clash_words(patient: Patient, after: DatedSession, *, lasting: bool) -> str:
    """What of their week is in the way, with its time; empty where nothing is."""
    on, way, starts = after.on, patient.travel_minutes or 0, minute_of_day(after.session.starts)
    ends = starts + after.session.minutes
    for one in commitments_of(patient, on=on):
        holds = one.weekday == on.weekday() and (lasting or one.holds_on(on))
        busy = (minute_of_day(one.starts) - way, minute_of_day(one.ends) + way)
        if one.is_firm and holds and busy[0] < ends and starts < busy[1]:
            return f"{one.kind.label}, {clock(one.starts)} to {clock(one.ends)}"
    for other in week_of(patient, monday=monday_of(on)):
        is_other = other.session.series_id != after.session.series_id and not other.is_cancelled
        if is_other and other.starts_at < after.ends_at and after.starts_at < other.ends_at:
            return f"{other.session.title}, {clock(other.starts_at.time())}"
    return ""


def _somebody_meets(after: DatedSession, patients: Collection[Patient]) -> bool:
    """Whether two who are kept apart would both be here, between arrival and leaving of either."""
    pairs = pairs_apart([one.pk for one in patients])
    if not pairs:
        return False
    stays = _stays({one for pair in pairs for one in pair}, after.on)
    return any(
        one in stays and other in stays and _overlap(stays[one], stays[other])
        for one, other in pairs
    )


def _stays(people: Iterable[int], on: date) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for patient in Patient.objects.filter(pk__in=list(people)).select_related("site"):
        week = week_of(patient, monday=monday_of(on))
        own = [one.session for one in week if one.on == on and not one.is_cancelled]
        if own:
            begins = min(minute_of_day(one.starts) for one in own)
            found[patient.pk] = begins, max(minute_of_day(o.starts) + o.minutes for o in own)
    return found


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] + BETWEEN_APART and other[0] < one[1] + BETWEEN_APART
