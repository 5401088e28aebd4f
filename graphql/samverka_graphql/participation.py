"""Who joined which insats."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated

import strawberry

from samverka_graphql.kernel.visibility import TO_REGION, WHEN_DISCLOSED
from samverka_graphql.members import Member
from samverka_projections.participation.matrix import Cell as CellRow

if TYPE_CHECKING:
    from samverka_graphql.insatser import Insats


@strawberry.enum(description="How a municipality stands to an insats")
class Participation(Enum):
    """From not asked to resources set aside; the three strengths of yes are never mixed up."""

    NOT_ASKED = "NOT_ASKED"
    UNANSWERED = "UNANSWERED"
    OVERDUE = "OVERDUE"
    NOT_DISCLOSED = "NOT_DISCLOSED"
    DECLINED = "DECLINED"
    WITHDRAWN = "WITHDRAWN"
    CONDITIONAL = "CONDITIONAL"
    INTERESTED = "INTERESTED"
    TAKING_PART = "TAKING_PART"
    RESOURCES_SET_ASIDE = "RESOURCES_SET_ASIDE"
    ENDED = "ENDED"


@strawberry.type(description="One municipality's standing in one insats", directives=WHEN_DISCLOSED)
class Cell:
    """A cell of the matrix; `hours` whole hours, `thousand_kronor` whole thousands, over all years."""

    insats_id: strawberry.ID
    municipality_id: strawberry.ID
    status: Participation
    round: str | None
    late: bool
    on_behalf: bool
    conditions: str
    reason: str
    record_number: str | None
    hours: int | None
    thousand_kronor: int | None
    valid_from: date | None
    valid_to: date | None
    decided_on: date | None
    recorded_at: datetime | None

    @classmethod
    def of(cls, row: CellRow) -> "Cell":
        """From its row."""
        return cls(
            insats_id=strawberry.ID(row.insats_id),
            municipality_id=strawberry.ID(row.municipality_id),
            status=Participation(row.status),
            round=row.round,
            late=row.late,
            on_behalf=row.on_behalf,
            conditions=row.conditions,
            reason=row.reason,
            record_number=row.record_number,
            hours=row.hours,
            thousand_kronor=row.thousand_kronor,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            decided_on=row.decided_on,
            recorded_at=row.recorded_at,
        )


@strawberry.type(description="Municipalities × insatser", directives=TO_REGION)
class ParticipationMatrix:
    """All member municipalities in all insatser; cells insats by insats."""

    municipalities: list[Member]
    insatser: list[Annotated["Insats", strawberry.lazy("samverka_graphql.insatser")]]
    cells: list[Cell]
