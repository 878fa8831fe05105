"""The one door to a patient."""

from datetime import timedelta

import pytest

from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import writing
from stepdown.clinic.people.access import (
    NotThere,
    access_patient,
    end_access,
    grant_access,
    patients_open_to,
)
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.operations import ASSESSMENT, shut_out, turn_account_off
from stepdown.clinic.people.roles import Permission, Purpose, Role
from tests.clinic.world import NOW, World, add_member, make_world

pytestmark = pytest.mark.django_db
CHART = Permission.READ_CHART


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        (Role.COUNSELOR, CHART, True),
        (Role.MEDICAL, CHART, True),
        (Role.DIRECTOR, CHART, True),
        (Role.INTAKE, Permission.TAKE_CALLS, True),
        (Role.INTAKE, CHART, False),
        (Role.BILLER, CHART, False),
        (Role.BILLER, Permission.SEE_HOURS, False),
        (Role.ADMINISTRATOR, CHART, False),
        (Role.COUNSELOR, Permission.CLEAR_WITHDRAWAL, False),
    ],
)
def test_who_may_open_a_person_in_assessment(
    world: World, role: Role, permission: Permission, may: bool
) -> None:
    patient = world.patient()
    actor = world.actor(role)
    if may:
        opened = access_patient(actor=actor, code=patient.code, permission=permission, now=NOW)
        assert opened == patient
    else:
        with pytest.raises(NotThere):
            access_patient(actor=actor, code=patient.code, permission=permission, now=NOW)


def test_another_site_sees_nobody_unless_assigned(world: World) -> None:
    patient = world.patient()
    elsewhere = make_world("Hill").actor(Role.COUNSELOR)
    assert list(patients_open_to(elsewhere, CHART, NOW)) == []
    with writing():
        grant_access(
            patient=patient,
            purpose=Purpose.CARE,
            why="team",
            now=NOW,
            account_id=elsewhere.account_id,
        )
    assert list(patients_open_to(elsewhere, CHART, NOW)) == [patient]


def test_an_ended_grant_opens_nothing(world: World) -> None:
    patient = world.patient()
    later = NOW + timedelta(hours=1)
    with writing():
        end_access(patient=patient, why=ASSESSMENT, now=later)
    counselor = world.actor(Role.COUNSELOR)
    assert list(patients_open_to(counselor, CHART, NOW)) == [patient]
    assert list(patients_open_to(counselor, CHART, later)) == []


def test_somebody_who_knows_the_person_privately_is_shut_out(world: World) -> None:
    patient = world.patient()
    neighbor = world.accounts[Role.COUNSELOR]
    shut_out(actor=world.actor(Role.DIRECTOR), patient=patient, account=neighbor, now=NOW)
    assert list(patients_open_to(world.actor(Role.COUNSELOR), CHART, NOW)) == []


def test_not_there_and_not_yours_answer_alike_and_both_leave_an_event(world: World) -> None:
    patient = world.patient()
    biller = world.actor(Role.BILLER)
    answers = []
    for code in (patient.code, "nobody22"):
        with pytest.raises(NotThere) as refusal:
            access_patient(actor=biller, code=code, permission=CHART, now=NOW)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]
    refused = LedgerEvent.objects.filter(verb="patient.refused", actor_id=biller.account_id)
    assert list(refused.values_list("patient_id", flat=True)) == [patient.pk, None]


def test_every_opening_says_who_whose_when_from_where_and_why(world: World) -> None:
    patient = world.patient()
    medical = world.actor(Role.MEDICAL)
    access_patient(actor=medical, code=patient.code, permission=CHART, now=NOW)
    event = LedgerEvent.objects.get(verb="patient.opened")
    assert (event.actor_id, event.patient_id, event.at) == (medical.account_id, patient.pk, NOW)
    assert (event.came_from, event.purpose) == ("127.0.0.1", "read_chart")


def test_an_account_that_was_turned_off_opens_nothing(world: World) -> None:
    world.patient()
    account = add_member(world, Role.COUNSELOR, "leaver@harbor.example")
    turn_account_off(actor=world.actor(Role.DIRECTOR), account=account, now=NOW)
    world.accounts[Role.COUNSELOR] = Account.objects.get(pk=account.pk)
    assert list(patients_open_to(world.actor(Role.COUNSELOR), CHART, NOW)) == []
    assert not world.accounts[Role.COUNSELOR].is_active
