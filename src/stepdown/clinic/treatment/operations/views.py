"""The person's right to say what they think of the decision."""

from datetime import datetime

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.consents.sharing import require_own_or_staff
from stepdown.clinic.ledger.operations import Unable, record, writing
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.models import PersonsView

MOST_WORDS = 1000


class UnableToTellView(Unable):
    """What the person thinks cannot be kept like this; the message says what is missing."""


def tell_view(
    *, actor: Actor, patient: Patient, agrees: bool, words: str, now: datetime
) -> PersonsView:
    """Keeps what the person says about the newest decision, by themselves or through staff.

    Saying no changes no decision by itself; the team reads it.
    """
    require_own_or_staff(actor, patient)
    if not agrees and not words.strip():
        raise UnableToTellView(
            "Say in your own words what you see differently. One line is enough."
        )
    with writing():
        placement = latest(patient, EntryKind.PLACEMENT)
        if placement is None:
            raise UnableToTellView("There is no decision yet. You can talk with us at any time.")
        assert actor.account_id is not None  # the person or staff, never the program
        view = PersonsView.objects.create(
            patient=patient,
            placement=placement,
            agrees=agrees,
            words=words.strip()[:MOST_WORDS],
            told_by_id=actor.account_id,
            is_own=actor.own_patient_id == patient.pk,
            told_at=now,
        )
        record(
            actor=actor,
            verb="decision.viewed",
            now=now,
            subject=view,
            patient_id=patient.pk,
            content={"agrees": agrees, "words": view.words},
        )
    return view
