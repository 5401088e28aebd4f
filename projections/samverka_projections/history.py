"""The history of an insats: every decision and happening that concerns it, with who, when and why.

It holds what was recorded as it was recorded: corrections are entries of their own, and so is what was overtaken.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from typing import Any

import msgspec
from psycopg import AsyncConnection

from samverka_domain.answers import InterestResponse
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import EVENT_TYPES, Aggregate, DomainEvent, field_names
from samverka_domain.kernel.limits import Path, place
from samverka_domain.kernel.order import decision_of
from samverka_domain.kernel.registry import AGGREGATES
from samverka_infra.event_log.rows import COLUMNS, RecordedEvent, recorded_event, row_factory
from samverka_projections.disclosure import HistoryOpening, entries_open, settles
from samverka_projections.insatser import IdeaFact
from samverka_projections.kernel.as_of import MINE, AsOf
from samverka_projections.kernel.fact import Fact, Position, fact, names, row
from samverka_projections.kernel.projection import Projection, fold_of
from samverka_projections.kernel.reading import ask
from samverka_projections.kernel.rows import key_of


@fact("history", keys=(("insats_id", "position"), ("request_id",)))
class HistoryFact(Fact):
    """What was decided or happened, by whom, when and why."""

    tells_stream = False

    type: str
    insats_id: str
    municipality_id: str | None
    request_id: str | None
    actor: str
    why: str
    about_answer: bool

    @property
    def reason(self) -> str:
        """Why it was decided, or happened."""
        return self.why

    @property
    def decided_on(self) -> date | None:
        """The day of the decision, if it was one."""
        return self.decision.decided_on if self.decision else None


_SAID_ELSEWHERE = field_names(Aggregate.Created) | {
    "decision",
    "region_id",
    "insats_id",
    "municipality_id",
    "request_id",
    "addressed_to",
}
"""By an entry's own fields, or by where it stands."""


@row
class HistoryEntry(HistoryFact):
    """What was decided or happened, by whom, when and why."""

    corrects: Position | None
    """The position of the entry that this one puts right"""
    corrected_by: Position | None
    """The position of the entry that puts this one right"""


@dataclass(frozen=True)
class ContentPart:
    """A part of what an entry says: where it stands, as a JSON pointer, and what it is."""

    pointer: str
    value: str


@dataclass(frozen=True)
class TypedPart(ContentPart):
    """A part with what it is in the domain: its value, and the field that says it, or one of its rows."""

    said: Any
    owner: type
    field: str


def concerning_insatser() -> tuple[type[DomainEvent], ...]:
    """Every class of events that concern an insats: those of its own stream, and those that name one."""
    assert AGGREGATES
    return tuple(
        each for each in EVENT_TYPES.values() if each.aggregate_class is Insats or "insats_id" in field_names(each)
    )


def _entry(event: DomainEvent, recorded: RecordedEvent) -> Iterator[HistoryFact]:
    decision = decision_of(event)
    key = key_of(event.originator_id)
    about_answer = event.aggregate_class is InterestResponse
    yield HistoryFact(
        type=event.type_name,
        insats_id=getattr(event, "insats_id", key),
        municipality_id=getattr(event, "municipality_id", None),
        request_id=getattr(event, "request_id", None),
        actor=recorded.actor,
        why=decision.reason if decision else getattr(event, "reason", ""),
        about_answer=about_answer,
    )


PROJECTION = Projection(
    "history",
    6,
    (fold_of(_entry, concerning_insatser()), entries_open),
    as_recorded=True,
    settle=settles(HistoryFact, HistoryOpening),
)


async def contents(
    connection: AsyncConnection, positions: Sequence[str], as_of: AsOf
) -> dict[str, tuple[TypedPart, ...]]:
    """By position, what was recorded there, as far as the log tells it to the caller; dates and numbers as text."""
    query = f"select {COLUMNS} from samverka.events where position = any (%(positions)s) and position <= %(position)s"
    async with connection.cursor(row_factory=row_factory) as cursor:
        await cursor.execute(query, as_of.values(positions=[int(each) for each in positions]))
        found = [recorded_event(each) for each in await cursor.fetchall()]
    return {str(each.position): tuple(content_of(each.event)) for each in found}


def content_of(event: Any) -> Iterator[TypedPart]:
    """Everything that an event says and its entry does not."""
    for each in fields(event):
        if each.name not in _SAID_ELSEWHERE:
            yield from _parts(getattr(event, each.name), (each.name,), type(event))


