"""One part of an examination in work over the signed one, in words that are marked."""

from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.treatment.operations import save_part
from tests.clinic.world import NOW


def tell_marked_part(actor: Actor, patient: Patient, words: str) -> None:
    save_part(
        actor=actor,
        patient=patient,
        part="strengths",
        answers={"good_at": words},
        how="phone",
        expected_version=0,
        now=NOW,
    )
