"""The running parts when the database goes away, a process is killed, or they are stopped in good order."""

import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from samverka_infra.embedded import EmbeddedServer
from samverka_infra.migrate import migrate
from samverka_services.demo import people
from tests.support.callers import FYRBODAL
from tests.support.databases import Cluster, Database
from tests.support.installation import PROBLEM, Installation, free_port, installation, play_story

pytestmark = pytest.mark.long

IDEA = {"code": "8.1", "title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
MATRIX = "query($id: ID!) { region(id: $id) { participationMatrix { cells { status } } } }"


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[EmbeddedServer]:
    """A database server that the test may stop and start."""
    server = EmbeddedServer(tmp_path / "postgres")
    with server:
        migrate(server.admin_url)
        server.allow_logins()
        yield server


@pytest.fixture
def own(own_server: EmbeddedServer, tmp_path: Path) -> Iterator[Installation]:
    server = own_server
    database = Database("samverka", server.admin_url, server.app_url, server.projector_url, server.identity_url)
    play_story(database)
    with installation(database, tmp_path) as running:
        yield running


def test_a_database_that_is_down_is_told_and_comes_back_by_itself(
    own: Installation, own_server: EmbeddedServer
) -> None:
    leader = own.token(people.LEADER, FYRBODAL)
    own_server.__exit__(None, None, None)
    for answer in (
        own.send("POST", "/api/v1/insatser", leader, IDEA, key="while-down"),
        own.send("GET", "/api/v1/me", leader),
        own.send("GET", "/api/v1/health/ready"),
        own.graphql(leader, MATRIX, {"id": FYRBODAL}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM), answer.text
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["code"] == "database-unavailable"
    assert own.send("GET", "/api/v1/health/live").is_success
    own_server.__enter__()
    own.wait_until_ready()
    outcome = until_accepted(own, leader, "while-down")
    own.wait_until_projected(outcome.json()["token"], leader, FYRBODAL)


def until_accepted(running: Installation, token: str, key: str, code: str = IDEA["code"]) -> httpx.Response:
    """Send the same command with the same key, as a careful client does, until it is acknowledged."""
    while True:
        try:
            answer = running.send("POST", "/api/v1/insatser", token, IDEA | {"code": code}, key=key)
        except httpx.HTTPError:
            continue
        if answer.is_success:
            return answer
        assert answer.json()["code"] in {"key-in-flight", "database-unavailable"}, answer.text


def recorded(running: Installation, keys: list[str]) -> dict[str, int]:
    """How often each key is in the log."""
    query = "select command_id, count(*) from samverka.events where command_id = any (%s) group by command_id"
    with psycopg.connect(running.database.projector_url) as connection:
        return dict(connection.execute(query, [keys]).fetchall())


def test_a_server_that_is_killed_loses_nothing_that_was_acknowledged(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.database(play_story) as database, installation(database, tmp_path) as running:
        acknowledged = _write_while_killing(running, kills=2)
        found = recorded(running, acknowledged)
    assert len(acknowledged) == 30
    assert set(found.values()) == {1}
    assert set(found) == set(acknowledged)


def _write_while_killing(running: Installation, kills: int) -> list[str]:
    leader = running.token(people.LEADER, FYRBODAL)
    acknowledged: list[str] = []

    def write() -> None:
        for number in range(30):
            key = str(uuid.uuid4())
            until_accepted(running, leader, key, f"8.{number + 1}")
            acknowledged.append(key)

    writer = threading.Thread(target=write)
    writer.start()
    for kill in range(kills):
        while len(acknowledged) < 8 * (kill + 1) and writer.is_alive():
            time.sleep(0.01)
        running.kill("serve")
        running.start("serve")
    writer.join()
    return acknowledged


def test_both_processes_stop_in_good_order(cluster: Cluster, tmp_path: Path) -> None:
    with cluster.database(play_story) as database, installation(database, tmp_path) as running:
        assert [running.stop(name) for name in ("serve", "project")] == [0, 0]
        for name in ("serve", "project"):
            running.start(name, afresh=True)
        running.wait_until_ready()
        assert [running.stop(name) for name in ("serve", "project")] == [0, 0]
        assert "Traceback" not in running.logged("serve") + running.logged("project")


def test_a_server_that_is_told_to_stop_while_it_starts_stops(running: Installation, tmp_path: Path) -> None:
    another = Installation(
        running.database,
        "",
        tmp_path,
        running.environment | {"SAMVERKA_PORT": str(free_port())},
        issuer=running.issuer,
    )
    another.start("serve")
    while "is not watched" not in another.logged("serve"):
        assert another.processes["serve"].poll() is None, another.logged("serve")
    assert another.stop("serve") == 0
    assert "Traceback" not in another.logged("serve")


def test_secrets_and_personal_data_are_not_logged(running: Installation) -> None:
    leader = running.token(people.LEADER, FYRBODAL)
    body = {"title": "x", "hemligt": "EXEMPEL-HEMLIGHET"}
    running.send("POST", "/api/v1/insatser?hemligt=EXEMPEL-HEMLIGHET", leader, body)
    running.send("POST", "/api/v1/insatser", "EXEMPEL-HEMLIGHET", body)
    logged = running.logged("serve")
    assert '"path": "/api/v1/insatser"' in logged or '"path":"/api/v1/insatser"' in logged
    assert "EXEMPEL-HEMLIGHET" not in logged
    assert leader not in logged


def test_a_correlation_id_is_kept_from_the_caller_if_it_is_harmless(running: Installation) -> None:
    kept = running.send("GET", "/api/v1/health/live", headers={"X-Correlation-ID": "abc-123"})
    assert kept.headers["x-correlation-id"] == "abc-123"
    other = running.send("GET", "/api/v1/health/live", headers={"X-Correlation-ID": "a b\tc;" + "x" * 500})
    assert other.headers["x-correlation-id"] != "a b\tc;" + "x" * 500
