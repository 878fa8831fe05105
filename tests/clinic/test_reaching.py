"""How and when a person agreed to be reached, and text messages that staff wrote down for them."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.intake.reminders import reminder_rules
from stepdown.clinic.intake.texting import waking
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import ContactPermission, Patient, TextAgreement
from stepdown.clinic.people.operations import (
    NotAllowed,
    ask_contact_permission,
    note_text_agreement,
    say_how_to_reach_me,
)
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.reaching import CallTimes, UnableToAgree, reach_of
from stepdown.clinic.people.roles import Role
from stepdown.clinic.people.texting import text_agreement
from tests.clinic.joining import contact, join, separate
from tests.clinic.seated import own_account
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
ZONE = "America/New_York"
EVENINGS = CallTimes((0, 1, 2, 3, 4), time(17), time(20))


@made_once
def dana(world: World) -> Patient:
    return world.patient("Dana", phone="410 555 0100")


def write_down(world: World, patient: Patient, times: CallTimes | None) -> None:
    ask_contact_permission(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        may_leave_message=True,
        email_is_ok=False,
        sender_name="Sam",
        times=times,
        now=NOW,
    )


def say(world: World, patient: Patient, times: CallTimes, version: int) -> None:
    say_how_to_reach_me(
        actor=actor_for(patient.account or own_account(world, patient), now=NOW),
        patient=patient,
        may_leave_message=False,
        email_is_ok=True,
        times=times,
        expected_version=version,
        now=NOW,
    )


def note_texts(world: World, patient: Patient, number: str, version: int = 0) -> None:
    note_text_agreement(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        number=number,
        may_name_us=True,
        how="paper",
        expected_version=version,
        now=NOW,
    )


def test_times_stay_until_others_are_said_and_whoever_says_them_last_holds(
    world: World, dana: Patient
) -> None:
    assert reach_of(dana).times.is_any
    write_down(world, dana, EVENINGS)
    write_down(world, dana, None)
    assert reach_of(dana).times == EVENINGS
    version = ContactPermission.objects.get().version
    say(world, dana, CallTimes((6,)), version)
    reach = reach_of(dana)
    assert (reach.times, reach.may_leave_word, reach.sender_name) == (CallTimes((6,)), False, "Sam")
    with pytest.raises(UnableToSave):
        say(world, dana, EVENINGS, version)
    assert LedgerEvent.objects.filter(verb="contact.asked", patient_id=dana.pk).count() == 3


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        (CallTimes(()), "at least one day"),
        (CallTimes(starts=time(9)), "both times"),
        (CallTimes(starts=time(9), ends=time(9)), "after the earlier"),
    ],
)
def test_times_that_nobody_could_keep_are_refused(
    world: World, dana: Patient, times: CallTimes, sentence: str
) -> None:
    with pytest.raises(UnableToAgree, match=sentence):
        write_down(world, dana, times)


@pytest.mark.parametrize(
    "change", [{"call_from": time(9)}, {"call_from": time(9), "call_until": time(8)},
               {"call_days": 0}, {"call_days": 128}]
)  # fmt: skip
def test_the_database_knows_no_half_times(
    world: World, dana: Patient, change: dict[str, object]
) -> None:
    contact(world, dana)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPermission.objects.update(**change)


def test_a_record_that_is_joined_brings_its_times_and_takes_them_back(world: World) -> None:
    kept, merged = world.patient("Ruth"), world.patient("Ruthie")
    contact(world, kept)
    write_down(world, merged, EVENINGS)
    merge = join(world, kept, merged)
    assert reach_of(kept).times == EVENINGS
    separate(world, merge)
    assert reach_of(kept).times.is_any
    assert reach_of(merged).times == EVENINGS


def test_staff_write_down_what_was_said_about_texts_and_how(world: World, dana: Patient) -> None:
    note_texts(world, dana, "410 555 0100")
    agreed = text_agreement(dana)
    assert agreed is not None
    intake = world.accounts[Role.INTAKE]
    assert (agreed.number, agreed.how, agreed.noted_by) == ("+14105550100", "paper", intake)
    with pytest.raises(UnableToSave):
        note_texts(world, dana, "410 555 0199")
    note_texts(world, dana, "", version=1)
    assert text_agreement(dana) is None
    assert TextAgreement.objects.get().how == "paper"
    verbs = LedgerEvent.objects.filter(verb__startswith="texts.").values_list("verb", flat=True)
    assert list(verbs) == ["texts.agreed", "texts.ended"]
    with pytest.raises(NotAllowed):
        note_text_agreement(
            actor=world.actor(Role.TECHNICIAN),
            patient=dana,
            number="",
            may_name_us=False,
            how="phone",
            expected_version=2,
            now=NOW,
        )


@pytest.mark.parametrize("change", [{"how": ""}, {"noted_by": None}])
def test_the_database_knows_who_wrote_it_down(
    world: World, dana: Patient, change: dict[str, object]
) -> None:
    note_texts(world, dana, "410 555 0100")
    with pytest.raises(IntegrityError), transaction.atomic():
        TextAgreement.objects.update(**change)


@pytest.mark.parametrize(
    ("said", "leaves"),
    [
        ("2026-11-23 18:00", "2026-11-23 18:00"),
        ("2026-11-23 09:00", "2026-11-23 17:00"),
        ("2026-11-23 20:00", "2026-11-24 17:00"),
        ("2026-11-27 22:00", "2026-11-30 17:00"),
    ],
)
def test_news_by_text_waits_for_the_agreed_times(said: str, leaves: str) -> None:
    zone = ZoneInfo(ZONE)
    at = datetime.fromisoformat(said).replace(tzinfo=zone)
    found = waking(at, ZONE, reminder_rules(), EVENINGS)
    assert found.astimezone(zone) == datetime.fromisoformat(leaves).replace(tzinfo=zone)


def test_who_agreed_to_one_day_only_is_written_to_a_week_later() -> None:
    at = datetime(2026, 11, 23, 21, 0, tzinfo=ZoneInfo(ZONE))
    found = waking(at, ZONE, reminder_rules(), CallTimes((0,)))
    assert found.astimezone(ZoneInfo(ZONE)).date() == date(2026, 11, 30)
