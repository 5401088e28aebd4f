"""Connections. A tenant's transaction carries the tenant for its own length only, never for the session."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any

import msgspec
import psycopg
from psycopg import AsyncConnection, Connection, errors
from psycopg.types.json import set_json_loads
from psycopg_pool import AsyncConnectionPool, ConnectionPool, PoolTimeout

from samverka_infra.migrate import require_latest

WAIT_SECONDS = 3.0
"""How long a request waits for a connection before it is told that the database is away."""

READ_SECONDS = 20
"""How long a reading transaction may last in all: it holds a connection that others wait for."""

_READ_ONLY = "set transaction isolation level repeatable read, read only; set local statement_timeout = '25s'"
"""Who began a statement ends it before that, unless she is gone."""

_SET_TENANT = "select set_config('app.tenant_id', %s, true)"
_FIND_VIEWS = "set_config('search_path', samverka.live_views(), true)"
_READ_AS = f"{_SET_TENANT}, {_FIND_VIEWS}"


class DatabaseUnavailable(Exception):
    """The database cannot be reached now; the same request may be sent again."""


class ReadTooLong(Exception):
    """A reading transaction took more than READ_SECONDS, and was ended."""


class LoginAboveTenancy(Exception):
    """The login could read and write every organisation's rows; the text is its name."""


class LoginRefused(DatabaseUnavailable):
    """The database answers and does not let the login in, however often it is asked; the text is its reason."""


class NotPrepared(DatabaseUnavailable):
    """The database is not migrated, or the views have not been built yet; the text names what is missing."""


_ABOVE = """
select session_user from pg_roles
where pg_has_role(session_user, oid, 'member') and (rolsuper or rolbypassrls or oid in (
    select relowner from pg_class where relkind in ('r', 'p') and relnamespace in (
        select oid from pg_namespace where nspname ~ %s)))
limit 1
"""
"""A row if the login is, or may become, a role that row-level security does not bind or that owns tables there."""
_PROJECTORS = "^(samverka|identity)$"
_EVERYBODYS = "^(samverka|identity|views_.*)$"
"""The projector owns the views."""

_BREAK = "\n"
_ABOUT_INPUT = ("22", "54")
"""Classes of SQLSTATE: data that is none, and more than there is room for."""

_MISSING = (errors.UndefinedTable, errors.UndefinedColumn, errors.UndefinedFunction, errors.InvalidSchemaName)
"""Of the views, while another version of Samverka has built them."""


def open_pool(url: str, size: int) -> ConnectionPool[Connection]:
    """A pool for commands; it opens in the background and recovers by itself.

    It holds no connection of a login above row-level security, and logs why.
    """
    return ConnectionPool(
        url, min_size=1, max_size=size, timeout=WAIT_SECONDS, open=True, kwargs=_options(), configure=_require_below
    )


def async_pool(url: str, size: int) -> AsyncConnectionPool[AsyncConnection]:
    """A pool for queries, as `open_pool` is for commands; the caller opens it inside its event loop."""
    return AsyncConnectionPool(
        url,
        min_size=1,
        max_size=size,
        timeout=WAIT_SECONDS,
        open=False,
        kwargs=_options(),
        configure=_for_queries,
    )


def access_log_pool(url: str) -> AsyncConnectionPool[AsyncConnection]:
    """A small pool for the access log alone; the caller opens it inside its event loop.

    Its commits do not wait for the disk: a crash of the database may lose the last moments, a crash of the server
    nothing.
    """
    options = _options()
    options["options"] += " -c synchronous_commit=off -c statement_timeout=5s"
    return AsyncConnectionPool(
        url, min_size=1, max_size=3, timeout=WAIT_SECONDS, open=False, kwargs=options, configure=_async_require_below
    )


@contextmanager
def projector_connection(url: str) -> Iterator[Connection]:
    """A connection that acts as the projector's role, so that what one login has built another may replace.

    Raises OtherSchema, LoginAboveTenancy, LoginRefused.
    """
    with admitted(url) as connection:
        _require_below(connection, _PROJECTORS)
        require_latest(connection)
        connection.execute("set role samverka_projector")
        # Rows and bookmark are lost together, if at all, and then folded again: no need to wait for the disk.
        connection.execute("set synchronous_commit = off")
        connection.execute("set maintenance_work_mem = '256MB'")
        yield connection


@contextmanager
def single_connection(url: str) -> Iterator[Connection]:
    """A connection of one's own, for what is held as long as it lasts.

    Raises LoginAboveTenancy, psycopg.OperationalError.
    """
    with psycopg.connect(url, **_options()) as connection:
        _require_below(connection)
        yield connection


def refuse_unfit(url: str) -> str:
    """For commands and queries. Raises OtherSchema, LoginAboveTenancy, LoginRefused.

    A database that is away now is waited for by whoever uses it; returns why it is, or nothing.
    """
    try:
        with admitted(url) as connection:
            _require_below(connection)
            require_latest(connection)
    except psycopg.OperationalError as error:
        return str(error)
    return ""


