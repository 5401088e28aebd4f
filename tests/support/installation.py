"""A whole installation as it runs: server and projector processes on a database in which much has happened.

Fyrbodal is there with its plan and a first round of requests and answers, and so is a neighbour, Göteborgsregionen
with Göteborg, that shares nothing with it. `Installation` talks to it over HTTP as a client would.
"""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO, Any

import httpx
import psycopg

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.identifiers import organisation_number
from samverka_infra.event_log import reader
from samverka_infra.event_log.clock import log_now
from samverka_infra.settings import Settings
from samverka_infra.tokens import TokenKey
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer
from samverka_services.plan_import.reading import read_plan
from tests.support.databases import Database
from tests.support.first_round import Timeline
from tests.support.first_round_player import FirstRound
from tests.support.patience import PATIENCE_SECONDS, PAUSE_SECONDS
from tests.support.prepared import Process, forked
from tests.support.world import GOTEBORG, GOTEBORGSREGIONEN, World, empty_world, populate

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "services/samverka_services/demo/fyrbodal.yaml"
PROBLEM = "application/problem+json"
OFFICER = people.officer("1488")
DIRECTOR = people.director("1488")


@dataclass
class Running:
    """The running parts and how to reach them, whoever issues the tokens."""

    database: Database
    address: str
    folder: Path
    environment: dict[str, str]
    processes: dict[str, Process | subprocess.Popen[bytes]] = field(default_factory=dict)
    _told: tuple[str, str] | None = None
    """Who gave the last command, by her access token, and its place in the log, until somebody has waited for it."""

    def start(self, name: str, *, afresh: bool = False) -> None:
        """Start `serve` or `project`; afresh, without what other processes have imported."""
        environment = {**os.environ, **self.environment}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = (_afresh if afresh else forked)([name], environment, log)

    def kill(self, name: str) -> None:
        """End a part as a crash would."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def stop(self, name: str) -> int:
        """End a part in good order; returns its exit code."""
        self.processes[name].terminate()
        return self.processes[name].wait(PATIENCE_SECONDS)

    def logged(self, name: str) -> str:
        """What a part has logged."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def send(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: Any = None,
        *,
        key: str | None = None,
        version: int | None = None,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """One request; a command gets a key of its own unless one is given."""
        sent = request_headers(token, key, version) | (headers or {})
        with httpx.Client(base_url=self.address, timeout=PATIENCE_SECONDS) as client:
            return client.request(method, path, json=body, content=content, headers=sent)

    def command(self, method: str, path: str, token: str, body: Any, version: int | None = None) -> dict[str, Any]:
        """A command that is expected to succeed; returns its outcome."""
        answer = self.send(method, f"/api/v1{path}", token, body, version=version)
        assert answer.is_success, answer.text
        outcome: dict[str, Any] = answer.json()
        if "token" in outcome:
            self._told = (token, outcome["token"])
        return outcome

    def show_commands(self) -> None:
        """Wait until views show the last command, unless nothing brings it there, as in a test of just that."""
        while self._told and self._projects() and not self._has_come(*self._told):
            time.sleep(PAUSE_SECONDS)
        self._told = None

    def _projects(self) -> bool:
        return "project" in self.processes and self.processes["project"].poll() is None

    def _has_come(self, token: str, place: str) -> bool:
        asked = self.send("POST", "/graphql", token, {"query": "{ __typename }"}, headers={"Read-After": place})
        return asked.status_code != httpx.codes.SERVICE_UNAVAILABLE

    def graphql(
        self, token: str | None, query: str | None = None, variables: dict[str, Any] | None = None, **more: Any
    ) -> httpx.Response:
        """A GraphQL request."""
        body = {"query": query, "variables": variables or {}} if query is not None else {"variables": variables or {}}
        return self.send("POST", "/graphql", token, body | more)

    def data(self, token: str, query: str, **variables: Any) -> dict[str, Any]:
        """The data of a query that is expected to succeed."""
        document = self.graphql(token, query, variables).json()
        assert "errors" not in document, document
        found: dict[str, Any] = document["data"]
        return found

    def insats_of_the_plan(self, token: str, code: str = "4.1") -> str:
        """The id of an insats of Fyrbodal's plan, whatever others have been added."""
        query = "query($id: ID!) { region(id: $id) { insatser(first: 100) { edges { node { id code } } } } }"
        edges = self.data(token, query, id=fyrbodal())["region"]["insatser"]["edges"]
        found: str = next(edge["node"]["id"] for edge in edges if edge["node"]["code"] == code)
        return found

    def wait_until_projected(self, place: str, token: str, region: str) -> None:
        """Until the region's views show the place of this token; at first they may not have been begun."""
        while not self._shows(place, token, region):
            time.sleep(PAUSE_SECONDS)

    def _shows(self, place: str, token: str, region: str) -> bool:
        body = {"query": "query($id: ID!) { region(id: $id) { id } }", "variables": {"id": region}}
        document = self.send("POST", "/graphql", token, body, headers={"Read-After": place}).json()
        return bool((document.get("data") or {}).get("region"))

    def position(self, place: str, organisation: str) -> int:
        """The position in the log that an organisation's token stands for, as only the system knows."""
        with psycopg.connect(self.database.app_url) as connection:
            return TokenKey().tokens(connection, organisation).place(place).position

    def wait_until_ready(self) -> None:
        """Until the server answers that it is ready, or has ended."""
        while self.processes["serve"].poll() is None and not self._is_ready():
            time.sleep(PAUSE_SECONDS)
        assert self.processes["serve"].poll() is None, self.logged("serve")

    def _is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/api/v1/health/ready", timeout=PATIENCE_SECONDS).is_success
        except httpx.HTTPError:
            return False


