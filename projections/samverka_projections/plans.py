"""Published action plans: focus areas and effect goals."""

from collections.abc import Iterator
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.plans import ActionPlan, EffectGoal, FocusArea
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest
from samverka_projections.kernel.rows import key_of


@fact("published_plans", of=("plan_id",), keys=(("region_id", "plan_id", "position"),))
class PlanFact(Shared):
    """A published action plan (handlingsplan)."""

    plan_id: str
    title: str
    plan_version: str
    published_on: date
    focus_areas: tuple[FocusArea, ...]
    effect_goals: tuple[EffectGoal, ...]


def _published(event: ActionPlan.Published) -> Iterator[PlanFact]:
    content = event.content
    yield PlanFact(
        plan_id=key_of(event.originator_id),
        title=content.title,
        plan_version=event.version,
        published_on=event.published_on,
        focus_areas=content.focus_areas,
        effect_goals=content.effect_goals,
    )


PROJECTION = Projection("plans", 3, (_published,))


async def plans(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[PlanFact]:
    """The region's plans that are published on the day, oldest first."""
    query = latest(PlanFact, as_of, "region_id = %(region_id)s and published_on <= %(day)s")
    found = await ask(connection, PlanFact, query, as_of, region_id=region_id)
    return sorted(found, key=lambda plan: (plan.published_on, plan.plan_id))
