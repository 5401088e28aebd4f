"""The region's networks."""

from strawberry import Parent

from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections import networks as networks_view
from samverka_projections.memberships import RegionFact
from samverka_projections.networks import NetworkFact

show(NetworkFact, "Network", to=TO_REGION, id="network_id", also=("version",))


@field("The networks that stand, by name")
async def networks(region: Parent[RegionFact], info: Info) -> list[NetworkFact]:
    """By the name that each had then."""
    return await networks_view.networks(info.context.connection, region.region_id, region.as_of)
