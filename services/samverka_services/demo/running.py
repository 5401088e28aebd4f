"""Running the demonstration: database, issuer, server, projector and mail, until it is stopped.

The story's player is imported where it plays: it brings all commands, for which every command line would wait.
"""

import fcntl
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from threading import Event
from typing import IO, Any, Self

import httpx
import msgspec
import psycopg
from psycopg_pool import ConnectionPool

from samverka_domain.kernel.identifiers import organisation_number
from samverka_infra import mail_progress
from samverka_infra.database import open_pool, projector_connection, tenant_transaction
from samverka_infra.event_log import reader
from samverka_infra.event_log.clock import LogClock, log_now
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.free_ports import is_port_free
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.mail_folder import FOLDER as MAIL
from samverka_infra.people import Person, keep
from samverka_infra.settings import Settings
from samverka_infra.tokens import TokenKey
from samverka_services.catalogue import LANGUAGES
from samverka_services.demo import people
from samverka_services.demo.kept import Kept
from samverka_services.http.reading_after import HEADER
from samverka_services.kernel.timing import clock
from samverka_services.login.demo_code_flow import CHOOSING_PERSON, ExampleClient, ExampleUser
from samverka_services.login.demo_issuer import CLIENT, HOST, DemoIssuer, refuse_production
from samverka_services.mailing.transports import is_set
from samverka_services.pages.kernel.example import ExampleFile, ExamplePerson
from samverka_services.plan_import.reading import PlanFile, read_plan
from samverka_services.processes.databases import ADDRESSES, Databases, databases

STARTING_SECONDS = 180.0
FOLDER = "demo"
"""Of its data, in the data folder, unless another is named."""
FIRST_DAY, LAST_DAY = date(2020, 4, 3), date(2022, 12, 31)
"""Of the story: from the plan's publication on it may be stopped at any day."""
MATRIX = "participation_matrix"
"""The trusted document that the demonstration asks for."""


class PortTaken(Exception):
    """Another program listens on the port; the text is its number."""


class AlreadyRunning(Exception):
    """Another demonstration uses the folder; the text is its path."""


class NotStarted(Exception):
    """A part did not start in time; the text is the folder of the logs."""


class PartEnded(Exception):
    """The server, the projector or the mail has ended by itself; the text is the path of its log."""


@dataclass(frozen=True)
class Token:
    """A ready-to-paste token for one example person."""

    person_id: str
    name: str
    organisation_name: str
    value: str


