"""Reading rows of the log into recorded events."""

from datetime import datetime
from typing import Any, NamedTuple

from psycopg import AsyncCursor, Cursor
from psycopg.rows import RowMaker

from samverka_domain.kernel.aggregate import DomainEvent
from samverka_infra.event_log.mapper import StoredTenantEvent, decoded

COLUMNS = """position, tenant_id, stream_id, version, type, schema_version, payload::text as payload,
    recorded_at, actor, command_id, audience, region_id, addressed_to"""


class Row(NamedTuple):
    """One row of the log, as it lies there."""

    position: int
    tenant_id: str
    stream_id: str
    version: int
    type: str
    schema_version: int
    payload: str
    """JSON."""
    recorded_at: datetime
    actor: str
    command_id: str
    audience: str
    region_id: str | None
    addressed_to: list[str]


class RecordedEvent(NamedTuple):
    """An event with its place in the log and the circumstances of its recording."""

    position: int
    tenant_id: str
    stream_id: str
    recorded_at: datetime
    actor: str
    command_id: str
    event: DomainEvent


def row_factory(_cursor: Cursor[Any] | AsyncCursor[Any]) -> RowMaker[Row]:
    """For psycopg: rows of COLUMNS."""
    return Row._make


def recorded_event(row: Row) -> RecordedEvent:
    """The typed event of a row."""
    place = (row.stream_id, row.version, row.recorded_at)
    event = decoded(row.type, row.schema_version, row.payload.encode(), place, _columns(row))
    where = (row.position, row.tenant_id, row.stream_id, row.recorded_at)
    return RecordedEvent(*where, row.actor, row.command_id, event)


def stored_event(row: Row) -> StoredTenantEvent:
    """The row as eventsourcing's recorder hands it on."""
    return StoredTenantEvent(
        originator_id=row.stream_id,
        originator_version=row.version,
        topic=row.type,
        state=row.payload.encode(),
        schema_version=row.schema_version,
        audience=row.audience,
        columns=_columns(row),
        recorded_at=row.recorded_at,
    )


def _columns(row: Row) -> dict[str, Any]:
    return {"region_id": row.region_id, "addressed_to": row.addressed_to}
