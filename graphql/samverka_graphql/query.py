"""The root of all reading."""

import strawberry

from samverka_graphql.access_log import access_log
from samverka_graphql.insatser import Insats
from samverka_graphql.kernel.context import DecidedAsOf, Info, KnownAt
from samverka_graphql.kernel.visibility import TO_SELF
from samverka_graphql.mandates import mandates
from samverka_graphql.municipalities import Municipality
from samverka_graphql.regions import Region, find_region
from samverka_graphql.requests import InterestRequest
from samverka_projections import insatser
from samverka_projections import memberships as memberships_view
from samverka_projections import requests as requests_view


@strawberry.type(description="The caller", directives=TO_SELF)
class Viewer:
    """A person acting for an organisation."""

    person_id: str
    organisation_id: strawberry.ID


@strawberry.type(description="Everything that can be read")
class Query:
    """Each field answers as far as row-level security lets the caller's organisation see."""

    @strawberry.field(description="Who is asking")
    def me(self, info: Info) -> Viewer:
        """By the token."""
        reader = info.context.reader
        return Viewer(person_id=reader.person_id, organisation_id=strawberry.ID(reader.tenant_id))

    @strawberry.field(description="The regions that the caller belongs to, or is")
    async def regions(self, info: Info, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None) -> list[Region]:
        """In order of organisationsnummer."""
        as_of = info.context.as_of(known_at, decided_as_of)
        return [Region.of(row, as_of) for row in await memberships_view.regions(info.context.connection, as_of)]

    @strawberry.field(description="A region by its förbund's organisationsnummer; null if there is none to see")
    async def region(
        self, info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None
    ) -> Region | None:
        """At the time asked about."""
        return await find_region(info, id, info.context.as_of(known_at, decided_as_of))

    @strawberry.field(description="A municipality by organisationsnummer; unset: the caller's own")
    async def municipality(
        self,
        info: Info,
        id: strawberry.ID | None = None,
        known_at: KnownAt = None,
        decided_as_of: DecidedAsOf = None,
    ) -> Municipality:
        """What the caller may see of it."""
        own = strawberry.ID(info.context.reader.tenant_id)
        return Municipality(id=id or own, as_of=info.context.as_of(known_at, decided_as_of))

    @strawberry.field(description="An insats; null if there is none to see")
    async def insats(
        self, info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None
    ) -> Insats | None:
        """At the time asked about."""
        as_of = info.context.as_of(known_at, decided_as_of)
        row = (await insatser.insatser_by_id(info.context.connection, [id], as_of)).get(id)
        return Insats.of(row, as_of) if row else None

    @strawberry.field(description="An interest request that was sent; null if there is none to see")
    async def interest_request(
        self, info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None
    ) -> InterestRequest | None:
        """At the time asked about."""
        as_of = info.context.as_of(known_at, decided_as_of)
        row = (await requests_view.requests_by_id(info.context.connection, [id], as_of)).get(id)
        return InterestRequest.of(row, as_of) if row else None

    access_log = strawberry.field(
        access_log,
        description="Who read, or was refused, what in the caller's organisation, newest first; "
        "for its auditor and administrator",
    )
    mandates = strawberry.field(
        mandates,
        description="Who holds which role or seat in the caller's organisation, and by which decision; "
        "for its auditor and administrator",
    )
