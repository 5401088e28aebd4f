"""Analyses before action plans: what the e-råd has taken note of to the region, working copies to the förbund."""

from strawberry import Parent

from samverka_domain.analyses import AnalysisContent, NetworkNeed, ProposedFocusArea
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections import analyses as analyses_view
from samverka_projections.analyses import AnalysisStepFact, AnalysisThen
from samverka_projections.memberships import RegionFact

for _part in (NetworkNeed, ProposedFocusArea, AnalysisContent):
    show(_part, to=TO_REGION)
show(
    AnalysisStepFact,
    "AnalysisVersion",
    to=TO_REGION,
    hide=("analysis_id", "plan_id", "title", "number_of_event"),
    also=("decision", "recorded_at"),
)
show(AnalysisThen, "Analysis", to=TO_REGION, id="analysis_id", hide=("as_of", "region_id"))


@field("The förbund's analyses that the caller may see something of, in the order in which they began")
async def analyses(region: Parent[RegionFact], info: Info) -> list[AnalysisThen]:
    """Each for an action plan."""
    found = await analyses_view.analyses(info.context.connection, region.region_id, region.as_of)
    return [each for each in found if each.versions]
