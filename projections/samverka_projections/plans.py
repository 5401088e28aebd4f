"""Published action plans: focus areas and effect goals."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.plans import ActionPlan
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import EXISTED, AsOf
from samverka_projections.kernel.building import Projection, Row, Table, as_json, key_of

_PUBLISHED = Table(
    "published_plans",
    (
        ("plan_id", "text not null"),
        ("plan_version", "text not null"),
        ("published_on", "date not null"),
        ("title", "text not null"),
        ("focus_areas", "jsonb not null"),
        ("effect_goals", "jsonb not null"),
    ),
    (("region_id", "plan_id", "position"),),
)


def _published(event: ActionPlan.Published, recorded: RecordedEvent) -> Iterator[Row]:
    areas = as_json(event.focus_areas)
    goals = as_json(event.effect_goals)
    plan_id = key_of(recorded.stream_id)
    yield "published_plans", (plan_id, event.version, event.published_on, event.title, areas, goals)


PROJECTION = Projection(
    name="action_plans", version=1, tables=(_PUBLISHED,), feeds={ActionPlan.Published: _published}
)

_PLANS = f"""
select distinct on (plan_id) plan_id, plan_version, published_on, title, focus_areas, effect_goals
from views.published_plans
where region_id = %(region_id)s and {EXISTED}
order by plan_id, position desc
"""


@dataclass(frozen=True)
class PlanRow:
    """A published plan."""

    plan_id: str
    plan_version: str
    published_on: date
    title: str
    focus_areas: list[dict[str, Any]]
    effect_goals: list[dict[str, Any]]


async def plans(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[PlanRow]:
    """The region's published plans, oldest first."""
    async with connection.cursor(row_factory=class_row(PlanRow)) as cursor:
        query = f"select * from ({_PLANS}) p order by published_on, plan_id"
        await cursor.execute(query, as_of.values(region_id=region_id))
        return await cursor.fetchall()
