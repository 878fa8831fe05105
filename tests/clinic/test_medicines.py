"""What a person says about their medicines and naloxone, and who may write it down."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.medicines.models import Medicine, NaloxoneWord
from stepdown.clinic.medicines.operations import (
    UnableToListMedicine,
    add_medicine,
    say_medicine,
    say_naloxone,
)
from stepdown.clinic.medicines.queries import medicines_of, naloxone_of
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from tests.clinic.world import NOW, World
from tests.layers import made_once


@made_once
def patient(world: World) -> Patient:
    return world.patient()


def add(world: World, patient: Patient, role: Role = Role.TECHNICIAN, **details: str) -> Medicine:
    values = {"name": "Sertraline", "how": "50 mg", "known_key": "", **details}
    return add_medicine(
        actor=world.actor(role),
        patient=patient,
        is_prescribed=True,
        is_taken=True,
        now=NOW,
        **values,
    )


def say(world: World, medicine: Medicine, standing: str, change: str = "") -> None:
    say_medicine(
        actor=world.actor(Role.TECHNICIAN),
        patient=medicine.patient,
        medicine_id=medicine.pk,
        standing=standing,
        change=change,
        expected_version=medicine.version,
        now=NOW + timedelta(days=1),
    )


def test_a_medicine_is_taken_until_the_person_says_otherwise(
    world: World, patient: Patient
) -> None:
    medicine = add(world, patient)
    assert medicine.standing == Medicine.Standing.TAKING
    say(world, medicine, "not_taking")
    (listed,) = medicines_of(patient)
    assert listed.standing == Medicine.Standing.NOT_TAKING
    assert listed.said_at == NOW + timedelta(days=1)


def test_a_change_is_told_and_goes_with_the_next_word(world: World, patient: Patient) -> None:
    medicine = add(world, patient)
    with pytest.raises(UnableToListMedicine, match="different"):
        say(world, medicine, "changed", " ")
    say(world, medicine, "changed", "100 mg since Friday")
    (listed,) = medicines_of(patient)
    assert listed.change == "100 mg since Friday"
    say(world, listed, "taking", "100 mg since Friday")
    assert medicines_of(patient)[0].change == ""


def test_two_people_who_ask_at_once_lose_nothing(world: World, patient: Patient) -> None:
    seen = add(world, patient)
    say(world, Medicine.objects.get(pk=seen.pk), "not_taking")
    with pytest.raises(UnableToSave):
        say(world, seen, "taking")


def test_what_cannot_be_listed_is_said(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToListMedicine, match="name"):
        add(world, patient, name=" ")
    with pytest.raises(UnableToListMedicine, match="list"):
        add(world, patient, known_key="moonlight")
    somebody_elses = add(world, world.patient("Rae"))
    with pytest.raises(UnableToListMedicine, match="not on the list"):
        say_medicine(
            actor=world.actor(Role.TECHNICIAN),
            patient=patient,
            medicine_id=somebody_elses.pk,
            standing="taking",
            change="",
            expected_version=1,
            now=NOW,
        )
    with pytest.raises(NotAllowed):
        add(world, patient, role=Role.INTAKE)


def test_the_last_word_on_naloxone_counts_and_every_word_stays(
    world: World, patient: Patient
) -> None:
    assert naloxone_of(patient) is None
    for hours, standing in enumerate(("not_wanted", "given")):
        say_naloxone(
            actor=world.actor(Role.COUNSELOR),
            patient=patient,
            standing=standing,
            now=NOW + timedelta(hours=hours),
        )
    said = naloxone_of(patient)
    assert said is not None
    assert said.standing == NaloxoneWord.Standing.GIVEN
    words = NaloxoneWord.objects.filter(patient=patient)
    with pytest.raises(IntegrityError), transaction.atomic():
        words.update(standing="has_it")
    assert words.count() == 2
