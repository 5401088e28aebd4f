"""The published action plans of a region: a row for each effect goal and insats that works towards it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samverka_domain.plans import EffectGoal
from samverka_projections.concerning import MOST
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.plans import PlanFact, plans
from samverka_services.downloads.columns import Columns, Listing, Value, filed, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.insatser import priority_of


@dataclass(frozen=True)
class _Working:
    plan: PlanFact
    goal: EffectGoal
    insats: InsatsThen | None
    """None where nothing works towards it yet."""

    @property
    def area(self) -> str | None:
        return next((each.title for each in self.plan.focus_areas if each.code == self.goal.focus_area), None)


_GOAL: dict[str, Value[_Working]] = {
    "plan": lambda row, _: row.plan.title,
    "plan-version": lambda row, _: row.plan.plan_version,
    "published-on": lambda row, _: row.plan.published_on,
    "focus-area-code": lambda row, _: row.goal.focus_area,
    "focus-area": lambda row, _: row.area,
    "goal-code": lambda row, _: row.goal.code,
    "goal": lambda row, _: row.goal.title,
}
_JUDGED: dict[str, Value[_Working]] = {
    "priority": lambda row, language: priority_of(row.insats, language) if row.insats else None
}
COLUMNS = Columns(filed(_GOAL) | named(lambda row: row.insats) | filed(_JUDGED))


@table_file("/regions/{regionId}/action-plans", "handlingsplan", "ActionPlans", COLUMNS)
async def published(inquiry: Inquiry) -> Listing[_Working]:
    """The published action plans, latest first: effect goals, and the insatser that work towards them."""
    region = await inquiry.region()
    known = await insatser(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    found = await plans(inquiry.connection, region.region_id, inquiry.as_of)
    rows = [row for plan in reversed(found) for row in _rows(plan, known)]
    return Listing(f"{inquiry.text('title.plans')}: {region.name}", COLUMNS, rows)


def _rows(plan: PlanFact, known: Sequence[InsatsThen]) -> Iterator[_Working]:
    own = [each for each in known if each.plan_id == plan.plan_id]
    for goal in plan.effect_goals:
        working: list[InsatsThen | None] = [each for each in own if goal.code in each.effect_goals]
        yield from (_Working(plan, goal, insats) for insats in working or [None])
