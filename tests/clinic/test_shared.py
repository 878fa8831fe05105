"""What a loved one sees: the topics of the consent, to its end; each telling is accounted for."""

from datetime import timedelta
from typing import Any

import pytest

from stepdown.clinic.consents.answering import tell_loved_one
from stepdown.clinic.consents.models import Disclosure
from stepdown.clinic.consents.queries import account_of_disclosures
from stepdown.clinic.consents.sharing import UnableToTell, end_sharing
from stepdown.clinic.ledger.models import LedgerEvent, OutboxMessage
from stepdown.clinic.people.operations import NotAllowed, shut_out
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.shared import look_at_shared, shared_view
from stepdown.rules.consent import Topic
from tests.clinic.loved_ones import connected, share
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PARTS = {
    Topic.ATTENDANCE: "days_attended",
    Topic.FAMILY_DATES: "family_dates",
    Topic.PROGRESS: "shares_progress",
}


def tell(world: World, sharing: Any, topic: Topic = Topic.ATTENDANCE, **changes: Any) -> Disclosure:
    values: dict[str, Any] = {
        "actor": world.actor(Role.COUNSELOR),
        "words": "He came on Monday.",
        "now": NOW,
    }
    return tell_loved_one(
        patient=sharing.patient,
        sharing_id=sharing.pk,
        topic=topic,
        page="https://example.org/family",
        **(values | changes),
    )


@pytest.mark.parametrize("topic", PARTS)
def test_exactly_the_shared_topic_is_there(world: World, topic: Topic) -> None:
    view = shared_view(share(world, world.patient(), topics=[topic]), NOW)
    for each, part in PARTS.items():
        assert bool(getattr(view, part) not in (None, False)) == (each == topic), part


def test_a_look_is_one_line_a_day_in_the_account(world: World) -> None:
    patient = world.patient()
    _, rosa = connected(world, patient, topics=[Topic.ATTENDANCE, Topic.EMERGENCY])
    for at in (NOW, NOW + timedelta(hours=1), NOW + DAY):
        (view,) = look_at_shared(actor=rosa, now=at)
        assert view.person == "Dana"
    lines = account_of_disclosures(patient)
    assert [(one.topic, one.how) for one in lines] == [("attendance", "page")] * 2
    opened = LedgerEvent.objects.filter(patient_id=patient.pk, verb="patient.opened")
    assert opened.filter(purpose="see_shared").count() == 3


def test_after_the_end_nothing_is_seen_and_nothing_accounted(world: World) -> None:
    patient = world.patient()
    sharing, rosa = connected(world, patient)
    tell(world, sharing)
    assert look_at_shared(actor=rosa, now=NOW)[0].messages[0].words == "He came on Monday."
    before = Disclosure.objects.count()
    end_sharing(actor=world.actor(Role.COUNSELOR), patient=patient, sharing_id=sharing.pk, now=NOW)
    assert look_at_shared(actor=rosa, now=NOW) == []
    sharing.refresh_from_db()
    view = shared_view(sharing, NOW)
    assert (view.days_attended, view.step, view.family_dates, view.messages) == (
        None,
        None,
        None,
        (),
    )
    with pytest.raises(UnableToTell):
        tell(world, sharing)
    assert Disclosure.objects.count() == before


def test_somebody_shut_out_sees_nothing_though_the_consent_holds(world: World) -> None:
    patient = world.patient()
    sharing, rosa = connected(world, patient)
    account = sharing.invitation.account
    assert account is not None
    shut_out(actor=world.actor(Role.DIRECTOR), patient=patient, account=account, now=NOW)
    assert look_at_shared(actor=rosa, now=NOW) == []
    assert not Disclosure.objects.exists()


def test_a_message_goes_to_the_page_of_the_consent_and_a_quiet_mail_out(world: World) -> None:
    sharing, rosa = connected(world, world.patient())
    line = tell(world, sharing)
    assert (line.how, line.what) == ("message", "He came on Monday.")
    mail = OutboxMessage.objects.get(once_key=f"shared:{line.pk}")
    assert mail.address == "rosa@example.org"
    for word in ("Dana", "Monday", "Harbor Clinic"):
        assert word not in f"{mail.subject} {mail.body}"
    assert look_at_shared(actor=rosa, now=NOW)[0].messages[0].about == "Days spent here"


def test_without_a_page_it_is_noted_as_said_on_the_phone(world: World) -> None:
    sharing = share(world, world.patient())
    assert tell(world, sharing).how == "phone"
    assert not OutboxMessage.objects.filter(once_key__startswith="shared:").exists()


def test_nothing_goes_out_beside_the_consent(world: World) -> None:
    sharing, _ = connected(world, world.patient())
    other = share(world, world.patient("Eli"))
    refused: list[tuple[Any, dict[str, Any]]] = [
        (sharing, {"topic": Topic.PROGRESS}),
        (sharing, {"now": NOW + 31 * DAY}),
        (sharing, {"words": " "}),
    ]
    for to, changes in refused:
        with pytest.raises(UnableToTell):
            tell(world, to, **changes)
    with pytest.raises(UnableToTell):
        tell_loved_one(
            actor=world.actor(Role.COUNSELOR),
            patient=sharing.patient,
            sharing_id=other.pk,
            topic=Topic.ATTENDANCE,
            words="x",
            page="",
            now=NOW,
        )
    with pytest.raises(NotAllowed):
        tell(world, sharing, actor=world.actor(Role.BILLER))
    assert not Disclosure.objects.exists()
    assert not OutboxMessage.objects.filter(once_key__startswith="shared:").exists()