def _parts(value: Any, path: Path, owner: type) -> Iterator[TypedPart]:
    if is_dataclass(value):
        for each in fields(value):
            yield from _parts(getattr(value, each.name), (*path, each.name), type(value))
    elif isinstance(value, tuple):
        for number, each_row in enumerate(value):
            yield from _parts(each_row, (*path, number), owner)
    elif value is not None:
        plain = msgspec.to_builtins(value)
        text = plain if isinstance(plain, str) else json.dumps(plain)
        field = next(each for each in reversed(path) if isinstance(each, str))
        yield TypedPart(place(path)["pointer"], text, value, owner, field)


async def history(
    connection: AsyncConnection,
    insats_id: str,
    as_of: AsOf,
    *,
    municipality_id: str | None = None,
    before: int,
    limit: int,
) -> list[HistoryEntry]:
    """A page of what the caller may see of an insats's history, newest first, before a position.

    Of one municipality's if one is named. What can be seen is the region's or one's own. Read along its key from the
    newest on, until the page is full.
    """
    region = f"(select region_id from {IdeaFact.table} where insats_id = %(insats_id)s limit 1)"
    of_one = "" if municipality_id is None else "and municipality_id = %(municipality_id)s"
    query = _newest("%(insats_id)s", f"region_id = {region} or {MINE}", as_of, of_one)
    return await ask(
        connection,
        HistoryEntry,
        query,
        as_of,
        insats_id=insats_id,
        municipality_id=municipality_id,
        before=min(before, as_of.position + 1),
        limit=limit,
    )


async def news(
    connection: AsyncConnection, region_ids: Sequence[str], as_of: AsOf, *, after: int = 0, before: int, limit: int
) -> list[HistoryEntry]:
    """The same over all insatser that the caller may see: of these regions' and one's own, after a position too.

    Read along the key of each insats.
    """
    query = _of_all("position > %(after)s", as_of, "position desc")
    until, ids = min(before, as_of.position + 1), list(region_ids)
    return await ask(connection, HistoryEntry, query, as_of, region_ids=ids, after=after, before=until, limit=limit)


async def entries_where(
    connection: AsyncConnection, region_ids: Sequence[str], as_of: AsOf, condition: str, *, limit: int, **values: Any
) -> list[HistoryEntry]:
    """The same of what fulfils a condition, newest first."""
    query = _of_all(condition, as_of, "position desc")
    known = {"region_ids": list(region_ids), "before": as_of.position + 1, "limit": limit, **values}
    return await ask(connection, HistoryEntry, query, as_of, **known)


async def entries(
    connection: AsyncConnection,
    region_ids: Sequence[str],
    as_of: AsOf,
    *,
    insats_id: str | None = None,
    municipality_id: str | None = None,
    days: tuple[date, date] = (date.min, date.max),
    after: int,
    limit: int,
) -> list[HistoryEntry]:
    """The same of the insatser of these regions alone, oldest first.

    Of one insats, of one municipality, and decided from one day to another, if that is wanted.
    """
    conditions = [
        "position > %(after)s and effective_on between %(first)s and %(last)s",
        *(["insats_id = %(insats_id)s"] if insats_id else []),
        *(["municipality_id = %(municipality_id)s"] if municipality_id else []),
    ]
    return await ask(
        connection,
        HistoryEntry,
        _of_all(" and ".join(conditions), as_of, "position", "region_id = any (%(region_ids)s)"),
        as_of,
        region_ids=list(region_ids),
        insats_id=insats_id,
        municipality_id=municipality_id,
        first=days[0],
        last=days[1],
        after=after,
        before=as_of.position + 1,
        limit=limit,
    )


def _of_all(also: str, as_of: AsOf, order: str, insatser: str = "true") -> str:
    of_each = _ordered("i.insats_id", f"region_id = any (%(region_ids)s) or {MINE}", as_of, f"and {also}", order)
    return f"""
        select n.* from (select distinct insats_id from {IdeaFact.table} where {insatser}) i
        cross join lateral ({of_each}) n
        order by n.{order} limit %(limit)s
    """


def _newest(insats_id: str, which: str, as_of: AsOf, also: str) -> str:
    return _ordered(insats_id, which, as_of, also, "position desc")


def _ordered(insats_id: str, which: str, as_of: AsOf, also: str, order: str) -> str:
    return f"""
        select {names(HistoryFact)}, case when place <> position then place end as corrects,
               case when {as_of.corrected} then corrected_at end as corrected_by
        from {HistoryFact.table}
        where insats_id = {insats_id} and position < %(before)s {also} and {as_of.recorded} and ({which})
        order by {order} limit %(limit)s
    """
