"""What all tests share."""

import gc
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

# Tests speak to this machine alone: every client of HTTP would read all certificates anew, for nothing. A folder is
# looked into only when it is needed, and this one has none.
os.environ.pop("SSL_CERT_FILE", None)
os.environ["SSL_CERT_DIR"] = str(Path(__file__).parent)
pytest.register_assert_rewrite("tests.support", "tests.unit.support")

from tests.support.databases import Cluster, Database, throwaway_cluster  # noqa: E402
from tests.support.world import World, empty_world, populated, populated_before  # noqa: E402


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin what takes long first where two processes share the tests, so that neither waits long for the other."""
    if hasattr(config, "workerinput"):
        tests = Counter(item.path for item in items)
        items.sort(key=lambda item: (item.get_closest_marker("long") is None, -tests[item.path], item.path))


def pytest_collection_finish() -> None:
    """Keep what was imported out of every later look for garbage, which would go through all of it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """One cluster for all tests of this process, in a folder that another pytest's start does not close."""
    with TemporaryDirectory(prefix="samverka-test-") as folder, throwaway_cluster(Path(folder) / "postgres") as found:
        yield found


@pytest.fixture
def database(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A migrated database of the test's own; the world's, if the test has one."""
    with cluster.database(populated if "world" in request.fixturenames else None) as found:
        yield found


@pytest.fixture
def bare(database: Database) -> Iterator[World]:
    """A migrated database in which nobody is yet."""
    with empty_world(database) as found:
        yield found


@pytest.fixture
def world(bare: World) -> World:
    """The region of tests/support/world.py."""
    return populated_before(bare)
