"""A selection of the log by whom and what it concerns, in the order of the days: for whoever audits it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from psycopg import Connection

from samverka_domain.insatser import Insats
from samverka_infra.event_log.rows import COLUMNS, Row, row_factory

DAY = """coalesce(payload #>> '{decision,decided_on}', payload ->> 'published_on',
    payload ->> 'received_on', payload ->> 'passed_on', payload ->> 'presented_on', payload -> 'taken' ->> 'since',
    payload ->> 'started_on', payload ->> 'begun_on', payload ->> 'stopped_on',
    to_char(recorded_at at time zone 'Europe/Stockholm', 'YYYY-MM-DD')) collate "C" """
"""As text, so that a row that cannot be read as what it should be does not stand in the way of the others."""

_ROOT = "tenant_id, stream_id, coalesce(payload ->> 'corrects', version::text)"
"""A decision and its corrections have it in common."""

_QUERY = f"""
select {COLUMNS} from samverka.events
where ({_ROOT}) in (
    select {_ROOT} from samverka.events
    where (%(insatser)s::text[] is null
           or payload ->> 'insats_id' = any (%(insatser)s) or stream_id = any (%(streams)s))
      and (%(organisation)s::text is null
           or tenant_id = %(organisation)s or %(organisation)s = any (addressed_to)
           or jsonb_path_exists(payload, '$.** ? (@ == $it)', jsonb_build_object('it', %(organisation)s::text)))
      and (%(person)s::text is null or actor = %(person)s
           or jsonb_path_exists(payload, '$.** ? (@ == $it)', jsonb_build_object('it', %(person)s::text)))
      and (%(since)s::date is null or {DAY} >= to_char(%(since)s::date, 'YYYY-MM-DD'))
      and (%(until)s::date is null or {DAY} <= to_char(%(until)s::date, 'YYYY-MM-DD'))
)
order by {DAY}, position limit %(limit)s
"""


@dataclass(frozen=True)
class Selection:
    """What an event must concern to be selected; None: whatever it is."""

    insatser: Sequence[str] | None = None
    """Ids, of which it concerns one."""
    organisation: str | None = None
    """Whose event it is, or whom it names or is addressed to."""
    person: str | None = None
    """Who recorded or decided it, or whom it names."""
    since: date | None = None
    """The first day of the decision, or else of the recording."""
    until: date | None = None
    """The last such day."""


def selected(connection: Connection, selection: Selection, limit: int) -> list[Row]:
    """What the connection may read, by day; a decision with its corrections if one of them was asked for."""
    streams = None if selection.insatser is None else [Insats.stream(each) for each in selection.insatser]
    values = {**asdict(selection), "streams": streams, "limit": limit}
    with connection.cursor(row_factory=row_factory) as cursor:
        return cursor.execute(_QUERY, values).fetchall()
