"""Who joined which insats."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import strawberry
from psycopg import AsyncConnection
from strawberry import Parent

from samverka_domain.participation import Status
from samverka_graphql.kernel.context import Info, Question
from samverka_graphql.kernel.dashboards import MOST_INSATSER
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION, WHEN_DISCLOSED
from samverka_projections import insatser as insatser_view
from samverka_projections.insatser import InsatsThen
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MemberOnDay, RegionFact, members_of_all_times
from samverka_projections.participation import matrix as matrix_view
from samverka_projections.participation.columns import rows_of
from samverka_projections.participation.matrix import Cell

strawberry.enum(Status, name="Participation", description="How a municipality stands to an insats")


show(Cell, to=WHEN_DISCLOSED, hide=("request_id", "day"), also=("reason", "in_force"))


@dataclass(frozen=True)
class ParticipationMatrix:
    """Municipalities × insatser.

    All member municipalities in all insatser; cells insats by insats. Who has left stands where its part still runs.
    """

    municipalities: list[MemberOnDay]
    insatser: list[InsatsThen]
    cells: list[Cell]


show(ParticipationMatrix, to=TO_REGION)


@field("Every member municipality's standing")
async def participants(insats: Parent[InsatsThen], info: Info) -> list[Cell]:
    """Its row of the matrix, gathered with those of other insatser."""
    return await info.context.load(_participants(insats.region_id), insats.as_of, insats.insats_id) or []


@lru_cache(maxsize=1000)
def _participants(region_id: str) -> Question[list[Cell]]:
    """The same question each time, so that it is gathered."""

    async def ask(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, list[Cell]]:
        found: dict[str, list[Cell]] = {}
        for row in await matrix_view.participants(connection, region_id, ids, as_of):
            found.setdefault(row.insats_id, []).append(row)
        return found

    return ask


@field("Who joined which insats")
async def participation_matrix(region: Parent[RegionFact], info: Info) -> ParticipationMatrix:
    """Member municipalities × insatser."""
    shared, region_id, as_of = info.context.connection, region.region_id, region.as_of
    belonging = await members_of_all_times(shared, region_id, as_of)
    rows = await insatser_view.insatser(shared, region_id, as_of, limit=MOST_INSATSER)
    cells = await matrix_view.matrix(shared, region_id, as_of)
    return ParticipationMatrix(
        municipalities=rows_of(belonging, {cell.municipality_id for cell in cells}),
        insatser=rows,
        cells=cells,
    )
