"""Invitations: a code that works once, an account that begins in one's own mailbox, an end."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.signing import TimestampSigner
from django.db import DatabaseError, transaction

from stepdown.clinic.consents.inviting import (
    CODE_WORKS,
    LINK_WORKS,
    UnableToInvite,
    UnableToJoin,
    connection_of,
    connections,
    invitation_code,
    invite,
    is_known_here,
    join,
    join_as,
    offer_of,
    open_invitation,
    opened_link,
    send_code,
)
from stepdown.clinic.consents.models import Invitation
from stepdown.clinic.consents.sharing import Recipient, RecipientKind, end_sharing
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.people.access import NotThere, access_patient, patients_open_to
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Permission, Role
from stepdown.rules.consent import Topic
from tests.clinic.loved_ones import (
    MONTH,
    PASSWORD,
    SOMEBODY,
    accepted,
    connected,
    invited,
    share,
)
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    """Links carry the time of the machine."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_code_shows_what_will_be_seen_and_nothing_else(world: World) -> None:
    invitation = invited(world, share(world, world.patient()))
    opened = open_invitation(
        code=invitation_code(invitation).upper(), first_name=" Rosa Marsh", now=NOW
    )
    offer = offer_of(opened)
    assert (offer.person, offer.recipient) == ("Dana", "Rosa (sister)")
    assert offer.topics == ("Days spent here",)
    assert offer.lasts_until == NOW + MONTH


@pytest.mark.parametrize(
    ("code", "name", "later"),
    [
        ("aaaa-bbbb-cccc", "Rosa", timedelta()),
        ("", "", timedelta()),
        (None, "Max", timedelta()),
        (None, "", timedelta()),
        (None, "Rosa", CODE_WORKS),
    ],
)
def test_every_other_code_is_refused_alike(
    world: World, code: str | None, name: str, later: timedelta
) -> None:
    invitation = invited(world, share(world, world.patient()))
    typed = invitation_code(invitation) if code is None else code
    with pytest.raises(UnableToJoin) as refused:
        open_invitation(code=typed, first_name=name, now=NOW + later)
    assert str(refused.value).startswith("This code and this name do not go together")


def test_a_code_works_once_and_the_account_begins_in_the_mailbox(world: World) -> None:
    patient = world.patient()
    sharing = share(world, patient)
    invitation = invited(world, sharing)
    key = accepted(invitation, email="Rosa@Example.org")
    with pytest.raises(UnableToJoin):
        accepted(invitation)
    assert not Account.objects.filter(email="rosa@example.org").exists()
    mail = OutboxMessage.objects.get(once_key__startswith="join:")
    assert key in mail.body
    found = opened_link(key, NOW)
    assert found is not None
    assert not is_known_here(found)
    join(actor=SOMEBODY, key=key, password=PASSWORD, now=NOW)
    account = Account.objects.get(email="rosa@example.org")
    rosa = actor_for(account, now=NOW)
    assert account.name == "Rosa"
    assert rosa.roles == {Role.LOVED_ONE}
    assert [one.sharing_id for one in connections(rosa, NOW)] == [sharing.pk]
    assert list(patients_open_to(rosa, Permission.SEE_SHARED, NOW)) == [patient]
    with pytest.raises(UnableToJoin, match="used or is too old"):
        join(actor=SOMEBODY, key=key, password=PASSWORD, now=NOW)
    verbs = LedgerEvent.objects.filter(patient_id=patient.pk).values_list("verb", flat=True)
    assert {"invitation.made", "invitation.used", "invitation.joined"} <= set(verbs)


def test_the_database_alone_does_not_hold_the_code(world: World) -> None:
    invitation = invited(world, share(world, world.patient()))
    code = invitation_code(invitation)
    row = Invitation.objects.values().get()
    held = " ".join(str(value) for value in row.values())
    assert code not in held
    assert code.replace("-", "") not in held


def test_a_weak_password_makes_no_account_and_the_link_still_works(world: World) -> None:
    key = accepted(invited(world, share(world, world.patient())))
    with pytest.raises(UnableToJoin):
        join(actor=SOMEBODY, key=key, password="12345", now=NOW)
    join(actor=SOMEBODY, key=key, password=PASSWORD, now=NOW)
    assert Account.objects.filter(email="rosa@example.org").count() == 1


def test_whose_mailbox_is_known_signs_in_instead(world: World) -> None:
    dana, eli = world.patient(), world.patient("Eli")
    _, rosa = connected(world, dana)
    second = share(world, eli)
    key = accepted(invited(world, second))
    found = opened_link(key, NOW)
    assert found is not None
    assert is_known_here(found)
    with pytest.raises(UnableToJoin):
        join(actor=SOMEBODY, key=key, password=PASSWORD, now=NOW)
    _, max_ = connected(world, world.patient("Ida"), email="max@example.org")
    with pytest.raises(UnableToJoin, match="e-mail address that this link"):
        join_as(actor=max_, key=key, now=NOW)
    join_as(actor=rosa, key=key, now=NOW)
    assert [one.sharing.patient for one in connections(rosa, NOW)] == [dana, eli]


