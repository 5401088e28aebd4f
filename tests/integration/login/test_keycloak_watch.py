"""The watch while clocks differ: what Keycloak dates in the future hides nothing that comes after it."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from samverka_infra import credentials
from samverka_infra.credentials import Credential
from samverka_services.kernel.timing import clock
from samverka_services.login.keycloak_events import KeycloakEvents
from samverka_services.login.keycloak_watch import Watch
from tests.support.databases import Cluster
from tests.support.serving import answering


class Recorder:
    """Speaks as Keycloak does of what administrators did, at times that the test decides."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        recorder = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.answer({"access_token": "exempel"})

            def do_GET(self) -> None:
                url = urlsplit(self.path)
                self.answer(recorder.document(url.path.rpartition("/")[2], parse_qs(url.query)))

            def answer(self, document: object) -> None:
                self.send_response(200)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def document(self, name: str, asked: dict[str, list[str]]) -> object:
        if name == "config":
            return {"eventsEnabled": True, "adminEventsEnabled": True}
        since = int(asked["dateFrom"][0])
        return [event for event in self.events if name == "admin-events" and event["time"] >= since]

    def deletes(self, person: str, at: datetime) -> None:
        """An administrator removes a person."""
        number = f"event-{len(self.events)}"
        happened = {"id": number, "time": int(at.timestamp() * 1000), "operationType": "DELETE"}
        self.events.append(happened | {"resourcePath": f"users/{person}"})


@pytest.fixture
def recorder() -> Iterator[Recorder]:
    found = Recorder()
    with answering(found.server):
        yield found


@pytest.fixture
def connection(cluster: Cluster) -> Iterator[psycopg.Connection]:
    with cluster.database() as database, psycopg.connect(database.identity_url, autocommit=True) as found:
        yield found


def is_out(connection: psycopg.Connection, person: str) -> bool:
    try:
        credentials.refuse_revoked(connection, Credential((credentials.person(person),), clock()))
    except credentials.Revoked:
        return True
    return False


def test_an_event_of_the_future_hides_no_later_one(recorder: Recorder, connection: psycopg.Connection) -> None:
    events = KeycloakEvents(recorder.address, "exempel")
    watch = Watch(events, connection, clock)
    recorder.deletes("anna", clock() + timedelta(days=1))
    watch.look()
    recorder.deletes("bo", clock() + timedelta(seconds=1))
    watch.look()
    assert is_out(connection, "anna")
    assert is_out(connection, "bo")
    events.close()


def test_what_ends_in_the_future_makes_nothing_forgotten(connection: psycopg.Connection) -> None:
    credentials.revoke(connection, [credentials.person("anna")], clock() + timedelta(seconds=1))
    credentials.revoke(connection, [credentials.person("bo")], clock() + timedelta(days=10))
    assert is_out(connection, "anna")
