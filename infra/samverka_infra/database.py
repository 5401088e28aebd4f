"""Connections. A tenant's transaction carries the tenant for its own length only, never for the session."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import psycopg
from psycopg import AsyncConnection, Connection, errors
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolTimeout

from samverka_infra.migrate import require_latest

WAIT_SECONDS = 3.0
"""How long a request waits for a connection before it is told that the database is away."""

_READ_ONLY = "set transaction isolation level repeatable read, read only; set local statement_timeout = '20s'"
"""A query that takes longer holds a connection that others wait for."""

_SET_TENANT = "select set_config('app.tenant_id', %s, true)"


class DatabaseUnavailable(Exception):
    """The database cannot be reached now; the same request may be sent again."""


class NotPrepared(DatabaseUnavailable):
    """The database is not migrated, or the views have not been built yet; the text names what is missing."""


_MISSING = (errors.UndefinedTable, errors.UndefinedFunction, errors.InvalidSchemaName)


def open_pool(url: str, size: int) -> ConnectionPool[Connection]:
    """A pool for commands; it opens in the background and recovers by itself."""
    return ConnectionPool(url, min_size=1, max_size=size, timeout=WAIT_SECONDS, open=True, kwargs=_options())


def async_pool(url: str, size: int) -> AsyncConnectionPool[AsyncConnection]:
    """A pool for queries; the caller opens it inside its event loop."""
    return AsyncConnectionPool(url, min_size=1, max_size=size, timeout=WAIT_SECONDS, open=False, kwargs=_options())


@contextmanager
def projector_connection(url: str) -> Iterator[Connection]:
    """A connection that acts as the projector's role, so that what one login has built another may replace.

    Raises OtherSchema.
    """
    with psycopg.connect(url, **_options()) as connection:
        require_latest(connection)
        connection.execute("set role samverka_projector")
        # Rows and bookmark are lost together, if at all, and then folded again: no need to wait for the disk.
        connection.execute("set synchronous_commit = off")
        connection.execute("set maintenance_work_mem = '256MB'")
        yield connection


@contextmanager
def single_connection(url: str) -> Iterator[Connection]:
    """A connection of one's own, for what is held as long as it lasts. Raises psycopg.OperationalError."""
    with psycopg.connect(url, **_options()) as connection:
        yield connection


def refuse_other_schema(url: str) -> None:
    """Raises OtherSchema; a database that is away now is waited for by whoever uses it."""
    with suppress(psycopg.OperationalError), psycopg.connect(url, **_options()) as connection:
        require_latest(connection)


def _options() -> dict[str, Any]:
    return {"autocommit": True, "connect_timeout": 3, "application_name": "samverka", "options": "-c TimeZone=UTC"}


@contextmanager
def tenant_transaction(pool: ConnectionPool[Connection], tenant_id: str) -> Iterator[Connection]:
    """One transaction in which row-level security sees this tenant."""
    with unavailable_if_lost(), pool.connection() as connection, connection.transaction():
        connection.execute(_SET_TENANT, [tenant_id])
        yield connection


@asynccontextmanager
async def async_tenant_transaction(
    pool: AsyncConnectionPool[AsyncConnection], tenant_id: str
) -> AsyncIterator[AsyncConnection]:
    """One read-only transaction, seeing one moment, in which row-level security sees this tenant."""
    with unavailable_if_lost():
        async with pool.connection() as connection, connection.transaction():
            await connection.execute(_READ_ONLY)
            await connection.execute(_SET_TENANT, [tenant_id])
            yield connection


@contextmanager
def unavailable_if_lost() -> Iterator[None]:
    """Say of every lost connection, in one word, that the database is away; and so of one that is not prepared."""
    try:
        yield
    except _MISSING as error:
        raise NotPrepared(str(error).partition("\n")[0]) from error
    except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise DatabaseUnavailable(str(error)) from error
