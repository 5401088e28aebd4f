"""Insatser: what other topics add their fields to."""

import strawberry
from strawberry import Parent

from samverka_domain.ideas import Gist
from samverka_graphql.kernel.connections import After, Connection, First, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt, On
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections import insatser as insatser_view
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import RegionFact

show(Gist, to=TO_REGION)
show(
    InsatsThen, "Insats", to=TO_REGION, id="insats_id", hide=("plan_id", "code_order"), also=("region_id", "version")
)


@field("An insats; null if there is none to see")
async def insats(
    info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None, on: On = None
) -> InsatsThen | None:
    """At the time asked about."""
    as_of = await info.context.as_of(known_at, decided_as_of, on)
    return (await insatser_view.insatser_by_id(info.context.connection, [id], as_of)).get(id)


@field("The region's insatser, by code")
async def insatser(
    region: Parent[RegionFact], info: Info, first: First = 50, after: After = None
) -> Connection[InsatsThen]:
    """A page."""
    asked = page(info.context, f"insatser:{region.region_id}", first, after, region.as_of)
    begin = (str(asked.key[0]), str(asked.key[1])) if asked.key else ("", "")
    about = info.context.connection, region.region_id, asked.as_of
    rows = await insatser_view.insatser(*about, after=begin, limit=asked.limit)
    return asked.connection(rows, lambda row: [row.code_order, row.insats_id])


@field("The insatser that follow upon it, by code")
async def successors(insats: Parent[InsatsThen], info: Info) -> list[InsatsThen]:
    """Gathered with those of others."""
    found = await info.context.load(insatser_view.successors, insats.as_of, insats.insats_id)
    return found or []
