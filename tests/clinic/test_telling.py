"""The one-way line: nobody is looked up; staff file, close and put right."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from stepdown.clinic.consents.sharing import end_sharing
from stepdown.clinic.intake.emptying import KEPT_AFTER_SETTLING
from stepdown.clinic.intake.models import Told
from stepdown.clinic.intake.telling import (
    EMPTIED,
    NEUTRAL_REPLY,
    UnableToFile,
    UnableToTellUs,
    close_told,
    file_told,
    send_back_told,
    tell_clinic,
    tell_team,
    told_about,
    told_filed_lately,
    told_shown_to,
    told_to_file,
    told_waiting,
)
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Account, Patient
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Role
from tests.clinic.forms import cover
from tests.clinic.loved_ones import SOMEBODY, connected
from tests.clinic.world import NOW, World, make_world

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def told(world: World, **changes: Any) -> Told:
    heard: dict[str, Any] = {
        "about_name": "Dana Marsh",
        "about_more": "from Baltimore",
        "teller_name": "Rosa",
        "teller_is": "sister",
        "words": "She has not slept for days.",
        "is_danger": False,
        "may_say_who": False,
        "may_call": True,
        "phone": "410 555 0166",
        "email": "",
        "now": NOW,
        **changes,
    }
    return tell_clinic(actor=SOMEBODY, site_id=world.site.pk, **heard)


def filed(world: World, message: Told, patient: Patient, role: Role = Role.INTAKE) -> Told:
    return file_told(
        actor=world.actor(role),
        code=message.code,
        patient_code=patient.code,
        expected_version=message.version,
        now=NOW,
    )


def closed(world: World, message: Told, **changes: Any) -> None:
    values = {"reason": "Not about us", "expected_version": message.version, "now": NOW, **changes}
    close_told(actor=world.actor(Role.INTAKE), code=message.code, **values)


def events(patient: Patient) -> list[str]:
    found = LedgerEvent.objects.filter(patient_id=patient.pk, verb__startswith="told.")
    return list(found.order_by("seq").values_list("verb", flat=True))


def test_telling_asks_the_same_of_the_database_for_every_name(world: World) -> None:
    world.patient()
    told(world)
    asked = []
    for name in ("Dana Marsh", "Nobody Here"):
        with CaptureQueriesContext(connection) as queries:
            told(world, about_name=name)
        asked.append([query["sql"].split("VALUES")[0] for query in queries])
        assert not [sql for sql in asked[-1] if "people_patient" in sql]
    assert [len(one) for one in asked[:1]] == [len(one) for one in asked[1:]]
    assert Told.objects.filter(patient=None).count() == 3


def test_a_message_needs_a_clinic_and_words(world: World) -> None:
    with pytest.raises(UnableToTellUs, match="Write what"):
        told(world, words="  ")
    with pytest.raises(UnableToTellUs, match="which clinic"):
        tell_clinic(actor=SOMEBODY, site_id=0, now=NOW, **_heard())
    assert not Told.objects.exists()


def _heard() -> Any:
    return {**EMPTIED, "words": "x", "is_danger": False, "may_say_who": False, "may_call": False}


def test_danger_comes_first_and_only_ones_own_site(world: World) -> None:
    other = make_world("Ridge", roles=(Role.INTAKE,))
    first = told(world)
    told(other)
    danger = told(world, is_danger=True, now=NOW + MINUTE)
    assert told_waiting(world.actor(Role.INTAKE)) == [danger, first]
    assert told_waiting(world.actor(Role.COUNSELOR)) == []
    assert told_to_file(other.actor(Role.INTAKE), first.code) is None
    with pytest.raises(NotAllowed):
        filed(world, first, world.patient(), Role.COUNSELOR)


@pytest.mark.parametrize("is_danger", [True, False])
def test_who_is_on_call_hears_of_danger_without_a_word_about_it(
    world: World, is_danger: bool
) -> None:
    cover(world, emails=("oncall@example.org",))
    message = told(world, is_danger=is_danger)
    mails = OutboxMessage.objects.filter(address="oncall@example.org")
    assert mails.count() == is_danger
    for mail in mails:
        assert "Dana" not in f"{mail.subject} {mail.body}"
        assert "Sign in: it stands first on Today." in mail.body
    filed(world, message, world.patient())
    assert not mails.filter(withdrawn_at=None).exists(), "nobody further is told"


def test_filing_puts_it_in_one_chart_as_it_came(world: World) -> None:
    patient = world.patient()
    message = filed(world, told(world), patient)
    assert told_about(patient) == [message]
    assert told_waiting(world.actor(Role.INTAKE)) == []
    assert message.teller == "Rosa (sister)"
    assert events(patient) == ["told.filed"]
    with pytest.raises(DatabaseError), transaction.atomic():
        Told.objects.filter(pk=message.pk).update(words="She is well.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Told.objects.filter(pk=message.pk).update(words="")
    with pytest.raises(DatabaseError), transaction.atomic():
        message.delete()


def test_filing_goes_through_the_door(world: World) -> None:
    elsewhere = make_world("Ridge", roles=(Role.INTAKE,)).patient()
    patient = world.patient()
    shut_out(
        actor=world.actor(Role.DIRECTOR),
        patient=patient,
        account=world.accounts[Role.INTAKE],
        now=NOW,
    )
    message = told(world)
    for closed_to_them in (elsewhere, patient):
        with pytest.raises(UnableToFile, match="Find the person again"):
            filed(world, message, closed_to_them)
    assert filed(world, message, patient, Role.DIRECTOR).patient == patient
    assert told_filed_lately(world.actor(Role.INTAKE), NOW) == []
    assert [one.code for one in told_filed_lately(world.actor(Role.MEDICAL), NOW)] == [message.code]


def test_a_message_in_the_wrong_chart_leaves_it_whole(world: World) -> None:
    wrong, right = world.patient(), world.patient("Dena")
    message = filed(world, told(world), wrong)
    sending: dict[str, Any] = {
        "actor": world.actor(Role.COUNSELOR),
        "patient_code": wrong.code,
        "code": message.code,
        "expected_version": message.version,
        "now": NOW,
    }
    with pytest.raises(UnableToFile, match="why it does not belong"):
        send_back_told(**sending, reason=" ")
    send_back_told(**sending, reason="Another Dana")
    assert told_about(wrong) == []
    message.refresh_from_db()
    filed(world, message, right)
    assert [one.code for one in told_about(right)] == [message.code]
    assert events(wrong) == ["told.filed", "told.sent_back"]
    assert events(right) == ["told.filed"]
    with pytest.raises(UnableToFile, match="does not stand in this chart"):
        send_back_told(**sending, reason="Again")


def test_two_cannot_settle_the_same_message(world: World) -> None:
    message = told(world)
    with pytest.raises(UnableToSave):
        closed(world, message, expected_version=message.version + 1)
    closed(world, message)
    with pytest.raises(UnableToFile, match="waits no more"):
        filed(world, message, world.patient())
    with pytest.raises(UnableToFile, match="Choose why"):
        closed(world, told(world), reason="")


def test_only_what_is_filed_is_in_a_chart(world: World) -> None:
    message = told(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Told.objects.filter(pk=message.pk).update(patient=world.patient())


def test_the_thanks_are_the_same_whatever_became_of_it(world: World) -> None:
    patient = world.patient()
    known, unknown = told(world, email="a@example.org"), told(world, email="b@example.org")
    filed(world, known, patient)
    closed(world, unknown)
    first, second = OutboxMessage.objects.filter(once_key__startswith="told:").order_by("address")
    fields = ("subject", "body", "sender_name", "calendar", "patient_id", "due_at")
    assert [getattr(first, name) for name in fields] == [getattr(second, name) for name in fields]
    assert first.body == NEUTRAL_REPLY
    known.refresh_from_db()
    send_back_told(
        actor=world.actor(Role.INTAKE),
        patient_code=patient.code,
        code=known.code,
        reason="Wrong",
        expected_version=known.version,
        now=NOW,
    )
    known.refresh_from_db()
    filed(world, known, world.patient("Dena"))
    assert OutboxMessage.objects.filter(once_key__startswith="told:").count() == 2


def test_the_person_reads_only_what_the_teller_lets_them(world: World) -> None:
    patient = world.patient()
    filed(world, told(world), patient)
    open_one = filed(world, told(world, may_say_who=True), patient)
    assert told_shown_to(patient) == [open_one]
    assert len(told_about(patient)) == 2


def test_what_became_nobodys_is_emptied_after_a_time(world: World) -> None:
    old, standing, patient = told(world), told(world), world.patient()
    filed(world, standing, patient)
    closed(world, old)
    closed(world, told(world), now=NOW + KEPT_AFTER_SETTLING)
    old.refresh_from_db()
    assert old.words
    closed(world, told(world), now=NOW + KEPT_AFTER_SETTLING + MINUTE)
    old.refresh_from_db()
    assert {name: getattr(old, name) for name in EMPTIED} == EMPTIED
    standing.refresh_from_db()
    assert standing.words, "what stands in a chart is a part of it"


def test_a_connected_loved_one_is_known_and_still_waits_in_the_inbox(world: World) -> None:
    patient = world.patient()
    sharing, rosa = connected(world, patient)
    saying: dict[str, Any] = {
        "actor": rosa,
        "sharing_id": sharing.pk,
        "words": "He sold his car.",
        "is_danger": False,
        "may_say_who": True,
    }
    message = tell_team(**saying, now=NOW)
    assert (message.teller, message.patient, message.sharing) == ("Rosa (sister)", None, sharing)
    assert told_waiting(world.actor(Role.INTAKE)) == [message]
    end_sharing(actor=world.actor(Role.COUNSELOR), patient=patient, sharing_id=sharing.pk, now=NOW)
    with pytest.raises(UnableToTellUs, match="Nothing is shared"):
        tell_team(**saying, now=NOW)
    other, _ = connected(world, world.patient("Eli"), email="max@example.org")
    with pytest.raises(UnableToTellUs):
        tell_team(**{**saying, "sharing_id": other.pk}, now=NOW)
    assert Account.objects.filter(told__isnull=False).count() == 1
