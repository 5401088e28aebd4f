"""What all tests share."""

from collections.abc import Iterator

import pytest

pytest.register_assert_rewrite("tests.support", "tests.unit.support")

from tests.support.databases import Cluster, Database, throwaway_cluster  # noqa: E402


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One cluster for all tests of this process."""
    with throwaway_cluster(tmp_path_factory.mktemp("cluster") / "postgres") as found:
        yield found


@pytest.fixture
def database(cluster: Cluster) -> Iterator[Database]:
    """A migrated database of the test's own."""
    with cluster.database() as found:
        yield found
