"""The hours that an insats needs, and how many of them nobody has set aside yet."""

from strawberry import Parent

from samverka_domain.needs import NeededHours
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections.insatser import InsatsThen
from samverka_projections.needs import needed_hours_by_insats

show(NeededHours, to=TO_REGION)


@field("Hours that nobody has set aside yet")
def gap(hours: Parent[NeededHours]) -> int:
    """Never below nothing."""
    return hours.gap


@field("Hours that its approved directive or plan says are needed, against what is set aside; empty if none says")
async def needs(insats: Parent[InsatsThen], info: Info) -> list[NeededHours]:
    """Gathered with those of other insatser."""
    return await info.context.load(needed_hours_by_insats, insats.as_of, insats.insats_id) or []
