"""The published action plan: focus areas, effect goals, and the insatser that work towards them."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.plans import EffectGoal, FocusArea
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.plans import PlanFact, plans
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.visit import Visit

MOST_INSATSER = 500


@dataclass(frozen=True)
class GoalShown:
    """An effect goal, with what works towards it."""

    goal: EffectGoal
    insatser: Sequence[InsatsThen]


@dataclass(frozen=True)
class AreaShown:
    """A focus area with its goals."""

    area: FocusArea
    goals: Sequence[GoalShown]


@dataclass(frozen=True)
class PlanShown:
    """One plan."""

    plan: PlanFact
    areas: Sequence[AreaShown]
    covered: int


@page("/handlingsplan", "plan.html", Section.PLAN)
async def plan_page(visit: Visit) -> Sequence[PlanShown]:
    """The latest first."""
    region = visit.the_region
    known = await insatser(visit.connection, region.region_id, visit.as_of, limit=MOST_INSATSER)
    found = await plans(visit.connection, region.region_id, visit.as_of)
    return [_plan(plan, known) for plan in reversed(found)]


def _plan(plan: PlanFact, known: Sequence[InsatsThen]) -> PlanShown:
    own = [each for each in known if each.plan_id == plan.plan_id]
    goals = [GoalShown(goal, [each for each in own if goal.code in each.effect_goals]) for goal in plan.effect_goals]
    areas = [
        AreaShown(area, [shown for shown in goals if shown.goal.focus_area == area.code]) for area in plan.focus_areas
    ]
    return PlanShown(plan, areas, sum(bool(shown.insatser) for shown in goals))
