"""The idea of an insats: where it came from, and what it is called and is for."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.limits import Code, Id, Listed, Path, Text, Title, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.plans import require_unique
from samverka_domain.steps import StartsWith


class Origin(StrEnum):
    """Where an idea came from."""

    POLITICS = "POLITICS"
    OFFICIAL = "OFFICIAL"
    MUNICIPALITY = "MUNICIPALITY"
    NETWORK = "NETWORK"
    GOVERNING_DOCUMENT = "GOVERNING_DOCUMENT"


Points = Annotated[tuple[Annotated[str, Text(500)], ...], Listed(50)]


@dataclass(frozen=True)
class Gist(Value):
    """What an insats is about, as the action plan puts it."""

    benefits_short: Points = ()
    benefits_long: Points = ()
    activities: Points = ()
    forbund_contributes: Points = ()
    municipalities_contribute: Points = ()


@dataclass(frozen=True, kw_only=True)
class Description(Value):
    """What an insats is called and is for; effect goals are codes of the plan that it belongs to."""

    title: Title
    effect_goals: Annotated[tuple[Code, ...], Listed(50)] = ()
    gist: Gist = Gist()

    def require_sensible(self, path: Path) -> None:
        """Refuse an effect goal that stands twice."""
        require_unique(self.effect_goals, (*path, "effect_goals"))


class SuccessionKind(StrEnum):
    """How an insats follows upon another."""

    CONTINUES = "CONTINUES"
    SCALES_UP = "SCALES_UP"
    REPLACES = "REPLACES"
    INSTEAD_OF = "INSTEAD_OF"


@dataclass(frozen=True, kw_only=True)
class Succession(Value):
    """Which insats another follows upon, and how; nothing of the earlier one is carried over."""

    insats_id: Id
    succession: SuccessionKind


@dataclass(frozen=True, kw_only=True)
class Idea(Description):
    """An idea as it reached the förbund."""

    code: Code
    origin: Origin
    starts_with: StartsWith
    plan_id: Id | None = None
    succeeds: Succession | None = None
    """The insats that it follows upon, which has come to its end."""

    def require_sensible(self, path: Path) -> None:
        """Refuse effect goals without a plan."""
        super().require_sensible(path)
        require_plan(self.plan_id, self.effect_goals, path)


def require_plan(plan_id: str | None, effect_goals: tuple[str, ...], path: Path) -> None:
    """Refuse effect goals without the plan that they belong to."""
    known, where = plan_id is not None or not effect_goals, place((*path, "effect_goals"))
    require(known, Rule.EFFECT_GOAL_UNKNOWN, **where, codes=", ".join(effect_goals))
