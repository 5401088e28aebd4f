"""The process that carries out invitations. Several may run: one works, the others wait for their turn."""

import logging
import signal
from collections.abc import Callable
from threading import Event

import psycopg
from keycloak.exceptions import KeycloakError
from psycopg import Connection

from samverka_infra import invited
from samverka_infra.database import DatabaseUnavailable, open_pool, projector_connection, without_text
from samverka_infra.event_log.errors import StaleVersion
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.turns import Turn, take_turn
from samverka_services.kernel.timing import new_id
from samverka_services.processes.databases import Databases
from samverka_services.tenants.directory import Directory
from samverka_services.tenants.errors import DirectoryUnreachable, UnknownOrganisation
from samverka_services.tenants.inviting import Inviting

LOOK_SECONDS = 2.0
RETRY_SECONDS = 10.0
"""Between two attempts at what could not be carried out."""

_WAITS = (KeycloakError, DirectoryUnreachable, UnknownOrganisation, StaleVersion, DatabaseUnavailable)
"""What leaves an invitation waiting for the next look."""

_log = logging.getLogger("samverka.invitations")


def carry_out_waiting(databases: Databases, directory: Directory) -> tuple[int, int]:
    """Once, what waits now: how many are over, and how many wait still. Raises psycopg.OperationalError."""
    with open_pool(databases.app, 1) as pool, projector_connection(databases.projector) as connection:
        return _look(connection, Inviting(directory, EventLog(pool), new_id).carry_out)


def run_inviting(databases: Databases, directory: Directory) -> None:
    """Carry out invitations until told to stop (SIGTERM or Ctrl-C); a lost database is waited for."""
    stop_requested = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop_requested.set())
    with open_pool(databases.app, 1) as pool:
        inviting = Inviting(directory, EventLog(pool), new_id)
        while not stop_requested.is_set():
            try:
                with projector_connection(databases.projector) as connection:
                    _work(connection, inviting, stop_requested)
            except (psycopg.OperationalError, DatabaseUnavailable) as error:
                _log.warning("database away, trying again", extra=_details(reason=without_text(error)))
                stop_requested.wait(RETRY_SECONDS)


def _work(connection: Connection, inviting: Inviting, stop_requested: Event) -> None:
    while not take_turn(connection, Turn.INVITING):
        if stop_requested.wait(LOOK_SECONDS):
            return
    _log.info("invitations are carried out")
    while not stop_requested.is_set():
        _, left = _look(connection, inviting.carry_out)
        stop_requested.wait(RETRY_SECONDS if left else LOOK_SECONDS)


def _look(connection: Connection, carry_out: Callable[[str, str], object]) -> tuple[int, int]:
    waiting = invited.waiting(connection)
    done = sum(_is_over(carry_out, *each) for each in waiting)
    return done, len(waiting) - done


def _is_over(carry_out: Callable[[str, str], object], tenant_id: str, invitation_id: str) -> bool:
    try:
        obstacle = carry_out(tenant_id, invitation_id)
    except _WAITS as error:
        details = _details(tenantId=tenant_id, invitationId=invitation_id, reason=type(error).__name__)
        _log.warning("an invitation waits", extra=details)
        return False
    _log.info("an invitation is over", extra=_details(tenantId=tenant_id, obstacle=obstacle))
    return True


def _details(**said: object) -> dict[str, dict[str, object]]:
    return {"details": {name: value for name, value in said.items() if value is not None}}
