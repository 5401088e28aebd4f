"""Reading the whole log, as the projector does, and a tenant's log, as `samverka log` does."""

from collections.abc import Sequence

from psycopg import AsyncConnection, Connection

from samverka_domain.kernel.registry import known_types
from samverka_infra.event_log.rows import COLUMNS, RecordedEvent, Row, recorded_event, row_factory

_PAGE = f"""
select {COLUMNS} from samverka.events
where position > %(after)s and position <= %(until)s
  and (%(types)s::text[] is null or type = any (%(types)s) or type <> all (%(known)s))
order by position
"""

STREAM = f"select {COLUMNS} from samverka.events where tenant_id = %s and stream_id = %s order by version"
"""What the transaction's tenant may read of one stream of any tenant."""

STREAMS = f"""
select {COLUMNS} from samverka.events
where (tenant_id, stream_id) in (select * from unnest(%s::text[], %s::text[])) order by version
"""
"""The same of several, by their tenants and names."""

_AT = f"select {COLUMNS} from samverka.events where position = %s"

_TENANT_LOG = f"""
select {COLUMNS} from samverka.events
where position > %(after)s and (%(stream)s::text is null or stream_id = %(stream)s)
order by position limit %(limit)s
"""


def head(connection: Connection) -> int:
    """The last position of the log; 0 while it is empty."""
    found = connection.execute("select position from samverka.log_head").fetchone()
    assert found is not None
    return int(found[0])


def page(connection: Connection, after: int, until: int, types: Sequence[str] | None = None) -> list[RecordedEvent]:
    """The events of `page_rows`. Raises whatever an event raises that cannot be read."""
    return [recorded_event(row) for row in page_rows(connection, after, until, types)]


def page_rows(connection: Connection, after: int, until: int, types: Sequence[str] | None = None) -> list[Row]:
    """The rows after a position and up to another, of these types or of all: positions have no gaps.

    Rows of types that nobody here knows are among them: they may concern whoever reads.
    """
    values = {"after": after, "until": until, "types": list(types) if types is not None else None}
    with connection.cursor(binary=True, row_factory=row_factory) as cursor:
        return cursor.execute(_PAGE, {**values, "known": known_types()}).fetchall()


def rows(connection: Connection, stream: str | None, after: int, limit: int) -> list[Row]:
    """What the transaction's tenant may read of the log, or of one stream, as it lies there."""
    with connection.cursor(row_factory=row_factory) as cursor:
        return cursor.execute(_TENANT_LOG, {"after": after, "stream": stream, "limit": limit}).fetchall()


async def stream(connection: AsyncConnection, tenant_id: str, stream_id: str) -> list[RecordedEvent]:
    """What the transaction's tenant may read of a stream, in order of version."""
    async with connection.cursor(row_factory=row_factory) as cursor:
        await cursor.execute(STREAM, [tenant_id, stream_id])
        return [recorded_event(row) for row in await cursor.fetchall()]


async def at(connection: AsyncConnection, position: int) -> RecordedEvent | None:
    """The event at a position, if the transaction's tenant may read it."""
    async with connection.cursor(row_factory=row_factory) as cursor:
        found = await (await cursor.execute(_AT, [position])).fetchone()
    return recorded_event(found) if found else None
