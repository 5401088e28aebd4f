"""The action plan (handlingsplan): versions on the way to publication, focus areas and effect goals."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.decision import Body, Decision, require_decided_by
from samverka_domain.kernel.rules import Rule, require, require_text

FIRST_VERSION = "0.1"
"""What a plan is until another version has been noted."""
_VERSION = re.compile(r"[0-9]{1,3}(\.[0-9]{1,3})+")


@dataclass(frozen=True)
class FocusArea:
    """A focus area (fokusområde): what a group of effect goals is about."""

    code: str
    title: str


@dataclass(frozen=True)
class EffectGoal:
    """An effect goal (effektmål), such as 4B, in the focus area that its code begins with."""

    code: str
    focus_area: str
    title: str


class ActionPlan(Aggregate):
    """A förbund's plan: its own draft until the directors have approved it and it is published."""

    class Drafted(Aggregate.Created):
        """A plan was begun."""

        audience = Audience.PRIVATE
        title: str
        focus_areas: tuple[FocusArea, ...]
        effect_goals: tuple[EffectGoal, ...]

    class VersionNoted(Aggregate.Event):
        """A version was made, or passed a station on its way."""

        audience = Audience.PRIVATE
        version: str
        noted_on: date
        by: str
        change: str

    class Revised(Aggregate.Event):
        """Focus areas or effect goals were changed before publication."""

        audience = Audience.PRIVATE
        title: str
        focus_areas: tuple[FocusArea, ...]
        effect_goals: tuple[EffectGoal, ...]

    class Approved(Aggregate.Event):
        """The municipal directors approved the plan."""

        audience = Audience.PRIVATE
        version: str
        decision: Decision

    class Published(Aggregate.Event):
        """The approved plan was opened to the region."""

        audience = Audience.TO_REGION
        region_id: str
        version: str
        published_on: date
        title: str
        focus_areas: tuple[FocusArea, ...]
        effect_goals: tuple[EffectGoal, ...]

    def __init__(self, title: str, focus_areas: tuple[FocusArea, ...], effect_goals: tuple[EffectGoal, ...]) -> None:
        self.title = title
        self.focus_areas = focus_areas
        self.effect_goals = effect_goals
        self.plan_version = FIRST_VERSION
        self.approved_version: str | None = None
        self.published_version: str | None = None

    @staticmethod
    def stream(plan_id: str) -> str:
        """The stream of a plan in its förbund's tenant."""
        return f"action-plan:{plan_id}"

    @classmethod
    def draft(
        cls,
        plan_id: str,
        title: str,
        focus_areas: tuple[FocusArea, ...],
        effect_goals: tuple[EffectGoal, ...],
        at: datetime,
    ) -> Self:
        """Begin a plan."""
        _require_consistent(title, focus_areas, effect_goals)
        return cls._create(
            cls.Drafted,
            id=cls.stream(plan_id),
            timestamp=at,
            title=title,
            focus_areas=focus_areas,
            effect_goals=effect_goals,
        )

    def revise(
        self,
        title: str,
        focus_areas: tuple[FocusArea, ...],
        effect_goals: tuple[EffectGoal, ...],
        at: datetime,
    ) -> None:
        """Change the content; an approval given before no longer counts."""
        self._require_unpublished()
        _require_consistent(title, focus_areas, effect_goals)
        self.trigger_event(
            self.Revised, title=title, focus_areas=focus_areas, effect_goals=effect_goals, timestamp=at
        )

    def note_version(self, version: str, noted_on: date, by: str, change: str, at: datetime) -> None:
        """Note that a version was made or handled: by whom, on which day, and what changed."""
        self._require_unpublished()
        require_text(by, "by", longest=300)
        require_text(change, "change", longest=500)
        self._require_no_step_back(version)
        self.trigger_event(self.VersionNoted, version=version, noted_on=noted_on, by=by, change=change, timestamp=at)

    def approve(self, decision: Decision, at: datetime) -> None:
        """The municipal directors approve the version at hand."""
        require_decided_by(decision, Body.KOMMUNDIREKTORER, at=at)
        self._require_unpublished()
        self.trigger_event(self.Approved, version=self.plan_version, decision=decision, timestamp=at)

    def publish(self, region_id: str, version: str, published_on: date, at: datetime) -> None:
        """Open the approved plan to the region."""
        self._require_unpublished()
        require(self.approved_version is not None, Rule.PLAN_NOT_APPROVED)
        self._require_no_step_back(version)
        self.trigger_event(
            self.Published,
            region_id=region_id,
            version=version,
            published_on=published_on,
            title=self.title,
            focus_areas=self.focus_areas,
            effect_goals=self.effect_goals,
            timestamp=at,
        )

    def require_goals(self, codes: tuple[str, ...]) -> None:
        """Refuse effect goals that the plan does not have."""
        known = {goal.code for goal in self.effect_goals}
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
    def _when_revised(
        self, title: str, focus_areas: tuple[FocusArea, ...], effect_goals: tuple[EffectGoal, ...]
    ) -> None:
        self.title = title
        self.focus_areas = focus_areas
        self.effect_goals = effect_goals
        self.approved_version = None

    @event(Approved)
    def _when_approved(self, version: str) -> None:
        self.approved_version = version

    @event(Published)
    def _when_published(self, version: str) -> None:
        self.plan_version = version
        self.published_version = version


def _require_consistent(title: str, focus_areas: tuple[FocusArea, ...], effect_goals: tuple[EffectGoal, ...]) -> None:
    require_text(title, "title", longest=300)
    parts: tuple[FocusArea | EffectGoal, ...] = (*focus_areas, *effect_goals)
    for part in parts:
        require_text(part.code, "code", longest=20)
        require_text(part.title, "title", longest=300)
    area_codes = [area.code for area in focus_areas]
    goal_codes = [goal.code for goal in effect_goals]
    _require_unique(area_codes)
    _require_unique(goal_codes)
    homeless = [goal.code for goal in effect_goals if goal.focus_area not in area_codes]
    require(not homeless, Rule.FOCUS_AREA_UNKNOWN, codes=", ".join(homeless))


def _require_unique(codes: list[str]) -> None:
    twice = sorted({code for code in codes if codes.count(code) > 1})
    require(not twice, Rule.CODE_TWICE, codes=", ".join(twice))


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
