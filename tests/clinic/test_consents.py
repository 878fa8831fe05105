"""Consents: given once, in order, signed, and taken back."""

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import standing_entries
from stepdown.clinic.consents.operations import (
    UnableToTakeConsent,
    give_consent,
    withdraw_consent,
)
from stepdown.clinic.consents.queries import ConsentKind, consent_states, missing_consents
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from tests.clinic.care import agree
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db


def test_the_notice_comes_before_any_consent(world: World) -> None:
    patient = world.patient()
    with pytest.raises(UnableToTakeConsent, match="privacy notice first"):
        agree(world, patient, ConsentKind.ASSESSMENT)
    agree(world, patient, ConsentKind.PRIVACY_NOTICE, ConsentKind.ASSESSMENT)
    assert missing_consents(patient, *ConsentKind) == [ConsentKind.TREATMENT]


def test_a_consent_is_a_signed_entry_with_the_name_of_the_person(world: World) -> None:
    patient = world.patient()
    agree(world, patient, ConsentKind.PRIVACY_NOTICE)
    entry = standing_entries(patient, EntryKind.CONSENT).get()
    assert entry.body == {
        "consent": "privacy_notice",
        "given": True,
        "signed_name": "Dana Marsh",
    }
    state = consent_states(patient)[0]
    assert (state.is_live, state.signed_name, state.given_at) == (True, "Dana Marsh", NOW)


def test_the_same_consent_is_not_given_twice(world: World) -> None:
    patient = world.patient()
    agree(world, patient, ConsentKind.PRIVACY_NOTICE)
    with pytest.raises(UnableToTakeConsent, match="signed already"):
        agree(world, patient, ConsentKind.PRIVACY_NOTICE)


def test_a_consent_taken_back_is_missing_again_and_can_be_given_anew(world: World) -> None:
    patient = world.patient()
    agree(world, patient)
    withdraw_consent(
        actor=world.actor(Role.COUNSELOR),
        patient=patient,
        kind=ConsentKind.TREATMENT,
        words="I want to think about it.",
        now=NOW,
    )
    assert missing_consents(patient, *ConsentKind) == [ConsentKind.TREATMENT]
    agree(world, patient, ConsentKind.TREATMENT)
    assert missing_consents(patient, *ConsentKind) == []


def test_a_notice_that_was_given_stays_given(world: World) -> None:
    patient = world.patient()
    agree(world, patient)
    with pytest.raises(UnableToTakeConsent, match="stays given"):
        withdraw_consent(
            actor=world.actor(Role.COUNSELOR),
            patient=patient,
            kind=ConsentKind.PRIVACY_NOTICE,
            words="",
            now=NOW,
        )


def test_the_biller_takes_no_consent(world: World) -> None:
    with pytest.raises(NotAllowed):
        give_consent(
            actor=world.actor(Role.BILLER),
            patient=world.patient(),
            kind=ConsentKind.PRIVACY_NOTICE,
            signed_name="Dana Marsh",
            now=NOW,
        )
