"""Counseling notes: the writer's alone, and nowhere in the chart."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.counseling import own_counseling_notes
from stepdown.clinic.sessions.models import CounselingNote
from stepdown.clinic.sessions.operations import UnableToKeepNote, keep_counseling_note
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

WORDS = "Wonder whether the brother matters more than she says."


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    in_care(world, patient)
    return patient


def keep(world: World, patient: Patient, *, text: str = WORDS, role: Role = Role.COUNSELOR) -> None:
    keep_counseling_note(actor=world.actor(role), patient=patient, on=TODAY, text=text, now=NOW)


def test_only_the_writer_reads_it_and_the_chart_knows_nothing(world: World, dana: Patient) -> None:
    before = Entry.objects.count()
    keep(world, dana)
    assert [one.text for one in own_counseling_notes(world.actor(Role.COUNSELOR), dana)] == [WORDS]
    for role in (Role.PSYCHOLOGIST, Role.MEDICAL, Role.DIRECTOR):
        assert not own_counseling_notes(world.actor(role), dana).exists()
    assert Entry.objects.count() == before
    event = LedgerEvent.objects.latest("seq")
    assert (event.verb, event.patient_id) == ("counseling_note.kept", dana.pk)


def test_what_cannot_be_kept(world: World, dana: Patient) -> None:
    with pytest.raises(UnableToKeepNote, match="Write the note"):
        keep(world, dana, text=" ")
    with pytest.raises(NotAllowed):
        keep(world, dana, role=Role.TECHNICIAN)
    with pytest.raises(UnableToKeepNote, match="not come yet"):
        keep_counseling_note(
            actor=world.actor(Role.COUNSELOR),
            patient=dana,
            on=TODAY + timedelta(days=1),
            text=WORDS,
            now=NOW,
        )


def test_it_stays_as_it_was_written_and_with_its_person(world: World, dana: Patient) -> None:
    keep(world, dana)
    luis = world.patient("Luis")
    for change in (
        {"text": "Other"},
        {"writer": world.accounts[Role.MEDICAL]},
        {"patient": luis},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            CounselingNote.objects.update(**change)
