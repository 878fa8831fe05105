"""How many seats a weekly session offers, changed while it goes on."""

from datetime import datetime

from django.db.models import Max, Q

from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import Series
from stepdown.clinic.timetable.offering import UnableToOffer
from stepdown.clinic.timetable.programs import too_many


def change_seats(
    *, actor: Actor, series: Series, seats: int, expected_version: int, now: datetime
) -> None:
    """Raises UnableToOffer where the room has fewer, or somebody sits on a place above that."""
    site = series.program.site
    require(actor, Permission.SET_UP, site_id=site.pk)
    if not 1 <= seats <= series.room.seats:
        raise UnableToOffer(f"{series.room.name} seats {series.room.seats}. Offer 1 or up to that.")
    if seats > series.seats and (words := _too_many(series, seats)):
        raise UnableToOffer(words)
    today = local_now(site, now).date()
    with writing():
        held = series.taken_seats.filter(Q(ends_on=None) | Q(ends_on__gt=today))
        needed = held.aggregate(most=Max("place"))["most"] or 0
        if seats < needed:
            raise UnableToOffer(f"Seat {needed} is taken. Offer {needed} or more.")
        before = series.seats
        save_version(series, expected=expected_version, seats=seats)
        content = {"seats": [before, seats]}
        record(actor=actor, verb="series.seats", now=now, subject=series, content=content)


def _too_many(series: Series, seats: int) -> str:
    leaders = len(series.leader_ids)
    return too_many(series.program, series.service, seats, leaders=leaders)
