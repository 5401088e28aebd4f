"""An insats: an initiative that municipalities may choose to join. Here: the idea and the e-råd's priority."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.decision import Body, Decision, require_decided_by, require_reason
from samverka_domain.kernel.rules import Rule, require, require_text


class Origin(StrEnum):
    """Where an idea came from."""

    POLITICS = "POLITICS"
    OFFICIAL = "OFFICIAL"
    MUNICIPALITY = "MUNICIPALITY"
    NETWORK = "NETWORK"
    GOVERNING_DOCUMENT = "GOVERNING_DOCUMENT"


class StartsWith(StrEnum):
    """Whether an insats begins with a pre-study or at once as a project."""

    PRE_STUDY = "PRE_STUDY"
    PROJECT = "PROJECT"


class Priority(StrEnum):
    """The e-råd's judgement of an idea."""

    START_NOW = "START_NOW"
    WAIT = "WAIT"
    DECLINE = "DECLINE"


@dataclass(frozen=True)
class Gist:
    """What an insats is about, as the action plan puts it."""

    benefits_short: tuple[str, ...] = ()
    benefits_long: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    forbund_contributes: tuple[str, ...] = ()
    municipalities_contribute: tuple[str, ...] = ()


class Insats(Aggregate):
    """An initiative of a förbund, open to its region from the first idea."""

    class IdeaReceived(Aggregate.Created):
        """An idea reached the förbund."""

        audience = Audience.TO_REGION
        region_id: str
        code: str
        title: str
        origin: Origin
        starts_with: StartsWith
        plan_id: str | None
        effect_goals: tuple[str, ...]
        gist: Gist

    class Described(Aggregate.Event):
        """Title, effect goals or gist were changed."""

        audience = Audience.TO_REGION
        region_id: str
        title: str
        effect_goals: tuple[str, ...]
        gist: Gist

    class Prioritised(Aggregate.Event):
        """The e-råd decided to start now, to wait, or to decline."""

        audience = Audience.TO_REGION
        region_id: str
        priority: Priority
        decision: Decision

    def __init__(self, region_id: str, code: str, title: str, plan_id: str | None) -> None:
        self.region_id = region_id
        self.code = code
        self.title = title
        self.plan_id = plan_id
        self.priority: Priority | None = None

    @staticmethod
    def stream(insats_id: str) -> str:
        """The stream of an insats in its förbund's tenant."""
        return f"insats:{insats_id}"

    @classmethod
    def receive_idea(
        cls,
        insats_id: str,
        region_id: str,
        code: str,
        title: str,
        origin: Origin,
        starts_with: StartsWith,
        plan_id: str | None,
        effect_goals: tuple[str, ...],
        gist: Gist,
        at: datetime,
    ) -> Self:
        """Record an idea; `effect_goals` are codes of the plan that it belongs to."""
        require_text(code, "code", longest=20)
        _require_described(title, effect_goals, gist, plan_id)
        return cls._create(
            cls.IdeaReceived,
            id=cls.stream(insats_id),
            timestamp=at,
            region_id=region_id,
            code=code,
            title=title,
            origin=origin,
            starts_with=starts_with,
            plan_id=plan_id,
            effect_goals=effect_goals,
            gist=gist,
        )

    def describe(self, title: str, effect_goals: tuple[str, ...], gist: Gist, at: datetime) -> None:
        """Change title, effect goals or gist."""
        _require_described(title, effect_goals, gist, self.plan_id)
        self.trigger_event(
            self.Described,
            region_id=self.region_id,
            title=title,
            effect_goals=effect_goals,
            gist=gist,
            timestamp=at,
        )

    def prioritise(self, priority: Priority, decision: Decision, at: datetime) -> None:
        """Record the e-råd's priority; waiting and declining need a reason."""
        require_decided_by(decision, Body.E_RAD, at=at)
        require(priority is not self.priority, Rule.PRIORITY_UNCHANGED, priority=priority)
        if priority is not Priority.START_NOW:
            require_reason(decision)
        self.trigger_event(
            self.Prioritised,
            region_id=self.region_id,
            priority=priority,
            decision=decision,
            timestamp=at,
        )

    def require_started(self) -> None:
        """Refuse what presupposes that the e-råd has decided to start."""
        require(self.priority is not Priority.DECLINE, Rule.INSATS_DECLINED, title=self.title)
        require(self.priority is Priority.START_NOW, Rule.INSATS_NOT_PRIORITISED, title=self.title)

    @event(Described)
    def _when_described(self, title: str) -> None:
        self.title = title

    @event(Prioritised)
    def _when_prioritised(self, priority: Priority) -> None:
        self.priority = priority


def _require_described(title: str, effect_goals: tuple[str, ...], gist: Gist, plan_id: str | None) -> None:
    require_text(title, "title", longest=300)
    twice = sorted({code for code in effect_goals if effect_goals.count(code) > 1})
    require(not twice, Rule.CODE_TWICE, codes=", ".join(twice))
    require(plan_id is not None or not effect_goals, Rule.EFFECT_GOAL_UNKNOWN, codes=", ".join(effect_goals))
    for field in fields(gist):
        for point in getattr(gist, field.name):
            require_text(point, "gist", longest=500)
