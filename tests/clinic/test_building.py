"""The clinic's whole week as a draft: who gets a week, who does not and why; nothing moves."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction

from stepdown.clinic.building.models import DraftWeek, WeekBuild
from stepdown.clinic.building.operations import UnableToBuild, ask_for_build, stop_build
from stepdown.clinic.building.working import (
    build_week,
    end_silent_builds,
    end_stopped_build,
    waiting_build,
)
from stepdown.clinic.ledger.models import LedgerEvent
from stepdown.clinic.people.models import Patient
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import HeldPlace, Seat, Series
from stepdown.clinic.treatment.models import Commitment, NoContact, PlannedPhase
from stepdown.clinic.treatment.services import Service
from tests.clinic.built import asked, built
from tests.clinic.seated import seated
from tests.clinic.weeks import MONDAY, add_evening_program, in_care, weekly
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


def works_late(patient: Patient, *days: int) -> None:
    for day in days:
        Commitment.objects.create(
            patient=patient, kind="work", weekday=day, starts=time(17), ends=time(22)
        )


def test_everybody_who_waits_is_seated_at_once_and_nobody_else_moves(world: World) -> None:
    dana = seated(world)
    before = list(Seat.objects.order_by("pk").values())
    waiting = [in_care(world, world.patient("Ana"))]
    build = built(world)
    assert (build.state, build.served, build.total) == ("done", 1, 1)
    (week,) = build.weeks.all()
    assert (week.episode_id, week.state) == (waiting[0].pk, "fits")
    services = sorted(week.series.values_list("service", flat=True))
    assert services == ["education"] * 2 + ["group"] * 3 + ["individual"]
    taken = dana.seats.values_list("series_id", flat=True)
    assert not week.series.filter(seats=1, pk__in=taken).exists()
    assert list(Seat.objects.order_by("pk").values()) == before
    assert not HeldPlace.objects.exists(), "a draft holds nothing"


def test_two_want_the_last_opening_and_who_waits_longer_has_it(world: World) -> None:
    add_evening_program(world)
    Series.objects.filter(service="individual").order_by("pk").first().delete()  # type: ignore[union-attr]
    later, first = in_care(world, world.patient("Ana")), in_care(world, world.patient("Ben"))
    first.admitted_on -= timedelta(days=21)
    first.save()
    build = built(world)
    found = {one.episode_id: (one.state, one.cause) for one in build.weeks.all()}
    assert found == {first.pk: ("fits", ""), later.pk: ("none", "seats")}


def test_a_day_with_a_visit_alone_is_no_day_of_care(world: World) -> None:
    """Two groups on one day and a visit on another would be shorter, and one day of care."""
    program = add_evening_program(world, days=1)[0].program
    room, leader = world.site.rooms.get(name="Room A"), world.accounts[Role.COUNSELOR]
    group: dict[str, Any] = {"service": Service.GROUP, "room": room, "leader": leader, "seats": 8}
    first = Series.objects.get(service="group")
    same_day = weekly(world, program, 0, "14:00", 120, 120, **group)
    other_day = weekly(world, program, 4, "18:00", 120, 120, **group)
    visit = weekly(world, program, 1, "14:00", 15, 0, **group | {"service": Service.TEST})
    ana = in_care(world, world.patient("Ana"))
    asks = [
        {"service": "group", "minutes": 120, "per_week": 2},
        {"service": "test", "minutes": 0, "per_week": 1},
    ]
    step = {"sessions": asks, "days": 2, "weekly_minutes": 240, "level_code": "1"}
    PlannedPhase.objects.filter(episode=ana, number=1).update(**step)
    build = built(world)
    (week,) = build.weeks.all()
    assert (week.state, week.days) == ("fits", 3)
    chosen = set(week.series.values_list("pk", flat=True))
    assert visit.pk in chosen
    assert other_day.pk in chosen
    assert len(chosen & {first.pk, same_day.pk}) == 1


def test_who_has_none_is_told_why(world: World) -> None:
    add_evening_program(world)
    busy = in_care(world, world.patient("Ana"))
    works_late(busy.patient, 0, 1)
    unknown = in_care(world, world.patient("Ben", birth_on=None))
    build = built(world)
    found = {one.episode_id: (one.cause, one.said) for one in build.weeks.all()}
    assert found[busy.pk] == ("own_times", "")
    assert found[unknown.pk][0] == "refused"
    assert found[unknown.pk][1].startswith("Enter the date of birth first")
    assert build.served == 0


def test_a_week_that_no_longer_fits_is_looked_for_anew_around_their_own_seats(
    world: World,
) -> None:
    dana = seated(world, days=4)
    group = Series.objects.filter(taken_seats__patient=dana, service="group").latest("weekday")
    works_late(dana, group.weekday)
    build = built(world)
    (week,) = build.weeks.all()
    assert (week.why, week.state) == ("clash", "fits")
    assert not week.series.filter(pk=group.pk).exists()
    assert dana.seats.filter(ends_on=None, series=group).exists(), "the old one stands"


def test_a_session_is_opened_only_where_it_gives_enough_people_a_week(world: World) -> None:
    add_evening_program(world, seats=1)
    lonely = built(world, may_open=True)
    assert lonely.total == 0
    for name in ("Ana", "Ben", "Cleo", "Dora"):
        in_care(world, world.patient(name))
    build = built(world, may_open=True)
    opened = list(build.sessions.all())
    for one in opened:
        fewest = min(3, one.seats)
        assert one.weeks.count() >= fewest, "too few for a session"
    for week in build.weeks.filter(state="fits"):
        assert week.weekly_minutes >= 540


def test_those_kept_apart_are_not_brought_together(world: World) -> None:
    add_evening_program(world)
    one, other = in_care(world, world.patient("Ana")), in_care(world, world.patient("Ben"))
    NoContact.objects.create(
        patient=one.patient,
        other=other.patient,
        kind="order",
        entry=one.admission,
        made_at=NOW,
    )
    build = built(world)
    assert sorted(build.weeks.values_list("state", flat=True)) == ["fits", "none"]


def test_one_build_at_a_time_asked_for_by_the_director_alone(world: World) -> None:
    add_evening_program(world)
    build = asked(world)
    assert waiting_build() == build.pk
    with pytest.raises(UnableToBuild, match="being built already"):
        asked(world)
    for role in (Role.COUNSELOR, Role.BILLER):
        with pytest.raises(NotAllowed):
            ask_for_build(
                actor=world.actor(role), site=world.site, starts_on=MONDAY, may_open=False, now=NOW
            )
    director = world.actor(Role.DIRECTOR)
    with pytest.raises(UnableToBuild, match="Monday"):
        ask_for_build(
            actor=director,
            site=world.site,
            starts_on=MONDAY + timedelta(days=1),
            may_open=False,
            now=NOW,
        )
    stop_build(actor=director, build=build, now=NOW)
    assert (build.state, waiting_build()) == ("cancelled", None)
    build_week(build.pk)
    assert not DraftWeek.objects.exists(), "what was stopped is not begun"
    with pytest.raises(UnableToBuild, match="over already"):
        stop_build(actor=director, build=build, now=NOW)
    verbs = LedgerEvent.objects.filter(verb__startswith="week_build").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["week_build.asked", "week_build.stop_asked"]


def test_a_stopped_build_has_a_moment_to_hand_over_and_is_over_then(world: World) -> None:
    build = asked(world)
    WeekBuild.objects.update(state="working", begun_at=NOW, seen_at=NOW, served=3, total=4)
    build.refresh_from_db()
    assert not end_stopped_build(build.pk, now=NOW + timedelta(minutes=1)), "nobody stopped it"
    stop_build(actor=world.actor(Role.DIRECTOR), build=build, now=NOW)
    assert not end_stopped_build(build.pk, now=NOW)
    later = NOW + timedelta(seconds=1)
    assert end_stopped_build(build.pk, now=later)
    build.refresh_from_db()
    assert (build.state, build.served, build.total) == ("cancelled", 0, 0)
    assert not end_stopped_build(build.pk, now=later), "it is over"
    assert asked(world).state == "waiting", "another one can be asked for"


def test_a_build_that_fell_silent_is_said_to_be_broken_off(world: World) -> None:
    build = asked(world)
    WeekBuild.objects.update(state="working", begun_at=NOW, seen_at=NOW)
    end_silent_builds(now=NOW + timedelta(seconds=59))
    build.refresh_from_db()
    assert build.state == "working"
    end_silent_builds(now=NOW + timedelta(seconds=61))
    build.refresh_from_db()
    assert (build.state, build.failure) == ("failed", "stopped")
    assert asked(world).state == "waiting", "another one can be asked for"


def test_the_database_itself_lets_one_build_go_on_and_none_end_without_saying_how(
    world: World,
) -> None:
    build = asked(world)
    for wrong in (
        {"state": "failed", "ended_at": NOW},
        {"state": "done"},
        {"published_at": NOW, "published_by_id": build.asked_by_id},
        {"failure": "fault"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            WeekBuild.objects.update(**wrong)
    build.pk, build.id = None, None
    with pytest.raises(IntegrityError), transaction.atomic():
        build.save(force_insert=True)
