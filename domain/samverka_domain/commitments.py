"""The commitment (resursåtagande): a municipality takes part in an insats and sets resources aside.

Three strengths of yes are never mixed up: *interested* is an answer (interest_response), *taking part* and
*resources set aside* are decided here, and only here bind.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from eventsourcing.domain import event

from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.decision import Body, Decision, require_decided_by, require_reason
from samverka_domain.kernel.rules import Rule, require, require_text

MOST_HOURS = 20_000
"""Per role and year: some eleven full-time posts."""
MOST_MONEY = 500_000
"""Thousand kronor per year."""


@dataclass(frozen=True)
class RoleHours:
    """Whole hours that one role gives in one year."""

    role: str
    year: int
    hours: int


@dataclass(frozen=True)
class YearMoney:
    """Whole thousands of kronor in one year."""

    year: int
    thousand_kronor: int


@dataclass(frozen=True)
class Resources:
    """What is set aside, and for which days (both inclusive)."""

    hours: tuple[RoleHours, ...]
    money: tuple[YearMoney, ...]
    valid_from: date
    valid_to: date


class Commitment(Aggregate):
    """One municipality's part in one insats; decided by its kommunledning and open to the region."""

    class TakingPartDecided(Aggregate.Created):
        """The municipality takes part."""

        audience = Audience.TO_REGION
        region_id: str
        insats_id: str
        municipality_id: str
        decision: Decision

    class ResourcesSetAside(Aggregate.Event):
        """The municipality set hours and money aside."""

        audience = Audience.TO_REGION
        region_id: str
        insats_id: str
        municipality_id: str
        resources: Resources
        decision: Decision

    class Adjusted(Aggregate.Event):
        """What is set aside was changed."""

        audience = Audience.TO_REGION
        region_id: str
        insats_id: str
        municipality_id: str
        resources: Resources
        decision: Decision

    class Ended(Aggregate.Event):
        """The municipality's part ends with this day as its last."""

        audience = Audience.TO_REGION
        region_id: str
        insats_id: str
        municipality_id: str
        valid_to: date
        decision: Decision

    def __init__(self, region_id: str, insats_id: str, municipality_id: str) -> None:
        self.region_id = region_id
        self.insats_id = insats_id
        self.municipality_id = municipality_id
        self.resources: Resources | None = None
        self.last_day: date | None = None

    @property
    def ended(self) -> bool:
        """Whether an end has been decided, on whichever day it falls."""
        return self.last_day is not None

    def lasts_beyond(self, day: date) -> bool:
        """Whether the municipality has its part also after this day, as far as has been decided."""
        return self.last_day is None or day < self.last_day

    @staticmethod
    def stream(insats_id: str) -> str:
        """The stream of a municipality's part in an insats, in its own tenant: one per insats."""
        return f"commitment:{insats_id}"

    @classmethod
    def take_part(
        cls, insats_id: str, insats: Insats, municipality_id: str, decision: Decision, at: datetime
    ) -> Self:
        """Decide to take part in an insats that the e-råd has decided to start."""
        require_decided_by(decision, Body.KOMMUNLEDNING, at=at)
        insats.require_started()
        return cls._create(
            cls.TakingPartDecided,
            id=cls.stream(insats_id),
            timestamp=at,
            region_id=insats.region_id,
            insats_id=insats_id,
            municipality_id=municipality_id,
            decision=decision,
        )

    def set_aside(self, resources: Resources, decision: Decision, at: datetime) -> None:
        """Set resources aside for the first time, or anew after the part had ended."""
        require(self.resources is None or self.ended, Rule.COMMITMENT_EXISTS)
        self._record(self.ResourcesSetAside, resources, decision, at)

    def adjust(self, resources: Resources, decision: Decision, at: datetime) -> None:
        """Replace what is set aside."""
        require(not self.ended, Rule.COMMITMENT_ENDED)
        require(self.resources is not None, Rule.COMMITMENT_MISSING)
        self._record(self.Adjusted, resources, decision, at)

    def end(self, valid_to: date, decision: Decision, at: datetime) -> None:
        """End the municipality's part with this day as its last, and say why; an end may be moved earlier."""
        require_decided_by(decision, Body.KOMMUNLEDNING, at=at)
        require_reason(decision)
        require(self.lasts_beyond(valid_to), Rule.COMMITMENT_ENDED)
        self.trigger_event(self.Ended, **self._identity(), valid_to=valid_to, decision=decision, timestamp=at)

    def _record(
        self, event_class: type[Aggregate.Event], resources: Resources, decision: Decision, at: datetime
    ) -> None:
        require_decided_by(decision, Body.KOMMUNLEDNING, at=at)
        _require_sensible(resources)
        self.trigger_event(event_class, **self._identity(), resources=resources, decision=decision, timestamp=at)

    def _identity(self) -> dict[str, str]:
        return {
            "region_id": self.region_id,
            "insats_id": self.insats_id,
            "municipality_id": self.municipality_id,
        }

    @event(ResourcesSetAside)
    def _when_resources_set_aside(self, resources: Resources) -> None:
        self.resources = resources
        self.last_day = None

    @event(Adjusted)
    def _when_adjusted(self, resources: Resources) -> None:
        self.resources = resources

    @event(Ended)
    def _when_ended(self, valid_to: date) -> None:
        self.last_day = valid_to


def _require_sensible(resources: Resources) -> None:
    require(resources.valid_from <= resources.valid_to, Rule.ENDS_BEFORE_IT_STARTS)
    require(resources.hours or resources.money, Rule.NOTHING_SET_ASIDE)
    _require_hours(resources.hours)
    _require_money(resources.money)
    years = {line.year for line in resources.hours} | {line.year for line in resources.money}
    for year in sorted(years):
        inside = resources.valid_from.year <= year <= resources.valid_to.year
        require(inside, Rule.YEAR_OUTSIDE_VALIDITY, year=year)


def _require_hours(lines: tuple[RoleHours, ...]) -> None:
    keys = [(line.role.strip().casefold(), line.year) for line in lines]
    require(len(set(keys)) == len(keys), Rule.LISTED_TWICE)
    for line in lines:
        require_text(line.role, "role", longest=100)
        require(0 < line.hours <= MOST_HOURS, Rule.HOURS_OUT_OF_RANGE, hours=line.hours, most=MOST_HOURS)


def _require_money(lines: tuple[YearMoney, ...]) -> None:
    years = [line.year for line in lines]
    require(len(set(years)) == len(years), Rule.LISTED_TWICE)
    for line in lines:
        sensible = 0 < line.thousand_kronor <= MOST_MONEY
        require(sensible, Rule.MONEY_OUT_OF_RANGE, money=line.thousand_kronor, most=MOST_MONEY)
