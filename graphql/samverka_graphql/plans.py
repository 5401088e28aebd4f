"""The region's action plan."""

from datetime import date

import strawberry

from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections.plans import PlanRow


@strawberry.type(description="A focus area (fokusområde)", directives=TO_REGION)
class FocusArea:
    """What a group of effect goals is about."""

    code: str
    title: str


@strawberry.type(description="An effect goal (effektmål)", directives=TO_REGION)
class EffectGoal:
    """What insatser aim at."""

    code: str
    focus_area: str
    title: str


@strawberry.type(description="A published action plan (handlingsplan)", directives=TO_REGION)
class ActionPlan:
    """A plan as it was published."""

    id: strawberry.ID
    title: str
    version: str
    published_on: date
    focus_areas: list[FocusArea]
    effect_goals: list[EffectGoal]

    @classmethod
    def of(cls, row: PlanRow) -> "ActionPlan":
        """From its row."""
        return cls(
            id=strawberry.ID(row.plan_id),
            title=row.title,
            version=row.plan_version,
            published_on=row.published_on,
            focus_areas=[FocusArea(**area) for area in row.focus_areas],
            effect_goals=[EffectGoal(**goal) for goal in row.effect_goals],
        )
