"""Action plans: what a published one says, and for its own förbund the way that each has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from psycopg import AsyncConnection

from samverka_domain.plans import FIRST_VERSION, ActionPlan, EffectGoal, FocusArea, PlanContent
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Shared, fact, names
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


@fact("plan_steps", of=("plan_id",), keys=(("tenant_id", "plan_id", "position"),))
class PlanStepFact(Fact):
    """A step of a plan's way: what it says now, that a version was noted, that it was approved or published."""

    plan_id: str
    number: int
    """The version of the event in the plan's stream."""
    content: PlanContent | None = None
    plan_version: str | None = None
    """That was noted, approved or published."""
    day: date | None = None
    """Of a noted version, or of the publication."""
    by: str | None = None
    change: str | None = None
    published: bool = False

    @property
    def is_note(self) -> bool:
        """Whether a version was noted."""
        return self.change is not None


@dataclass(frozen=True)
class PlanThen:
    """An action plan of the förbund's own, as far as it has come."""

    plan_id: str
    steps: Sequence[PlanStepFact]
    """In the order in which they were recorded."""

    @property
    def content(self) -> PlanContent:
        """What it says."""
        return next(each.content for each in reversed(self.steps) if each.content)

    @property
    def version(self) -> int:
        """Of its stream, for If-Match."""
        return max(each.version for each in self.steps)

    @property
    def plan_version(self) -> str:
        """Its own, such as 0.5."""
        known = (each.plan_version for each in reversed(self.steps) if each.plan_version and not each.decision)
        return next(known, FIRST_VERSION)

    @property
    def approval(self) -> PlanStepFact | None:
        """The approval of what it says; one that was given before it was changed counts no longer."""
        said = max(number for number, each in enumerate(self.steps) if each.content)
        return next((each for each in reversed(self.steps[said:]) if each.decision), None)

    @property
    def publication(self) -> PlanStepFact | None:
        """When and as which version it was published, if it was."""
        return next((each for each in self.steps if each.published), None)


def _worded(event: ActionPlan.Drafted | ActionPlan.Revised) -> Iterator[PlanStepFact]:
    yield PlanStepFact(plan_id=key_of(event.originator_id), number=event.originator_version, content=event.content)


def _noted(event: ActionPlan.VersionNoted) -> Iterator[PlanStepFact]:
    yield PlanStepFact(
        plan_id=key_of(event.originator_id),
        number=event.originator_version,
        plan_version=event.version,
        day=event.noted_on,
        by=event.by,
        change=event.change,
    )


def _approved(event: ActionPlan.Approved) -> Iterator[PlanStepFact]:
    yield PlanStepFact(
        plan_id=key_of(event.originator_id), number=event.originator_version, plan_version=event.version
    )


def _went_out(event: ActionPlan.Published) -> Iterator[PlanStepFact]:
    yield PlanStepFact(
        plan_id=key_of(event.originator_id),
        number=event.originator_version,
        plan_version=event.version,
        day=event.published_on,
        published=True,
    )


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


PROJECTION = Projection("plans", 4, (_worded, _noted, _approved, _went_out, _published))


async def plans(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[PlanFact]:
    """The region's plans that are published on the day, oldest first."""
    query = latest(PlanFact, as_of, "region_id = %(region_id)s and published_on <= %(day)s")
    found = await ask(connection, PlanFact, query, as_of, region_id=region_id)
    return sorted(found, key=lambda plan: (plan.published_on, plan.plan_id))


async def own_plans(connection: AsyncConnection, as_of: AsOf) -> list[PlanThen]:
    """The caller's own plans, published or not; an approval may be dated before its draft."""
    query = f"""
        select {names(PlanStepFact)} from {PlanStepFact.table}
        where tenant_id = samverka.current_tenant() and {as_of.existed} order by plan_id, place
    """
    steps = await ask(connection, PlanStepFact, query, as_of)
    found = [PlanThen(plan_id, list(of_one)) for plan_id, of_one in groupby(steps, lambda step: step.plan_id)]
    return [each for each in found if any(step.content for step in each.steps)]
