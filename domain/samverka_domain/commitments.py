"""The commitment (resursåtagande): a municipality takes part in an insats and sets resources aside.

Three strengths of yes are never mixed up: *interested* is an answer, *taking part* and *resources set aside* are
decided here, and only here bind.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from eventsourcing.domain import event

from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import AuthorityKind, Body, Decision
from samverka_domain.kernel.limits import Day, Listed, Name, Path, Text, Value, Year, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.resources import Hours, YearMoney


@dataclass(frozen=True)
class RoleHours(Value):
    """Whole hours that one role gives in one year."""

    role: Annotated[str, Text(100)]
    year: Year
    hours: Hours
    unit: Name | None = None
    """The nämnd or unit that gives them."""


class Receiving(StrEnum):
    """What a municipality says of what the insats hands over to it."""

    WILL_OWN = "WILL_OWN"
    """It will own what is built or bought: decided before the project is carried out."""
    TAKEN_OVER = "TAKEN_OVER"
    """Its owner has taken over."""
    NO_MANAGEMENT = "NO_MANAGEMENT"
    """It has nothing to manage (ingen förvaltning)."""


@dataclass(frozen=True, kw_only=True)
class Resources(Value):
    """What is set aside, and for which days (both inclusive)."""

    hours: Annotated[tuple[RoleHours, ...], Listed(200)] = ()
    money: Annotated[tuple[YearMoney, ...], Listed(50)] = ()
    valid_from: Day
    valid_to: Day

    def require_sensible(self, path: Path) -> None:
        """Refuse nothing at all, a line that stands twice, and a year outside the days."""
        require(self.valid_from <= self.valid_to, Rule.ENDS_BEFORE_IT_STARTS, **place((*path, "valid_to")))
        require(self.hours or self.money, Rule.NOTHING_SET_ASIDE, **place((*path, "hours")))
        require_distinct_roles(self.hours, (*path, "hours"))
        _require_distinct([line.year for line in self.money], (*path, "money"))
        self._require_years_inside([line.year for line in self.hours], (*path, "hours"))
        self._require_years_inside([line.year for line in self.money], (*path, "money"))

    def _require_years_inside(self, years: list[int], path: Path) -> None:
        for year, index in sorted((year, index) for index, year in enumerate(years)):
            inside = self.valid_from.year <= year <= self.valid_to.year
            require(inside, Rule.YEAR_OUTSIDE_VALIDITY, **place((*path, index, "year")), year=year)


class Commitment(Aggregate):
    """One municipality's part in one insats; decided by its kommunledning and open to the region."""

    class Event(Aggregate.Event):
        """Base of a part's events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.KOMMUNLEDNING,)
        thing = Thing("part")
        region_id: str
        insats_id: str
        municipality_id: str
        decision: Decision

    class TakingPartDecided(Event, Aggregate.Created):
        """The municipality takes part."""

    class ResourcesSetAside(Event):
        """The municipality set hours and money aside."""

        resources: Resources

    class Adjusted(Event):
        """What is set aside was changed."""

        resources: Resources

    class HandoverDecided(Event):
        """The municipality accepted to own what is handed over, took it over, or has nothing to manage."""

        thing = Thing("handover", "receiving")
        receiving: Receiving
        owned_by: Name | None
        """The function or nämnd that owns it."""

    class Ended(Event):
        """The municipality's part ends with this day as its last."""

        reason_needed = True
        valid_to: Day

    class Corrected(Correction, Event):
        """A decision about the part was put right."""

        resources: Resources | None
        valid_to: Day | None

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

    def holds_on(self, day: date) -> bool:
        """Whether the municipality has its part on this day, as far as has been decided; the last day counts."""
        return self.last_day is None or day <= self.last_day

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
        insats.require_started()
        require_formal(decision)
        part = {"region_id": insats.region_id, "insats_id": insats_id, "municipality_id": municipality_id}
        return cls.begin(cls.TakingPartDecided, cls.stream(insats_id), at, **part, decision=decision)

    def set_aside(self, resources: Resources, decision: Decision, at: datetime) -> None:
        """Set resources aside for the first time, or anew after the part had ended."""
        require(self.resources is None or self.ended, Rule.COMMITMENT_EXISTS)
        require_formal(decision)
        self.record(self.ResourcesSetAside, at, resources=resources, decision=decision)

    def adjust(self, resources: Resources, decision: Decision, at: datetime) -> None:
        """Replace what is set aside."""
        require(not self.ended, Rule.COMMITMENT_ENDED)
        require(self.resources is not None, Rule.COMMITMENT_MISSING)
        require_formal(decision)
        self.record(self.Adjusted, at, resources=resources, decision=decision)

    def decide_handover(self, receiving: Receiving, owned_by: str | None, decision: Decision, at: datetime) -> None:
        """Say who owns what is handed over, or that there is nothing to manage; for who takes part."""
        require(not self.ended, Rule.COMMITMENT_ENDED)
        said = (owned_by is None) == (receiving is Receiving.NO_MANAGEMENT)
        require(said, Rule.OWNER_MISSING, **place(("owned_by",)))
        self.record(self.HandoverDecided, at, receiving=receiving, owned_by=owned_by, decision=decision)

    def end(self, valid_to: date, decision: Decision, at: datetime) -> None:
        """End the municipality's part with this day as its last, and say why; an end may be moved earlier."""
        require(self.lasts_beyond(valid_to), Rule.COMMITMENT_ENDED)
        self.record(self.Ended, at, valid_to=valid_to, decision=decision)

    @event(ResourcesSetAside)
    def _when_resources_set_aside(self, resources: Resources) -> None:
        self.resources, self.last_day = resources, None

    @event(Adjusted)
    def _when_adjusted(self, resources: Resources) -> None:
        self.resources = resources

    @event(Ended)
    def _when_ended(self, valid_to: date) -> None:
        self.last_day = valid_to


def require_formal(decision: Decision) -> None:
    """Refuse a binding yes that an official has given without a formal decision."""
    formal = decision.authority is None or decision.authority.kind is not AuthorityKind.OFFICIAL
    require(formal, Rule.AUTHORITY_TOO_LOW, **place(("decision", "authority", "kind")))


def require_distinct_roles(hours: Sequence[RoleHours], path: Path) -> None:
    """Refuse a role of one unit that stands twice for one year."""
    _require_distinct([(line.role.strip().casefold(), line.unit, line.year) for line in hours], path)


def _require_distinct(keys: Sequence[Hashable], path: Path) -> None:
    for index, key in enumerate(keys):
        require(keys.index(key) == index, Rule.LISTED_TWICE, **place((*path, index)))
