"""Who joined which insats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import strawberry
from psycopg import AsyncConnection
from strawberry import Parent

from samverka_domain.answers import Stance
from samverka_domain.participation import Status
from samverka_graphql.kernel.context import Info, Question
from samverka_graphql.kernel.dashboards import MOST_INSATSER
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION, WHEN_DISCLOSED
from samverka_graphql.memberships import region_members
from samverka_projections import insatser as insatser_view
from samverka_projections.insatser import InsatsThen
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MemberOnDay, RegionFact
from samverka_projections.participation import matrix as matrix_view
from samverka_projections.participation.matrix import Cell as CellRow

strawberry.enum(Status, name="Participation", description="How a municipality stands to an insats")


@strawberry.type(description="One municipality's standing in one insats", directives=WHEN_DISCLOSED)
class Cell:
    """A cell of the matrix; `hours` whole hours, `thousand_kronor` whole thousands, over all years."""

    insats_id: strawberry.ID
    municipality_id: strawberry.ID
    status: Status
    declined_part: bool = strawberry.field(description="Whether DECLINED means that it declined to take part")
    round: str | None
    answer: Stance | None = strawberry.field(description="Its latest answer, also beside a part")
    late: bool
    on_behalf: bool
    conditions: str
    reason: str
    record_number: str | None
    hours: int | None
    thousand_kronor: int | None
    valid_from: date | None
    valid_to: date | None
    leaves_on: date | None = strawberry.field(description="The first day without the part, if its end is decided")
    decided_on: date | None
    recorded_at: datetime | None

    @classmethod
    def of(cls, row: CellRow) -> "Cell":
        """From its row."""
        values: dict[str, Any] = {name: value for name, value in vars(row).items() if name != "request_id"}
        return cls(**values)


@dataclass(frozen=True)
class ParticipationMatrix:
    """Municipalities × insatser.

    All member municipalities in all insatser; cells insats by insats.
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
            found.setdefault(row.insats_id, []).append(Cell.of(row))
        return found

    return ask


@field("Who joined which insats")
async def participation_matrix(region: Parent[RegionFact], info: Info) -> ParticipationMatrix:
    """Member municipalities × insatser."""
    shared, region_id, as_of = info.context.connection, region.region_id, region.as_of
    members = await region_members(info, as_of, region_id)
    rows = await insatser_view.insatser(shared, region_id, as_of, limit=MOST_INSATSER)
    cells = await matrix_view.matrix(shared, region_id, as_of)
    return ParticipationMatrix(
        municipalities=[member for member in members.values() if member.kommunkod],
        insatser=rows,
        cells=[Cell.of(row) for row in cells],
    )
