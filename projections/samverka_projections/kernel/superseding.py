"""Which fact was replaced by which: so that the latest of each kind are found without putting all in order.

A row says at which place in the log, and when, the next fact about the same thing came. Like the moment of opening
it is filled in afterwards, and says nothing that the facts themselves do not.
"""

from psycopg import sql

from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.building import Writer

SUPERSEDED = (("superseded_at", "bigint"), ("superseded_when", "timestamptz"))
"""Columns of a table whose facts replace one another."""

LATEST = "(superseded_at is null or superseded_at > %(position)s)"
"""The facts that nothing had replaced at the position."""

LATEST_KNOWN = "(superseded_at is null or superseded_at > %(position)s or superseded_when > %(known_at)s)"
"""The facts that nothing known then had replaced."""


def latest(as_of: AsOf) -> str:
    """The condition on facts of which later ones may be left out; where a day is asked about, those are needed."""
    if as_of.decided_as_of is not None:
        return "true"
    return LATEST if as_of.known_at is None else LATEST_KNOWN


_SUPERSEDE = """
update {table} earlier
set superseded_at = later.position, superseded_when = later.recorded_at
from (
    select position, recorded_at, lag(position) over (partition by {key} order by position) as replaces
    from {table} {chosen}
) later
where earlier.position = later.replaces
"""

_OF_PAGE = "where superseded_at is null and ({key}) in (select {key} from {table} where position >= %s)"


def supersede(writer: Writer, page: list[RecordedEvent] | None, table: str, key: tuple[str, ...]) -> None:
    """Note at the earlier facts which of the page's facts, or of all, have replaced them; one fact per event."""
    names = {"table": writer.table(table), "key": sql.SQL(", ").join(map(sql.Identifier, key))}
    if page is None:
        writer.cursor.execute(sql.SQL(_SUPERSEDE).format(chosen=sql.SQL(""), **names))
    elif page:
        chosen = sql.SQL(_OF_PAGE).format(**names)
        writer.cursor.execute(sql.SQL(_SUPERSEDE).format(chosen=chosen, **names), [page[0].position])
