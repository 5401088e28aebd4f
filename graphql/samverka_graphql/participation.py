"""Who joined which insats."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from samverka_domain.answers import Stance
from samverka_domain.participation import Status
from samverka_graphql.kernel.visibility import TO_REGION, WHEN_DISCLOSED
from samverka_graphql.members import Member
from samverka_projections.participation.matrix import Cell as CellRow

if TYPE_CHECKING:
    from samverka_graphql.insatser import Insats

strawberry.enum(Status, name="Participation", description="How a municipality stands to an insats")
strawberry.enum(Stance, name="Stance", description="What a municipality answered")


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


@strawberry.type(description="Municipalities × insatser", directives=TO_REGION)
class ParticipationMatrix:
    """All member municipalities in all insatser; cells insats by insats."""

    municipalities: list[Member]
    insatser: list[Annotated["Insats", strawberry.lazy("samverka_graphql.insatser")]]
    cells: list[Cell]
