"""An identity provider that takes connections and never answers, or answers nonsense: nobody waits long for it."""

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.support.databases import Cluster
from tests.support.installation import Installation, installation
from tests.support.patience import PATIENCE_SECONDS

HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def deaf() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listening:
        yield listening


@pytest.fixture(scope="module")
def server(cluster: Cluster, deaf: socket.socket, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    issuer = f"http://127.0.0.1:{deaf.getsockname()[1]}"
    with (
        cluster.database() as database,
        installation(
            database,
            tmp_path_factory.mktemp("deaf"),
            SAMVERKA_ISSUER=issuer,
            SAMVERKA_KEYCLOAK_WEB_SECRET="hemligt",
        ) as found,
    ):
        yield found


def test_while_many_wait_for_the_login_service_others_are_served(server: Installation) -> None:
    with ThreadPoolExecutor(32) as threads:
        logins = [
            threads.submit(httpx.get, f"{server.address}/auth/login", headers=HTML, timeout=PATIENCE_SECONDS)
            for _ in range(32)
        ]
        for path in ("/", "/api/v1/health/ready"):
            assert httpx.get(server.address + path, headers=HTML).status_code == 200
        assert not any(login.done() for login in logins)
        answers = [login.result() for login in logins]
    assert {answer.status_code for answer in answers} == {503}
    assert all(answer.headers["retry-after"] and "Försök igen" in answer.text for answer in answers)


def test_a_login_service_that_names_another_issuer_or_no_addresses_is_not_used(running_web: Installation) -> None:
    """The demonstration's issuer has no login page."""
    answer = httpx.get(f"{running_web.address}/auth/login", headers=HTML)
    assert answer.status_code == 503
    assert "Inloggningstjänsten svarar inte just nu" in answer.text
    assert not answer.cookies
