from tests.record import get_ready

get_ready()

from tests.clinic.world import World, make_world  # noqa: E402 - after get_ready
from tests.layers import made_once  # noqa: E402 - after get_ready


@made_once
def world() -> World:
    """One site with one account per staff role."""
    return make_world()
