"""One running installation for all acceptance tests of a test process."""

from collections.abc import Iterator

import pytest

from samverka_services.demo import people
from tests.support.databases import Cluster
from tests.support.installation import Installation, fyrbodal, installation, play_story


@pytest.fixture(scope="session")
def running(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Server and projector on the story."""
    with cluster.database() as database:
        played = play_story(database)
        with installation(database, tmp_path_factory.mktemp("installation")) as found:
            found.wait_until_projected(played, found.token(people.LEADER, fyrbodal()), fyrbodal())
            yield found


@pytest.fixture(scope="session")
def running_web(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """With a client for web pages at an issuer that has no login page, but signs whatever the test wants."""
    with cluster.database() as database:
        play_story(database)
        folder = tmp_path_factory.mktemp("web")
        with installation(database, folder, SAMVERKA_KEYCLOAK_WEB_SECRET="hemligt") as found:
            yield found
