"""The address that a person's own calendar reads: made, replaced and turned off by them alone.

The ledger knows when an address was made, first read and turned off. A calendar asks again every
few hours for years, so later reads leave no event.
"""

import secrets
from datetime import datetime

from stepdown.clinic.coming.models import CalendarFeed
from stepdown.clinic.coming.queries import calendar_of, digest_of, feed_behind
from stepdown.clinic.ledger.operations import record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require_own
from stepdown.clinic.timetable.queries import Appointment

SECRET_BYTES = 20  # 160 bits: nobody guesses one


def make_feed(*, actor: Actor, patient: Patient, now: datetime) -> str:
    """The secret of a new address; one that was there before opens nothing from now on.

    Nothing can show the secret again: only its digest is kept.
    """
    require_own(actor, patient)
    secret = secrets.token_hex(SECRET_BYTES)
    fresh = {
        "digest": digest_of(secret),
        "made_at": now,
        "first_read_at": None,
        "ended_at": None,
    }
    with writing():
        feed, _ = CalendarFeed.objects.update_or_create(patient=patient, defaults=fresh)
        record(actor=actor, verb="calendar.made", now=now, subject=feed, patient_id=patient.pk)
    return secret


def end_feed(*, actor: Actor, patient: Patient, now: datetime) -> None:
    """The address opens nothing any more; does nothing where there is none."""
    require_own(actor, patient)
    with writing():
        feed = CalendarFeed.objects.filter(patient=patient, ended_at=None).first()
        if feed is None:
            return
        CalendarFeed.objects.filter(pk=feed.pk).update(digest=None, ended_at=now)
        record(actor=actor, verb="calendar.ended", now=now, subject=feed, patient_id=patient.pk)


def read_feed(*, actor: Actor, secret: str, now: datetime) -> list[Appointment] | None:
    """The times behind an address; None where it opens nothing. Its first read leaves an event.

    Whoever has the secret may read: `actor` holds only where the request came from.
    """
    feed = feed_behind(secret)
    if feed is None:
        return None
    if feed.first_read_at is None:
        _note_first_read(actor, feed, now)
    return calendar_of(feed.patient, now=now)


def _note_first_read(actor: Actor, feed: CalendarFeed, now: datetime) -> None:
    with writing():
        first = CalendarFeed.objects.filter(pk=feed.pk, digest=feed.digest, first_read_at=None)
        if first.update(first_read_at=now):
            record(
                actor=actor,
                verb="calendar.first_read",
                now=now,
                subject=feed,
                patient_id=feed.patient_id,
            )
