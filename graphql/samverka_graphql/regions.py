"""A region: its members, plans, insatser, requests, and the matrix."""

import strawberry

from samverka_graphql.insatser import Insats
from samverka_graphql.kernel.connections import After, Connection, First, connection, key_after, page_size
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_graphql.members import Member
from samverka_graphql.participation import Cell, ParticipationMatrix
from samverka_graphql.plans import ActionPlan
from samverka_graphql.requests import InterestRequest, InterestRequestDraft
from samverka_projections import insatser
from samverka_projections import memberships as memberships_view
from samverka_projections import plans as plans_view
from samverka_projections import requests as requests_view
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import Region as RegionRow
from samverka_projections.participation import matrix as matrix_view
from samverka_projections.requests import NEWEST

MOST_INSATSER = 1000
"""In one matrix."""


@strawberry.type(description="A kommunalförbund and its members, at the time asked about", directives=TO_REGION)
class Region:
    """What existed then, and nothing later."""

    id: strawberry.ID = strawberry.field(description="The förbund's organisationsnummer")
    name: str
    position: int = strawberry.field(description="Up to which event of the log this answer goes")
    as_of: strawberry.Private[AsOf]

    @strawberry.field(description="The members, by name")
    async def members(self, info: Info) -> list[Member]:
        """In Swedish order."""
        rows = await info.context.loaders.members.load((self.as_of, self.id))
        return [Member.of(row) for row in rows.values()]

    @strawberry.field(description="Published action plans, oldest first")
    async def action_plans(self, info: Info) -> list[ActionPlan]:
        """With focus areas and effect goals."""
        return [ActionPlan.of(row) for row in await plans_view.plans(info.context.connection, self.id, self.as_of)]

    @strawberry.field(description="The region's insatser, by code")
    async def insatser(self, info: Info, first: First = 50, after: After = None) -> Connection[Insats]:
        """A page."""
        purpose = f"insatser:{self.id}"
        key = key_after(info.context, purpose, after)
        rows = await insatser.insatser(
            info.context.connection,
            self.id,
            self.as_of,
            after=(str(key[0]), str(key[1])) if key else ("", ""),
            limit=page_size(first) + 1,
        )
        return connection(
            info.context,
            purpose,
            rows,
            first,
            lambda row: [row.code, row.insats_id],
            lambda row: Insats.of(row, self.as_of),
        )

    @strawberry.field(description="Interest requests that have been sent, newest first")
    async def interest_requests(
        self, info: Info, first: First = 50, after: After = None
    ) -> Connection[InterestRequest]:
        """A page."""
        purpose = f"requests:{self.id}"
        key = key_after(info.context, purpose, after)
        rows = await requests_view.requests(
            info.context.connection,
            self.id,
            self.as_of,
            before=int(key[0]) if key else NEWEST,
            limit=page_size(first) + 1,
        )
        return connection(
            info.context,
            purpose,
            rows,
            first,
            lambda row: [row.sent_position],
            lambda row: InterestRequest.of(row, self.as_of),
        )

    @strawberry.field(description="The caller's own requests that have not been sent")
    async def interest_request_drafts(self, info: Info) -> list[InterestRequestDraft]:
        """Empty for everybody but the förbund."""
        if info.context.reader.tenant_id != self.id:
            return []
        rows = await requests_view.drafts(info.context.connection, self.as_of)
        return [InterestRequestDraft.of(row) for row in rows]

    @strawberry.field(description="Who joined which insats")
    async def participation_matrix(self, info: Info) -> ParticipationMatrix:
        """Member municipalities × insatser."""
        shared = info.context.connection
        members = await info.context.loaders.members.load((self.as_of, self.id))
        rows = await insatser.insatser(shared, self.id, self.as_of, limit=MOST_INSATSER)
        cells = await matrix_view.matrix(shared, self.id, self.as_of)
        return ParticipationMatrix(
            municipalities=[Member.of(row) for row in members.values() if row.kommunkod],
            insatser=[Insats.of(row, self.as_of) for row in rows],
            cells=[Cell.of(row) for row in cells],
        )

    @classmethod
    def of(cls, row: RegionRow, as_of: AsOf) -> "Region":
        """From its row."""
        return cls(id=strawberry.ID(row.region_id), name=row.name, position=as_of.position, as_of=as_of)


async def find_region(info: Info, region_id: str, as_of: AsOf) -> Region | None:
    """The region if the caller may know of it."""
    row = await memberships_view.region(info.context.connection, region_id, as_of)
    return Region.of(row, as_of) if row else None
