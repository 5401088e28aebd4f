"""Insatser: their idea, their latest description and the e-råd's priority, at any time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.insatser import Gist, Insats
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import EXISTED, AsOf
from samverka_projections.kernel.building import Projection, Row, Table, as_json, key_of

_IDEAS = Table(
    "insats_ideas",
    (
        ("insats_id", "text not null"),
        ("code", "text not null"),
        ("origin", "text not null"),
        ("starts_with", "text not null"),
        ("plan_id", "text"),
    ),
    (("region_id", "code", "insats_id"), ("region_id", "insats_id")),
)

_DESCRIPTIONS = Table(
    "insats_descriptions",
    (
        ("insats_id", "text not null"),
        ("title", "text not null"),
        ("effect_goals", "text[] not null"),
        ("gist", "jsonb not null"),
    ),
    (("region_id", "insats_id", "position"),),
)

_PRIORITIES = Table(
    "insats_priorities",
    (("insats_id", "text not null"), ("priority", "text not null"), ("reason", "text not null")),
    (("region_id", "insats_id", "position"),),
)


def _idea_received(event: Insats.IdeaReceived, recorded: RecordedEvent) -> Iterator[Row]:
    insats_id = key_of(recorded.stream_id)
    yield "insats_ideas", (insats_id, event.code, event.origin.value, event.starts_with.value, event.plan_id)
    yield _description(insats_id, event.title, event.effect_goals, event.gist)


def _described(event: Insats.Described, recorded: RecordedEvent) -> Iterator[Row]:
    yield _description(key_of(recorded.stream_id), event.title, event.effect_goals, event.gist)


def _prioritised(event: Insats.Prioritised, recorded: RecordedEvent) -> Iterator[Row]:
    yield "insats_priorities", (key_of(recorded.stream_id), event.priority.value, event.decision.reason)


def _description(insats_id: str, title: str, effect_goals: tuple[str, ...], gist: Gist) -> Row:
    return "insats_descriptions", (insats_id, title, list(effect_goals), as_json(gist))


PROJECTION = Projection(
    name="insatser",
    version=1,
    tables=(_IDEAS, _DESCRIPTIONS, _PRIORITIES),
    feeds={
        Insats.IdeaReceived: _idea_received,
        Insats.Described: _described,
        Insats.Prioritised: _prioritised,
    },
)

_LATEST = f"""
select i.insats_id, i.region_id, i.code, i.origin, i.starts_with, i.plan_id, d.title, d.effect_goals, d.gist,
       p.priority, greatest(i.version, d.version, p.version) as version
from (select * from views.insats_ideas where {{chosen}} and {EXISTED}) i
cross join lateral (
    select title, effect_goals, gist, version from views.insats_descriptions
    where region_id = i.region_id and insats_id = i.insats_id and {EXISTED} order by position desc limit 1
) d
left join lateral (
    select priority, version from views.insats_priorities
    where region_id = i.region_id and insats_id = i.insats_id and {EXISTED} order by position desc limit 1
) p on true
"""

INSATSER = _LATEST.format(chosen="region_id = %(region_id)s")
"""A region's insatser as they were then."""

_PAGE = f"""
select * from ({INSATSER}) page
where (code, insats_id) > (%(after_code)s, %(after_id)s)
order by code, insats_id limit %(limit)s
"""

_BY_ID = _LATEST.format(chosen="insats_id = any (%(ids)s)")


@dataclass(frozen=True)
class InsatsRow:
    """An insats as it was then; `version` is the stream's, for If-Match."""

    insats_id: str
    region_id: str
    code: str
    origin: str
    starts_with: str
    plan_id: str | None
    title: str
    effect_goals: list[str]
    gist: dict[str, Any]
    priority: str | None
    version: int


async def insatser(
    connection: AsyncConnection, region_id: str, as_of: AsOf, *, after: tuple[str, str] = ("", ""), limit: int
) -> list[InsatsRow]:
    """A page of the region's insatser in order of code, after a key of (code, insats id)."""
    values = as_of.values(region_id=region_id, after_code=after[0], after_id=after[1], limit=limit)
    async with connection.cursor(row_factory=class_row(InsatsRow)) as cursor:
        await cursor.execute(_PAGE, values)
        return await cursor.fetchall()


async def insatser_by_id(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, InsatsRow]:
    """Those of the ids that the caller may see."""
    async with connection.cursor(row_factory=class_row(InsatsRow)) as cursor:
        await cursor.execute(_BY_ID, as_of.values(ids=list(ids)))
        return {row.insats_id: row for row in await cursor.fetchall()}
