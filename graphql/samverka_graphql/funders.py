"""Who funds an insats, and reads its reports."""

from strawberry import Parent

from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections.funders import FunderThen, funders_of
from samverka_projections.insatser import InsatsThen

show(FunderThen, "Funder", to=TO_REGION, id="funder_id", hide=("as_of", "number", "ended_number", "known_on"))


@field("The organisations that fund it, and from when to when each reads its reports")
async def funders(insats: Parent[InsatsThen], info: Info) -> list[FunderThen]:
    """Also those whose days are over."""
    found: list[FunderThen] | None = await info.context.load(funders_of, insats.as_of, insats.insats_id)
    return found or []
