from tests.record import get_ready

get_ready()

import pytest  # noqa: E402 - after get_ready

from tests.clinic.world import World, make_world  # noqa: E402 - after get_ready


@pytest.fixture
def world(db: None) -> World:
    """One site with one account per staff role."""
    return make_world()