def test_an_account_for_work_is_never_a_loved_ones(world: World) -> None:
    key = accepted(invited(world, share(world, world.patient())), email="biller@harbor.example")
    with pytest.raises(UnableToJoin, match="account for work"):
        join_as(actor=world.actor(Role.BILLER), key=key, now=NOW)


def test_a_link_is_refused_when_it_is_old_or_made_up(world: World) -> None:
    key = accepted(invited(world, share(world, world.patient())))
    made_up = TimestampSigner(salt="else").sign("1-abc")
    for wrong in ("", "x", made_up, key[:-1], f"{key}\u0000"):
        assert opened_link(wrong, NOW) is None
    with time_machine.travel(NOW + LINK_WORKS + MINUTE, tick=False):
        assert opened_link(key, NOW + LINK_WORKS + MINUTE) is None


def test_ending_the_consent_ends_the_access_at_once(world: World) -> None:
    patient = world.patient()
    sharing, rosa = connected(world, patient)
    end_sharing(
        actor=world.actor(Role.COUNSELOR), patient=patient, sharing_id=sharing.pk, now=NOW + MINUTE
    )
    assert connections(rosa, NOW + MINUTE) == []
    with pytest.raises(NotThere):
        access_patient(
            actor=rosa, code=patient.code, permission=Permission.SEE_SHARED, now=NOW + MINUTE
        )


def test_ending_the_consent_ends_a_code_and_a_link_that_wait(world: World) -> None:
    counselor = world.actor(Role.COUNSELOR)
    for is_used in (False, True):
        patient = world.patient()
        sharing = share(world, patient)
        invitation = invited(world, sharing)
        key = accepted(invitation) if is_used else ""
        end_sharing(actor=counselor, patient=patient, sharing_id=sharing.pk, now=NOW)
        if is_used:
            with pytest.raises(UnableToJoin):
                join(actor=SOMEBODY, key=key, password=PASSWORD, now=NOW)
        else:
            with pytest.raises(UnableToJoin):
                accepted(invitation)


def test_access_ends_by_itself_when_the_consent_does(world: World) -> None:
    patient = world.patient()
    _, rosa = connected(world, patient)
    assert connections(rosa, NOW + MONTH - MINUTE)
    assert not connections(rosa, NOW + MONTH)
    assert not patients_open_to(rosa, Permission.SEE_SHARED, NOW + MONTH)


def test_nobody_is_invited_to_what_has_ended_or_is_not_a_loved_ones(world: World) -> None:
    patient = world.patient()
    sharing = share(world, patient)
    biller = world.actor(Role.BILLER)
    with pytest.raises(NotAllowed):
        invite(actor=biller, patient=patient, sharing_id=sharing.pk, now=NOW)
    end_sharing(actor=world.actor(Role.COUNSELOR), patient=patient, sharing_id=sharing.pk, now=NOW)
    with pytest.raises(UnableToInvite):
        invited(world, sharing)
    doctor = share(
        world,
        patient,
        recipient=Recipient(RecipientKind.PROFESSIONAL, "Dr. Okafor", "Ridge"),
        topics=[Topic.CAME],
    )
    with pytest.raises(UnableToInvite):
        invited(world, doctor)


def test_a_new_code_ends_the_one_before(world: World) -> None:
    sharing = share(world, world.patient())
    first = invited(world, sharing)
    second = invited(world, sharing)
    with pytest.raises(UnableToJoin):
        accepted(first)
    key = accepted(second)
    join(actor=SOMEBODY, key=key, password=PASSWORD, now=NOW)
    with pytest.raises(UnableToInvite, match="here already"):
        invited(world, sharing)


def test_a_code_is_mailed_quietly_while_it_works(world: World) -> None:
    patient = world.patient()
    sharing = share(world, patient)
    invitation = invited(world, sharing)
    sending: dict[str, Any] = {
        "actor": world.actor(Role.COUNSELOR),
        "patient": patient,
        "sharing_id": sharing.pk,
        "email": "rosa@example.org",
        "page": "https://example.org/join",
    }
    send_code(**sending, now=NOW)
    mail = OutboxMessage.objects.get(address="rosa@example.org")
    assert invitation_code(invitation) in mail.body
    assert "Dana" not in f"{mail.subject} {mail.body}"
    with pytest.raises(UnableToInvite, match="too old"):
        send_code(**sending, now=NOW + CODE_WORKS)


def test_a_loved_one_of_one_person_has_nothing_of_another(world: World) -> None:
    dana, eli = world.patient(), world.patient("Eli")
    _, rosa = connected(world, dana)
    other, _ = connected(world, eli, email="max@example.org")
    assert connection_of(rosa, other.pk, NOW) is None
    for permission in (Permission.SEE_SHARED, Permission.READ_CHART, Permission.OWN_RECORD):
        with pytest.raises(NotThere):
            access_patient(actor=rosa, code=eli.code, permission=permission, now=NOW)


def test_connected_comes_after_the_code_was_used(world: World) -> None:
    invitation = invited(world, share(world, world.patient()))
    with pytest.raises(DatabaseError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(
            account=world.accounts[Role.BILLER], connected_at=NOW
        )
