"""Lights of a status report: how time, cost, scope, risk and benefit stand, in a colour and a sentence."""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.limits import Day, Name, Path, Text, Value, place
from samverka_domain.kernel.rules import Rule, require

Explanation = Annotated[str, Text(1000, lines=True)]


class Light(StrEnum):
    """From as planned to not to be mended without help."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    RED = "RED"


class Trend(StrEnum):
    """How a light has changed since the report before."""

    BETTER = "BETTER"
    UNCHANGED = "UNCHANGED"
    WORSE = "WORSE"


_SEVERITY = {light: severity for severity, light in enumerate(Light)}
_EXPLAINING = ("cause", "measure", "owner", "due")


@dataclass(frozen=True)
class Lamp(Value):
    """A light with its sentence; anything but green says why, what is done about it, who answers for it, and when."""

    light: Light
    sentence: Annotated[str, Text(500)]
    cause: Explanation | None = None
    measure: Explanation | None = None
    owner: Name | None = None
    """A function, such as "projektledaren"."""
    due: Day | None = None

    def require_sensible(self, path: Path) -> None:
        """Refuse a light that is not green and leaves something unexplained."""
        for part in _EXPLAINING:
            told = self.light is Light.GREEN or getattr(self, part) is not None
            require(told, Rule.LIGHT_NOT_EXPLAINED, **place((*path, part)), light=self.light)


@dataclass(frozen=True)
class Lights(Value):
    """The five that every report has."""

    time: Lamp
    cost: Lamp
    scope: Lamp
    risk: Lamp
    benefit: Lamp

    @property
    def worst(self) -> Light:
        """The light that weighs most."""
        lamps: tuple[Lamp, ...] = tuple(getattr(self, name) for name in LAMPS)
        return max((lamp.light for lamp in lamps), key=_SEVERITY.__getitem__)


LAMPS = tuple(each.name for each in fields(Lights))
"""The names of the five, in their order."""


def trend(before: Light, now: Light) -> Trend:
    """From one report to the next."""
    change = _SEVERITY[now] - _SEVERITY[before]
    return Trend.UNCHANGED if change == 0 else Trend.WORSE if change > 0 else Trend.BETTER
