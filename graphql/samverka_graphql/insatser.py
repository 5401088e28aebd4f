"""Insatser: what other topics add their fields to."""

from typing import Annotated

import strawberry
from strawberry import Parent

from samverka_domain.ideas import Gist
from samverka_domain.kernel.decision import Body
from samverka_graphql.kernel.connections import After, Connection, First, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt, On
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections import insatser as insatser_view
from samverka_projections.concerning import MOST, Narrowing
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import RegionFact

InPhase = Annotated[str | None, strawberry.argument(description="Only those in this phase, such as INITIERA")]
DecidedBy = Annotated[Body | None, strawberry.argument(description="Only those about which this body decides next")]
Concerning = Annotated[
    strawberry.ID | None,
    strawberry.argument(description="Only those about which this municipality was asked, or in which it takes part"),
]
InArea = Annotated[str | None, strawberry.argument(description="Only those that serve this focus area, by its code")]
Towards = Annotated[str | None, strawberry.argument(description="Only those that serve this effect goal, by code")]
Overdue = Annotated[
    bool | None,
    strawberry.argument(description="Only those that are late with a review, a status report or a final report"),
]

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
    region: Parent[RegionFact],
    info: Info,
    first: First = 50,
    after: After = None,
    phase: InPhase = None,
    body: DecidedBy = None,
    municipality: Concerning = None,
    focus_area: InArea = None,
    effect_goal: Towards = None,
    overdue: Overdue = None,
) -> Connection[InsatsThen]:
    """A page, of those that are wanted."""
    wanted = Narrowing(phase, body, municipality, focus_area, effect_goal, overdue)
    purpose = f"insatser:{region.region_id}" if wanted.is_nothing else f"insatser:{region.region_id}:{wanted}"
    asked = page(info.context, purpose, first, after, region.as_of)
    begin = (str(asked.key[0]), str(asked.key[1])) if asked.key else ("", "")
    about = info.context.connection, region.region_id, asked.as_of
    rows = await insatser_view.insatser(*about, after=begin, limit=asked.limit if wanted.is_nothing else MOST)
    found = rows if wanted.is_nothing else await wanted.of(*about[:2], rows, asked.as_of)
    return asked.connection(found[: asked.limit], lambda row: [row.code_order, row.insats_id])


@field("The insatser that follow upon it, by code")
async def successors(insats: Parent[InsatsThen], info: Info) -> list[InsatsThen]:
    """Gathered with those of others."""
    found = await info.context.load(insatser_view.successors, insats.as_of, insats.insats_id)
    return found or []
