"""Support groups outside: the person's own word, verified or not, and never clinical time."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.circle.models import OutsideMeeting
from stepdown.clinic.circle.operations import (
    UnableToKeepMeeting,
    remove_meeting,
    verify_meeting,
    write_meeting,
)
from stepdown.clinic.circle.queries import meetings_lately, meetings_of
from stepdown.clinic.people.actors import Actor
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.sessions.models import Attendance
from tests.clinic.joining import join, separate
from tests.clinic.seated import own_actor
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once


@made_once
def dana(world: World) -> Patient:
    return world.patient()


@made_once
def own(world: World, dana: Patient) -> Actor:
    return own_actor(world, dana)


def write(own: Actor, patient: Patient, on: date = TODAY, kind: str = "Tuesday circle") -> Any:
    return write_meeting(actor=own, patient=patient, on=on, kind=kind, now=NOW)


def verify(
    world: World, meeting: OutsideMeeting, how: str = "Saw the card", role: Role = Role.TECHNICIAN
) -> None:
    verify_meeting(
        actor=world.actor(role),
        patient=meeting.patient,
        meeting_id=meeting.pk,
        how=how,
        now=NOW + timedelta(hours=1),
    )


def take_off(own: Actor, meeting: OutsideMeeting) -> None:
    remove_meeting(actor=own, patient=meeting.patient, meeting_id=meeting.pk, now=NOW)


def test_what_a_person_writes_is_listed_and_is_no_attendance(
    world: World, own: Actor, dana: Patient
) -> None:
    old = write(own, dana, on=TODAY - timedelta(weeks=4))
    new = write(own, dana)
    verify(world, new)
    assert [one.pk for one in meetings_of(dana)] == [new.pk, old.pk]
    assert meetings_lately(dana, NOW) == 1
    assert not Attendance.objects.filter(patient=dana).exists()


def test_only_the_person_writes_and_only_of_days_that_were(
    world: World, own: Actor, dana: Patient
) -> None:
    with pytest.raises(UnableToKeepMeeting, match="still to come"):
        write(own, dana, on=TODAY + timedelta(days=1))
    with pytest.raises(UnableToKeepMeeting, match="own words"):
        write(own, dana, kind=" ")
    with pytest.raises(NotAllowed):
        write(world.actor(Role.COUNSELOR), dana)
    with pytest.raises(NotAllowed):
        write(own, world.patient("Rae"))


def test_staff_verify_and_say_how(world: World, own: Actor, dana: Patient) -> None:
    meeting = write(own, dana)
    with pytest.raises(UnableToKeepMeeting, match="how you know"):
        verify(world, meeting, how=" ")
    with pytest.raises(NotAllowed):
        verify(world, meeting, role=Role.BILLER)
    verify(world, meeting)
    with pytest.raises(UnableToKeepMeeting, match="already"):
        verify(world, meeting)
    with pytest.raises(UnableToKeepMeeting, match="Look"):
        take_off(own, meeting)


def test_a_meeting_is_taken_off_until_it_is_verified(
    world: World, own: Actor, dana: Patient
) -> None:
    meeting = write(own, dana)
    take_off(own, meeting)
    assert meetings_of(dana) == []
    with pytest.raises(UnableToKeepMeeting):
        verify(world, meeting)


def test_the_database_keeps_what_was_written_and_verified(
    world: World, own: Actor, dana: Patient
) -> None:
    meeting = write(own, dana)
    rows = OutsideMeeting.objects.filter(pk=meeting.pk)
    by_staff = {"verified_at": NOW, "verified_by": world.accounts[Role.COUNSELOR]}
    by_themselves = {"verified_at": NOW, "verified_by": meeting.written_by, "verified_how": "x"}
    for wrong in (by_staff, by_themselves, {"kind": "Other"}, {"on": TODAY - timedelta(days=1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    verify(world, meeting)
    for wrong in ({"removed_at": NOW}, {"verified_how": "Heard of it"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_meetings_go_with_a_record_that_is_joined_and_back(world: World, dana: Patient) -> None:
    twin = world.patient("Dana")
    meeting = OutsideMeeting.objects.create(
        patient=twin,
        on=TODAY,
        kind="Tuesday circle",
        written_at=NOW,
        written_by=world.accounts[Role.COUNSELOR],
    )
    merge = join(world, dana, twin)
    assert [one.pk for one in meetings_of(dana)] == [meeting.pk]
    separate(world, merge)
    assert meetings_of(dana) == []
