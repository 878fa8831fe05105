"""A place kept for somebody in detox: nobody else gets it, and on return it is theirs."""

from datetime import timedelta
from typing import Any

import pytest

from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.keeping import (
    HOLD_REASON,
    keep_place,
    kept_place_of,
    refer_and_keep_place,
)
from stepdown.clinic.timetable.models import Program, Seat, Series
from stepdown.clinic.timetable.operations import accept_week
from stepdown.clinic.timetable.problem import UnableToPlanWeek, places_taken
from stepdown.clinic.treatment.operations import HandOverCall
from stepdown.clinic.treatment.queries import open_episode
from stepdown.clinic.treatment.referrals import open_referral
from tests.clinic.evenings import take_seats
from tests.clinic.weeks import add_evening_program, in_care
from tests.clinic.world import NOW, TODAY, World
from tests.layers import made_once

pytestmark = pytest.mark.django_db
MONDAY = TODAY + timedelta(days=7)


@made_once
def groups(world: World) -> list[Series]:
    return add_evening_program(world, days=3)


def program_of(group: Series) -> Program:
    return group.program


def refer(world: World, patient: Patient, **details: Any) -> None:
    wanted: dict[str, Any] = {
        "program_id": None,
        "place_name": "Ridge Hospital",
        "place_phone": "410 555 0188",
        "status": "sent",
        "transport": "staff",
        "naloxone": "given",
        "call": HandOverCall("Nurse Ortiz", "A bed at four."),
        **details,
    }
    refer_and_keep_place(actor=world.actor(Role.MEDICAL), patient=patient, now=NOW, **wanted)


def test_a_kept_place_takes_the_last_free_one_of_every_group(
    world: World, groups: list[Series]
) -> None:
    dana, luis = world.patient("Dana"), world.patient("Luis", family_name="Ortega")
    other = in_care(world, luis)
    before = places_taken(other, MONDAY)
    keep_place(
        actor=world.actor(Role.MEDICAL), patient=dana, program=program_of(groups[0]), now=NOW
    )
    kept = places_taken(other, MONDAY) - before
    larger = Series.objects.filter(program=groups[0].program, seats__gt=1)
    assert kept == {(one.pk, one.seats) for one in larger}
    kept_place = kept_place_of(dana, NOW)
    assert kept_place is not None
    assert places_taken(other, kept_place.until_on + timedelta(days=1)) == before


def test_her_own_kept_place_does_not_stand_in_her_way(world: World, groups: list[Series]) -> None:
    dana = world.patient("Dana")
    episode = in_care(world, dana)
    keep_place(
        actor=world.actor(Role.MEDICAL), patient=dana, program=program_of(groups[0]), now=NOW
    )
    assert places_taken(episode, MONDAY) == set()


def test_whoever_is_in_care_goes_on_hold_with_the_place_kept(
    world: World, groups: list[Series]
) -> None:
    dana = world.patient("Dana")
    episode = in_care(world, dana)
    take_seats(world, episode, [groups[0]])
    refer(world, dana)
    episode.refresh_from_db()
    assert (episode.status, episode.hold_reason) == ("hold", HOLD_REASON)
    kept = kept_place_of(dana, NOW)
    assert kept is not None
    assert kept.program == groups[0].program
    assert open_referral(dana) is not None


def test_a_newcomer_chooses_the_program(world: World, groups: list[Series]) -> None:
    dana = world.patient("Dana")
    refer(world, dana)
    assert kept_place_of(dana, NOW) is None
    assert open_episode(dana) is None
    noor = world.patient("Noor")
    refer(world, noor, program_id=groups[0].program_id)
    assert kept_place_of(noor, NOW) is not None
    with pytest.raises(UnableToPlanWeek, match="not offered here"):
        refer(world, world.patient("Ana"), program_id=999_999)


def test_with_a_week_of_their_own_the_kept_place_is_free_again(
    world: World, groups: list[Series]
) -> None:
    dana = world.patient("Dana")
    episode = in_care(world, dana)
    keep_place(
        actor=world.actor(Role.MEDICAL), patient=dana, program=program_of(groups[0]), now=NOW
    )
    accept_week(
        actor=world.actor(Role.COUNSELOR),
        episode=episode,
        series_ids=[one.pk for one in groups[:6]],
        starts_on=MONDAY,
        now=NOW,
    )
    assert kept_place_of(dana, NOW) is None
    assert Seat.objects.filter(patient=dana).count() == 6
