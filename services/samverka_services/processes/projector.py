"""The projector process. Several may run: one works, the others wait for their turn."""

import gc
import logging
import signal
import time
from dataclasses import dataclass, field
from threading import Event

import psycopg
from psycopg import Connection

from samverka_infra.database import DatabaseUnavailable, open_pool, projector_connection, without_text
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.turns import Turn, take_turn
from samverka_projections.kernel import health, projector
from samverka_projections.kernel.auditing import drop_leftovers
from samverka_projections.kernel.building import Build
from samverka_projections.kernel.checkpoints import rest
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.kernel.timing import clock
from samverka_services.processes.databases import Databases
from samverka_services.processes.request_closing import record_closings

BUSY_SECONDS = 0.05
IDLE_SECONDS = 0.25
RETRY_SECONDS = 1.0
BEAT_SECONDS = 1.0
TIDYING_ROUNDS = 20
"""Idle rounds between two looks for requests whose time is over, and for builds that nobody needs any more."""

_log = logging.getLogger("samverka.projector")


def expect_many_objects() -> None:
    """Let Python look for cycles seldom: a fold makes events by the thousand, and none refers to another."""
    gc.set_threshold(100_000, 50, 50)


def run_projector(databases: Databases) -> None:
    """Keep the views up with the log until told to stop (SIGTERM or Ctrl-C); a lost database is waited for."""
    expect_many_objects()
    stop_requested = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_requested.set())
    with open_pool(databases.app, 2) as pool:
        while not stop_requested.is_set():
            try:
                with projector_connection(databases.projector) as connection:
                    _work(connection, EventLog(pool), stop_requested)
            except (psycopg.OperationalError, DatabaseUnavailable) as error:
                _log.warning("database away, trying again", extra={"details": {"reason": without_text(error)}})
                stop_requested.wait(RETRY_SECONDS)


def _work(connection: Connection, log: EventLog, stop_requested: Event) -> None:
    while not take_turn(connection, Turn.PROJECTING):
        if stop_requested.wait(RETRY_SECONDS):
            return
    projector.prepare(connection, PROJECTIONS, clock)
    _log.info("projector works")
    worker = _Worker(connection, log)
    rounds = 0
    while not stop_requested.is_set():
        folded = worker.advance()
        worker.beat()
        if folded == 0 and rounds % TIDYING_ROUNDS == 0:
            worker.record_closings()
            projector.drop_former(connection)
            drop_leftovers(connection)
        rounds = 0 if folded else rounds + 1
        stop_requested.wait(0 if folded else BUSY_SECONDS if rounds < TIDYING_ROUNDS else IDLE_SECONDS)


@dataclass
class _Worker:
    """Works with one connection. A build that fails rests until there is another; the others go on."""

    connection: Connection
    log: EventLog
    resting: list[Build] = field(default_factory=list)
    beaten_at: float = -BEAT_SECONDS

    def advance(self) -> int:
        """A page of each build that does not rest; returns how many events were folded."""
        builds = projector.builds(self.connection, PROJECTIONS)
        folded = sum(self._advance(build) for build in builds if build not in self.resting)
        projector.show(self.connection)
        return folded

    def beat(self) -> None:
        """Let it be seen now and then that somebody works."""
        if time.monotonic() - self.beaten_at >= BEAT_SECONDS:
            self.beaten_at = time.monotonic()
            health.beat(self.connection)

    def record_closings(self) -> None:
        """Close what is due, unless a resting build may be the view that tells."""
        if not self.resting:
            record_closings(self.connection, self.log)

    def _advance(self, build: Build) -> int:
        try:
            return projector.advance_build(self.connection, build, clock, wait=False)
        except psycopg.OperationalError:
            raise
        except Exception:  # noqa: BLE001 — whatever one build stumbles over, the others go on
            self.resting.append(build)
            rest(self.connection, build)
            details = {"projection": build.projection.name, "build": build.number}
            _log.exception("a build failed and rests until the projector starts again", extra={"details": details})
            return 0
