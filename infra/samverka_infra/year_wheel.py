"""The days on which an organisation's bodies meet, and those of its budget work: rows of a tenant beside the log."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from psycopg import AsyncConnection, Connection
from psycopg.rows import dict_row

from samverka_domain.year_wheel import OwnDay, OwnDayKind

_KEEP = """
insert into samverka.year_wheel (tenant_id, day_id, kind, body, held_on, papers_by, note, entered_at)
values (samverka.current_tenant(), %(day_id)s, %(kind)s, %(body)s, %(held_on)s, %(papers_by)s, %(note)s, %(at)s)
on conflict (tenant_id, body, held_on) do update set
    kind = excluded.kind, papers_by = excluded.papers_by, note = excluded.note, entered_at = excluded.entered_at
"""
_FORGET = "delete from samverka.year_wheel where day_id = any (%s)"
_BETWEEN = """
select day_id, kind, body, held_on, papers_by, note, entered_at from samverka.year_wheel
where tenant_id = samverka.current_tenant() and held_on between %s and %s
order by held_on, body
"""


@dataclass(frozen=True)
class KeptDay:
    """An entry as it is kept."""

    day_id: str
    day: OwnDay
    entered_at: datetime
    """Or last changed."""


def keep(connection: Connection, day_id: str, day: OwnDay, at: datetime) -> None:
    """In the transaction of its tenant: an entry of the same body and day keeps its id, and says what is said now."""
    connection.execute(_KEEP, {**asdict(day), "day_id": day_id, "at": at})


def forget(connection: Connection, day_ids: Sequence[str]) -> None:
    """Some of the tenant's own."""
    connection.execute(_FORGET, [list(day_ids)])


async def between(connection: AsyncConnection, first: date, last: date) -> list[KeptDay]:
    """The tenant's own, both days counted, in their order."""
    async with connection.cursor(row_factory=dict_row) as cursor:
        return [_kept(**row) for row in await (await cursor.execute(_BETWEEN, [first, last])).fetchall()]


def _kept(day_id: str, entered_at: datetime, kind: str, **said: object) -> KeptDay:
    return KeptDay(day_id, OwnDay(kind=OwnDayKind(kind), **said), entered_at)  # type: ignore[arg-type]
