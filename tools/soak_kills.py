"""A real server that is killed again and again, under load from clients that insist until they are answered."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from threading import Condition, Event

import httpx
import psycopg
from pydantic.alias_generators import to_camel
from tools.large_region import Region
from tools.soak_commands import PREFIX as KEYS
from tools.soak_commands import Step, Writer, writers
from tools.trial import Process, Trial, stop

from samverka_infra.database import projector_connection
from samverka_infra.tokens import TokenKey
from samverka_services.api.information import PREFIX
from samverka_services.commands.kernel.bodies import body_of, path_fields
from samverka_services.commands.kernel.registry import COMMANDS

_LONGEST_PAUSE = 0.03
"""Between the moment that chance has chosen and the kill: about as long as a few commands take."""

_LOG = """
select tenant_id, position, recorded_at, command_id from samverka.events where starts_with(command_id, %s)
"""


class Unexpected(Exception):
    """The server answered what it should not."""


@dataclass(frozen=True)
class Survived:
    """What clients were told, and what the log says afterwards."""

    acknowledged: dict[str, str]
    """Key → token of the place in the log, as the client was told."""
    logged: list[tuple[str, str]]
    cut_off: int
    """Requests whose connection broke."""
    replayed: int
    """Commands that had been carried out before the answer got lost."""
    seconds: float

    @property
    def lost(self) -> int:
        """Acknowledged commands that are not in the log where they were said to be."""
        return len({(token, key) for key, token in self.acknowledged.items()} - set(self.logged))

    @property
    def doubled(self) -> int:
        """Commands that are in the log more than once."""
        return sum(count > 1 for count in Counter(key for _, key in self.logged).values())

    @property
    def holds(self) -> bool:
        """Whether every acknowledged command is in the log exactly once, and nothing else is."""
        return not (self.lost or self.doubled) and len(self.logged) == len(self.acknowledged)


@dataclass
class Load:
    """The clients' work; `up` is set while a server is there to be asked."""

    here: Trial
    up: Event = field(default_factory=Event)
    moved: Condition = field(default_factory=Condition)
    acknowledged: dict[str, str] = field(default_factory=dict)
    cut_off: int = 0
    replayed: int = 0
    failure: BaseException | None = None

    def work(self, writer: Writer) -> None:
        """One client: every command until it is acknowledged."""
        headers = self.here.headers(writer.person_id, writer.tenant_id)
        try:
            with httpx.Client(base_url=f"{self.here.address}{PREFIX}", headers=headers, timeout=20) as client:
                for step in writer.steps:
                    self._acknowledge(step, self._insist(client, step))
        except BaseException as error:  # noqa: BLE001 — raised again by whoever waits for the clients
            self.fail(error)

    def fail(self, error: BaseException) -> None:
        """Remember the first failure, and let nobody wait for what will not come."""
        with self.moved:
            self.failure = self.failure or error
            self.moved.notify_all()
        self.up.set()

    def await_acknowledged(self, count: int) -> None:
        """Until so many commands are acknowledged, or something has failed."""
        with self.moved:
            self.moved.wait_for(lambda: self.failure is not None or len(self.acknowledged) >= count)

    def _insist(self, client: httpx.Client, step: Step) -> httpx.Response:
        while self.failure is None:
            self.up.wait()
            answer = self._once(client, step)
            if answer is not None:
                return answer
        raise Unexpected("another client failed")

    def _once(self, client: httpx.Client, step: Step) -> httpx.Response | None:
        """The acknowledgement, or None if the same must be sent again."""
        try:
            answer = client.send(_request(client, step))
        except httpx.TransportError:
            with self.moved:
                self.cut_off += 1
            return None
        if answer.is_success:
            return answer
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE or answer.json()["code"] == "key-in-flight":
            return None
        raise Unexpected(answer.text)

    def _acknowledge(self, step: Step, answer: httpx.Response) -> None:
        with self.moved:
            self.acknowledged[step.key] = answer.json()["token"]
            self.replayed += "Idempotent-Replayed" in answer.headers
            self.moved.notify_all()


def run(here: Trial, region: Region, commands: int, kills: int, seed: int) -> Survived:
    """One client for each writer; together they send `commands`."""
    load, started = Load(here), time.monotonic()
    chosen = writers(region, commands // (region.members + 1), seed)
    with ThreadPoolExecutor(len(chosen)) as threads:
        try:
            for writer in chosen:
                threads.submit(load.work, writer)
            _kill_and_restart(load, sum(len(writer.steps) for writer in chosen), kills, seed)
        except BaseException as error:  # noqa: BLE001 — raised again when the clients have heard of it
            load.fail(error)
    if load.failure is not None:
        raise load.failure
    seconds = time.monotonic() - started
    return Survived(load.acknowledged, _logged(here), load.cut_off, load.replayed, seconds)


def _kill_and_restart(load: Load, commands: int, kills: int, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 — chance, not secrecy
    server = load.here.start("serve")
    try:
        _open(load, server)
        for moment in sorted(chance.sample(range(1, commands - 1), kills)):
            load.await_acknowledged(moment)
            time.sleep(chance.uniform(0, _LONGEST_PAUSE))
            _kill(load, server)
            server = load.here.start("serve")
            _open(load, server)
        load.await_acknowledged(commands)
    finally:
        stop(server)


def _open(load: Load, server: Process) -> None:
    load.here.await_ready(server)
    load.up.set()


def _kill(load: Load, server: Process) -> None:
    load.up.clear()
    server.kill()
    server.wait()


def _request(client: httpx.Client, step: Step) -> httpx.Request:
    handling = COMMANDS[type(step.command)]
    in_path = {name: getattr(step.command, name) for name in path_fields(handling)}
    address = handling.path.format(**{to_camel(name): value for name, value in in_path.items()})
    body = step.command.model_dump(mode="json", by_alias=True, exclude=set(in_path))
    for name in body_of(handling).spread:
        body |= body.pop(to_camel(name))
    headers = {"Idempotency-Key": step.key} | ({"If-Match": f'"{step.seen}"'} if step.seen else {})
    return client.build_request(handling.method, address, json=body, headers=headers)


def _logged(here: Trial) -> list[tuple[str, str]]:
    key = TokenKey()
    with psycopg.connect(here.databases.app) as app, projector_connection(here.databases.projector) as connection:
        return [
            (key.tokens(app, tenant_id).of((position, recorded_at)), command_id)
            for tenant_id, position, recorded_at, command_id in connection.execute(_LOG, [KEYS])
        ]
