"""One Keycloak for all tests of a process: the test runner gives this folder to two."""

from collections.abc import Iterator

import pytest

from tests.acceptance.identity.served import Served, serving
from tests.acceptance.identity.support import Identity, running_identity
from tests.support.databases import Cluster


@pytest.fixture(scope="session")
def identity(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Identity]:
    """Keycloak, with the realm and without people; needs Java, and Maven the first time."""
    with running_identity(cluster, tmp_path_factory.mktemp("keycloak")) as found:
        yield found


@pytest.fixture(scope="session")
def served(identity: Identity, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Samverka with this Keycloak as its issuer, the story played; `served.person` makes people with mandates."""
    with serving(identity, cluster, tmp_path_factory.mktemp("served")) as found:
        yield found
