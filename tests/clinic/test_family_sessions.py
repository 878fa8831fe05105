"""Who comes along to a family session: within the consent, and written down for the person."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.chart.models import Entry
from stepdown.clinic.circle.models import FamilyGuest
from stepdown.clinic.circle.operations import (
    UnableToInviteGuest,
    note_guest,
    settle_guest,
    withdraw_guest,
)
from stepdown.clinic.consents.sharing import end_sharing
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.shared import look_at_shared
from stepdown.clinic.timetable.models import Series
from stepdown.rules.consent import Topic
from tests.clinic.beside import ask_along, family_evening
from tests.clinic.loved_ones import connected, share
from tests.clinic.seated import own_actor
from tests.clinic.world import NOW, World
from tests.layers import made_once

DATES = [Topic.FAMILY_DATES]
BEGUN = NOW + timedelta(hours=7)  # in the evening, an hour into the session
WORDS = "Dana heard that Rosa wants to help with the mornings."


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def series(world: World, dana: Patient) -> Series:
    return family_evening(world, dana)


@made_once
def guest(world: World, dana: Patient, series: Series) -> FamilyGuest:
    return ask_along(world, share(world, dana, topics=DATES), series)


def settle(world: World, guest: FamilyGuest, *, came: bool = True, now: datetime = BEGUN) -> None:
    settle_guest(
        actor=world.actor(Role.TECHNICIAN),
        patient=guest.patient,
        guest_id=guest.pk,
        came=came,
        now=now,
    )


def note(
    world: World,
    guest: FamilyGuest,
    *,
    words: str = WORDS,
    is_neutral: bool = True,
    role: Role = Role.COUNSELOR,
) -> Entry:
    return note_guest(
        actor=world.actor(role),
        patient=guest.patient,
        guest_id=guest.pk,
        words=words,
        is_neutral=is_neutral,
        now=BEGUN,
    )


def end(world: World, guest: FamilyGuest) -> None:
    end_sharing(
        actor=world.actor(Role.COUNSELOR),
        patient=guest.patient,
        sharing_id=guest.sharing_id,
        now=NOW + timedelta(minutes=1),
    )


def test_who_is_invited_comes_and_the_note_is_in_the_persons_chart(
    world: World, guest: FamilyGuest
) -> None:
    settle(world, guest)
    entry = note(world, guest)
    assert (entry.patient, entry.body["relative"], entry.body["words"]) == (
        guest.patient,
        "Rosa (sister)",
        WORDS,
    )
    with pytest.raises(UnableToInviteGuest, match="signed"):
        note(world, guest)


def test_nobody_is_invited_without_a_yes_to_these_dates(
    world: World, dana: Patient, series: Series
) -> None:
    other_topic = share(world, dana)
    with pytest.raises(UnableToInviteGuest, match="not agreed"):
        ask_along(world, other_topic, series)
    too_short = share(world, dana, topics=DATES, lasts_until=NOW + timedelta(hours=1))
    with pytest.raises(UnableToInviteGuest, match="ends before"):
        ask_along(world, too_short, series)
    of_another = share(world, world.patient("Rae"), topics=DATES)
    of_another.patient = dana
    with pytest.raises(UnableToInviteGuest, match="not agreed"):
        ask_along(world, of_another, series)


def test_only_a_family_session_of_the_persons_own_week(
    world: World, dana: Patient, series: Series
) -> None:
    rae = world.patient("Rae")
    with pytest.raises(UnableToInviteGuest, match="no family session"):
        ask_along(world, share(world, rae, topics=DATES), series)


def test_the_loved_one_sees_the_invitation_and_never_the_note(
    world: World, dana: Patient, series: Series
) -> None:
    sharing, rosa = connected(world, dana, topics=DATES)
    (before,) = look_at_shared(actor=rosa, now=NOW)
    assert before.family_dates
    assert not before.invited
    guest = ask_along(world, sharing, series)
    (asked,) = look_at_shared(actor=rosa, now=NOW)
    assert asked.invited == {(series.pk, guest.on)}
    settle(world, guest)
    note(world, guest)
    (after,) = look_at_shared(actor=rosa, now=BEGUN)
    assert WORDS not in repr(after)
    end(world, guest)
    assert look_at_shared(actor=rosa, now=BEGUN) == []


def test_a_yes_that_is_taken_back_ends_the_invitation(world: World, guest: FamilyGuest) -> None:
    end(world, guest)
    with pytest.raises(UnableToInviteGuest, match="took their yes back"):
        settle(world, guest)
    settle(world, guest, came=False)
    guest.refresh_from_db()
    assert guest.state == FamilyGuest.State.NOT_HERE


def test_the_person_says_not_this_time_and_may_ask_again(world: World, guest: FamilyGuest) -> None:
    own = own_actor(world, guest.patient)
    withdraw_guest(actor=own, patient=guest.patient, guest_id=guest.pk, now=NOW)
    with pytest.raises(UnableToInviteGuest, match="settled already"):
        settle(world, guest)
    again = ask_along(world, guest.sharing, guest.series)
    assert (again.pk, again.state) == (guest.pk, FamilyGuest.State.INVITED)
    with pytest.raises(NotAllowed):
        withdraw_guest(actor=own, patient=world.patient("Rae"), guest_id=guest.pk, now=NOW)


def test_who_came_is_marked_from_the_start_on_and_taken_back_before_it(
    world: World, guest: FamilyGuest
) -> None:
    with pytest.raises(UnableToInviteGuest, match="not begun"):
        settle(world, guest, now=NOW)
    with pytest.raises(UnableToInviteGuest, match="has begun"):
        withdraw_guest(
            actor=world.actor(Role.COUNSELOR), patient=guest.patient, guest_id=guest.pk, now=BEGUN
        )


def test_a_note_is_neutral_about_the_relative_and_of_somebody_who_came(
    world: World, guest: FamilyGuest
) -> None:
    with pytest.raises(UnableToInviteGuest, match="Mark that first"):
        note(world, guest)
    settle(world, guest)
    with pytest.raises(UnableToInviteGuest, match="own health"):
        note(world, guest, is_neutral=False)
    with pytest.raises(UnableToInviteGuest, match="Write what"):
        note(world, guest, words=" ")
    with pytest.raises(NotAllowed):
        note(world, guest, role=Role.TECHNICIAN)


def test_the_database_holds_to_the_consent_and_to_the_chart(
    world: World, guest: FamilyGuest
) -> None:
    rows = FamilyGuest.objects.filter(pk=guest.pk)
    strangers = note_of_a_stranger(world)
    settle(world, guest)
    beyond = share(world, guest.patient, topics=[Topic.PROGRESS])
    for wrong in (
        lambda: copy_of(guest, sharing=beyond),
        lambda: copy_of(guest, invited_at=NOW + timedelta(days=90)),
        lambda: copy_of(guest, patient=strangers.patient),
        lambda: rows.update(note=strangers),
        lambda: rows.update(sharing=beyond),
        lambda: rows.update(settled_at=None),
        lambda: rows.update(settled_at=NOW),
        lambda: rows.delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()
    note(world, guest)
    for wrong in (lambda: rows.update(note=None), lambda: rows.update(state="not_here")):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong()


def copy_of(guest: FamilyGuest, **changes: object) -> None:
    values = {
        "patient": guest.patient,
        "sharing": guest.sharing,
        "series": guest.series,
        "on": guest.on + timedelta(days=7),
        "starts_at": guest.starts_at + timedelta(days=7),
        "invited_at": NOW,
        "invited_by": guest.invited_by,
    }
    FamilyGuest.objects.create(**(values | changes))


def note_of_a_stranger(world: World) -> Entry:
    return share(world, world.patient("Rae")).entry
