"""One running installation for all acceptance tests of a test process."""

from collections.abc import Iterator

import pytest

from samverka_services.demo import people
from tests.support.databases import Cluster
from tests.support.installation import Installation, end_of_story, fyrbodal, installation, play_story


@pytest.fixture(scope="session")
def running(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Server and projector on the story."""
    folder = tmp_path_factory.mktemp("installation")
    with cluster.database(play_story) as database, installation(database, folder) as found:
        found.wait_until_projected(end_of_story(database), found.token(people.LEADER, fyrbodal()), fyrbodal())
        yield found


@pytest.fixture(scope="session")
def running_web(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """With a client for web pages at an issuer that has no login page, but signs whatever the test wants."""
    folder, secret = tmp_path_factory.mktemp("web"), {"SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt"}
    with cluster.database(play_story) as database, installation(database, folder, **secret) as found:
        yield found
