"""A test that waits for its sample, and a medicine, with marked words."""

from stepdown.clinic.drug_tests.operations import order_test
from stepdown.clinic.medicines.operations import add_medicine
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from tests.clinic.world import NOW, TODAY


def plan_marked_test(medical: Actor, patient: Patient, mark: str) -> None:
    order_test(actor=medical, patient=patient, on=TODAY, because=f"{mark} because", now=NOW)
    add_medicine(
        actor=medical,
        patient=patient,
        name=f"{mark} tablets",
        how="",
        known_key="",
        is_prescribed=True,
        is_taken=True,
        now=NOW,
    )
