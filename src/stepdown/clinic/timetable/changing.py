"""Another room, leader or start for a session of every week: on one day, or from a day on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from django.db.models import QuerySet

from stepdown.clinic.intake.words import clock
from stepdown.clinic.ledger.models import OutboxMessage
from stepdown.clinic.ledger.operations import Unable, record, save_version, withdraw_mail, writing
from stepdown.clinic.people.access import end_access
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.calling import withdraw_calls
from stepdown.clinic.timetable.changes import change_of
from stepdown.clinic.timetable.leaders import end_stand_in, leaders_of, morning_of, open_to_stand_in
from stepdown.clinic.timetable.models import ChangeCall, Room, Seat, Series, SeriesTerm
from stepdown.clinic.timetable.moving import in_the_way, room_or_leader_taken
from stepdown.clinic.timetable.offered import series_of
from stepdown.clinic.timetable.operations import LEADER, open_to_leaders
from stepdown.clinic.timetable.queries import DatedSession, dated
from stepdown.clinic.timetable.telling import (
    seats_from,
    seats_on,
    tell_leaders,
    tell_people,
    tell_staff,
)
from stepdown.clinic.timetable.times import first_meeting, minute_of_day
from stepdown.clinic.treatment.services import WITH_ONE_CLINICIAN

A_DAY, MINUTES_A_DAY = timedelta(days=1), 24 * 60
YOURS_NOW, CHANGED = "is yours now", "is changed"
OpenedTerm = SeriesTerm  # what pages are handed, which name no models
OpenedSeries = Series


class Scope(StrEnum):
    """Which meetings change. What has been stays as it was."""

    ONCE = "once"
    LATER = "later"
    ALL = "all"


class UnableToChange(Unable):
    """The session cannot be changed this way; the message says what to do."""


@dataclass(frozen=True)
class NewTerms:
    """How the session is from then on, or on that day."""

    room_id: int
    leader_id: int
    starts: time


def change_series(
    *,
    actor: Actor,
    series: Series,
    scope: Scope,
    on: date,
    terms: NewTerms,
    expected_version: int,
    now: datetime,
) -> SeriesTerm:
    """Changes the meeting of that day, those from it on, or (ALL) all that are still ahead, and
    tells those whose time or room is another.

    Raises UnableToChange, also where the room or leader is taken, or where the new time clashes
    with what somebody's week holds: it says how many people, never who.
    """
    require(actor, Permission.CHANGE_DAYS, site_id=series.program.site_id)
    with writing():
        done = carry_out(
            actor=actor,
            series=series,
            scope=scope,
            on=on,
            terms=terms,
            expected_version=expected_version,
            now=now,
        )
        if words := in_the_way(done.after, done.people, lasting=not done.made.is_exception):
            raise UnableToChange(words)
        _open(done.made, done.seats, now)
        _tell(actor, done, now)
        content = {"scope": str(scope), "on": str(done.after.on), "people": len(done.people)}
        record(actor=actor, verb="series.changed", now=now, subject=series, content=content)
    return done.made


@dataclass(frozen=True)
class CarriedOut:
    """A change as it is kept, before anybody was asked or told. `people`: the first meeting that
    changes for each, as it was."""

    made: SeriesTerm
    seats: list[Seat]
    people: dict[Patient, DatedSession]
    before: DatedSession
    after: DatedSession


def carry_out(
    *,
    actor: Actor,
    series: Series,
    scope: Scope,
    on: date,
    terms: NewTerms,
    expected_version: int,
    now: datetime,
) -> CarriedOut:
    """Inside writing(); who calls this asks what is in the way. Raises as `change_series`."""
    series = Series.objects.select_related("program__site", "room", "leader").get(pk=series.pk)
    on = next_meeting(series, now) if scope == Scope.ALL else on
    _check(series, on, terms, now)
    before = dated(series, on, change_of(series, on))
    is_once = scope == Scope.ONCE
    seats = list(seats_on([series.pk], on) if is_once else seats_from(series.pk, on))
    people = {one.patient: _first_of(series, one, before) for one in seats}
    made = _keep(actor, series, on, terms, None if is_once else expected_version, now)
    if is_once:
        save_version(series, expected=expected_version)
    after = dated(series, on, change_of(series, on))
    return CarriedOut(made, seats, people, before, after)


def _first_of(series: Series, seat: Seat, before: DatedSession) -> DatedSession:
    """The first meeting that changes for somebody, as it was: some begin later."""
    if seat.starts_on <= before.on:
        return before
    on = first_meeting(series.weekday, not_before=seat.starts_on)
    return dated(series, on, change_of(series, on))


def next_meeting(series: Series, now: datetime) -> date:
    """The first day on which it has not begun yet."""
    today = local_now(series.program.site, now).date()
    on = first_meeting(series.weekday, not_before=max(today, series.starts_on))
    has_begun = dated(series, on, change_of(series, on)).starts_at <= now
    return on + timedelta(days=7) if has_begun else on


def _check(series: Series, on: date, terms: NewTerms, now: datetime) -> None:
    if series.ends_on is not None:
        raise UnableToChange("This session ends already. Add a new one under Settings instead.")
    if on.weekday() != series.weekday or on < series.starts_on:
        raise UnableToChange(f"It does not take place on {on:%A, %B} {on.day}. Choose its day.")
    held = change_of(series, on)
    if dated(series, on, held).starts_at <= now:
        raise UnableToChange("This meeting has begun. Choose a later one.")
    current = held.as_on(series, on)
    if terms == NewTerms(current.room_id, current.leader_id, current.starts):
        raise UnableToChange("Nothing is different. Choose another room, leader or time.")
    is_today = on == local_now(series.program.site, now).date()
    if is_today and terms.starts != current.starts:
        raise UnableToChange("Today's time stays: people are on their way. Choose a later day.")
    if live_terms(series).filter(until_on__gt=on).exists():
        raise UnableToChange("Another change is ahead already. Take it back first.")


def live_terms(series: Series) -> QuerySet[SeriesTerm]:
    found = SeriesTerm.objects.filter(series=series, undone_at=None)
    return found.select_related("room", "leader").order_by("until_on", "pk")


def _keep(
    actor: Actor,
    series: Series,
    on: date,
    terms: NewTerms,
    lasting_from: int | None,
    now: datetime,
) -> SeriesTerm:
    """One day has the new terms; or (`lasting_from` this version) the series has, and the days
    before have the old ones."""
    _refuse_taken(series, on, terms, lasting=lasting_from is not None)
    assert actor.account_id is not None  # asked before
    made = SeriesTerm(series=series, made_at=now, made_by_id=actor.account_id)
    made.is_exception = lasting_from is None
    if lasting_from is None:
        made.first_on, made.until_on = on, on + A_DAY
        made.room_id, made.leader_id, made.starts = terms.room_id, terms.leader_id, terms.starts
    else:
        before = live_terms(series).filter(is_exception=False).last()
        made.first_on = before.until_on if before else min(series.starts_on, on - A_DAY)
        made.until_on = on
        made.room_id, made.leader_id, made.starts = series.room_id, series.leader_id, series.starts
        _set(series, terms, lasting_from)
    made.save()
    return made


def _set(series: Series, terms: NewTerms, version: int) -> None:
    save_version(
        series,
        expected=version,
        room_id=terms.room_id,
        leader_id=terms.leader_id,
        starts=terms.starts,
    )


def _refuse_taken(series: Series, on: date, terms: NewTerms, *, lasting: bool) -> None:
    room = Room.objects.filter(pk=terms.room_id, site=series.program.site_id).first()
    if room is None or series.seats > room.seats:
        raise UnableToChange(f"This session needs a room with {series.seats} seats.")
    if minute_of_day(terms.starts) + series.minutes > MINUTES_A_DAY:
        raise UnableToChange("A session ends by midnight. Choose an earlier time.")
    words = room_or_leader_taken(
        series,
        on,
        room_id=room.pk,
        leader=Account.objects.get(pk=terms.leader_id),
        starts=terms.starts,
        lasting=lasting,
    )
    if words:
        raise UnableToChange(words)


def _open(made: SeriesTerm, seats: Sequence[Seat], now: datetime) -> None:
    """Whoever leads now may open the records of the people."""
    series, today = made.series, local_now(made.series.program.site, now).date()
    for seat in seats:
        if made.is_exception:
            if made.leader_id != series.leader_id:
                meeting = (series.pk, made.first_on)
                open_to_stand_in(seat.patient, made.leader_id, meeting, now)
        elif made.leader_id != series.leader_id:
            _open_to_all_leaders(seat.patient, made, today, now)


def _open_to_all_leaders(
    patient: Patient, made: SeriesTerm, today: date, now: datetime
) -> set[int]:
    leaders = leaders_of(patient, today)
    begins = {made.series.leader_id: morning_of(patient.site, made.until_on, now)}
    open_to_leaders(patient, leaders, made.until_on, now, begins=begins)
    return leaders


def _tell(actor: Actor, done: CarriedOut, now: datetime) -> None:
    made, before, after = done.made, done.before, done.after
    if words := told_words(before, after, is_once=made.is_exception):
        tell_people(
            actor=actor,
            people={patient: [first] for patient, first in done.people.items()},
            news=news_of(made),
            words=words,
            now=now,
        )
    news, site = f"{news_of(made)}-led", made.series.program.site
    if before.session.leader_id != after.session.leader_id:
        new = [(after.session.leader_id, after)]
        tell_staff(site=site, concerned=new, news=news, words=YOURS_NOW, now=now)
    tell_leaders(site=site, meetings=[before], news=news, words=CHANGED, now=now)


def told_words(before: DatedSession, after: DatedSession, *, is_once: bool) -> str:
    """What is told; empty where nobody has to be somewhere else or at another time."""
    moved = []
    if before.session.starts != after.session.starts:
        moved.append(f"at {clock(after.session.starts)}")
    if before.session.room != after.session.room:
        moved.append("in another room")
    is_alone = after.session.service in WITH_ONE_CLINICIAN
    if before.session.leader_id != after.session.leader_id and is_alone:
        moved.append("with somebody else")
    if not moved:
        return ""
    return f"is {' and '.join(moved)} {'this time' if is_once else 'from that day on'}"


def news_of(made: SeriesTerm) -> str:
    return f"moved-{made.pk}"


def take_back(*, actor: Actor, term: SeriesTerm, expected_version: int, now: datetime) -> None:
    """As if it had never been entered: nobody was told yet, and no day of it has come. Raises
    UnableToChange."""
    site = term.series.program.site
    require(actor, Permission.CHANGE_DAYS, site_id=site.pk)
    with writing():
        term = SeriesTerm.objects.select_related("series__program__site").get(pk=term.pk)
        if term.undone_at is not None:
            raise UnableToChange("This was taken back already.")
        if first_day(term) <= local_now(site, now).date():
            raise UnableToChange("Its first day has come. Change the session back instead.")
        told = OutboxMessage.objects.filter(once_key__startswith=f"{news_of(term)}-")
        called = ChangeCall.objects.filter(news=news_of(term)).exclude(outcome="")
        if called.exists() or told.exclude(claimed_at=None, delivered_at=None).exists():
            raise UnableToChange("Somebody was told already. Change the session back instead.")
        withdraw_mail(now=now, once_key__startswith=f"{news_of(term)}-")
        withdraw_calls(now=now, news=news_of(term))
        _restore(actor, term, expected_version, now)
        record(actor=actor, verb="series.change_taken_back", now=now, subject=term.series)


def first_day(term: SeriesTerm) -> date:
    """On which the session is different."""
    return term.first_on if term.is_exception else term.until_on


def _restore(actor: Actor, term: SeriesTerm, expected_version: int, now: datetime) -> None:
    series, on = term.series, first_day(term)
    save_version(term, expected=expected_version, undone_at=now, undone_by_id=actor.account_id)
    if term.is_exception:
        for seat in seats_on([series.pk], on):
            end_stand_in(seat.patient, term.leader_id, (series.pk, on), now)
        return
    never_led = series.leader_id
    _set(series, NewTerms(term.room_id, term.leader_id, term.starts), series.version)
    today = local_now(series.program.site, now).date()
    for seat in seats_from(series.pk, on):
        leaders = _open_to_all_leaders(seat.patient, term, today, now)
        if never_led not in leaders:
            begins = morning_of(seat.patient.site, on, now)
            end_access(patient=seat.patient, why=LEADER, now=begins, account_id=never_led)


@dataclass(frozen=True)
class ChangedTo:
    """From which day on, or on which, and how the session is then."""

    on: date
    starts: time
    room: str
    leader: str


def new_terms_of(term: SeriesTerm) -> ChangedTo:
    held = term if term.is_exception else term.series
    return ChangedTo(first_day(term), held.starts, held.room.name, held.leader.name)


def series_to_change(actor: Actor, series_id: int) -> Series | None:
    """One at a site where the actor changes days; None for any other."""
    sites = actor.sites_with(Permission.CHANGE_DAYS)
    return series_of(sites, series_id)


def term_to_take_back(actor: Actor, term_id: int) -> SeriesTerm | None:
    sites = actor.sites_with(Permission.CHANGE_DAYS)
    found = SeriesTerm.objects.filter(pk=term_id, series__program__site__in=sites)
    return found.select_related("room", "leader", *OF_THE_SERIES).first()


OF_THE_SERIES = ("series__program__site", "series__room", "series__leader")


def terms_ahead(series: Series, now: datetime) -> list[SeriesTerm]:
    """Changes whose first day has not come."""
    today = local_now(series.program.site, now).date()
    found = live_terms(series).select_related("room", "leader", *OF_THE_SERIES)
    return [one for one in found if first_day(one) > today]


def people_seated(series: Series, now: datetime) -> int:
    """How many people have a seat from the next meeting on."""
    seats = seats_from(series.pk, next_meeting(series, now))
    return len({seat.patient_id for seat in seats})
