"""Calling people about a changed day, where nothing in writing reaches them in time."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.ledger.written import written_once
from stepdown.clinic.people.access import about, door_of, patients_open_to
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.opening import Door
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.reaching import Reach, listed_reach, reach_of
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import ChangeCall
from stepdown.clinic.treatment.models import Episode

Outcome = ChangeCall.Outcome
ON_THE_LIST = ("patient__site", "patient__contact_permission", "tried_by")


class UnableToNoteCall(Unable):
    """This cannot be written down like that; the message says what to do."""


@dataclass(frozen=True)
class CallToMake:
    """One person, all that changed for them, and how the last try ended."""

    patient: Patient
    call_ids: tuple[int, ...]
    words: tuple[str, ...]
    reach: Reach
    last: str
    tried_at: datetime | None
    tried_by: str


def owe_call(
    *, patient: Patient, news: str, on: date, words: str, good_until: datetime, now: datetime
) -> None:
    """Inside writing(), as what changes the day."""
    ChangeCall.objects.get_or_create(  # unique: patient, news and day
        patient=patient,
        news=news,
        on=on,
        defaults={"words": words, "good_until": good_until, "made_at": now},
    )


def withdraw_calls(*, now: datetime, **which: object) -> int:
    """Nobody has to be called about these any more, unless they were told: how many."""
    waiting = ChangeCall.objects.filter(withdrawn_at=None, **which).exclude(outcome=Outcome.TOLD)
    return waiting.update(withdrawn_at=now)


def calls_to_make(actor: Actor, *, now: datetime) -> list[CallToMake]:
    """People open to the actor, whose day comes first (one query)."""
    sites = actor.sites_with(Permission.CHANGE_DAYS)
    return _by_person(_calls_behind(door_of(actor, Permission.CHANGE_DAYS, now), sites, now))


@written_once
def _calls_behind(door: Door, sites: Collection[int], now: datetime) -> QuerySet[ChangeCall]:
    found = _open_calls(now).filter(about(door), patient__site__in=sites)
    return found.select_related(*ON_THE_LIST)


def calls_of_others(actor: Actor, *, now: datetime) -> int:
    """How many people more have to be called at the actor's sites (one query)."""
    mine = patients_open_to(actor, Permission.CHANGE_DAYS, now)
    sites = actor.sites_with(Permission.CHANGE_DAYS)
    others = _open_calls(now).filter(patient__site__in=sites).exclude(patient__in=mine)
    return others.values("patient").distinct().count()


def calls_to(patient: Patient, *, now: datetime) -> CallToMake | None:
    own = _open_calls(now).filter(patient=patient).select_related(*ON_THE_LIST)
    return next(iter(_by_person(own)), None)


def _open_calls(now: datetime) -> QuerySet[ChangeCall]:
    found = ChangeCall.objects.exclude(outcome=Outcome.TOLD).filter(
        withdrawn_at=None,
        good_until__gt=now,
        patient__is_deceased=False,
        patient__merged_into=None,
        patient__episodes__status=Episode.Status.ACTIVE,
    )
    return found.order_by("on", "pk")


def _by_person(calls: Iterable[ChangeCall]) -> list[CallToMake]:
    people: dict[Patient, list[ChangeCall]] = defaultdict(list)
    for one in calls:
        people[one.patient].append(one)
    return [_to_make(patient, own) for patient, own in people.items()]


def _to_make(patient: Patient, own: Collection[ChangeCall]) -> CallToMake:
    tried = [one for one in own if one.tried_at and one.tried_by]
    last = max(tried, key=lambda one: (one.tried_at, one.pk), default=None)
    return CallToMake(
        patient=patient,
        call_ids=tuple(one.pk for one in own),
        words=tuple(one.words for one in own),
        reach=listed_reach(patient),
        last=Outcome(last.outcome).label if last else "",
        tried_at=last.tried_at if last else None,
        tried_by=last.tried_by.name if last and last.tried_by else "",
    )


def note_call(
    *, actor: Actor, patient: Patient, call_ids: Collection[int], outcome: str, now: datetime
) -> None:
    """What came of a call about these changes, which the caller had before them. Raises
    UnableToNoteCall."""
    require(actor, Permission.CHANGE_DAYS, site_id=patient.site_id)
    with writing():
        waiting = list(_open_calls(now).filter(patient=patient, pk__in=call_ids))
        if not waiting:
            raise UnableToNoteCall("Nothing is left to tell here. Look at the list of calls.")
        _refuse_word(patient, outcome)
        for one in waiting:
            save_version(
                one,
                expected=one.version,
                outcome=Outcome(outcome),
                tries=one.tries + 1,
                tried_at=now,
                tried_by_id=actor.account_id,
            )
            record(
                actor=actor,
                verb="change.called",
                now=now,
                subject=one,
                patient_id=patient.pk,
                content={"outcome": outcome},
            )


def _refuse_word(patient: Patient, outcome: str) -> None:
    if outcome == Outcome.WORD_LEFT and not reach_of(patient).may_leave_word:
        raise UnableToNoteCall(
            f"{patient.short_name} has not agreed to messages. If one was left, choose “Not"
            f" reached” and tell the director. Leave none from now on."
        )
