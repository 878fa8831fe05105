"""A draft of the clinic's week, for tests."""

from stepdown.clinic.building.models import WeekBuild
from stepdown.clinic.building.operations import ask_for_build
from stepdown.clinic.building.working import build_week
from stepdown.clinic.people.roles import Role
from tests.clinic.weeks import MONDAY
from tests.clinic.world import NOW, World


def asked(world: World, *, may_open: bool = False) -> WeekBuild:
    """The director asked for a draft from today's Monday on."""
    return ask_for_build(
        actor=world.actor(Role.DIRECTOR),
        site=world.site,
        starts_on=MONDAY,
        may_open=may_open,
        now=NOW,
    )


def built(world: World, *, may_open: bool = False) -> WeekBuild:
    """As the worker builds it, with few seconds to search."""
    build = asked(world, may_open=may_open)
    WeekBuild.objects.filter(pk=build.pk).update(seconds=2)
    build_week(build.pk)
    build.refresh_from_db()
    return build
