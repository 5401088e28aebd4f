"""What one organisation has decided, newest first, with what the förbund has addressed to it: for its own auditor."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from psycopg import AsyncConnection

from samverka_infra.event_log.rows import COLUMNS, Row, row_factory
from samverka_infra.event_log.selection import DAY

_MINE = """(tenant_id = (select samverka.current_tenant()) or position in (
    select position from samverka.event_addressees where organisation_id = (select samverka.current_tenant())
))"""
DEVIATIONS = {
    "long-after": """payload #>> '{decision,decided_on}' collate "C"
        < to_char(samverka.local_day(recorded_at) - %(long_after_days)s::int, 'YYYY-MM-DD')""",
    "on-behalf": "starts_with(type, 'InterestResponse') and addressed_to <> '{}'",
    "late": "payload ->> 'late' = 'true'",
    "overtaken": "payload #>> '{decision,overtaken}' = 'true'",
    "corrected": """exists (
        select from samverka.events c
        where c.tenant_id = e.tenant_id and c.stream_id = e.stream_id and c.payload ->> 'corrects' = e.version::text
    )""",
    "final-report-missing": "position = any (%(stops)s)",
}
"""By the name of a mark in a timeline: the condition for SQL that finds what bears it."""
_CONDITIONS = {
    "types": "type = any (%(types)s)",
    "person": "%(person)s in (actor, payload #>> '{decision,decided_by}')",
    "body": "payload #>> '{decision,body}' = %(body)s",
    "since": f"{DAY} >= to_char(%(since)s::date, 'YYYY-MM-DD')",
    "until": f"{DAY} <= to_char(%(until)s::date, 'YYYY-MM-DD')",
    "decided_as_of": f"{DAY} <= to_char(%(decided_as_of)s::date, 'YYYY-MM-DD')",
    "before": "position < %(before)s",
}
_RELATED = f"""
select {COLUMNS} from samverka.events e
join unnest(%(tenants)s::text[], %(streams)s::text[], %(versions)s::bigint[]) r (tenant, stream, number)
  on e.tenant_id = r.tenant and e.stream_id = r.stream
where e.version = r.number or e.payload ->> 'corrects' = r.number::text
"""


@dataclass(frozen=True)
class Audited:
    """Which decisions are wanted; what is unset does not matter."""

    position: int
    """None after it."""
    known: datetime
    """None recorded later."""
    long_after_days: int
    """Between a decision and its recording: what took longer is a deviation."""
    decided_as_of: date | None = None
    types: Sequence[str] | None = None
    """Names of events."""
    person: str | None = None
    """Who decided or recorded it."""
    body: str | None = None
    since: date | None = None
    """The first day of the decision, or else of the recording."""
    until: date | None = None
    deviations: Sequence[str] = ()
    """Names of marks, of which it bears one."""
    stops: Sequence[int] = ()
    """Where something was stopped that lacks its final report."""
    before: int | None = None


async def audited(connection: AsyncConnection, wanted: Audited, limit: int) -> list[Row]:
    """What the transaction's tenant has recorded, and what was addressed to it, newest first."""
    values = asdict(wanted)
    asked = [condition for name, condition in _CONDITIONS.items() if values[name] is not None]
    bears = " or ".join(f"({DEVIATIONS[name]})" for name in wanted.deviations)
    conditions = [
        _MINE,
        "position <= %(position)s and recorded_at <= %(known)s",
        *asked,
        *([f"({bears})"] if bears else []),
    ]
    query = f"""
        select {COLUMNS} from samverka.events e where {" and ".join(conditions)}
        order by position desc limit %(limit)s
    """
    return await _rows(connection, query, values | {"limit": limit})


async def related(connection: AsyncConnection, rows: Sequence[Row], targets: Sequence[int]) -> list[Row]:
    """The corrections of these rows, and what each corrects: `targets` has the version for each row, or its own."""
    places = {"tenants": [row.tenant_id for row in rows], "streams": [row.stream_id for row in rows]}
    found = await _rows(connection, _RELATED, places | {"versions": list(targets)})
    known = {row.position for row in rows}
    return [row for row in found if row.position not in known]


async def _rows(connection: AsyncConnection, query: str, values: dict[str, object]) -> list[Row]:
    async with connection.cursor(row_factory=row_factory) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchall()
