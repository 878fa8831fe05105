"""The team of four: whom it is suggested to be, and one of them exchanged."""

from datetime import timedelta

import pytest

from stepdown.clinic.chart.kinds import EntryKind
from stepdown.clinic.chart.queries import latest
from stepdown.clinic.people.access import patients_open_to
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import note_languages
from stepdown.clinic.people.roles import TEAM_ROLES, Permission, Role
from stepdown.clinic.treatment.operations import (
    UnableToChangeEpisode,
    replace_member,
)
from stepdown.clinic.treatment.queries import (
    earlier_members,
    team_choices,
    team_of,
)
from tests.clinic.care import admit, agree, make_ready
from tests.clinic.told import answers_to, tell_part
from tests.clinic.weeks import in_care
from tests.clinic.world import NOW, TODAY, World, add_member
from tests.layers import made_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@made_once
def patient(world: World) -> Patient:
    """Somebody with everything that must stand before admission."""
    patient = world.patient()
    make_ready(world, patient)
    return patient


def test_those_with_the_fewest_people_are_suggested_first(world: World) -> None:
    second = add_member(world, Role.COUNSELOR, "second@harbor.example")
    in_care(world, world.patient("Luis"))
    choices = team_choices(world.patient("Noor"), on=TODAY)[Role.COUNSELOR]
    assert [(one.account_id, one.people) for one in choices] == [
        (second.pk, 0),
        (world.accounts[Role.COUNSELOR].pk, 1),
    ]


def test_who_speaks_the_persons_language_is_suggested_before_the_fewest_people(
    world: World,
) -> None:
    add_member(world, Role.COUNSELOR, "second@harbor.example")
    noor = world.patient("Noor")
    agree(world, noor)
    tell_part(world, noor, "culture", answers=answers_to("culture", language="spanish "))
    busy = world.accounts[Role.COUNSELOR]
    note_languages(
        actor=world.actor(Role.DIRECTOR), account=busy, languages=" English,Spanish, ", now=NOW
    )
    in_care(world, world.patient("Luis"))
    first, other = team_choices(noor, on=TODAY)[Role.COUNSELOR]
    assert (first.account_id, first.speaks, first.people) == (busy.pk, "spanish", 1)
    assert other.speaks == ""


def exchange(world: World, patient: Patient, account_id: int, reason: str = "Leave") -> None:
    replace_member(
        actor=world.actor(Role.COUNSELOR),
        episode=patient.episodes.get(),
        role=Role.TECHNICIAN,
        account_id=account_id,
        reason=reason,
        now=LATER,
    )


def test_one_of_the_four_is_exchanged_and_access_moves_along(
    world: World, patient: Patient
) -> None:
    episode = admit(world, patient)
    second = add_member(world, Role.TECHNICIAN, "second@harbor.example")
    exchange(world, patient, second.pk)
    team = {member.role: member.account_id for member in team_of(episode)}
    assert team[Role.TECHNICIAN] == second.pk
    assert len(team) == len(TEAM_ROLES)
    (before,) = earlier_members(episode)
    assert (before.role, before.ends_on) == (Role.TECHNICIAN, TODAY)
    old = patients_open_to(
        world.actor(Role.TECHNICIAN), Permission.READ_CHART, LATER + timedelta(seconds=1)
    )
    assert not old.filter(pk=patient.pk).exists()
    entry = latest(patient, EntryKind.TEAM_CHANGE)
    assert entry is not None
    assert (entry.body["from"], entry.body["to"]) == ("Technician", "Second")


def test_an_exchange_needs_a_reason_a_license_and_somebody_else(
    world: World, patient: Patient
) -> None:
    admit(world, patient)
    second = add_member(world, Role.TECHNICIAN, "second@harbor.example")
    lapsed = add_member(world, Role.TECHNICIAN, "lapsed@harbor.example", until=TODAY)
    with pytest.raises(UnableToChangeEpisode, match="reason"):
        exchange(world, patient, second.pk, " ")
    with pytest.raises(UnableToChangeEpisode, match="live credential"):
        exchange(world, patient, lapsed.pk)
    with pytest.raises(UnableToChangeEpisode, match="on the team already"):
        exchange(world, patient, world.accounts[Role.TECHNICIAN].pk)
