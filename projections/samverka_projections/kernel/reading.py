"""Asking the views: the latest facts that existed then, as instances of the class that says what is wanted."""

from typing import Any, TypeVar

import msgspec
from psycopg import AsyncConnection
from psycopg.rows import dict_row

from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Replaceable, Seen, columns, names

NEWEST = 2**62
"""Before every position: the first page."""

AnySeen = TypeVar("AnySeen", bound=Seen)


def stream_version(position: str) -> str:
    """For SQL: the version then of the stream of the event at a position, as far as the reader may see it.

    Also what puts something earlier right, and what had been overtaken when it was recorded, is a version.
    """
    return f"""(
        select max(other.version) from samverka.events said
        join samverka.events other on (other.tenant_id, other.stream_id) = (said.tenant_id, said.stream_id)
        where said.position = {position} and other.position <= %(position)s
    )"""


def existing(kind: type[Fact], as_of: AsOf) -> str:
    """A condition for SQL: the facts of a kind that existed then; if an earlier day is described, those that held."""
    return f"{as_of.existed}{_held(kind, as_of)}"


def latest(kind: type[Fact], as_of: AsOf, where: str, wanted: str | None = None) -> str:
    """The question for the latest fact about each thing that existed then, among those that fulfil a condition.

    The last in the log counts, and a correction counts where what it corrects stands. Where a day of decision is
    asked about, the last that was decided by then; where an earlier day is described, the last that held on it.
    """
    chosen = wanted or names(kind)
    if issubclass(kind, Replaceable):
        return f"select {chosen} from {kind.table} where {where} and {_standing(kind, as_of)}"
    of = ", ".join(kind.of)
    return f"""
        select distinct on ({of}) {chosen} from {kind.table} where {where} and {existing(kind, as_of)}
        order by {of}, place desc, position desc
    """


def _standing(kind: type[Replaceable], as_of: AsOf) -> str:
    """A condition for SQL: the facts that nothing had replaced, found without putting all in order."""
    waits = _waits(kind, as_of)
    if as_of.decided_as_of is None and not waits:
        return as_of.stood
    return f"""{as_of.may_stand("%(day)s" if waits else "%(effective_on)s")}{_held(kind, as_of)} and (
        superseded_on is distinct from %(ever)s or not exists ({_later(kind, as_of)})
    )"""


def _later(kind: type[Replaceable], as_of: AsOf) -> str:
    """What had replaced the fact of the question around it."""
    same = " and ".join(f"later.{column} = {kind.table}.{column}" for column in ("region_id", *kind.of))
    return f"""
        select from (select * from {kind.table} where {existing(kind, as_of)}) later
        where {same} and (later.place, later.position) > ({kind.table}.place, {kind.table}.position)
    """


def latest_beside(kind: type[Fact], as_of: AsOf, where: str, wanted: str) -> str:
    """The same for one thing, given by the row that it is joined to: for `lateral`."""
    return f"""
        select {wanted} from {kind.table} where {where} and {as_of.existed} order by place desc, position desc limit 1
    """


def _held(kind: type[Fact], as_of: AsOf) -> str:
    return f" and {kind.takes_effect_on} <= %(day)s" if _waits(kind, as_of) else ""


def _waits(kind: type[Fact], as_of: AsOf) -> bool:
    return as_of.looks_back and kind.takes_effect_on is not None


async def ask(
    connection: AsyncConnection,
    kind: type[AnySeen],
    query: str,
    as_of: AsOf,
    *,
    prepare: bool | None = None,
    **values: Any,
) -> list[AnySeen]:
    """The rows of a question whose columns are the fields of a class; `prepare` as psycopg takes it."""
    versioned = as_of.whole_versions and _tells_stream(kind)
    if versioned:
        query = f"select asked.*, {stream_version('asked.position')} as of_stream from ({query}) asked"
    async with connection.cursor(row_factory=dict_row) as cursor:
        await cursor.execute(query, as_of.values(**values), prepare=prepare)
        rows: Any = list[kind]  # type: ignore[valid-type]
        known = await cursor.fetchall()
        found: list[AnySeen] = msgspec.convert([*map(_versioned, known)] if versioned else known, rows)
    for row in found:
        row.as_of = as_of
    return found


def _tells_stream(kind: type[Seen]) -> bool:
    named = {column.name for column in columns(kind)}
    return {"position", "version"} <= named and (not issubclass(kind, Fact) or kind.tells_stream)


def _versioned(row: dict[str, Any]) -> dict[str, Any]:
    """A row with the version of its stream; the reader may not be let see more of it than what the row says."""
    of_stream = row.pop("of_stream", None)
    return row if of_stream is None else {**row, "version": max(row["version"], of_stream)}
