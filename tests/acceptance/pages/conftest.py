"""An installation whose pages are open, for all tests of this folder."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from samverka_services.demo import people
from tests.acceptance.identity.chromium import chromium
from tests.support.callers import FYRBODAL
from tests.support.databases import Cluster
from tests.support.installation import Installation, end_of_story, installation, play_story


@pytest.fixture(scope="session")
def paged(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """With a client for web pages, and a projector that runs."""
    folder, secret = tmp_path_factory.mktemp("pages"), {"SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt"}
    with cluster.database(play_story) as database, installation(database, folder, **secret) as found:
        found.wait_until_projected(end_of_story(database), found.token(people.LEADER, FYRBODAL), FYRBODAL)
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Closed after its module: while it is open, its loop is the process's."""
    with chromium() as found:
        yield found
