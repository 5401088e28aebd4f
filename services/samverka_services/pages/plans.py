"""Action plans: focus areas, effect goals and what works towards them; for the förbund, the way to the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.insatser import Priority
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import EffectGoal, FocusArea
from samverka_projections.analyses import AnalysisThen, analyses
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.plans import PlanFact, PlanThen, own_plans, plans
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit

MOST_INSATSER = 500
PLAN = "/handlingsplan/{plan_id}"


@dataclass(frozen=True)
class GoalShown:
    """An effect goal, with what is meant to work towards it."""

    goal: EffectGoal
    insatser: Sequence[InsatsThen]

    @property
    def is_covered(self) -> bool:
        """Whether something does: what the e-råd has declined does not."""
        return any(each.priority is not Priority.DECLINE for each in self.insatser)


@dataclass(frozen=True)
class AreaShown:
    """A focus area with its goals."""

    area: FocusArea
    goals: Sequence[GoalShown]

    @property
    def covered(self) -> int:
        """How many of its goals something works towards."""
        return sum(goal.is_covered for goal in self.goals)


@dataclass(frozen=True)
class Coverage:
    """What a plan wants, and what works towards it."""

    areas: Sequence[AreaShown]
    without_goal: Sequence[InsatsThen]
    """Insatser of the plan that work towards none of its goals."""

    @property
    def goals(self) -> Sequence[GoalShown]:
        """All of them."""
        return [goal for area in self.areas for goal in area.goals]

    @property
    def covered(self) -> int:
        """How many of the goals something works towards."""
        return sum(goal.is_covered for goal in self.goals)

    @property
    def uncovered(self) -> Sequence[GoalShown]:
        """The goals that nothing works towards."""
        return [goal for goal in self.goals if not goal.is_covered]


@dataclass(frozen=True)
class PlanShown:
    """A published plan."""

    plan: PlanFact
    coverage: Coverage
    analyses: Sequence[AnalysisThen]
    """Those that it is built on, as far as the reader sees them."""


@dataclass(frozen=True)
class PlansShown:
    """The published ones, the latest first; and those that the reader's own förbund has under way."""

    published: Sequence[PlanShown]
    under_way: Sequence[PlanThen]


@page("/handlingsplan", "plan.html", Section.PLAN)
async def plans_page(visit: Visit) -> PlansShown:
    """What the region works towards."""
    region = visit.the_region
    known = await insatser(visit.connection, region.region_id, visit.as_of, limit=MOST_INSATSER)
    found = await plans(visit.connection, region.region_id, visit.as_of)
    own = await own_plans(visit.connection, visit.as_of) if is_forbund(visit) else []
    built_on = await analyses(visit.connection, region.region_id, visit.as_of)
    return PlansShown(
        [PlanShown(plan, _coverage(plan, known), _of(plan.plan_id, built_on)) for plan in reversed(found)],
        [each for each in own if each.publication is None],
    )


def _of(plan_id: str, found: Sequence[AnalysisThen]) -> list[AnalysisThen]:
    return [each for each in found if each.plan_id == plan_id]


def is_forbund(visit: Visit) -> bool:
    """Whether the reader's organisation has plans of its own."""
    return visit.viewer.kind is OrganisationKind.KOMMUNALFORBUND


def _coverage(plan: PlanFact | PlanThen, known: Sequence[InsatsThen]) -> Coverage:
    said = plan.content if isinstance(plan, PlanThen) else plan
    own = [each for each in known if each.plan_id == plan.plan_id]
    goals = [GoalShown(goal, [each for each in own if goal.code in each.effect_goals]) for goal in said.effect_goals]
    areas = [
        AreaShown(area, [each for each in goals if each.goal.focus_area == area.code]) for area in said.focus_areas
    ]
    codes = {goal.code for goal in said.effect_goals}
    return Coverage(areas, [each for each in own if not codes & set(each.effect_goals)])


@dataclass(frozen=True)
class OwnPlan:
    """A plan of the reader's own förbund, on its way or published."""

    plan: PlanThen
    coverage: Coverage
    analyses: Sequence[AnalysisThen]


@page(PLAN, "own_plan.html", Section.PLAN, kinds=(FORBUND,))
async def own_plan_page(visit: Visit) -> OwnPlan:
    """Where it stands, its versions, and what it covers."""
    plan = await found_plan(visit)
    known = await insatser(visit.connection, visit.own, visit.as_of, limit=MOST_INSATSER)
    built_on = await analyses(visit.connection, visit.own, visit.as_of)
    return OwnPlan(plan, _coverage(plan, known), _of(plan.plan_id, built_on))


async def found_plan(visit: Visit) -> PlanThen:
    """The förbund's own plan that the address names."""
    own = await own_plans(visit.connection, visit.as_of)
    return there(next((each for each in own if each.plan_id == visit.path["plan_id"]), None))
