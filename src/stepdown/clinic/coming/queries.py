"""Reading how a person keeps track of their times."""

from hashlib import sha256

from stepdown.clinic.coming.models import CalendarFeed
from stepdown.clinic.people.models import Patient


def feed_of(patient: Patient) -> CalendarFeed | None:
    """The person's address for their calendar, while it is on."""
    return CalendarFeed.objects.filter(patient=patient, ended_at=None).first()


def feed_behind(secret: str) -> CalendarFeed | None:
    """None alike for a secret that never was, one that was replaced or turned off, and one of a
    record that was joined with another."""
    found = CalendarFeed.objects.filter(digest=digest_of(secret), patient__merged_into=None)
    return found.select_related("patient__site").first()


def digest_of(secret: str) -> str:
    """Of 160 random bits: nothing slower is needed against guessing."""
    return sha256(secret.encode()).hexdigest()
