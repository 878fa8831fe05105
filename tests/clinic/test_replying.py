"""Who referred is told what the person agreed to, while they agree; and nothing else, ever."""

from datetime import date, time, timedelta
from typing import Any

import pytest

from stepdown.clinic.consents.models import Disclosure
from stepdown.clinic.consents.sharing import (
    How,
    Recipient,
    RecipientKind,
    UnableToTell,
    agree_to_share,
    end_sharing,
)
from stepdown.clinic.intake.models import Inquiry
from stepdown.clinic.intake.operations import book_time, booking_to_change, mark_seen, open_times
from stepdown.clinic.intake.referrals import UnableToRefer
from stepdown.clinic.intake.replying import (
    replies,
    statuses,
    tell_referrer,
)
from stepdown.clinic.ledger.delivery import claim_message, mark_delivered
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.ledger.queries import MailState
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.rules.consent import Topic
from stepdown.web.ui.words import revealing_words
from tests.clinic.referred import agreed, asked, called_back
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@made_once
def patient(world: World) -> Patient:
    return called_back(world, asked(world))


def tell(world: World, patient: Patient, topic: Topic = Topic.REACHED, **changes: Any) -> Any:
    values = {"how": How.MAIL, "now": LATER, **changes}
    return tell_referrer(actor=world.actor(Role.INTAKE), patient=patient, topic=topic, **values)


def to_referrer() -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(address="okafor@ridge.example"))


def came(world: World, patient: Patient) -> None:
    intake = world.actor(Role.INTAKE)
    (slot,) = open_times(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        on=date(2026, 11, 24),
        starts=[time(18, 0)],
        minutes=60,
        places=1,
        by_video=False,
        now=NOW,
    )
    book_time(actor=intake, patient=patient, time=slot, now=NOW)
    there = NOW + timedelta(days=1, hours=7)
    booking = booking_to_change(patient, now=there)
    mark_seen(actor=intake, booking=booking, expected_version=booking.version, now=there)


def test_within_the_consent_the_referrer_is_told_exactly_this(
    world: World, patient: Patient
) -> None:
    agreed(world, patient)
    tell(world, patient)
    (message,) = to_referrer()
    assert message.subject == "Your message of November 23"
    assert message.sender_name == "Harbor Street"
    assert message.body == (
        "You asked us about D.M. on November 23. We have talked with them.\n\n"
        "They agreed that you may know: that we have talked; that the first visit was kept;"
        " until May 24, 2027.\n"
        "42 CFR part 2 prohibits unauthorized use or disclosure of these records.\n\n"
        "Questions: 410 555 0142"
    )
    assert revealing_words(f"{message.subject} {message.body}", outside=True) == []
    line = Disclosure.objects.get()
    assert (line.topic, line.how, line.what) == ("reached", "mail", message.body)
    assert (line.sharing.recipient, line.told_by) == (
        "Dr. Okafor (Ridge Hospital)",
        world.accounts[Role.INTAKE],
    )
    assert LedgerEvent.objects.filter(verb="sharing.told", patient_id=patient.pk).count() == 1


def test_without_consent_nothing_goes_out(world: World, patient: Patient) -> None:
    with pytest.raises(UnableToTell, match="Ask the person first"):
        tell(world, patient)
    assert to_referrer() == []
    assert not Disclosure.objects.exists()
    assert [each.may_be_told for each in statuses(referral(patient), LATER)] == [False] * 4


def referral(patient: Patient) -> Any:
    return Inquiry.objects.get(patient=patient).referral


@pytest.mark.parametrize("how", list(How))
def test_what_the_consent_does_not_name_is_not_told(
    world: World, patient: Patient, how: How
) -> None:
    came(world, patient)
    agreed(world, patient, Topic.REACHED)
    with pytest.raises(UnableToTell):
        tell(world, patient, Topic.CAME, how=how, now=NOW + timedelta(days=2))
    assert to_referrer() == []


