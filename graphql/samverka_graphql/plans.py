"""The region's action plan."""

from strawberry import Parent

from samverka_domain.kernel.decision import Decision
from samverka_domain.plans import EffectGoal, FocusArea
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_FORBUND, TO_REGION
from samverka_projections import plans as plans_view
from samverka_projections.memberships import RegionFact
from samverka_projections.plans import PlanFact, PlanStepFact, PlanThen

show(FocusArea, to=TO_REGION)
show(EffectGoal, to=TO_REGION)
show(PlanFact, "ActionPlan", to=TO_REGION, id="plan_id", hide=("plan_version",))

show(
    PlanStepFact,
    "PlanNote",
    to=TO_FORBUND,
    hide=("plan_id", "number", "content", "plan_version", "published"),
)
show(PlanThen, "ActionPlanDraft", to=TO_FORBUND, id="plan_id", hide=("steps",))


@field(name="version")
def plan_version(plan: Parent[PlanFact]) -> str:
    """The plan's own version, such as 1.0."""
    return plan.plan_version


@field("Published action plans, oldest first")
async def action_plans(region: Parent[RegionFact], info: Info) -> list[PlanFact]:
    """With focus areas and effect goals."""
    return await plans_view.plans(info.context.connection, region.region_id, region.as_of)


@field("The caller's own action plans that have not been published")
async def action_plan_drafts(region: Parent[RegionFact], info: Info) -> list[PlanThen]:
    """Empty for everybody but the förbund."""
    if info.context.reader.tenant_id != region.region_id:
        return []
    known = await plans_view.own_plans(info.context.connection, region.as_of)
    return [each for each in known if each.publication is None]


@field()
def title(draft: Parent[PlanThen]) -> str:
    """As it is worded so far."""
    return draft.content.title


@field()
def focus_areas(draft: Parent[PlanThen]) -> tuple[FocusArea, ...]:
    """As they are worded so far."""
    return draft.content.focus_areas


@field()
def effect_goals(draft: Parent[PlanThen]) -> tuple[EffectGoal, ...]:
    """As they are worded so far."""
    return draft.content.effect_goals


@field("The plan's own version so far, such as 0.5", name="version")
def draft_version(draft: Parent[PlanThen]) -> str:
    """That was noted last."""
    return draft.plan_version


@field("The number to give as If-Match when the draft is changed", name="if_match")
def version_to_match(draft: Parent[PlanThen]) -> int:
    """Of the plan's stream."""
    return draft.version


@field("The e-råd's approval of what it says; null while there is none")
def approval(draft: Parent[PlanThen]) -> Decision | None:
    """One that was given before it was changed counts no longer."""
    return draft.approval.decision if draft.approval else None


@field("The versions that were noted on its way, oldest first")
def notes(draft: Parent[PlanThen]) -> list[PlanStepFact]:
    """With what changed in each."""
    return [step for step in draft.steps if step.is_note]


@field(name="version")
def noted_version(note: Parent[PlanStepFact]) -> str | None:
    """The plan's own, such as 0.5."""
    return note.plan_version
