"""What stays short however many people there are: needs, the board of inquiries, the week."""

from datetime import timedelta

import pytest

from stepdown.clinic.intake.queries import inquiries_board
from stepdown.clinic.people.roles import Role
from stepdown.clinic.progress.needs import MOST_OF_A_KIND, NeedKind, holds_back, person_needs
from stepdown.clinic.timetable.clinic_week import clinic_week, seats_by_weekday
from tests.clinic.evenings import take_seats
from tests.clinic.test_intake import call
from tests.clinic.weeks import MONDAY, add_evening_program, in_care
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def test_of_each_kind_of_need_the_longest_waiting_are_listed(world: World) -> None:
    intake = world.actor(Role.INTAKE)
    for _ in range(MOST_OF_A_KIND - 1):
        call(world)
    needs = person_needs(intake, NOW, today=NOW.date())
    assert len(needs) == MOST_OF_A_KIND - 1
    assert not holds_back(needs)
    for _ in range(2):
        call(world)
    needs = person_needs(intake, NOW, today=NOW.date())
    assert [need.kind for need in needs] == [NeedKind.INQUIRY] * MOST_OF_A_KIND
    assert holds_back(needs)


def test_the_board_lists_the_longest_waiting_of_each_stage(world: World) -> None:
    intake = world.actor(Role.INTAKE)
    for name in ("Ada", "Bea", "Cleo"):
        call(world, name)
    found = inquiries_board(intake, now=NOW + DAY, most=2)
    assert [line.short_name for line in found] == ["Ada M.", "Bea M."]


def test_the_week_can_be_read_a_part_at_a_time(world: World) -> None:
    add_evening_program(world)
    whole = clinic_week([world.site.pk], on=MONDAY)
    parts = [clinic_week([world.site.pk], on=MONDAY, skip=at, most=4) for at in (0, 4)]
    assert parts == [whole[:4], whole[4:8]]


def test_seats_are_counted_by_weekday_as_the_week_counts_them(world: World) -> None:
    series = add_evening_program(world)
    take_seats(world, in_care(world, world.patient()), series[:2])
    expected: dict[int, tuple[int, int]] = {}
    for one in clinic_week([world.site.pk], on=MONDAY):
        taken, seats = expected.get(one.session.weekday, (0, 0))
        expected[one.session.weekday] = (taken + one.taken, seats + one.seats)
    counted = seats_by_weekday([world.site.pk], on=MONDAY)
    assert counted == [(day, *both) for day, both in sorted(expected.items())]
    assert sum(taken for _, taken, _ in counted) == 2
