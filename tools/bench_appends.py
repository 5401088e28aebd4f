"""How many events a second the log takes: through its function, through a unit of work, and a plain insert beside."""

import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from io import RawIOBase
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import Any

import msgspec
import psycopg
from psycopg import Connection
from tools.bench_report import per_second, row, section, timed
from tools.trial import Trial

from samverka_domain.commitments import Commitment, Resources, RoleHours
from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.resources import YearMoney
from samverka_domain.steps import StartsWith
from samverka_infra.database import open_pool
from samverka_infra.event_log.mapper import EventMapper, StoredTenantEvent
from samverka_infra.event_log.unit_of_work import EventLog, Stamp
from samverka_services.kernel.timing import clock, new_id

EVENTS = 400
ROUNDS = 5
WRITERS = 4
REGION = "2220000000"

_AT = datetime(2026, 1, 15, 9, tzinfo=UTC)
_DECISION = Decision(Body.KOMMUNLEDNING, date(2026, 1, 15), "KS 2026/17", "kommundirektor", "Ny bedömning")
_RESOURCES = Resources(
    hours=(RoleHours("projektdeltagare", 2026, 120),),
    money=(YearMoney(2026, 50),),
    valid_from=date(2026, 1, 1),
    valid_to=date(2026, 12, 31),
)

_TENANT = "select set_config('app.tenant_id', %s, true)"
_APPEND = "select samverka.append_events('handlaggare', %s, %s, %s, '[]', null, null, '{}')"
_COLUMNS = (
    *("tenant_id", "stream_id", "version", "type", "schema_version", "payload", "recorded_at", "decided_on", "body"),
    *("record_number", "decided_by", "reason", "actor", "command_id", "correlation_id", "audience", "region_id"),
    *("addressed_to", "leaf_hash"),
)
_PLAIN = f"insert into bench.plain ({', '.join(_COLUMNS)}) values ({', '.join(f'%({c})s' for c in _COLUMNS)})"
_PLAIN_TABLE = """
create schema bench;
create table bench.plain (like samverka.events including all);
create sequence bench.positions;
alter table bench.plain alter column position set default nextval('bench.positions');
grant usage on schema bench to samverka_app;
grant usage on sequence bench.positions to samverka_app;
grant insert on bench.plain to samverka_app;
"""

Row = dict[str, Any]


def measure(trial: Trial) -> None:
    """All ways in turn, round by round: what else the machine does then falls on all of them."""
    section(f"Appends, one event a transaction, median of {ROUNDS} rounds of {EVENTS} events a writer")
    with psycopg.connect(trial.databases.admin, autocommit=True) as connection:
        connection.execute(_PLAIN_TABLE)
    allowed = 1 / median(_synchronising(trial.settings.data_dir))
    row("what the disk allows: 8 KiB written and synchronised", per_second(allowed))
    _report("1 writer", _rates(trial.databases.app, WAYS, 1))
    _report(f"{WRITERS} processes", _rates(trial.databases.app, WAYS[:2], WRITERS))


def _synchronising(folder: Path) -> list[float]:
    with TemporaryFile(buffering=0, dir=folder) as file:
        return [timed(lambda: _synchronise(file)) for _ in range(EVENTS)]


def _synchronise(file: RawIOBase) -> None:
    file.write(bytes(8192))
    os.fsync(file.fileno())


def _report(writers: str, rates: dict[str, list[float]]) -> None:
    plain = rates[WAYS[0]]
    for way, found in rates.items():
        ratio = median(mine / its for mine, its in zip(found, plain, strict=True))
        row(f"{way}, {writers}", per_second(median(found)), f"{ratio:.2f} of the plain insert")


def _rates(url: str, ways: Sequence[str], writers: int) -> dict[str, list[float]]:
    context = get_context("spawn")
    with ProcessPoolExecutor(writers, context, _begin, (context.Barrier(writers),)) as processes:
        rounds = [[_rate(processes, url, way, writers) for way in ways] for _ in range(ROUNDS)]
    return dict(zip(ways, ([*rates] for rates in zip(*rounds, strict=True)), strict=True))


