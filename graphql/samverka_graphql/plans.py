"""The region's action plan."""

from strawberry import Parent

from samverka_domain.plans import EffectGoal, FocusArea
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections import plans as plans_view
from samverka_projections.memberships import RegionFact
from samverka_projections.plans import PlanFact

show(FocusArea, to=TO_REGION)
show(EffectGoal, to=TO_REGION)
show(PlanFact, "ActionPlan", to=TO_REGION, id="plan_id", hide=("plan_version",))


@field(name="version")
def plan_version(plan: Parent[PlanFact]) -> str:
    """The plan's own version, such as 1.0."""
    return plan.plan_version


@field("Published action plans, oldest first")
async def action_plans(region: Parent[RegionFact], info: Info) -> list[PlanFact]:
    """With focus areas and effect goals."""
    return await plans_view.plans(info.context.connection, region.region_id, region.as_of)
