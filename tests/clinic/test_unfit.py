"""Somebody comes who is not fit for group: a step that keeps them safe, then what is owed."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Credential, Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.incidents import incidents_of, owed_follow_ups
from stepdown.clinic.sessions.models import Incident
from stepdown.clinic.sessions.operations import (
    Report,
    UnableToReport,
    UnableToTakeStep,
    UnfitStep,
    finish_follow_up,
    report_incident,
    sign_unfit_step,
)
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

STEP = UnfitStep(
    seen=("smell", "unsteady"),
    vitals={"pulse_per_minute": 96.0},
    not_taken="",
    decision="home",
    stays_with="Ana, until the sister is here",
    ride="fetched",
    ride_words="Her sister, at seven",
    words="",
)


@made_once
def dana(world: World) -> Patient:
    patient = world.patient()
    in_care(world, patient)
    return patient


def take(world: World, patient: Patient, *, role: Role = Role.COUNSELOR, **changes: Any):  # type: ignore[no-untyped-def] # an entry
    step = replace(STEP, **changes)
    return sign_unfit_step(actor=world.actor(role), patient=patient, step=step, now=NOW)


def report(world: World, patient: Patient, step_id: int | None = None, **changes: Any) -> Incident:
    what = Report(
        happened_at=NOW,
        words="Came unsteady, sat down with Ana.",
        told="The director, at once",
        follow_up="Call her tomorrow",
        owed_by=world.accounts[Role.PSYCHOLOGIST].pk,
        due_on=TODAY + timedelta(days=1),
    )
    return report_incident(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        report=replace(what, **changes),
        step_id=step_id,
        now=NOW,
    )


def finish(world: World, incident: Incident, role: Role, *, version: int = 1) -> None:
    finish_follow_up(
        actor=world.actor(role),
        patient=incident.patient,
        incident_id=incident.pk,
        words="She is home and comes on Wednesday.",
        expected_version=version,
        now=NOW,
    )


def test_the_step_says_what_was_seen_and_who_stays(world: World, dana: Patient) -> None:
    body = take(world, dana).body
    assert body["seen"] == ["Smells of alcohol", "Unsteady on their feet"]
    assert body["vitals"] == {"pulse_per_minute": 96.0}
    assert body["stays_with"] == "Ana, until the sister is here"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"seen": ()}, "Choose what you see"),
        ({"seen": ("other",)}, "Tell in words"),
        ({"vitals": {}}, "or why none was taken"),
        ({"not_taken": "Refused"}, "Not both"),
        ({"decision": ""}, "Choose what happens now"),
        ({"ride": ""}, "how they leave"),
        ({"stays_with": " "}, "Nobody waits alone"),
        ({"ride": "not_yet"}, "choose the ride"),
        ({"seen": ("sleepy",)}, "medical professional now"),
        ({"seen": ("confused",), "decision": "stays"}, "emergency services"),
        ({"seen": ("smell", "shaking")}, "Shaking or sweating"),
    ],
)
def test_what_is_missing_or_not_safe_is_refused(
    world: World, dana: Patient, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToTakeStep, match=words):
        take(world, dana, **changes)


def test_no_credential_holds_the_step_up(world: World, dana: Patient) -> None:
    Credential.objects.update(valid_until=TODAY)
    taken = take(world, dana, role=Role.TECHNICIAN, vitals={}, not_taken="Would not let us")
    assert taken.credential is None
    with pytest.raises(NotAllowed):
        take(world, dana, role=Role.BILLER)


def test_what_is_owed_stands_with_who_owes_it_until_it_is_done(world: World, dana: Patient) -> None:
    step = take(world, dana)
    incident = report(world, dana, step.pk)
    assert incident.step == step
    owes = world.actor(Role.PSYCHOLOGIST)
    assert owed_follow_ups(owes, NOW) == [incident]
    assert owed_follow_ups(world.actor(Role.COUNSELOR), NOW) == []
    with pytest.raises(NotAllowed):
        finish(world, incident, Role.COUNSELOR)
    with pytest.raises(UnableToSave):
        finish(world, incident, Role.PSYCHOLOGIST, version=9)
    finish(world, incident, Role.PSYCHOLOGIST)
    assert owed_follow_ups(owes, NOW) == []
    with pytest.raises(UnableToReport, match="done already"):
        finish(world, incident, Role.DIRECTOR, version=2)


def test_a_report_is_read_by_few_and_is_in_no_chart(world: World, dana: Patient) -> None:
    incident = report(world, dana)
    readers = {
        role
        for role in Role
        if role in world.accounts and incident in set(incidents_of(world.actor(role), dana))
    }
    assert readers == {Role.COUNSELOR, Role.PSYCHOLOGIST, Role.DIRECTOR}
    with pytest.raises(UnableToReport, match="no such report"):
        finish(world, incident, Role.MEDICAL)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"happened_at": NOW + timedelta(hours=1)}, "not happened yet"),
        ({"due_on": TODAY - timedelta(days=1)}, "in the past"),
        ({"owed_by": 0}, "Choose a colleague"),
    ],
)
def test_a_report_that_cannot_be(
    world: World, dana: Patient, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToReport, match=words):
        report(world, dana, **changes)


def test_who_is_shut_out_owes_nothing(world: World, dana: Patient) -> None:
    account = world.accounts[Role.PSYCHOLOGIST]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=dana, account=account, now=NOW)
    with pytest.raises(UnableToReport, match="Choose a colleague"):
        report(world, dana)


def test_no_stray_statement_changes_a_report(world: World, dana: Patient) -> None:
    luis = world.patient("Luis")
    in_care(world, luis)
    strange = take(world, luis)
    incident = report(world, dana, strange.pk)
    assert incident.step is None
    for change in ({"words": "Nothing"}, {"patient": luis}, {"done_at": NOW}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Incident.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.all().delete()
