"""A try to reach somebody who was missed, with marked words."""

from stepdown.clinic.outreach.models import OutreachTry
from stepdown.clinic.people.models import Account, Patient
from tests.clinic.world import NOW


def note_marked_try(colleague: Account, patient: Patient, mark: str) -> None:
    OutreachTry.objects.create(
        patient=patient,
        outcome=OutreachTry.Outcome.REACHED,
        words=f"{mark} said so",
        tried_at=NOW,
        tried_by=colleague,
    )
