"""For whom a weekly session is held, changed while it goes on."""

from datetime import datetime

from django.db.models import Q

from stepdown.clinic.ledger.operations import record, save_version, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.queries import local_now
from stepdown.clinic.people.roles import Permission
from stepdown.clinic.timetable.models import HeldPlace, Seat, Series
from stepdown.clinic.timetable.offering import UnableToOffer
from stepdown.clinic.timetable.programs import track_of
from stepdown.clinic.timetable.wishing import suits_of
from stepdown.rules.taper import Track, track_content, track_rules


def change_track(
    *, actor: Actor, series: Series, track: Track, expected_version: int, now: datetime
) -> None:
    """Nobody loses a seat by it: raises UnableToOffer while somebody has one, or is offered one,
    whom the new track does not suit. It says how many people, never who."""
    site = series.program.site
    require(actor, Permission.SET_UP, site_id=site.pk)
    if track.gender not in ("", *track_rules().genders):
        raise UnableToOffer("Choose one of the groups that are named.")
    wanted = track.within(track_of(series.program))
    today = local_now(site, now).date()
    with writing():
        asked = wanted.asks_for()
        people = Patient.objects.filter(pk__in=_seated(series, now))
        left_out = sum(not asked <= suits_of(one, on=today).tags() for one in people)
        if left_out:
            who = "1 person has a seat" if left_out == 1 else f"{left_out} people have seats"
            raise UnableToOffer(
                f"{who} here whom this does not suit, as far as is written down. Agree on another"
                " week with them first, or add a session of its own."
            )
        content = track_content(wanted)
        save_version(series, expected=expected_version, held_for=content)
        record(actor=actor, verb="series.track", now=now, subject=series, content=content)


def _seated(series: Series, now: datetime) -> set[int]:
    today = local_now(series.program.site, now).date()
    seats = Seat.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), series=series)
    held = HeldPlace.objects.filter(series=series, released_at=None)
    return {*seats.values_list("patient", flat=True), *held.values_list("patient", flat=True)}
