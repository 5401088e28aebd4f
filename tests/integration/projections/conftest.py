"""What tests of the views share."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import Connection

from tests.support.world import World


@pytest.fixture
def world(world: World) -> World:
    """What comes of decisions is shown in whichever step they were taken."""
    return world.wherever_insatser_stand()


@pytest.fixture
def connection(world: World) -> Iterator[Connection]:
    """The projector's, in the world's database."""
    with psycopg.connect(world.database.projector_url, autocommit=True) as found:
        yield found
