"""Accounts, details and messages."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.operations import UnableToSign, sign_entry
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.actors import THE_PROGRAM
from stepdown.clinic.people.models import Account, Post
from stepdown.clinic.people.operations import (
    NotAllowed,
    UnableToChangeStaff,
    add_account,
    add_post,
    ask_contact_permission,
    correct_details,
    message_patient,
    turn_account_off,
)
from stepdown.clinic.people.queries import actor_for, find_people, live_credential
from stepdown.clinic.people.roles import Permission, Role
from tests.clinic.world import NOW, TODAY, World, add_member, make_world
from tests.threads import run_in_threads

pytestmark = pytest.mark.django_db


def found(world: World, letters: str) -> list[str]:
    people = find_people(
        world.actor(Role.INTAKE), letters=letters, permission=Permission.TAKE_CALLS, now=NOW
    )
    return [person.full_name for person in people]


def test_people_are_found_by_a_few_letters_of_any_name_or_digits(world: World) -> None:
    world.patient("Dana", family_name="Marsh", phone="(410) 555-0187")
    world.patient("Ruth", family_name="Kessler", name_used="Dani")
    assert found(world, "dan") == ["Dana Marsh", "Ruth Kessler"]
    assert found(world, "DAN mar") == ["Dana Marsh"]
    assert found(world, "0187") == ["Dana Marsh"]
    assert found(world, "zzz") == []


def test_a_misspelled_name_is_corrected_with_a_trace(world: World) -> None:
    patient = world.patient("Dnaa")
    correct_details(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        expected_version=1,
        now=NOW,
        given_name="Dana",
    )
    patient.refresh_from_db()
    assert (patient.given_name, patient.version) == ("Dana", 2)
    assert found(world, "dana") == ["Dana Marsh"]
    assert LedgerEvent.objects.filter(verb="patient.corrected", patient_id=patient.pk).exists()


def test_a_stale_correction_is_refused_and_changes_nothing(world: World) -> None:
    patient = world.patient()
    intake = world.actor(Role.INTAKE)
    correct_details(actor=intake, patient=patient, expected_version=1, now=NOW, phone="1")
    with pytest.raises(UnableToSave):
        correct_details(actor=intake, patient=patient, expected_version=1, now=NOW, phone="2")
    patient.refresh_from_db()
    assert patient.phone == "1"


def test_twenty_corrections_of_one_version_save_one(transactional_db: None) -> None:
    world = make_world()
    patient = world.patient()
    intake = world.actor(Role.INTAKE)

    def correct(number: int) -> bool:
        fresh = type(patient).objects.get(pk=patient.pk)
        correct_details(actor=intake, patient=fresh, expected_version=1, now=NOW, phone=f"{number}")
        return True

    answers = run_in_threads(20, correct)
    assert answers.count(True) == 1
    assert sum(isinstance(answer, UnableToSave) for answer in answers) == 19


def test_nothing_is_sent_before_the_person_was_asked(world: World) -> None:
    patient = world.patient(email="dana@mail.example")
    sent = message_patient(
        patient=patient, once_key="a", subject="Appointment", body="Monday", now=NOW
    )
    assert not sent
    assert OutboxMessage.objects.count() == 0


@pytest.mark.parametrize("email_is_ok", [True, False])
def test_a_message_goes_out_once_and_only_as_the_person_said(
    world: World, email_is_ok: bool
) -> None:
    patient = world.patient(email="dana@mail.example")
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        may_leave_message=False,
        email_is_ok=email_is_ok,
        sender_name="",
        now=NOW,
    )
    for _ in range(2):
        message_patient(patient=patient, once_key="a", subject="Hello", body="Monday", now=NOW)
    assert OutboxMessage.objects.count() == int(email_is_ok)
    if email_is_ok:
        assert OutboxMessage.objects.get().sender_name == "Harbor Street"


def test_a_lapsed_credential_is_not_live(world: World) -> None:
    account = add_member(world, Role.MEDICAL, "late@harbor.example", until=date(2026, 11, 23))
    assert live_credential(account.pk, Role.MEDICAL, on=date(2026, 11, 22)) is not None
    assert live_credential(account.pk, Role.MEDICAL, on=TODAY) is None


def test_short_and_common_passwords_are_refused() -> None:
    for password in ("fourteen chars", "passwordpassword"[:14]):
        with pytest.raises(UnableToChangeStaff, match="15"):
            add_account(
                actor=THE_PROGRAM, email="a@b.example", name="A", password=password, now=NOW
            )


def test_one_address_has_one_account(world: World) -> None:
    with pytest.raises(UnableToChangeStaff, match="already"):
        add_account(
            actor=THE_PROGRAM,
            email="INTAKE@harbor.example",
            name="Twin",
            password="a long enough one here",
            now=NOW,
        )
    assert not Account.objects.filter(name="Twin").exists()


def test_a_role_is_held_once_at_a_site(world: World) -> None:
    with pytest.raises(UnableToChangeStaff):
        add_post(
            actor=THE_PROGRAM,
            account=world.accounts[Role.INTAKE],
            site=world.site,
            role=Role.INTAKE,
            starts_on=TODAY,
            now=NOW,
        )
    assert Post.objects.filter(role=Role.INTAKE).count() == 1


def test_nobody_turns_off_an_account_of_another_site(world: World) -> None:
    other = make_world("Hill")
    with pytest.raises(NotAllowed):
        turn_account_off(
            actor=world.actor(Role.DIRECTOR), account=other.accounts[Role.COUNSELOR], now=NOW
        )


def test_the_administrator_holds_nothing_clinical() -> None:
    from stepdown.clinic.people.roles import PERMISSIONS

    clinical = {held for held in Permission if held.purpose == "care"} - {
        Permission.SEE_TODAY,
        Permission.SEE_MEASURES,
        Permission.SET_UP,
        Permission.MANAGE_STAFF,
        Permission.SEE_HEALTH,
        Permission.OWN_SETTINGS,
    }
    assert PERMISSIONS[Role.ADMINISTRATOR] & clinical == frozenset()


def test_a_license_is_good_to_the_end_of_its_last_day_where_the_person_is(world: World) -> None:
    """Its last day is November 22. At 10 pm in New York it is the 23rd in UTC already."""
    account = add_member(world, Role.MEDICAL, "late@harbor.example", until=TODAY)
    patient = world.patient()
    ten_pm = datetime(2026, 11, 23, 3, tzinfo=UTC)
    actor = actor_for(account, now=ten_pm)
    vitals: dict[str, Any] = {"kind": EntryKind.VITALS, "body": {}, "happened_at": ten_pm}
    sign_entry(actor=actor, patient=patient, now=ten_pm, **vitals)
    with pytest.raises(UnableToSign, match="lapsed"):
        sign_entry(actor=actor, patient=patient, now=ten_pm + timedelta(hours=3), **vitals)
