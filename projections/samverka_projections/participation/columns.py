"""The matrix as its document tells it: insats by insats, what was written of each municipality."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_projections.kernel.as_of import EXISTED, AsOf
from samverka_projections.participation.facts import Asker
from samverka_projections.participation.standings import Making, Standings

_INSATSER = f"""
select i.insats_id, i.code, d.title, p.priority
from (select * from views.insats_ideas where region_id = %(region_id)s and {EXISTED}) i
join (
    select distinct on (insats_id) insats_id, title from views.insats_descriptions
    where region_id = %(region_id)s and {EXISTED} order by insats_id, position desc
) d on d.insats_id = i.insats_id
left join (
    select distinct on (insats_id) insats_id, priority from views.insats_priorities
    where region_id = %(region_id)s and {EXISTED} order by insats_id, position desc
) p on p.insats_id = i.insats_id
order by i.code, i.insats_id
"""


class Named(NamedTuple):
    """An insats as the matrix heads it."""

    insats_id: str
    code: str
    title: str
    priority: str | None


@dataclass(frozen=True)
class Column:
    """An insats, and what was written of each municipality, in the order in which they were named."""

    insats: Named
    cells: Sequence[str]


async def insatser(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[Named]:
    """The insatser of a region in the order of the matrix."""
    async with connection.cursor(row_factory=class_row(Named)) as cursor:
        await cursor.execute(as_of.narrowed(_INSATSER), as_of.values(region_id=region_id))
        return await cursor.fetchall()


async def columns(
    connection: AsyncConnection, region_id: str, municipality_ids: Sequence[str], as_of: AsOf, writing: Making[str]
) -> list[Column]:
    """All insatser of the region, with what stands there for these municipalities."""
    heads = await insatser(connection, region_id, as_of)
    facts = await Asker(connection, region_id, as_of).facts()
    standings = Standings(facts, municipality_ids, as_of.day, writing)
    return [
        Column(insats, list(map(standings.row(insats.insats_id).__getitem__, municipality_ids))) for insats in heads
    ]
