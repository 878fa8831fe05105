"""What a change of a session would do, before it is done: who is told what, and who cannot come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.changing import (
    CarriedOut,
    NewTerms,
    Scope,
    carry_out,
    told_words,
)
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.moving import clash_words, in_the_way
from stepdown.clinic.timetable.queries import DatedSession
from stepdown.clinic.timetable.telling import Reached, reached


@dataclass(frozen=True)
class WouldChange:
    """`words`: what people are told of it; empty where nothing is different for them. `clashes`:
    name and what is in the way, of people open to the actor; `hidden` more of others. `refusal`:
    why it cannot be done like that."""

    before: DatedSession
    after: DatedSession
    people: int
    words: str
    how: Reached
    clashes: tuple[tuple[str, str], ...]
    hidden: int
    refusal: str


def would_change(
    *, actor: Actor, series: Series, scope: Scope, on: date, terms: NewTerms, now: datetime
) -> WouldChange:
    """Done in a transaction that is taken back, so that the answer is what would really be; nobody
    is told. Raises as `change_series`."""
    require(actor, Permission.CHANGE_DAYS, site_id=series.program.site_id)
    with writing():
        done = carry_out(
            actor=actor,
            series=series,
            scope=scope,
            on=on,
            terms=terms,
            expected_version=series.version,
            now=now,
        )
        found = _seen(actor, done, now)
        transaction.set_rollback(True)
    return found


def _seen(actor: Actor, done: CarriedOut, now: datetime) -> WouldChange:
    lasting = not done.made.is_exception
    words = told_words(done.before, done.after, is_once=done.made.is_exception)
    clashing = {one: clash_words(one, done.after, lasting=lasting) for one in done.people}
    clashing = {one: what for one, what in clashing.items() if what}
    mine = _open_ones(actor, clashing, now)
    told = {one: [first] for one, first in done.people.items()} if words else {}
    return WouldChange(
        before=done.before,
        after=done.after,
        people=len(done.people),
        words=words,
        how=reached(actor, told, now),
        clashes=tuple((one.short_name, clashing[one]) for one in clashing if one.pk in mine),
        hidden=len(clashing) - len(mine),
        refusal=in_the_way(done.after, done.people, lasting=lasting),
    )


def _open_ones(actor: Actor, patients: Collection[Patient], now: datetime) -> set[int]:
    found = patients_open_to(actor, Permission.CHANGE_DAYS, now)
    return set(found.filter(pk__in=[one.pk for one in patients]).values_list("pk", flat=True))