@dataclass
class Installation(Running):
    """With the demonstration's issuer."""

    issuer: DemoIssuer = field(kw_only=True)

    def token(self, person: str, organisation: str, lifetime_seconds: int = 600) -> str:
        """An access token of the installation's issuer."""
        return self.issuer.token(person, organisation, lifetime_seconds)


def _afresh(arguments: list[str], environment: dict[str, str], log: IO[bytes]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "samverka_services.cli", *arguments]
    return subprocess.Popen(command, env=environment, stdout=log, stderr=log)


def request_headers(token: str | None, key: str | None, version: int | None) -> dict[str, str]:
    """What a request carries; a command gets a key of its own unless one is given."""
    sent = {"Idempotency-Key": key or str(uuid.uuid4())}
    sent |= {"Authorization": f"Bearer {token}"} if token else {}
    return sent | ({"If-Match": f'"{version}"'} if version is not None else {})


UNHURRIED = {
    **{
        f"SAMVERKA_RATE_{kind}_PER_{whose}": "1000000 per 1 second"
        for kind in ("QUERIES", "COMMANDS")
        for whose in ("PERSON", "TENANT")
    },
    "SAMVERKA_RATE_STRANGERS_PER_ADDRESS": "1000000 per 1 second",
    "SAMVERKA_RATE_AT_ONCE_PER_PERSON": "7",
    "SAMVERKA_RATE_AT_ONCE_PER_TENANT": "7",
}
"""Tests ask more, and faster, than people do."""


@contextmanager
def installation(database: Database, folder: Path, **more: str) -> Iterator[Installation]:
    """Server and projector on a database, with more settings if need be, stopped afterwards."""
    settings = Settings(data_dir=folder)
    with DemoIssuer(settings, 0) as issuer, ExitStack() as stack:
        port = free_port()
        environment = {
            "SAMVERKA_DATA_DIR": str(folder),
            "SAMVERKA_DATABASE_URL": database.app_url,
            "SAMVERKA_PROJECTOR_DATABASE_URL": database.projector_url,
            "SAMVERKA_IDENTITY_DATABASE_URL": database.identity_url,
            "SAMVERKA_ISSUER": issuer.issuer,
            "SAMVERKA_AUTHORIZED_PARTIES": CLIENT,
            "SAMVERKA_PORT": str(port),
            "SAMVERKA_KEYCLOAK_WEB_ADDRESS": f"http://127.0.0.1:{port}",
            **UNHURRIED,
            **more,
        }
        found = Installation(database, f"http://127.0.0.1:{port}", folder, environment, issuer=issuer)
        stack.enter_context(started(found))
        yield found


@contextmanager
def started(found: Running) -> Iterator[None]:
    """Its two processes, stopped afterwards."""
    with ExitStack() as stack:
        for name in ("serve", "project"):
            found.start(name)
            stack.callback(_stop, found, name)
        found.wait_until_ready()
        yield


def play_story(database: Database) -> str:
    """The first round and the neighbours, in all views: what most installations hold; returns the end's token."""
    plan = read_plan(PLAN, "sv")
    with empty_world(database) as world:
        FirstRound(world.log, world.clock, plan, Timeline(local_day(clock()))).play()
        _neighbours(world)
        world.project()
        world.clock.remove()
    return end_of_story(database)


def end_of_story(database: Database) -> str:
    """The förbund's token of where the log ends now."""
    with psycopg.connect(database.app_url) as connection:
        return TokenKey().tokens(connection, fyrbodal()).of((reader.head(connection), log_now(connection)))


def fyrbodal() -> str:
    """The förbund of the story."""
    return organisation_number(read_plan(PLAN, "sv").forbund.organisationsnummer)


def _neighbours(world: World) -> None:
    world.now = clock() - timedelta(hours=1)  # before what the tests do
    populate(world, [GOTEBORGSREGIONEN, GOTEBORG])


def _stop(found: Running, name: str) -> None:
    if found.processes[name].poll() is None:
        found.stop(name)


def free_port() -> int:
    """A port that nobody uses now, nor the next, which a demonstration takes for its issuer."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            with suppress(OSError):  # the next one may be a client's, up to a minute after it has hung up
                second.bind(("127.0.0.1", port + 1))
                return port


def an_idea(**changes: object) -> dict[str, object]:
    """The body of an idea, with a code that nobody else has and that comes after the plan's."""
    idea = {"code": f"z{uuid.uuid4().hex[:18]}", "title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
    return idea | changes
