"""Who is told what when somebody is away, and when they are back: people, who stands in, who takes
people in, and who leads with whoever is away."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from stepdown.clinic.ledger.operations import withdraw_mail
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.timetable.changes import change_of
from stepdown.clinic.timetable.covering import ALONE, CANCEL, JOIN, LEAD, Uncovered, Way
from stepdown.clinic.timetable.models import MeetingChange, Series, StaffAbsence
from stepdown.clinic.timetable.queries import DatedSession, dated
from stepdown.clinic.timetable.telling import (
    OFF,
    ON_AFTER_ALL,
    by_person,
    tell_leaders,
    tell_people,
    tell_staff,
)
from stepdown.clinic.treatment.services import WITH_ONE_CLINICIAN

Plan = list[tuple[Uncovered, Way]]
Ahead = Sequence[tuple[MeetingChange, DatedSession]]
Told = tuple[str, list[DatedSession], str]  # a way, its meetings, and what is said of them
HOW = (LEAD, ALONE, JOIN, CANCEL)
ELSEWHERE, BACK = "is in another room this time", "is in its own room again"
SOMEBODY_ELSE, AS_BEFORE = "is with somebody else this time", "is as it was before"
STANDS_IN, NOT_NEEDED = "is new: you stand in for somebody", "is free again"
MORE_PEOPLE, LEFT_ALONE = "has people of another one in it", "is yours alone this time"


def tell_arranged(actor: Actor, absence: StaffAbsence, plan: Plan, now: datetime) -> None:
    """After what was chosen is done. Inside writing()."""
    news = f"away-{absence.pk}"
    by_way = {how: [one.meeting for one, way in plan if way.how == how] for how in HOW}
    alone = [one for one in by_way[LEAD] if one.session.service in WITH_ONE_CLINICIAN]
    ways = (
        (CANCEL, by_way[CANCEL], OFF),
        (JOIN, by_way[JOIN], ELSEWHERE),
        (LEAD, alone, SOMEBODY_ELSE),
    )
    _tell_by_way(actor, news, ways, now)
    _tell_colleagues(absence, plan, news, now)


def _tell_by_way(
    actor: Actor, news: str, ways: Iterable[Told], now: datetime, *, takes_back: str = ""
) -> None:
    """Whose meetings they are; `takes_back`: the news that came before."""
    for key, meetings, words in ways:
        tell_people(
            actor=actor,
            people=by_person(meetings),
            news=f"{news}-{key}",
            words=words,
            now=now,
            takes_back=takes_back and f"{takes_back}-{key}",
            ends_reminders=key != LEAD and not takes_back,
        )


def _tell_colleagues(absence: StaffAbsence, plan: Plan, news: str, now: datetime) -> None:
    """Who stands in, who takes people in, and who leads with whoever is away."""
    site = absence.site
    standing_in = [(way.number, _as_changed(one.meeting)) for one, way in plan if way.how == LEAD]
    joined = [held_now(way.number, one.meeting.on) for one, way in plan if way.how == JOIN]
    tell_staff(site=site, concerned=standing_in, news=news, words=STANDS_IN, now=now)
    tell_leaders(site=site, meetings=joined, news=f"{news}-{JOIN}", words=MORE_PEOPLE, now=now)
    for key, ways, words in (("off", (JOIN, CANCEL), OFF), (ALONE, (ALONE,), LEFT_ALONE)):
        meetings = [one.meeting for one, way in plan if way.how in ways]
        tell_staff(
            site=site,
            concerned=_others(absence, meetings),
            news=f"{news}-{key}",
            words=words,
            now=now,
        )


def _others(
    absence: StaffAbsence, meetings: Iterable[DatedSession]
) -> list[tuple[int, DatedSession]]:
    """Who leads them beside whoever is away."""
    return [
        (account_id, one)
        for one in meetings
        for account_id in one.session.leader_ids - {absence.account_id}
    ]


def tell_taken_back(actor: Actor, absence: StaffAbsence, ahead: Ahead, now: datetime) -> None:
    """`ahead`: the changes that were taken back, each with its meeting as it was with it. Inside
    writing()."""
    news, site = f"back-{absence.pk}", absence.site
    stood_in = [(change.leader_id, one) for change, one in ahead if change.leader_id]
    led = [one for _, one in stood_in]
    joined = [one for change, one in ahead if change.instead_id]
    off = [one for change, one in ahead if change.is_cancelled and not change.instead_id]
    alone = [one for one in led if one.session.service in WITH_ONE_CLINICIAN]
    off = [one for one in off if not _as_changed(one).is_cancelled]  # the day may be closed, too
    ways = ((CANCEL, off, ON_AFTER_ALL), (JOIN, joined, BACK), (LEAD, alone, AS_BEFORE))
    _tell_by_way(actor, news, ways, now, takes_back=f"away-{absence.pk}")
    withdraw_mail(now=now, once_key__startswith=f"away-{absence.pk}-", once_key__contains="-staff-")
    tell_staff(site=site, concerned=stood_in, news=news, words=NOT_NEEDED, now=now)
    with_others = [_as_changed(one) for change, one in ahead if not change.leader_id]
    tell_staff(
        site=site,
        concerned=_others(absence, [one for one in with_others if not one.is_cancelled]),
        news=f"{news}-others",
        words=AS_BEFORE,
        now=now,
    )


def _as_changed(one: DatedSession) -> DatedSession:
    return held_now(one.session.series_id, one.on)


def held_now(series_id: int, on: date) -> DatedSession:
    """The meeting as it takes place now."""
    series = loaded(series_id)
    return dated(series, on, change_of(series, on))


def loaded(series_id: int) -> Series:
    found = Series.objects.select_related("program__site", "room", "leader", "co_leader")
    return found.get(pk=series_id)
