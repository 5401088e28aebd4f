"""Insatser."""

import strawberry

from samverka_graphql.history import HistoryEntry
from samverka_graphql.kernel.connections import After, Connection, First, connection, key_after, page_size
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_graphql.participation import Cell
from samverka_graphql.requests import InterestRequest
from samverka_projections import history as history_view
from samverka_projections.insatser import InsatsRow
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.participation import matrix as matrix_view
from samverka_projections.requests import NEWEST


@strawberry.type(description="What an insats is about, as the plan puts it", directives=TO_REGION)
class Gist:
    """Points."""

    benefits_short: list[str]
    benefits_long: list[str]
    activities: list[str]
    forbund_contributes: list[str]
    municipalities_contribute: list[str]


@strawberry.type(description="An insats: an initiative that municipalities may join", directives=TO_REGION)
class Insats:
    """An insats as it was then; `version` is for If-Match."""

    id: strawberry.ID
    region_id: strawberry.ID
    code: str
    title: str
    origin: str
    starts_with: str
    priority: str | None
    effect_goals: list[str]
    gist: Gist
    version: int
    as_of: strawberry.Private[AsOf]

    @strawberry.field(description="All interest requests about it, newest first")
    async def interest_requests(self, info: Info) -> list[InterestRequest]:
        """Gathered with those of other insatser."""
        rows = await info.context.loaders.requests_of.load((self.as_of, self.id))
        newest_first = sorted(rows, key=lambda row: -row.sent_position)
        return [InterestRequest.of(row, self.as_of) for row in newest_first]

    @strawberry.field(description="Every member municipality's standing")
    async def participants(self, info: Info) -> list[Cell]:
        """Its row of the matrix."""
        rows = await matrix_view.participants(info.context.connection, self.region_id, [self.id], self.as_of)
        return [Cell.of(row) for row in rows]

    @strawberry.field(description="Its history of decisions, newest first")
    async def history(self, info: Info, first: First = 50, after: After = None) -> Connection[HistoryEntry]:
        """A page of what the caller may see."""
        purpose = f"history:{self.id}"
        key = key_after(info.context, purpose, after)
        rows = await history_view.history(
            info.context.connection,
            self.id,
            self.as_of,
            before=int(key[0]) if key else NEWEST,
            limit=page_size(first) + 1,
        )
        return connection(info.context, purpose, rows, first, lambda row: [row.position], HistoryEntry.of)

    @classmethod
    def of(cls, row: InsatsRow, as_of: AsOf) -> "Insats":
        """From its row."""
        return cls(
            id=strawberry.ID(row.insats_id),
            region_id=strawberry.ID(row.region_id),
            code=row.code,
            title=row.title,
            origin=row.origin,
            starts_with=row.starts_with,
            priority=row.priority,
            effect_goals=row.effect_goals,
            gist=Gist(**row.gist),
            version=row.version,
            as_of=as_of,
        )