class Demonstration:
    """Enter to start everything and play the story; leave to stop everything. Raises RefusedInProduction at once."""

    def __init__(
        self, settings: Settings, folder: Path, port: int, step: Callable[[str], None], until: date = LAST_DAY
    ) -> None:
        refuse_production(settings)
        self.folder = folder.expanduser().resolve()
        self._settings = settings.model_copy(update={"data_dir": self.folder, **dict.fromkeys(ADDRESSES)})
        self._port = port
        self._step = step
        self._until = until
        self._stack = ExitStack()
        self._parts: dict[str, subprocess.Popen[bytes]] = {}
        self.address = f"http://{HOST}:{port}"
        self._secret = secrets.token_urlsafe(32)
        self._example_people = self.folder / "example-people.json"

    @property
    def front_door(self) -> str:
        """The page on which one picks an example person."""
        return self.address + CHOOSING_PERSON

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            self._start(starting)
            self._stack = starting.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def mail_folder(self) -> Path | None:
        """Where mail is written as files; None if a mail server is set, which then gets it."""
        return None if is_set(KeycloakSettings()) else self.folder / MAIL

    def matrix(self) -> dict[str, Any]:
        """The region with its matrix, from the GraphQL API over HTTP."""
        body = {"documentId": MATRIX, "variables": {"regionId": self._region}}
        answer = httpx.post(f"{self.address}/graphql", json=body, headers=self._headers(), timeout=10)
        region: dict[str, Any] = answer.raise_for_status().json()["data"]["region"]
        return region

    def tokens(self) -> list[Token]:
        """One for each of the förbund's people, and for those of two municipalities."""
        shown = [*people.people(self._plan)][:13]
        return [
            Token(
                person.person_id,
                person.name,
                person.organisation_name,
                self._issuer.token(person.person_id, person.organisation),
            )
            for person in shown
        ]

    def wait(self) -> None:
        """Until Ctrl-C or SIGTERM. Raises PartEnded."""
        stop_requested = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop_requested.set())
        while not stop_requested.wait(1.0):
            self._require_running()

    def _require_running(self) -> None:
        for name, process in self._parts.items():
            if process.poll() is not None:
                raise PartEnded(str(self.folder / f"{name}.log"))

    def _start(self, stack: ExitStack) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        stack.enter_context(_only_one(self.folder))
        for port in (self._port, self._port + 1):
            _require_free(port)
        self._step("database")
        found = stack.enter_context(databases(self._settings))
        self._plan = _plan()
        self._issuer = stack.enter_context(DemoIssuer(self._settings, self._port + 1, self._client()))
        self._play(found)
        self._write_example(found)
        self._step("server")
        for name in ("serve", "project", "mail"):
            self._parts[name] = self._spawn(name, found)
            stack.callback(_stop, self._parts[name])
        self._await_answer()

    def _client(self) -> ExampleClient:
        known = [
            ExampleUser(each.person_id, each.name, each.organisation, each.mail)
            for each in people.everybody(self._plan)
        ]
        return ExampleClient(CLIENT, self._secret, self.address, {each.hint: each for each in known})

    def _play(self, found: Databases) -> None:
        self._region = organisation_number(self._plan.forbund.organisationsnummer)
        with open_pool(found.app, 2) as pool:
            log = EventLog(pool)
            self._play_once(log, found)
            self._keep_names(pool)
            with log.unit_of_work(self._region) as work:
                played = (work.last_position(), work.at)
            with pool.connection() as connection:
                self._played = TokenKey().tokens(connection, self._region).of(played)

    def _play_once(self, log: EventLog, found: Databases) -> None:
        """Into an empty installation, or on where it was cut off; what was told to its end is left as it is.

        The log's clock goes on from the last day, also while the demonstration rests.
        """
        from samverka_services.demo.playing.player import Player

        kept = Kept(self.folder)
        kept.begin(self._until, is_empty=_is_empty(found))
        if kept.is_played:
            return
        with psycopg.connect(found.admin, autocommit=True) as admin:
            clock = LogClock(admin)
            player = Player(log, clock, self._plan, self._step, self._until, partial(_begin_mail, found))
            clock.run(player.play())
        kept.end()

    def _write_example(self, found: Databases) -> None:
        """Whom one may be, and how far the log's clock is behind."""
        everybody = tuple(_example(each) for each in people.everybody(self._plan))
        with psycopg.connect(found.app) as connection:
            behind = clock() - log_now(connection)
        file = ExampleFile(everybody, behind.total_seconds())
        self._example_people.write_bytes(msgspec.json.encode(file))

    def _keep_names(self, pool: ConnectionPool[psycopg.Connection]) -> None:
        for person in people.everybody(self._plan):
            with tenant_transaction(pool, person.organisation) as connection:
                keep(connection, Person(person.person_id, person.name, person.mail))

    def _spawn(self, name: str, found: Databases) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "SAMVERKA_DATA_DIR": str(self.folder),
            "SAMVERKA_DATABASE_URL": found.app,
            "SAMVERKA_PROJECTOR_DATABASE_URL": found.projector,
            "SAMVERKA_IDENTITY_DATABASE_URL": found.identity,
            "SAMVERKA_ISSUER": self._issuer.issuer,
            "SAMVERKA_AUTHORIZED_PARTIES": CLIENT,
            "SAMVERKA_EXAMPLE_PEOPLE": str(self._example_people),
            "SAMVERKA_KEYCLOAK_WEB_CLIENT": CLIENT,
            "SAMVERKA_KEYCLOAK_WEB_SECRET": self._secret,
            "SAMVERKA_KEYCLOAK_WEB_ADDRESS": self.address,
            "SAMVERKA_HOST": HOST,
            "SAMVERKA_PORT": str(self._port),
        }
        command = [sys.executable, "-m", "samverka_services.cli", name, "--stop-with-parent"]
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(  # noqa: S603 — our own program with our own arguments
                command, env=environment, stdin=subprocess.PIPE, stdout=log, stderr=log, start_new_session=True
            )

    def _await_answer(self) -> None:
        deadline = time.monotonic() + STARTING_SECONDS
        with httpx.Client(timeout=10) as client:
            while not self._caught_up(client):
                self._require_running()
                if time.monotonic() > deadline:
                    raise NotStarted(str(self.folder))
                time.sleep(0.05)

    def _caught_up(self, client: httpx.Client) -> bool:
        body = {"query": "query($id: ID!) { region(id: $id) { id } }", "variables": {"id": self._region}}
        headers = self._headers() | {HEADER: self._played}
        try:
            answer = client.post(f"{self.address}/graphql", json=body, headers=headers)
            return bool((answer.json().get("data") or {}).get("region"))
        except (httpx.HTTPError, ValueError):
            return False

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._issuer.token(people.LEADER, self._region)}"}


def _is_empty(found: Databases) -> bool:
    with projector_connection(found.projector) as connection:
        return reader.head(connection) == 0


def _begin_mail(found: Databases) -> None:
    """From here on people are told by mail what happens."""
    with projector_connection(found.projector) as connection:
        mail_progress.begin(connection)


def _plan() -> PlanFile:
    with as_file(files("samverka_services").joinpath("demo/fyrbodal.yaml")) as path:
        return read_plan(path, LANGUAGES[0])


def _example(person: people.DemoPerson) -> ExamplePerson:
    return ExamplePerson(
        person.person_id, person.name, person.organisation, person.organisation_name, person.part, person.mail
    )


class _only_one:  # noqa: N801 — reads as a statement where it is entered
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> None:
        self._file: IO[str] = (self._folder / "demo.lock").open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.close()
            raise AlreadyRunning(str(self._folder)) from error

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _require_free(port: int) -> None:
    if not is_port_free(HOST, port):
        raise PortTaken(str(port))


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
