"""A week goes round what the person's own life holds: how firm it is, and while it holds."""

from datetime import time, timedelta
from typing import Any

import pytest

from stepdown.clinic.people.models import Patient
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.found import WayOut
from stepdown.clinic.timetable.problem import UnableToPlanWeek
from stepdown.clinic.treatment.models import Commitment
from stepdown.clinic.treatment.queries import Firmness
from stepdown.clinic.treatment.services import Service
from tests.clinic.test_timetable_weeks import NEXT_MONDAY, accept, ids
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import World

pytestmark = pytest.mark.django_db


def busy(
    patient: Patient, weekday: int, starts: str, ends: str, kind: str = "work", **more: Any
) -> None:
    Commitment.objects.create(
        patient=patient,
        kind=kind,
        weekday=weekday,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        **more,
    )


def test_the_week_goes_round_the_persons_commitments_and_travel(world: World) -> None:
    add_evening_program(world, days=4)
    patient = world.patient(travel_minutes=33)
    busy(patient, 0, "08:00", "17:26")  # with 35 minutes of travel it reaches past 6:00 pm
    offer = find_weeks(episode=in_care(world, patient), starts_on=MONDAY)
    groups = [one.weekday for one in offer.best.sessions if one.service == Service.GROUP]
    assert groups == [1, 2, 3]


def test_the_commitment_that_blocks_is_named_with_the_closest_plan(world: World) -> None:
    add_evening_program(world)
    patient = world.patient()
    busy(patient, 0, "08:00", "12:00")
    busy(patient, 1, "17:00", "19:00", kind="school")
    offer = find_weeks(episode=in_care(world, patient), starts_on=MONDAY)
    assert offer.no_week is not None
    assert not offer.fits
    assert [(one.kind, one.weekday) for one in offer.no_week.blocking] == [("school", 1)]
    assert offer.no_week.ways_out == (WayOut(gives_way=offer.no_week.blocking),)
    assert offer.no_week.closest_minutes == 420


def test_a_commitment_blocks_until_its_last_day_and_no_longer(world: World) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    busy(episode.patient, 1, "17:00", "19:00", until_on=MONDAY + timedelta(days=1))
    assert not find_weeks(episode=episode, starts_on=MONDAY).fits
    later = find_weeks(episode=episode, starts_on=NEXT_MONDAY)
    assert later.fits
    assert later.commitments == ()
    accept(world, episode, ids(later), NEXT_MONDAY)


def test_a_day_off_frees_a_weekly_seat_only_where_no_later_day_is_taken(world: World) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    tuesday = MONDAY + timedelta(days=1)
    busy(episode.patient, 1, "17:00", "19:00", not_on=[tuesday.isoformat()])
    assert not find_weeks(episode=episode, starts_on=MONDAY).fits  # the Tuesday after is taken
    Commitment.objects.update(until_on=tuesday)
    assert find_weeks(episode=episode, starts_on=MONDAY).fits


def test_a_time_they_would_rather_keep_is_taken_last_and_said(world: World) -> None:
    add_evening_program(world, days=4)
    episode = in_care(world, world.patient())
    wish = {"kind": "care", "firmness": Firmness.RATHER_NOT}
    busy(episode.patient, 2, "18:00", "19:00", **wish)
    offer = find_weeks(episode=episode, starts_on=MONDAY)
    groups = [one.weekday for one in offer.best.sessions if one.service == Service.GROUP]
    assert (groups, offer.best.rather_not) == ([0, 1, 3], ())
    busy(episode.patient, 0, "18:00", "19:00", **wish)
    offer = find_weeks(episode=episode, starts_on=MONDAY)
    assert offer.fits
    assert len(offer.best.rather_not) == 1
    accept(world, episode, ids(offer))


def test_a_commitment_written_down_since_is_kept(world: World) -> None:
    add_evening_program(world)
    episode = in_care(world, world.patient())
    chosen = ids(find_weeks(episode=episode, starts_on=MONDAY))
    busy(episode.patient, 0, "19:00", "21:00")
    with pytest.raises(UnableToPlanWeek, match="fixed times"):
        accept(world, episode, chosen)
