"""The address of a person's calendar: who makes it, what opens it, what the ledger knows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.coming.models import CalendarFeed
from stepdown.clinic.coming.operations import end_feed, make_feed, read_feed
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.merging.operations import merge_records
from stepdown.clinic.people.actors import THE_PROGRAM, Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from tests.clinic.seated import own_actor, seated
from tests.clinic.world import NOW, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db


@made_once
def dana(world: World) -> Patient:
    return seated(world)


@made_once
def own(world: World, dana: Patient) -> Actor:
    return own_actor(world, dana)


def read(secret: str, *, days: int = 0) -> Any:
    return read_feed(actor=THE_PROGRAM, secret=secret, now=NOW + timedelta(days=days))


def verbs() -> list[str]:
    events = LedgerEvent.objects.filter(verb__startswith="calendar.").order_by("seq")
    return list(events.values_list("verb", flat=True))


def test_the_address_opens_the_persons_times_and_keeps_no_secret(own: Actor, dana: Patient) -> None:
    secret = make_feed(actor=own, patient=dana, now=NOW)
    assert len(read(secret)) == 6
    kept = CalendarFeed.objects.values_list().get()
    assert secret not in map(str, kept)
    assert len(secret) >= 32


def test_only_the_first_of_many_reads_leaves_an_event(own: Actor, dana: Patient) -> None:
    secret = make_feed(actor=own, patient=dana, now=NOW)
    for day in range(3):
        read(secret, days=day)
    assert verbs() == ["calendar.made", "calendar.first_read"]
    assert CalendarFeed.objects.get().first_read_at == NOW


def test_a_new_address_ends_the_one_before(own: Actor, dana: Patient) -> None:
    old = make_feed(actor=own, patient=dana, now=NOW)
    new = make_feed(actor=own, patient=dana, now=NOW)
    assert read(old) is None
    assert read(new)


def test_an_address_that_was_turned_off_opens_nothing(own: Actor, dana: Patient) -> None:
    secret = make_feed(actor=own, patient=dana, now=NOW)
    end_feed(actor=own, patient=dana, now=NOW)
    end_feed(actor=own, patient=dana, now=NOW)
    assert read(secret) is None
    assert verbs() == ["calendar.made", "calendar.ended"]


@pytest.mark.parametrize("role", [Role.COUNSELOR, Role.DIRECTOR])
def test_nobody_else_makes_or_ends_it(world: World, dana: Patient, role: Role) -> None:
    for change in (make_feed, end_feed):
        with pytest.raises(NotAllowed):
            change(actor=world.actor(role), patient=dana, now=NOW)


def test_the_address_of_a_record_that_was_joined_opens_nothing(
    world: World, own: Actor, dana: Patient
) -> None:
    secret = make_feed(actor=own, patient=dana, now=NOW)
    twin = world.patient("Dana")
    own_twin = own_actor(world, twin)
    other = make_feed(actor=own_twin, patient=twin, now=NOW)
    merge_records(
        actor=world.actor(Role.INTAKE),
        kept=dana,
        merged=twin,
        reason="Called twice.",
        expected_version=dana.version + twin.version,
        now=NOW,
    )
    assert read(other) is None
    assert read(secret)


def test_the_database_knows_no_address_that_ended_and_still_opens(
    own: Actor, dana: Patient
) -> None:
    make_feed(actor=own, patient=dana, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.update(ended_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.update(digest=None)