def refuse_above(url: str) -> None:
    """For who is logged in. Raises LoginAboveTenancy, LoginRefused; a database that is away now is waited for."""
    with suppress(psycopg.OperationalError), admitted(url) as connection:
        _require_below(connection)


@contextmanager
def admitted(url: str) -> Iterator[Connection]:
    """A connection of a login that is let in. Raises LoginRefused, psycopg.OperationalError."""
    try:
        connection = psycopg.connect(url, **_options())
    except psycopg.OperationalError as error:
        # libpq gives no SQLSTATE of a connection that was not made.
        if _SHUT_OUT.search(str(error)):
            raise LoginRefused(str(error)) from error
        raise
    with connection:
        yield connection


_SHUT_OUT = re.compile(
    r"authentication failed|no password supplied|role .* does not exist|database .* does not exist"
    r"|no pg_hba.conf entry|not permitted to log in|permission denied for database"
)


def _require_below(connection: Connection, owned: str = _EVERYBODYS) -> None:
    found = connection.execute(_ABOVE, [owned]).fetchone()
    if found is not None:
        raise LoginAboveTenancy(found[0])


async def _for_queries(connection: AsyncConnection) -> None:
    # A view's row carries a decision or two as JSON: the standard library takes several times as long.
    set_json_loads(msgspec.json.decode, connection)
    await _async_require_below(connection)


async def _async_require_below(connection: AsyncConnection) -> None:
    found = await (await connection.execute(_ABOVE, [_EVERYBODYS])).fetchone()
    if found is not None:
        raise LoginAboveTenancy(found[0])


def _options() -> dict[str, Any]:
    # Compiling a query takes longer than any of these queries does.
    options = "-c TimeZone=UTC -c jit=off"
    return {"autocommit": True, "connect_timeout": 3, "application_name": "samverka", "options": options}


@contextmanager
def tenant_transaction(pool: ConnectionPool[Connection], tenant_id: str) -> Iterator[Connection]:
    """One transaction in which row-level security sees this tenant."""
    with unavailable_if_lost(), pool.connection() as connection, connection.transaction():
        connection.execute(_SET_TENANT, [tenant_id])
        yield connection


def find_views(connection: Connection) -> None:
    """Let the rest of this transaction find the views' tables without a schema: those of the builds that are live."""
    connection.execute(f"select {_FIND_VIEWS}")


@asynccontextmanager
async def async_tenant_transaction(
    pool: AsyncConnectionPool[AsyncConnection], tenant_id: str
) -> AsyncIterator[AsyncConnection]:
    """One read-only transaction, seeing one moment, in which row-level security sees this tenant.

    The views' tables are found without a schema: those of the builds that were live at that moment.
    Raises ReadTooLong; whatever waits then is cancelled, on the database too.
    """
    with unavailable_if_lost():
        async with _in_time(), pool.connection() as connection, connection.transaction():
            await connection.execute(_READ_ONLY)
            await connection.execute(_READ_AS, [tenant_id])
            yield connection


@asynccontextmanager
async def async_tenant_work(
    pool: AsyncConnectionPool[AsyncConnection], tenant_id: str
) -> AsyncIterator[AsyncConnection]:
    """The same for who writes rows beside the log too, and takes the time that it takes."""
    with unavailable_if_lost():
        async with pool.connection() as connection, connection.transaction():
            await connection.execute(_READ_AS, [tenant_id])
            yield connection


@asynccontextmanager
async def _in_time() -> AsyncIterator[None]:
    deadline = asyncio.timeout(READ_SECONDS)
    try:
        async with deadline:
            yield
    except TimeoutError as error:
        if deadline.expired():
            raise ReadTooLong from error
        raise


@contextmanager
def unavailable_if_lost() -> Iterator[None]:
    """Say of every lost connection, in one word, that the database is away; and so of one that is not prepared."""
    try:
        yield
    except _MISSING as error:
        raise NotPrepared(str(error).partition("\n")[0]) from error
    except (PoolTimeout, psycopg.OperationalError, psycopg.InterfaceError) as error:
        if is_about_input(error):
            raise
        raise DatabaseUnavailable(without_text(error)) from error


def is_about_input(error: BaseException) -> bool:
    """Whether the database refused what was sent, which sending it again does not mend."""
    state = getattr(error, "sqlstate", None) or ""
    return isinstance(error, psycopg.DataError | errors.CheckViolation) or state.startswith(_ABOUT_INPUT)


def without_text(error: BaseException) -> str:
    """The kind of an error, of a database's with SQLSTATE and constraint: the text may repeat what was sent.

    Only a database that is away has no content to repeat.
    """
    name = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    if isinstance(error, psycopg.Error) and error.sqlstate:
        return f"{name} [{' '.join(filter(None, (error.sqlstate, error.diag.constraint_name)))}]"
    is_away = isinstance(error, psycopg.OperationalError | DatabaseUnavailable)
    return f"{name}: {str(error).partition(_BREAK)[0]}" if is_away else name
