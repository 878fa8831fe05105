"""Consents to share: to whom, what, until when; taken back at any time; asked before telling."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from hypothesis import given
from hypothesis import strategies as st

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.models import Entry
from stepdown.clinic.chart.operations import UnableToSign
from stepdown.clinic.consents.models import Disclosure, Sharing
from stepdown.clinic.consents.queries import account_of_disclosures, live_sharings, past_sharings
from stepdown.clinic.consents.sharing import (
    LONGEST,
    How,
    Recipient,
    RecipientKind,
    UnableToShare,
    UnableToTell,
    agree_to_share,
    end_sharing,
    tell,
)
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.queries import actor_for
from stepdown.clinic.people.roles import Role
from stepdown.rules.consent import Scope, Topic, may_tell
from tests.clinic.world import NOW, World, add_member

ROSA = Recipient(RecipientKind.LOVED_ONE, "Rosa", "sister")
HOUR = timedelta(hours=1)
MONTH = NOW + timedelta(days=30)


def share(world: World, patient: Patient, **changes: Any) -> Sharing:
    given: dict[str, Any] = {
        "actor": world.actor(Role.COUNSELOR),
        "recipient": ROSA,
        "topics": [Topic.ATTENDANCE],
        "purpose": "So that my sister can help me",
        "lasts_until": MONTH,
        "signed_name": "Dana Marsh",
        "now": NOW,
    }
    return agree_to_share(patient=patient, **(given | changes))


def person(world: World, patient: Patient) -> Actor:
    """The patient themselves, signed in."""
    patient.account = add_member(world, Role.BILLER, f"{patient.code}@example.org")
    patient.account.posts.all().delete()
    patient.save()
    return actor_for(patient.account, now=NOW)


def told(world: World, sharing: Sharing, topic: Topic, at: datetime) -> Disclosure:
    actor = world.actor(Role.COUNSELOR)
    return tell(
        actor=actor, sharing_id=sharing.pk, topic=topic, how=How.PHONE, what="He came", now=at
    )


@pytest.mark.django_db
def test_a_person_signs_for_themselves_and_it_is_an_entry(world: World) -> None:
    patient = world.patient()
    sharing = share(world, patient, actor=person(world, patient))
    entry = Entry.objects.get(kind=EntryKind.CONSENT)
    assert (entry.signed_as, entry.body["recipient_name"]) == ("patient", "Rosa")
    assert entry.body["topics"] == ["attendance"]
    assert list(live_sharings(patient, NOW)) == [sharing]
    assert sharing.recipient == "Rosa (sister)"


@pytest.mark.django_db
def test_nobody_signs_for_another_person(world: World) -> None:
    dana, eli = world.patient(), world.patient("Eli")
    eli_himself = person(world, eli)
    with pytest.raises(NotAllowed):
        share(world, dana, actor=eli_himself)
    sharing = share(world, dana)
    with pytest.raises(NotAllowed):
        end_sharing(actor=eli_himself, patient=dana, sharing_id=sharing.pk, now=NOW)
    with pytest.raises(UnableToShare):
        end_sharing(actor=eli_himself, patient=eli, sharing_id=sharing.pk, now=NOW)
    with pytest.raises(NotAllowed):
        share(world, dana, actor=world.actor(Role.BILLER))


@pytest.mark.django_db
def test_staff_who_are_in_care_elsewhere_sign_as_staff(world: World) -> None:
    dana, own = world.patient(), world.patient("Own")
    own.account = world.accounts[Role.COUNSELOR]
    own.save()
    share(world, dana)
    assert Entry.objects.get(patient=dana).signed_as == "counselor"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"topics": []}, "at least one thing"),
        ({"recipient": replace(ROSA, name=" ")}, "name of who"),
        ({"signed_name": " "}, "Sign with your name"),
        ({"lasts_until": NOW}, "within one year"),
        ({"lasts_until": NOW + LONGEST + HOUR}, "within one year"),
    ],
)
def test_a_consent_without_a_part_is_not_taken(
    world: World, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(UnableToShare, match=words):
        share(world, world.patient(), **changes)
    assert not Entry.objects.filter(kind=EntryKind.CONSENT).exists()


@pytest.mark.django_db
def test_telling_asks_the_consent_and_leaves_a_line(world: World) -> None:
    patient = world.patient()
    sharing = share(world, patient)
    line = told(world, sharing, Topic.ATTENDANCE, NOW + HOUR)
    assert list(account_of_disclosures(patient)) == [line]
    assert LedgerEvent.objects.filter(verb="sharing.told", patient_id=patient.pk).count() == 1
    for topic, at in (
        (Topic.PROGRESS, NOW + HOUR),
        (Topic.ATTENDANCE, NOW - HOUR),
        (Topic.ATTENDANCE, MONTH),
    ):
        with pytest.raises(UnableToTell):
            told(world, sharing, topic, at)
    end_sharing(
        actor=world.actor(Role.COUNSELOR), patient=patient, sharing_id=sharing.pk, now=NOW + HOUR
    )
    with pytest.raises(UnableToTell):
        told(world, sharing, Topic.ATTENDANCE, NOW + HOUR)
    assert account_of_disclosures(patient).count() == 1
    assert [one.pk for one in past_sharings(patient, NOW + HOUR)] == [sharing.pk]
    assert not live_sharings(patient, NOW + HOUR)


@pytest.mark.django_db
def test_a_consent_ends_once(world: World) -> None:
    patient = world.patient()
    sharing = share(world, patient)
    ending: dict[str, Any] = {
        "actor": world.actor(Role.COUNSELOR),
        "patient": patient,
        "sharing_id": sharing.pk,
    }
    end_sharing(**ending, now=NOW + HOUR)
    with pytest.raises(UnableToShare, match="ended already"):
        end_sharing(**ending, now=NOW + 2 * HOUR)


@pytest.mark.django_db
def test_the_database_keeps_what_was_signed_and_told(world: World) -> None:
    patient, other = world.patient(), world.patient("Eli")
    sharing = share(world, patient)
    line = told(world, sharing, Topic.ATTENDANCE, NOW)
    for change in (
        {"topics": ["attendance", "progress"]},
        {"recipient_name": "Max"},
        {"lasts_until": MONTH + HOUR},
        {"patient": other},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            Sharing.objects.filter(pk=sharing.pk).update(**change)
    for one in (sharing, line):
        with pytest.raises(DatabaseError), transaction.atomic():
            one.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.filter(pk=line.pk).update(what="Nothing")


@pytest.mark.django_db
@pytest.mark.parametrize("at", [NOW - HOUR, NOW + 2 * HOUR, MONTH])
def test_the_database_refuses_what_no_consent_allows(world: World, at: datetime) -> None:
    patient = world.patient()
    sharing = share(world, patient)
    counselor = world.actor(Role.COUNSELOR)
    end_sharing(actor=counselor, patient=patient, sharing_id=sharing.pk, now=NOW + HOUR)
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.create(
            patient=patient, sharing=sharing, topic="attendance", how="mail", what="x", told_at=at
        )
    other = world.patient("Eli")
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.create(
            patient=other, sharing=sharing, topic="attendance", how="mail", what="x", told_at=NOW
        )
    with pytest.raises(DatabaseError), transaction.atomic():
        Disclosure.objects.create(
            patient=patient, sharing=sharing, topic="progress", how="mail", what="x", told_at=NOW
        )


@pytest.mark.django_db
def test_roles_that_do_not_sign_consents_cannot(world: World) -> None:
    with pytest.raises(UnableToSign):
        share(world, world.patient(), actor=world.actor(Role.TECHNICIAN))


HOURS = st.integers(min_value=0, max_value=60)


@given(
    topics=st.frozensets(st.sampled_from(Topic)),
    asked=st.sampled_from(Topic),
    start=HOURS,
    lasts=HOURS,
    ended=st.none() | HOURS,
    at=HOURS,
)
def test_may_tell_is_what_an_hour_by_hour_calendar_says(
    topics: frozenset[Topic], asked: Topic, start: int, lasts: int, ended: int | None, at: int
) -> None:
    def hour(n: int) -> datetime:
        return NOW + n * HOUR

    end = hour(start + lasts) if ended is None else min(hour(start + lasts), hour(start + ended))
    ended_at = None if ended is None else hour(start + ended)
    scope = Scope(topics, hour(start), hour(start + lasts), ended_at)
    open_hours = {n for n in range(121) if start <= n and hour(n) < end}
    assert may_tell(scope, asked, hour(at)) == (at in open_hours and asked in topics)
