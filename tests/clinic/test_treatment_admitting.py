"""Admission: nothing is left out before it, everything begins with it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection

from stepdown.clinic.consents.operations import withdraw_consent
from stepdown.clinic.consents.queries import ConsentKind
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import AccessBlock, Credential, Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import TEAM_ROLES, Permission, Role
from stepdown.clinic.treatment.models import Episode
from stepdown.clinic.treatment.operations import (
    PlacementDecision,
    UnableToAdmit,
    admission_requirements,
    admit_patient,
    set_emergency_contact,
)
from stepdown.clinic.treatment.queries import open_episode, phases_of, team_choices, team_of
from tests.clinic.care import admit, decide, make_ready, score_form, team_of_four
from tests.clinic.world import NOW, TODAY, World, add_member
from tests.layers import made_once

pytestmark = pytest.mark.django_db


@made_once
def patient(world: World) -> Patient:
    """Somebody with everything that must stand before admission."""
    patient = world.patient()
    make_ready(world, patient)
    return patient


def may_open(world: World, patient: Patient, role: Role, permission: Permission) -> bool:
    actor = world.actor(role)
    later = NOW + timedelta(seconds=1)
    return patients_open_to(actor, permission, later).filter(pk=patient.pk).exists()


def test_admission_begins_an_episode_with_team_and_phases(world: World, patient: Patient) -> None:
    episode = admit(world, patient)
    assert open_episode(patient) == episode
    assert (episode.level_code, episode.criteria_edition) == ("2.1", "3rd")
    assert [member.role for member in team_of(episode)] == list(TEAM_ROLES)
    phases = phases_of(episode)
    assert [phase.weekly_minutes for phase in phases] == [540, 360, 240, 90]
    assert [phase.level_code for phase in phases] == ["2.1", "1", "1", "1"]
    assert [phase.days for phase in phases] == [3, 2, 2, 1]
    assert phases[0].starts_on == TODAY
    for earlier, later in pairwise(phases):
        assert earlier.ends_on == later.starts_on


def test_the_team_opens_the_record_and_other_assessors_no_longer_do(
    world: World, patient: Patient
) -> None:
    add_member(world, Role.COUNSELOR, "other@harbor.example")
    assert may_open(world, patient, Role.COUNSELOR, Permission.READ_CHART)
    other = add_member(world, Role.COUNSELOR, "second@harbor.example")
    team = {**team_of_four(world), Role.COUNSELOR: other.pk}
    admit(world, patient, team=team)
    assert not may_open(world, patient, Role.COUNSELOR, Permission.READ_CHART)
    assert may_open(world, patient, Role.PSYCHOLOGIST, Permission.READ_CHART)
    assert may_open(world, patient, Role.DIRECTOR, Permission.READ_CHART)
    assert may_open(world, patient, Role.BILLER, Permission.SEE_HOURS)


def _unconfirm(world: World, patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(is_confirmed=False)


def _note_death(world: World, patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(is_deceased=True)


def _make_young(world: World, patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(birth_on=date(2011, 1, 1))


def _forget_birth(world: World, patient: Patient) -> None:
    Patient.objects.filter(pk=patient.pk).update(birth_on=None)


def _need_detox(world: World, patient: Patient) -> None:
    score_form(world, patient, "ciwa-ar", [7, 7, 7, 0, 0, 0, 0, 0, 0, 0])


def _worry(world: World, patient: Patient) -> None:
    score_form(world, patient, "phq-9", [0] * 8 + [1])


def _take_back_consent(world: World, patient: Patient) -> None:
    withdraw_consent(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        kind=ConsentKind.TREATMENT,
        words="Not now.",
        now=NOW,
    )


def _decide_otherwise(world: World, patient: Patient) -> None:
    decide(world, patient, PlacementDecision.WAIT)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (_unconfirm, "not confirmed"),
        (_note_death, "recorded as having died"),
        (_make_young, "from 18 to 120 years. Help them find care"),
        (_forget_birth, "date of birth"),
        (_need_detox, "Detox comes first"),
        (_worry, "safety step"),
        (_take_back_consent, "consent to treatment"),
        (_decide_otherwise, "placement decision"),
    ],
)
def test_what_is_missing_is_said_and_nothing_begins(
    world: World, patient: Patient, spoil: object, sentence: str
) -> None:
    assert callable(spoil)
    spoil(world, patient)
    with pytest.raises(UnableToAdmit, match=sentence):
        admit(world, patient)
    assert open_episode(patient) is None
    assert may_open(world, patient, Role.COUNSELOR, Permission.READ_CHART)


def test_the_list_of_requirements_says_the_same_as_the_refusal(world: World) -> None:
    stranger = world.patient("Noor")
    unmet = [r for r in admission_requirements(stranger, now=NOW) if not r.is_met]
    assert [r.key for r in unmet] == [
        *("notice", "placement", "treatment", "contact", "checklist"),
    ]
    with pytest.raises(UnableToAdmit) as refusal:
        admit(world, stranger)
    assert str(refusal.value) == unmet[0].sentence


def test_without_an_emergency_contact_nobody_is_admitted(world: World, patient: Patient) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM treatment_emergencycontact")
    with pytest.raises(UnableToAdmit, match="emergency contact"):
        admit(world, patient)


def test_the_team_has_four_members(world: World, patient: Patient) -> None:
    team = team_of_four(world)
    del team[Role.PSYCHOLOGIST]
    with pytest.raises(UnableToAdmit, match="no psychologist"):
        admit(world, patient, team=team)


def test_a_member_needs_a_credential_that_is_live_on_the_first_day(
    world: World, patient: Patient
) -> None:
    technician = world.accounts[Role.TECHNICIAN]
    Credential.objects.filter(account=technician).update(valid_until=TODAY + timedelta(days=2))
    with pytest.raises(UnableToAdmit, match="technician has no live credential"):
        admit(world, patient, starts_on=TODAY + timedelta(days=2))
    assert admit(world, patient, starts_on=TODAY + timedelta(days=1)).admitted_on > TODAY


def test_a_member_of_another_role_or_site_is_refused(world: World, patient: Patient) -> None:
    team = {**team_of_four(world), Role.MEDICAL: world.accounts[Role.COUNSELOR].pk}
    with pytest.raises(UnableToAdmit, match="medical professional"):
        admit(world, patient, team=team)


def test_somebody_shut_out_of_the_chart_is_no_choice_for_the_team(
    world: World, patient: Patient
) -> None:
    neighbor = world.accounts[Role.TECHNICIAN]
    AccessBlock.objects.create(patient=patient, account=neighbor, starts_at=NOW)
    assert team_choices(patient, on=TODAY)[Role.TECHNICIAN] == []
    with pytest.raises(UnableToAdmit, match="technician"):
        admit(world, patient)


@pytest.mark.parametrize("days", [-1, 91])
def test_the_first_day_is_today_or_soon(world: World, patient: Patient, days: int) -> None:
    with pytest.raises(UnableToAdmit, match="first day"):
        admit(world, patient, starts_on=TODAY + timedelta(days=days))


def test_an_unknown_taper_is_refused(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToAdmit, match="plan of steps"):
        admit(world, patient, taper_key="every-day-forever")


def test_nobody_is_admitted_twice(world: World, patient: Patient) -> None:
    admit(world, patient)
    decide(world, patient)
    with pytest.raises(UnableToAdmit, match="in care already"):
        admit(world, patient)
    assert Episode.objects.count() == 1


def test_a_decision_admits_once(world: World, patient: Patient) -> None:
    episode = admit(world, patient)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE treatment_episode SET status = 'ended', ended_on = admitted_on,"
            " end_reason = 'completed' WHERE id = %s",
            [episode.pk],
        )
    with pytest.raises(UnableToAdmit, match="Sign a placement decision"):
        admit(world, patient)


def test_only_those_who_may_admit_do(world: World, patient: Patient) -> None:
    with pytest.raises(NotAllowed):
        admit_patient(
            actor=world.actor(Role.TECHNICIAN),
            patient=patient,
            team=team_of_four(world),
            taper_key="three-evenings",
            starts_on=TODAY,
            now=NOW,
        )


def test_the_emergency_contact_is_corrected_not_doubled(world: World, patient: Patient) -> None:
    contact = patient.emergency_contact
    set_emergency_contact(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        name="Rosa Marsh",
        relation="Sister",
        phone="410 555 0178",
        expected_version=contact.version,
        now=NOW,
    )
    contact.refresh_from_db()
    assert (contact.phone, contact.version) == ("410 555 0178", 2)
