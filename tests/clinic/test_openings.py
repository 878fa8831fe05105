"""Sessions that could be opened: where somebody who leads such sessions is at work, and a room."""

from datetime import time

import pytest

from stepdown.clinic.building.openings import openings_at
from stepdown.clinic.people.roles import Role
from stepdown.clinic.timetable.models import Shift
from tests.clinic.weeks import MONDAY, add_evening_program
from tests.clinic.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("until", "found"), [(22, [(2, time(20, 15))]), (21, [])])
def test_kept_hours_say_when_somebody_could_lead(
    world: World, until: int, found: list[tuple[int, time]]
) -> None:
    """Classes are on Monday and Tuesday at 20:15, for an hour; who leads them works Wednesday."""
    add_evening_program(world)
    assert openings_at(world.site, ["education"], on=MONDAY) == []
    Shift.objects.create(
        site=world.site,
        account=world.accounts[Role.PSYCHOLOGIST],
        weekday=2,
        starts=time(12),
        ends=time(until),
        valid_from=MONDAY,
        made_at=NOW,
        made_by=world.accounts[Role.DIRECTOR],
    )
    opened = openings_at(world.site, ["education"], on=MONDAY)
    assert [(one.weekday, one.starts) for one in opened] == found
