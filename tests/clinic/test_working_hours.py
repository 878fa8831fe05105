"""When staff work: kept as data, never twice at once, and asked before somebody stands in."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from stepdown.clinic.ledger.operations import UnableToSave
from stepdown.clinic.people.models import Account
from stepdown.clinic.people.operations import NotAllowed
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.covering import uncovered_by
from stepdown.clinic.timetable.models import ContactLimit, Shift
from stepdown.clinic.timetable.shifts import Stretch, hours_of, hours_version, kept_hours
from stepdown.clinic.timetable.strain import StrainKind, strains_of
from stepdown.clinic.timetable.working import (
    UnableToKeepHours,
    save_hours,
    set_contact_limit,
)
from tests.clinic.seated import on_first_evenings
from tests.clinic.weeks import add_evening_program
from tests.clinic.world import NOW, TODAY, World, add_member, make_world

pytestmark = pytest.mark.django_db
TUESDAY = TODAY + timedelta(days=1)
NEXT_MONDAY = TODAY + timedelta(days=7)
AFTERNOON = Stretch((0, 1, 3), time(13), time(17))
EVENING = Stretch((0, 1, 3), time(17, 30), time(21, 30))


def keep(world: World, who: Account, *hours: Stretch, **more: Any) -> None:
    details: dict[str, Any] = {"from_on": TODAY, "now": NOW, **more}
    details.setdefault("expected_version", hours_version(world.site.pk, who.pk))
    save_hours(
        actor=world.actor(Role.DIRECTOR), site=world.site, account=who, hours=hours, **details
    )


def test_hours_are_plain_values_and_a_break_is_a_gap(world: World) -> None:
    counselor = world.accounts[Role.COUNSELOR]
    assert hours_of(world.site.pk, TODAY) == {}, "nothing is known before"
    keep(world, counselor, AFTERNOON, EVENING)
    assert hours_of(world.site.pk, TODAY) == {counselor.pk: ((780, 1020), (1050, 1290))}
    assert hours_of(world.site.pk, TODAY + timedelta(days=2)) == {counselor.pk: ()}
    assert hours_of(world.site.pk, TODAY - timedelta(days=7)) == {}


def test_other_hours_from_a_day_on_leave_those_before_as_they_were(world: World) -> None:
    counselor = world.accounts[Role.COUNSELOR]
    keep(world, counselor, AFTERNOON)
    keep(world, counselor, EVENING, from_on=NEXT_MONDAY)
    assert hours_of(world.site.pk, TODAY)[counselor.pk] == ((780, 1020),)
    assert hours_of(world.site.pk, NEXT_MONDAY)[counselor.pk] == ((1050, 1290),)
    keep(world, counselor, from_on=NEXT_MONDAY)
    assert hours_of(world.site.pk, NEXT_MONDAY)[counselor.pk] == ()
    assert kept_hours(world.site.pk, counselor.pk, on=TODAY).stretches == (AFTERNOON,)


def test_what_cannot_be_kept_is_said(world: World) -> None:
    counselor, intake = world.accounts[Role.COUNSELOR], world.accounts[Role.INTAKE]
    overlapping = Stretch((1,), time(16), time(18))
    backwards = Stretch((1,), time(18), time(16))
    for who, hours, more, words in (
        (counselor, (AFTERNOON, overlapping), {}, "overlap on Tuesday"),
        (counselor, (backwards,), {}, "end after they begin"),
        (counselor, (EVENING,), {"from_on": TODAY - timedelta(days=1)}, "today or a later day"),
        (intake, (EVENING,), {}, "does not lead sessions"),
    ):
        with pytest.raises(UnableToKeepHours, match=words):
            keep(world, who, *hours, **more)
    keep(world, counselor, AFTERNOON)
    with pytest.raises(UnableToSave):
        keep(world, counselor, EVENING, expected_version=0)
    with pytest.raises(NotAllowed):
        save_hours(
            actor=world.actor(Role.COUNSELOR),
            site=world.site,
            account=counselor,
            from_on=TODAY,
            hours=[EVENING],
            expected_version=0,
            now=NOW,
        )


def test_the_database_knows_nobody_twice_at_once(world: World) -> None:
    """At another site, too; touching, or on other days, is well."""
    counselor, other = world.accounts[Role.COUNSELOR], make_world("Elsewhere").site
    keep(world, counselor, AFTERNOON)
    details = {"site": other, "account": counselor, "made_at": NOW, "made_by": counselor}

    def shift(weekday: int, starts: time, ends: time, since: date = TODAY) -> Shift:
        return Shift(weekday=weekday, starts=starts, ends=ends, valid_from=since, **details)

    shift(0, time(17), time(18)).save()
    shift(2, time(13), time(17)).save()
    for wrong in (
        shift(0, time(16, 59), time(17)),
        shift(1, time(12), time(22), TODAY + timedelta(days=400)),
        shift(7, time(8), time(9)),
        shift(5, time(9), time(9)),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save(force_insert=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Shift.objects.filter(weekday=2).update(weekday=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactLimit.objects.create(site=other, day_minutes=400, week_minutes=300)


def test_only_somebody_at_work_then_stands_in(world: World) -> None:
    on_first_evenings(world)
    counselor = world.accounts[Role.COUNSELOR]
    early = add_member(world, Role.COUNSELOR, "early@harbor.example")
    late = add_member(world, Role.COUNSELOR, "late@harbor.example")
    unkept = add_member(world, Role.COUNSELOR, "unkept@harbor.example")
    keep(world, early, AFTERNOON)
    keep(world, late, EVENING)
    days: dict[str, Any] = {"first_on": TUESDAY, "last_on": TUESDAY}
    found = uncovered_by(site=world.site, account=counselor, now=NOW, **days)
    able = {way.number for one in found for way in one.ways if way.how == "lead"}
    assert {late.pk, unkept.pk} <= able
    assert early.pk not in able


def test_what_goes_past_hours_and_limits_is_said_and_not_refused(world: World) -> None:
    add_evening_program(world)
    counselor = world.accounts[Role.COUNSELOR]
    sites = [world.site.pk]
    assert strains_of(sites, monday=TODAY) == [], "without kept hours nothing is known"
    keep(world, counselor, Stretch((0, 1, 2), time(15), time(20, 15)))
    outside = strains_of(sites, monday=TODAY)
    assert [(one.kind, one.weekday, one.leader) for one in outside] == [
        (StrainKind.OUTSIDE, 3, "Counselor")
    ]
    set_contact_limit(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        day_minutes=150,
        week_minutes=479,
        expected_version=0,
        now=NOW,
    )
    over = [one for one in strains_of(sites, monday=TODAY) if one.kind != StrainKind.OUTSIDE]
    assert [(one.kind, one.weekday, one.minutes, one.limit) for one in over] == [
        (StrainKind.DAY, 2, 180, 150),
        (StrainKind.WEEK, 0, 480, 479),
    ]
