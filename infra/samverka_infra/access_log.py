"""The access log: who read what, and who was refused and why. Written by one function, read by its own tenant."""

import re
from collections.abc import Iterable, MutableMapping
from dataclasses import astuple, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from psycopg import AsyncConnection, Connection, OperationalError
from psycopg.rows import class_row
from psycopg_pool import AsyncConnectionPool

from samverka_infra.database import DatabaseUnavailable, unavailable_if_lost

LONGEST = 4000
"""Characters of an operation or a target, which the limits on queries do not let it exceed; more is cut off."""

_ID = re.compile(r"[0-9A-Za-z._-]{1,64}")
_STORE = "select samverka.log_access(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
_READ = """
select entry, happened_at, person_id, client_id, action, operation, target, outcome, status, reason, correlation_id
from samverka.access_log where {conditions}
order by entry desc limit %(limit)s
"""
_OWN = "tenant_id = samverka.current_tenant()"
_CONDITIONS = {
    "before": "entry < %(before)s",
    "person_id": "person_id = %(person_id)s",
    "outcome": "outcome = %(outcome)s",
    "since": "happened_at >= %(since)s",
    "until": "happened_at < %(until)s",
}


class Action(StrEnum):
    """What was tried."""

    READ = "READ"
    SUBSCRIBE = "SUBSCRIBE"
    COMMAND = "COMMAND"
    """Only where it was refused, or answered again: what was carried out is in the event log."""


class Outcome(StrEnum):
    """What became of it."""

    ALLOWED = "ALLOWED"
    REFUSED = "REFUSED"


@dataclass(frozen=True)
class Actor:
    """Who tries: a person acting for an organisation through a client."""

    person_id: str
    tenant_id: str
    client_id: str


@dataclass
class Attempt:
    """What one request tries, told piece by piece by those who find it out."""

    by: Actor | None = None
    """Known once a genuine token was shown; without it there is nobody whose tenant could be told."""
    action: Action = Action.READ
    operation: str = ""
    target: str = ""
    reason: str = ""
    """The code of the problem that was answered."""
    detail: str = ""
    """For the process log alone."""
    looked: bool = False
    """Whether something was looked up, whatever was answered: for what is no read that succeeded."""
    answered: bool = True
    """Whether something was read, where a part of what was asked was refused."""
    kept: bool = True
    """Unset where the entry would only repeat what has just been stored."""


@dataclass(frozen=True)
class Entry:
    """A line of the log to be."""

    tenant_id: str
    happened_at: datetime
    person_id: str
    client_id: str
    action: Action
    operation: str
    """A named document, or the operation's name and root fields; a command's name."""
    target: str
    """Ids of what was asked about. Never free text."""
    outcome: Outcome
    status: int
    """Of HTTP; 0 for what is told over a WebSocket."""
    reason: str
    correlation_id: str


class StoredEntry(NamedTuple):
    """A line of the log; `entry` grows with time and may have gaps."""

    entry: int
    happened_at: datetime
    person_id: str
    client_id: str
    action: str
    operation: str
    target: str
    outcome: str
    status: int
    reason: str
    correlation_id: str


@dataclass(frozen=True)
class Wanted:
    """Which entries are wanted; what is unset does not matter."""

    before: int | None = None
    """Only smaller numbers."""
    person_id: str | None = None
    outcome: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    """Not included."""


def attempt_of(scope: MutableMapping[str, Any]) -> Attempt:
    """What the request of this ASGI scope tries."""
    attempt: Attempt = scope.setdefault("attempt", Attempt())
    return attempt


class AccessLog:
    """Stores entries by a pool of their own, so that no query has to wait for the log, nor the log for queries."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection]) -> None:
        self._pool = pool

    async def store(self, entry: Entry) -> None:
        """In one round trip. Raises DatabaseUnavailable, and then the entry may be missing.

        Connections that a restart of the database has broken are left; an entry may then be there twice.
        """
        with unavailable_if_lost():
            for _attempt in range(self._pool.max_size + 1):
                if await self._is_stored(entry):
                    return
        raise DatabaseUnavailable("every connection was lost")

    async def _is_stored(self, entry: Entry) -> bool:
        async with self._pool.connection() as connection:
            try:
                await connection.execute(_STORE, _plain(entry))
            except OperationalError:
                if not connection.broken:
                    raise
        return not connection.broken


def ids(named: Iterable[tuple[str, object]]) -> str:
    """What was asked about: names with what looks like an id, so that no free text gets into the log."""
    known = (f"{name}={value}" for name, value in named if isinstance(value, str) and _ID.fullmatch(value))
    return " ".join(dict.fromkeys(known))[:LONGEST]


def entries(connection: Connection, wanted: Wanted, limit: int) -> list[StoredEntry]:
    """Entries of the transaction's tenant, newest first."""
    with connection.cursor(row_factory=class_row(StoredEntry)) as cursor:
        return cursor.execute(*_query(wanted, limit)).fetchall()


async def async_entries(connection: AsyncConnection, wanted: Wanted, limit: int) -> list[StoredEntry]:
    """Entries of the transaction's tenant, newest first."""
    async with connection.cursor(row_factory=class_row(StoredEntry)) as cursor:
        await cursor.execute(*_query(wanted, limit))
        return await cursor.fetchall()


def _query(wanted: Wanted, limit: int) -> tuple[str, dict[str, Any]]:
    values = {name: value for name, value in vars(wanted).items() if value is not None}
    conditions = " and ".join([_OWN, *(_CONDITIONS[name] for name in values)])
    return _READ.format(conditions=conditions), values | {"limit": limit}


def _plain(entry: Entry) -> list[object]:
    return [str(value) if isinstance(value, StrEnum) else value for value in astuple(entry)]
