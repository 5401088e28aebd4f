"""A populated region for the tests on a real database."""

from collections.abc import Iterator

import pytest

from tests.support.databases import Database
from tests.support.world import World, empty_world, populate


@pytest.fixture
def bare(database: Database) -> Iterator[World]:
    """A migrated database in which nobody is yet."""
    with empty_world(database) as found:
        yield found


@pytest.fixture
def world(bare: World) -> World:
    """The region of tests/support/world.py."""
    return populate(bare)