def test_a_consent_for_somebody_else_does_not_count(world: World, patient: Patient) -> None:
    agree_to_share(
        actor=world.actor(Role.INTAKE),
        patient=patient,
        recipient=Recipient(RecipientKind.PROFESSIONAL, "Dr. Lund", "Ridge Hospital"),
        topics=[Topic.REACHED],
        purpose="",
        lasts_until=NOW + timedelta(days=30),
        signed_name="Dana Marsh",
        now=NOW,
    )
    with pytest.raises(UnableToTell):
        tell(world, patient)


@pytest.mark.parametrize("topic", [Topic.BOOKED, Topic.CAME, Topic.DECIDED, Topic.ATTENDANCE])
def test_what_is_not_so_is_not_told(world: World, patient: Patient, topic: Topic) -> None:
    agreed(world, patient, Topic.BOOKED, Topic.CAME, Topic.DECIDED)
    with pytest.raises(UnableToRefer, match="not so yet"):
        tell(world, patient, topic)


def test_that_they_came_is_told_when_they_came(world: World, patient: Patient) -> None:
    came(world, patient)
    agreed(world, patient, now=NOW + timedelta(days=2))
    tell(world, patient, Topic.CAME, now=NOW + timedelta(days=2))
    assert "They came for the first visit." in to_referrer()[0].body


def test_after_the_consent_was_taken_back_nothing_goes_out(world: World, patient: Patient) -> None:
    """Not even what waits in the outbox already."""
    sharing = agreed(world, patient)
    tell(world, patient)
    end_sharing(actor=world.actor(Role.INTAKE), patient=patient, sharing_id=sharing.pk, now=LATER)
    assert claim_message(now=LATER + timedelta(days=1)) is None
    assert [each.mail for each in replies(patient, LATER)] == [MailState.WITHDRAWN]
    with pytest.raises(UnableToTell):
        tell(world, patient, now=LATER + timedelta(minutes=1))


def test_what_went_out_before_stays_in_the_account(world: World, patient: Patient) -> None:
    sharing = agreed(world, patient)
    tell(world, patient)
    message = claim_message(now=LATER)
    assert message is not None
    mark_delivered(message, now=LATER)
    end_sharing(actor=world.actor(Role.INTAKE), patient=patient, sharing_id=sharing.pk, now=LATER)
    assert [each.mail for each in replies(patient, LATER)] == [MailState.SENT]


def test_a_consent_that_ended_by_itself_stops_what_waits(world: World, patient: Patient) -> None:
    agreed(world, patient, last_day=date(2026, 11, 23))
    tell(world, patient)
    midnight = NOW.replace(hour=5) + timedelta(days=1)  # in New York
    assert claim_message(now=midnight) is None
    assert [each.mail for each in replies(patient, midnight)] == [MailState.WITHDRAWN]
    assert claim_message(now=midnight - timedelta(seconds=1)) is not None


def test_the_same_is_told_once(world: World, patient: Patient) -> None:
    agreed(world, patient)
    assert tell(world, patient) == tell(world, patient)
    assert len(to_referrer()) == 1


def test_who_did_not_want_mail_is_called(world: World) -> None:
    patient = called_back(world, asked(world, email="", email_is_ok=False))
    agreed(world, patient)
    with pytest.raises(UnableToRefer, match="Call them instead"):
        tell(world, patient)
    tell(world, patient, how=How.PHONE)
    assert [(each.words, each.mail) for each in replies(patient, LATER)] == [
        ("We have talked with them.", None)
    ]
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.BILLER, Role.DIRECTOR])
def test_only_intake_answers_referrers(world: World, patient: Patient, role: Role) -> None:
    agreed(world, patient)
    with pytest.raises(NotAllowed):
        tell_referrer(
            actor=world.actor(role), patient=patient, topic=Topic.REACHED, how=How.MAIL, now=LATER
        )
