"""The conditions of conditional answers."""

from strawberry import Parent

from samverka_domain.conditions import Mark
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_OWNER
from samverka_projections.conditions import ConditionThen, conditions_by_insats
from samverka_projections.insatser import InsatsThen

show(Mark, "ConditionMark", to=TO_OWNER)
show(ConditionThen, "Condition", to=TO_OWNER)


@field("What has been marked of municipalities' conditions for joining, and whether they have confirmed it")
async def conditions(insats: Parent[InsatsThen], info: Info) -> list[ConditionThen]:
    """As far as the caller may see."""
    return await info.context.load(conditions_by_insats, insats.as_of, insats.insats_id) or []
