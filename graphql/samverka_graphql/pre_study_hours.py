"""The hours that municipalities give to pre-studies."""

from strawberry import Parent

from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_graphql.memberships import Municipality
from samverka_projections.insatser import InsatsThen
from samverka_projections.pre_study_hours import PreStudyHoursFact, hours_given_by, hours_given_to

show(PreStudyHoursFact, "PreStudyHours", to=TO_REGION, also=("decision", "in_force", "version"))


@field("The hours that municipalities give to its pre-study; by that they take no part")
async def pre_study_hours(insats: Parent[InsatsThen], info: Info) -> list[PreStudyHoursFact]:
    """By municipality."""
    return await info.context.load(hours_given_to, insats.as_of, insats.insats_id) or []


@field("The hours that it gives to pre-studies; by that it takes no part")
async def given_pre_study_hours(municipality: Parent[Municipality], info: Info) -> list[PreStudyHoursFact]:
    """By insats."""
    return await hours_given_by(info.context.connection, municipality.municipality_id, municipality.as_of)
