"""Who waits for a week, in which order and why, and whom one more session would let start."""

from datetime import time, timedelta
from typing import Any

import pytest

from stepdown.clinic.intake.models import Inquiry
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.finding import find_weeks
from stepdown.clinic.timetable.operations import hold_episode_and_free
from stepdown.clinic.timetable.proposing import propose_week
from stepdown.clinic.timetable.waiting import Idea, waiting_for_week, who_could_start
from stepdown.clinic.treatment.models import Commitment, Episode
from stepdown.clinic.treatment.operations import resume_episode
from stepdown.clinic.treatment.services import Service
from tests.clinic.test_timetable_weeks import accept, ids
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World, make_world
from tests.layers import made_once

pytestmark = pytest.mark.django_db
SATURDAY = Idea(Service.GROUP, weekday=5, starts=time(9), minutes=120, seats=8)


@made_once
def world() -> World:
    world = make_world()
    add_evening_program(world)
    return world


def waits(world: World, name: str, days_ago: int, **asked: bool) -> Episode:
    episode = in_care(world, world.patient(name))
    episode.admitted_on = MONDAY - timedelta(days=days_ago)
    episode.save()
    if asked:
        Inquiry.objects.create(patient=episode.patient, first_contact_at=NOW, **asked)
    return episode


def busy(episode: Episode, weekday: int) -> None:
    Commitment.objects.create(
        patient=episode.patient, kind="school", weekday=weekday, starts="17:00", ends="19:00"
    )


def names(world: World) -> list[str]:
    return [one.short_name[:3] for one in waiting_for_week(world.actor(Role.COUNSELOR), now=NOW)]


def test_pregnant_people_stand_first_then_people_who_inject_then_the_longest_wait(
    world: World,
) -> None:
    waits(world, "Ana", 9)
    waits(world, "Ben", 2)
    waits(world, "Cyn", 1, is_pregnant=True)
    waits(world, "Dan", 5, injects=True)
    assert names(world) == ["Cyn", "Dan", "Ana", "Ben"]


def test_who_has_a_week_now_or_later_is_on_hold_or_is_closed_to_the_reader_does_not_stand_there(
    world: World,
) -> None:
    seated, later, held = (waits(world, name, 3) for name in ("Ana", "Ben", "Cyn"))
    accept(world, seated, ids(find_weeks(episode=seated, starts_on=MONDAY, most=1)))
    accept(world, later, ids(find_weeks(episode=later, starts_on=MONDAY, most=1)), MONDAY)
    Episode.objects.filter(pk=held.pk).update(status="hold", hold_reason="Away")
    assert names(world) == []
    waits(world, "Eve", 1)
    assert names(world) == ["Eve"]
    assert waiting_for_week(world.actor(Role.TECHNICIAN), now=NOW) == []


def test_who_had_a_week_waits_since_it_ended(world: World) -> None:
    back, new = waits(world, "Ana", 30), waits(world, "Ben", 2)
    accept(world, back, ids(find_weeks(episode=back, starts_on=MONDAY, most=1)))
    change: dict[str, Any] = {"actor": world.actor(Role.COUNSELOR), "reason": "Away", "now": NOW}
    hold_episode_and_free(episode=back, expected_version=back.version, **change)
    back.refresh_from_db()
    resume_episode(episode=back, expected_version=back.version, **change)
    first, second = waiting_for_week(world.actor(Role.COUNSELOR), now=NOW + timedelta(days=1))
    assert (first.episode, first.since) == (new, MONDAY - timedelta(days=2))
    assert (second.episode, second.since) == (back, MONDAY)


def test_who_was_offered_weeks_stands_with_the_hour_and_is_not_searched_for(world: World) -> None:
    ana = waits(world, "Ana", 2)
    counselor = world.actor(Role.COUNSELOR)
    offered = propose_week(
        actor=counselor,
        episode=ana,
        series_ids=ids(find_weeks(episode=ana, starts_on=MONDAY, most=1)),
        starts_on=MONDAY,
        now=NOW,
    )
    (one,) = waiting_for_week(counselor, now=NOW)
    assert (one.held_until, one.offer) == (offered.held_until, None)
    (later,) = waiting_for_week(counselor, now=offered.held_until)
    assert later.held_until is None
    assert later.offer is not None


def test_it_says_what_is_in_the_way(world: World) -> None:
    free, blocked = waits(world, "Ana", 2), waits(world, "Ben", 1)
    busy(blocked, 1)
    young = waits(world, "Kim", 0)
    young.patient.birth_on = None
    young.patient.save()
    first, second, third = waiting_for_week(world.actor(Role.COUNSELOR), now=NOW)
    assert first.code == free.patient.code
    assert first.offer is not None
    assert first.offer.fits
    assert second.offer is not None
    assert second.offer.no_week is not None
    assert [one.weekday for one in second.offer.no_week.blocking] == [1]
    assert (third.offer, third.refusal[:23]) == (None, "Enter the date of birth")


def test_an_idea_names_those_whom_it_lets_start_and_no_more_than_its_seats(world: World) -> None:
    for name, ago in (("Ana", 3), ("Ben", 2), ("Cyn", 1)):
        busy(waits(world, name, ago), 1)
    busy(waits(world, "Dan", 9), 5)  # nothing is in his way, and nothing helps him
    stuck = waits(world, "Eve", 9)
    for weekday in (1, 5):
        Commitment.objects.create(
            patient=stuck.patient, kind="work", weekday=weekday, starts="08:00", ends="19:00"
        )
    counselor = world.actor(Role.COUNSELOR)
    could = [one.short_name[:3] for one in who_could_start(counselor, SATURDAY, now=NOW)]
    assert could == ["Ana", "Ben", "Cyn"]
    two = Idea(Service.GROUP, weekday=5, starts=time(9), minutes=120, seats=2)
    assert len(who_could_start(counselor, two, now=NOW)) == 2
