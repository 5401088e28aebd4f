"""The projector process. Several may run: one works, the others wait for their turn."""

import logging
import signal
from threading import Event

import psycopg
from psycopg import Connection

from samverka_infra.database import open_pool
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_projections import projector
from samverka_projections.registry import PROJECTIONS
from samverka_services.closing import record_closings
from samverka_services.runtime import Databases
from samverka_services.timing import clock

BUSY_SECONDS = 0.05
IDLE_SECONDS = 0.25
RETRY_SECONDS = 1.0
CLOSING_ROUNDS = 20
"""Idle rounds between two looks for requests whose time is over."""

_log = logging.getLogger("samverka.projector")


def run_projector(databases: Databases) -> None:
    """Keep the views up with the log until told to stop (SIGTERM or Ctrl-C); a lost database is waited for."""
    stopping = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with open_pool(databases.app, 2) as pool:
        while not stopping.is_set():
            try:
                with psycopg.connect(databases.projector, autocommit=True) as connection:
                    _work(connection, EventLog(pool), stopping)
            except psycopg.OperationalError:
                _log.warning("database away, trying again", exc_info=True)
                stopping.wait(RETRY_SECONDS)


def _work(connection: Connection, log: EventLog, stopping: Event) -> None:
    while not projector.take_turn(connection):
        if stopping.wait(RETRY_SECONDS):
            return
    projector.prepare(connection, PROJECTIONS, clock)
    _log.info("projector works")
    rounds = 0
    while not stopping.is_set():
        folded = projector.advance(connection, PROJECTIONS, clock)
        if folded == 0 and rounds % CLOSING_ROUNDS == 0:
            record_closings(connection, log, clock())
        rounds = 0 if folded else rounds + 1
        stopping.wait(0 if folded else BUSY_SECONDS if rounds < CLOSING_ROUNDS else IDLE_SECONDS)
