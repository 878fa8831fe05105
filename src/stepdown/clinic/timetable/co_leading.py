"""A second leader of a weekly session: with them it takes more people."""

from datetime import date, datetime

from django.db.models import Q

from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import AccessBlock, Account
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.leaders import leaders_of
from stepdown.clinic.timetable.models import MeetingChange, Series
from stepdown.clinic.timetable.offering import UnableToOffer, check_leads, check_nobody_doubled
from stepdown.clinic.timetable.operations import open_to_leaders
from stepdown.clinic.timetable.programs import most_people, ratios_at
from stepdown.clinic.timetable.telling import seats_from


def name_co_leader(
    *,
    actor: Actor,
    series: Series,
    co_leader: Account | None,
    expected_version: int,
    now: datetime,
) -> None:
    """From now on; None: nobody any more. The records of its people are open to whoever leads it
    with the other. Raises UnableToOffer."""
    site = series.program.site
    require(actor, Permission.SET_UP, site_id=site.pk)
    today = local_now(site, now).date()
    with writing():
        _check_nobody_away(series, today)
        seats = list(seats_from(series.pk, today).select_related("patient__site"))
        people = {seat.patient_id: seat.patient for seat in seats}
        series.co_leader = co_leader
        if co_leader is None:
            _check_enough_leaders(series, len(people))
        else:
            _check(series, co_leader, set(people))
        save_version(series, expected=expected_version, co_leader=co_leader)
        for patient in people.values():
            open_to_leaders(patient, leaders_of(patient, today), today, now)
        content = {"co_leader": co_leader.pk if co_leader else None}
        record(actor=actor, verb="series.co_leader", now=now, subject=series, content=content)


def _check_nobody_away(series: Series, today: date) -> None:
    """What was arranged for two leaders, or for one, holds for them alone."""
    ahead = MeetingChange.objects.filter(series=series, on__gte=today, undone_at=None)
    if ahead.filter(Q(of_second=True) | Q(is_cancelled=False, leader=None)).exists():
        raise UnableToOffer(
            "One of two leaders is away on a day ahead. Take that back under Who is away, then"
            " arrange it anew."
        )


def _check_enough_leaders(series: Series, people: int) -> None:
    most = most_people(series, ratios_at(series.program.site_id))
    if people > most:
        raise UnableToOffer(
            f"{people} people have seats here, and one person leads at most {most} of them. Agree"
            " on other weeks with some of them first."
        )


def _check(series: Series, co_leader: Account, people: set[int]) -> None:
    if co_leader.pk == series.leader_id:
        raise UnableToOffer(f"{co_leader.name} leads it already. Choose somebody else.")
    check_leads(series, co_leader)
    check_nobody_doubled(series)
    if count := AccessBlock.objects.filter(account=co_leader, patient__in=people).count():
        who = "1 person" if count == 1 else f"{count} people"
        raise UnableToOffer(f"{who} here cannot be led by them. Choose somebody else.")
