"""The history of decisions."""

from datetime import date, datetime

import strawberry

from samverka_graphql.kernel.visibility import WHEN_DISCLOSED
from samverka_projections.history import DecisionRow


@strawberry.type(description="What was decided or happened, by whom, when and why", directives=WHEN_DISCLOSED)
class HistoryEntry:
    """An event as far as it is told; `actor` and `decided_by` are ids of persons or names of functions."""

    position: int
    type: str
    recorded_at: datetime
    decided_on: date | None
    organisation_id: strawberry.ID
    municipality_id: strawberry.ID | None
    actor: str
    body: str | None
    decided_by: str | None
    record_number: str | None
    reason: str

    @classmethod
    def of(cls, row: DecisionRow) -> "HistoryEntry":
        """From its row."""
        return cls(
            position=row.position,
            type=row.type,
            recorded_at=row.recorded_at,
            decided_on=row.decided_on,
            organisation_id=strawberry.ID(row.tenant_id),
            municipality_id=strawberry.ID(row.municipality_id) if row.municipality_id else None,
            actor=row.actor,
            body=row.body,
            decided_by=row.decided_by,
            record_number=row.record_number,
            reason=row.reason,
        )
