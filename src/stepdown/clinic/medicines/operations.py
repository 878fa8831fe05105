"""Writing what a person says about their medicines."""

from datetime import datetime

from stepdown.clinic.ledger.operations import Unable, record, save_version, writing
from stepdown.clinic.medicines.models import Medicine, NaloxoneWord
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import require
from stepdown.clinic.people.roles import Permission
from stepdown.rules.drug_tests import default_panel


class UnableToListMedicine(Unable):
    """What was told of a medicine cannot be kept like this; the message says why."""


def add_medicine(
    *,
    actor: Actor,
    patient: Patient,
    name: str,
    how: str,
    known_key: str,
    is_prescribed: bool,
    is_taken: bool,
    now: datetime,
) -> Medicine:
    """A medicine, and whether the person says that they take it now: what is prescribed and not
    taken explains no test. `known_key`: of the panel, or empty. Raises UnableToListMedicine."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    if not name.strip():
        raise UnableToListMedicine("Write the name of the medicine.")
    if known_key and default_panel().medicine(known_key) is None:
        raise UnableToListMedicine("Choose what a test shows it as from the list.")
    assert actor.account_id is not None  # said to a person, never to the program
    with writing():
        made = Medicine.objects.create(
            patient=patient,
            name=name.strip(),
            how=how.strip(),
            known_key=known_key,
            is_prescribed=is_prescribed,
            standing=Medicine.Standing.TAKING if is_taken else Medicine.Standing.NOT_TAKING,
            said_at=now,
            said_by_id=actor.account_id,
        )
        record(actor=actor, verb="medicine.added", now=now, subject=made, patient_id=patient.pk)
    return made


def say_medicine(
    *,
    actor: Actor,
    patient: Patient,
    medicine_id: int,
    standing: str,
    change: str,
    expected_version: int,
    now: datetime,
) -> None:
    """What the person says of it today: taking, not taking, or changed and how."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    found = Medicine.objects.filter(patient=patient, pk=medicine_id).first()
    if found is None:
        raise UnableToListMedicine("This medicine is not on the list.")
    is_changed = standing == Medicine.Standing.CHANGED
    if is_changed and not change.strip():
        raise UnableToListMedicine("Write what is different: how much, how often, or which.")
    with writing():
        save_version(
            found,
            expected=expected_version,
            standing=Medicine.Standing(standing),
            change=change.strip() if is_changed else "",
            said_at=now,
            said_by_id=actor.account_id,
        )
        record(actor=actor, verb="medicine.said", now=now, subject=found, patient_id=patient.pk)


def say_naloxone(*, actor: Actor, patient: Patient, standing: str, now: datetime) -> None:
    """Whether the person has naloxone, was given it now, or does not want it."""
    require(actor, Permission.WRITE_CHART, site_id=patient.site_id)
    assert actor.account_id is not None  # said to a person, never to the program
    with writing():
        said = NaloxoneWord.objects.create(
            patient=patient,
            standing=NaloxoneWord.Standing(standing),
            said_at=now,
            said_by_id=actor.account_id,
        )
        record(actor=actor, verb="naloxone.said", now=now, subject=said, patient_id=patient.pk)
