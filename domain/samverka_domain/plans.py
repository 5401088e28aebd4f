"""The action plan (handlingsplan): versions on the way to publication, focus areas and effect goals."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Code, Day, Listed, Path, Text, Title, Value, place
from samverka_domain.kernel.rules import Rule, require

FIRST_VERSION = "0.1"
"""What a plan is until another version has been noted."""
_VERSION = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})+")


@dataclass(frozen=True)
class FocusArea(Value):
    """A focus area (fokusområde): what a group of effect goals is about."""

    code: Code
    title: Title


@dataclass(frozen=True)
class EffectGoal(Value):
    """An effect goal (effektmål), such as 4B, in the focus area that its code begins with."""

    code: Code
    focus_area: Code
    title: Title


@dataclass(frozen=True)
class PlanContent(Value):
    """What a plan says."""

    title: Title
    focus_areas: Annotated[tuple[FocusArea, ...], Listed(50)]
    effect_goals: Annotated[tuple[EffectGoal, ...], Listed(200)]

    def require_sensible(self, path: Path) -> None:
        """Refuse a code that stands twice, and a goal in a focus area that there is not."""
        areas, goals = [area.code for area in self.focus_areas], (*path, "effect_goals")
        require_unique(areas, (*path, "focus_areas"))
        require_unique((goal.code for goal in self.effect_goals), goals)
        homeless = [goal.code for goal in self.effect_goals if goal.focus_area not in areas]
        require(not homeless, Rule.FOCUS_AREA_UNKNOWN, **place(goals), codes=", ".join(homeless))


class ActionPlan(Aggregate):
    """A förbund's plan: its own draft until the directors have approved it and it is published."""

    class Event(Aggregate.Event):
        """Base of a plan's events: what all of them say."""

        audience = Audience.PRIVATE
        bodies = (Body.KOMMUNDIREKTORER,)
        thing = Thing("plan")
        region_id: str

    class Drafted(Event, Aggregate.Created):
        """A plan was begun."""

        content: PlanContent

    class VersionNoted(Event):
        """A version was made, or passed a station on its way."""

        version: str
        noted_on: Day
        by: Title
        change: Annotated[str, Text(500)]

    class Revised(Event):
        """Focus areas or effect goals were changed before publication."""

        content: PlanContent

    class Approved(Event):
        """The municipal directors approved the plan."""

        version: str
        decision: Decision

    class Published(Event):
        """The approved plan was opened to the region."""

        audience = Audience.TO_REGION
        version: str
        published_on: Day
        content: PlanContent

        @property
        def own_day(self) -> date:
            """The day of publication."""
            return self.published_on

    class Corrected(Correction, Event):
        """An approval was put right."""

    def __init__(self, region_id: str, content: PlanContent) -> None:
        self.region_id = region_id
        self.content = content
        self.plan_version = FIRST_VERSION
        self.approved_version: str | None = None
        self.published_version: str | None = None

    @staticmethod
    def stream(plan_id: str) -> str:
        """The stream of a plan in its förbund's tenant."""
        return f"action-plan:{plan_id}"

    @classmethod
    def draft(cls, plan_id: str, region_id: str, content: PlanContent, at: datetime) -> Self:
        """Begin a plan."""
        return cls.begin(cls.Drafted, cls.stream(plan_id), at, region_id=region_id, content=content)

    def revise(self, content: PlanContent, at: datetime) -> None:
        """Change the content; an approval given before no longer counts."""
        self._require_unpublished()
        self.record(self.Revised, at, content=content)

    def note_version(self, version: str, noted_on: date, by: str, change: str, at: datetime) -> None:
        """Note that a version was made or handled: by whom, on which day, and what changed."""
        self._require_unpublished()
        self._require_no_step_back(version)
        self.record(self.VersionNoted, at, version=version, noted_on=noted_on, by=by, change=change)

    def approve(self, decision: Decision, at: datetime) -> None:
        """Approve the version at hand, as the municipal directors."""
        self._require_unpublished()
        self.record(self.Approved, at, version=self.plan_version, decision=decision)

    def publish(self, version: str, published_on: date, at: datetime) -> None:
        """Open the approved plan to the region."""
        self._require_unpublished()
        require(self.approved_version is not None, Rule.PLAN_NOT_APPROVED)
        self._require_no_step_back(version)
        self.record(self.Published, at, version=version, published_on=published_on, content=self.content)

    def require_goals(self, codes: tuple[str, ...]) -> None:
        """Refuse effect goals that the plan does not have."""
        known = {goal.code for goal in self.content.effect_goals}
        unknown = [code for code in codes if code not in known]
        require(not unknown, Rule.EFFECT_GOAL_UNKNOWN, codes=", ".join(unknown))

    def _require_unpublished(self) -> None:
        require(self.published_version is None, Rule.PLAN_ALREADY_PUBLISHED, version=self.published_version)

    def _require_no_step_back(self, version: str) -> None:
        readable = _VERSION.fullmatch(version) is not None
        forward = readable and _number(version) >= _number(self.plan_version)
        require(forward, Rule.PLAN_VERSION_NOT_NEWER, version=version, current=self.plan_version)

    @event(VersionNoted)
    def _when_version_noted(self, version: str) -> None:
        self.plan_version = version

    @event(Revised)
    def _when_revised(self, content: PlanContent) -> None:
        self.content, self.approved_version = content, None

    @event(Approved)
    def _when_approved(self, version: str) -> None:
        self.approved_version = version

    @event(Published)
    def _when_published(self, version: str) -> None:
        self.plan_version = self.published_version = version


def require_unique(codes: Iterable[str], path: Path) -> None:
    """Refuse codes of which one stands twice; `path` is where they are listed."""
    listed = list(codes)
    same = list(map(same_code, listed))
    twice = sorted({code for code in listed if same.count(same_code(code)) > 1})
    require(not twice, Rule.CODE_TWICE, **place(path), codes=", ".join(twice))


def same_code(code: str) -> str:
    """What codes have in common that people take for the same."""
    return code.strip().casefold()


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
