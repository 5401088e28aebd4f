"""Who steers which insats, and the region's steering groups with their seats."""

from strawberry import Parent

from samverka_domain.steering_seats import Seating
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_OWNER, TO_REGION
from samverka_projections import steering as steering_view
from samverka_projections.insatser import InsatsThen
from samverka_projections.meetings import Attended
from samverka_projections.memberships import RegionFact
from samverka_projections.steering import GroupThen, LapsedSeat, SeatThen, SteeringFact

show(Seating, "SteeringSeating", to=TO_OWNER)
show(SteeringFact, "Steering", to=TO_REGION, hide=("number",), also=("decision", "in_force", "version"))
show(Attended, to=TO_REGION)
show(LapsedSeat, to=TO_REGION)
show(SeatThen, "SteeringSeat", to=TO_REGION, hide=("group_id", "number", "seatings"))
show(GroupThen, "SteeringGroup", to=TO_REGION, id="group_id", hide=("charter", "composed_by"))


@field("Who steers it, by stage")
async def steering(insats: Parent[InsatsThen], info: Info) -> list[SteeringFact]:
    """A body that acts as steering group, or a group."""
    return await info.context.load(steering_view.steering_by_insats, insats.as_of, insats.insats_id) or []


@field("The steering groups with their seats, and what is amiss; those that were dissolved last")
async def steering_groups(region: Parent[RegionFact], info: Info) -> list[GroupThen]:
    """By name."""
    context = info.context
    return await steering_view.steering_groups(
        context.connection, region.region_id, context.reader.tenant_id, region.as_of
    )
