"""Regions with their members, and one municipality's own view: what other topics add their fields to."""

from collections.abc import Sequence
from dataclasses import dataclass

import strawberry
from strawberry import Parent

from samverka_domain.belonging import MembershipStatus
from samverka_graphql.kernel.connections import After, Connection, First, newest_first, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt, On
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections import memberships as memberships_view
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Seen
from samverka_projections.memberships import MemberOnDay, MembershipOnDay, RegionFact

strawberry.enum(MembershipStatus, description="How far a membership has come")


@dataclass(frozen=True)
class Municipality(Seen):
    """A municipality as far as the caller may see it."""

    municipality_id: str
    as_of: AsOf


show(RegionFact, "Region", to=TO_REGION, id="region_id", also=("region_id",))
show(
    MemberOnDay,
    "Member",
    to=TO_REGION,
    id="member_id",
    hide=("valid_from", "consent", "connected"),
    also=("has_left", "not_connected"),
)
show(
    MembershipOnDay,
    "Membership",
    to=TO_REGION,
    hide=("consent", "connected", "invitation", "invited_at"),
    also=("region_id", "status"),
)
show(Municipality, to=TO_REGION, id="municipality_id", hide=("as_of",))


@field("The regions that the caller belongs to, or is")
async def regions(
    info: Info, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None, on: On = None
) -> list[RegionFact]:
    """In order of organisationsnummer."""
    as_of = await info.context.as_of(known_at, decided_as_of, on)
    return await memberships_view.regions(info.context.connection, as_of)


@field("A region by its förbund's organisationsnummer; null if there is none to see")
async def region(
    info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None, on: On = None
) -> RegionFact | None:
    """At the time asked about."""
    as_of = await info.context.as_of(known_at, decided_as_of, on)
    return await memberships_view.region(info.context.connection, id, as_of)


@field("A municipality by organisationsnummer; unset: the caller's own")
async def municipality(
    info: Info,
    id: strawberry.ID | None = None,
    known_at: KnownAt = None,
    decided_as_of: DecidedAsOf = None,
    on: On = None,
) -> Municipality:
    """What the caller may see of it."""
    return Municipality(id or info.context.reader.tenant_id, await info.context.as_of(known_at, decided_as_of, on))


@field("Its memberships and invitations in all förbund that the caller may see, the latest first")
async def memberships(municipality: Parent[Municipality], info: Info) -> list[MembershipOnDay]:
    """The caller's own are all there."""
    about = municipality.municipality_id, municipality.as_of
    return await memberships_view.memberships_of(info.context.connection, *about)


@field("All memberships and invitations, the latest first", name="memberships")
async def memberships_in_region(
    region: Parent[RegionFact], info: Info, first: First = 50, after: After = None
) -> Connection[MembershipOnDay]:
    """A page; also what was refused, taken back or left."""
    region_id, shared = region.region_id, info.context.connection
    asked = page(info.context, f"memberships:{region_id}", first, after, region.as_of)

    async def ask(before: int, limit: int) -> Sequence[MembershipOnDay]:
        return await memberships_view.memberships_in(shared, region_id, asked.as_of, before=before, limit=limit)

    return await newest_first(asked, ask, lambda row: row.invited_at)


@field("The place in time of this answer: as `knownAt` it gives the same answer for ever")
def token(region: Parent[RegionFact], info: Info) -> str:
    """Those of different moments cannot be compared."""
    return info.context.tokens.of(region.as_of.place)


@field("The members, by name")
async def members(region: Parent[RegionFact], info: Info) -> list[MemberOnDay]:
    """In Swedish order."""
    return list((await region_members(info, region.as_of, region.region_id)).values())


async def region_members(info: Info, as_of: AsOf, region_id: str) -> dict[str, MemberOnDay]:
    """A region's members by organisationsnummer, asked for once."""
    return await info.context.load(memberships_view.members_by_region, as_of, region_id) or {}