def _rate(processes: ProcessPoolExecutor, url: str, way: str, writers: int) -> float:
    spans = [*processes.map(_write, [url] * writers, [way] * writers)]
    seconds = max(end for _, end in spans) - min(start for start, _ in spans)
    return writers * EVENTS / seconds


def _begin(barrier: Barrier) -> None:
    global _together
    _together = barrier


_together: Barrier
"""Where the processes wait for each other, each in its own memory."""


def _write(url: str, way: str) -> tuple[float, float]:
    return _WAYS[way](url, new_id())


def _write_rows(append: Callable[[Connection, str, Row], None], url: str, tenant: str) -> tuple[float, float]:
    rows = [_row(stored) for stored in _stored_events()]
    with psycopg.connect(url, autocommit=True) as connection:
        _together.wait()
        started = time.monotonic()
        for each in rows:
            append(connection, tenant, each)
        return started, time.monotonic()


def _write_function(url: str, tenant: str) -> tuple[float, float]:
    return _write_rows(_append, url, tenant)


def _write_plain(url: str, tenant: str) -> tuple[float, float]:
    return _write_rows(_insert, url, tenant)


def _write_units_of_work(url: str, tenant: str) -> tuple[float, float]:
    commitment = _commitment()
    with open_pool(url, 1) as pool:
        log = EventLog(pool)
        _together.wait()
        started = time.monotonic()
        for _ in range(EVENTS):
            _unit_of_work(log, tenant, commitment)
        return started, time.monotonic()


_WAYS = {
    "plain insert into a table with the same indexes": _write_plain,
    "append_events": _write_function,
    "UnitOfWork.claim and save": _write_units_of_work,
}
WAYS = tuple(_WAYS)


def _append(connection: Connection, tenant: str, event: Row) -> None:
    key = new_id()
    with connection.transaction():
        connection.execute(_TENANT, [tenant])
        connection.execute(_APPEND, [key, key, msgspec.json.encode([event]).decode()])


def _insert(connection: Connection, tenant: str, event: Row) -> None:
    key = new_id()
    others = {"tenant_id": tenant, "actor": "handlaggare", "command_id": key, "correlation_id": key}
    with connection.transaction():
        connection.execute(_TENANT, [tenant])
        payload = bytes(event["payload"]).decode()
        values = event | others | {"payload": payload, "recorded_at": clock(), "leaf_hash": bytes(32)}
        connection.execute(_PLAIN, values)


def _unit_of_work(log: EventLog, tenant: str, commitment: Commitment) -> None:
    key = new_id()
    commitment.adjust(_RESOURCES, _DECISION, _AT)
    with log.unit_of_work(tenant) as work:
        work.claim(key, key)
        work.save(commitment, stamp=Stamp("handlaggare", key, key), result={"kind": "commitment"})


def _stored_events() -> list[StoredTenantEvent]:
    commitment = _commitment()
    for _ in range(EVENTS - 2):
        commitment.adjust(_RESOURCES, _DECISION, _AT)
    return [EventMapper().to_stored_event(event) for event in commitment.collect_events()]


def _commitment() -> Commitment:
    origin, starts = Origin.NETWORK, StartsWith.PROJECT
    idea = Idea(title="Tjänst", code="1.1", origin=origin, starts_with=starts)
    insats = Insats.receive_idea("insats", REGION, idea, _AT)
    insats.prioritise(Priority.START_NOW, Decision(Body.E_RAD, _AT.date(), "E 2026/1", "ordforande"), _AT)
    commitment = Commitment.take_part("insats", insats, "2120000000", _DECISION, _AT)
    commitment.set_aside(_RESOURCES, _DECISION, _AT)
    return commitment


def _row(stored: StoredTenantEvent) -> Row:
    return {
        "stream_id": stored.originator_id,
        "version": stored.originator_version,
        "type": stored.topic,
        "schema_version": stored.schema_version,
        "payload": msgspec.Raw(stored.state),
        "audience": stored.audience,
        **stored.columns,
    }
