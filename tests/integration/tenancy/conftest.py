"""What these tests share."""

import pytest

from tests.support.world import World


@pytest.fixture
def world(world: World) -> World:
    """What comes of decisions is kept apart in whichever step they were taken."""
    return world.wherever_insatser_stand()
