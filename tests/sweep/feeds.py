"""The secret address of a calendar."""

from stepdown.clinic.coming.models import CalendarFeed
from stepdown.clinic.coming.queries import digest_of
from stepdown.clinic.people.models import Patient
from tests.clinic.world import NOW

FEED = "2f" * 20  # what the address of the person's calendar ends with


def give_feed(patient: Patient) -> None:
    CalendarFeed.objects.create(patient=patient, digest=digest_of(FEED), made_at=NOW)
