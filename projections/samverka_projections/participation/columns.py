"""The matrix as its document and its page tell it: insats by insats, what is made of each municipality's standing."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_projections.insatser import BY_CODE, DescriptionFact, IdeaFact, PriorityFact, StruckFact
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import latest
from samverka_projections.memberships import MemberOnDay
from samverka_projections.participation.facts import Asker
from samverka_projections.participation.standings import Making, Standings


class Named(NamedTuple):
    """An insats as the matrix heads it."""

    insats_id: str
    code: str
    title: str
    priority: str | None


T = TypeVar("T")


@dataclass(frozen=True)
class Column(Generic[T]):
    """An insats, and what was made of the standing of each municipality."""

    insats: Named
    municipality_ids: Sequence[str]
    cells: Sequence[T]


async def insatser(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[Named]:
    """The insatser of a region in the order of the matrix."""
    region = "region_id = %(region_id)s"
    struck = f"select insats_id from {StruckFact.table} where {region} and {as_of.existed}"
    query = f"""
        select i.insats_id, i.code, d.title, p.priority
        from (select * from {IdeaFact.table} where {region} and {as_of.existed} and insats_id not in ({struck})) i
        join ({latest(DescriptionFact, as_of, region, "insats_id, title")}) d on d.insats_id = i.insats_id
        left join ({latest(PriorityFact, as_of, region, "insats_id, priority")}) p on p.insats_id = i.insats_id
        order by i.{BY_CODE}, i.insats_id
    """
    async with connection.cursor(row_factory=class_row(Named)) as cursor:
        await cursor.execute(query, as_of.values(region_id=region_id))
        return await cursor.fetchall()


async def columns(
    connection: AsyncConnection, region_id: str, belonging: Sequence[MemberOnDay], as_of: AsOf, making: Making[T]
) -> list[Column[T]]:
    """All insatser of the region, with what stands there for those who belong to it, or have left."""
    heads = await insatser(connection, region_id, as_of)
    facts = await Asker(connection, region_id, as_of).facts()
    standings = Standings(facts, belonging, as_of.day, making)
    return [_column(insats, standings) for insats in heads]


def rows_of(belonging: Sequence[MemberOnDay], standing: Collection[str]) -> list[MemberOnDay]:
    """The rows of the matrix: the municipalities among the members, and who has left and stands in an insats."""
    return [each for each in belonging if each.kommunkod and (not each.has_left or each.member_id in standing)]


def _column(insats: Named, standings: Standings[T]) -> Column[T]:
    ids = standings.municipality_ids(insats.insats_id)
    return Column(insats, ids, list(map(standings.row(insats.insats_id).__getitem__, ids)))
