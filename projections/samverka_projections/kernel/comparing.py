"""What differs between two builds of a projection: which row, in which column, and what each says there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import Connection, sql

from samverka_projections.kernel.building import Build
from samverka_projections.kernel.fact import Fact

_AT_ONCE = 200
"""Positions whose rows are fetched together."""

# Of each row only its place and a digest of all that it says: of a large table the database sorts these alone.
_DIFFERENT = """
with live as (select position, md5(l::text)::uuid as said from {live} l),
    rebuilt as (select position, md5(r::text)::uuid as said from {rebuilt} r)
select position from (
    (select * from live except all select * from rebuilt)
    union all
    (select * from rebuilt except all select * from live)
) different
group by position order by position
"""

_SAID = "select position, to_jsonb(t) from {table} t where position = any(%s) order by position, t::text"

Row = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """Of one row. A row that only one of the two builds has differs in no column, but as a whole."""

    table: str
    position: int
    tenant_id: str
    about: dict[str, Any]
    """What the row is about, by the columns that say so."""
    column: str | None
    live: Any
    rebuilt: Any


def differences(connection: Connection, live: Build, rebuilt: Build) -> Iterator[Difference]:
    """Of two builds of one projection, table by table, in the order of the log; in one transaction."""
    for kind in live.projection.facts:
        # From now on until the transaction ends none of them is dropped.
        connection.execute(sql.SQL("select from {} limit 0").format(live.table(kind)))
    for kind in live.projection.facts:
        names = {"live": live.table(kind), "rebuilt": rebuilt.table(kind)}
        with connection.cursor(name="different") as cursor:
            cursor.execute(sql.SQL(_DIFFERENT).format(**names))
            while positions := [position for (position,) in cursor.fetchmany(_AT_ONCE)]:
                said = [_said(connection, table, positions) for table in names.values()]
                for position in positions:
                    yield from _of_position(kind, position, *(rows.get(position, []) for rows in said))


def _said(connection: Connection, table: sql.Identifier, positions: Sequence[int]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for position, row in connection.execute(sql.SQL(_SAID).format(table=table), [positions]):
        found.setdefault(position, []).append(row)
    return found


def _of_position(kind: type[Fact], position: int, live: list[Row], rebuilt: list[Row]) -> Iterator[Difference]:
    """Each row beside the one that it is most like."""
    only_live, only_rebuilt = _without(live, rebuilt), _without(rebuilt, live)
    for row in only_live:
        like = min(only_rebuilt, key=lambda other: len(_columns(row, other)), default=None)
        if like is None:
            yield _difference(kind, position, row, None, row, None)
        else:
            only_rebuilt.remove(like)
            for column in _columns(row, like):
                yield _difference(kind, position, row, column, row[column], like[column])
    for row in only_rebuilt:
        yield _difference(kind, position, row, None, None, row)


def _without(rows: Sequence[Row], others: Sequence[Row]) -> list[Row]:
    """The rows of which the others have none left: the same may stand there twice."""
    left, found = list(others), []
    for row in rows:
        if row in left:
            left.remove(row)
        else:
            found.append(row)
    return found


def _columns(row: Row, other: Row) -> list[str]:
    return [column for column in row if row[column] != other[column]]


def _difference(kind: type[Fact], position: int, row: Row, column: str | None, live: Any, rebuilt: Any) -> Difference:
    about = {name: row[name] for name in kind.of}
    return Difference(kind.table, position, row["tenant_id"], about, column, live, rebuilt)
