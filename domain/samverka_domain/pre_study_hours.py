"""Hours for a pre-study: what a municipality gives to its workshops, surveys and interviews.

They say nothing about the project: whoever gives them takes no part by that, and has set nothing aside.
"""

from datetime import date, datetime
from typing import Annotated, Self

from eventsourcing.domain import event

from samverka_domain.commitments import RoleHours, require_distinct_roles, require_formal
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Listed, place
from samverka_domain.kernel.rules import Rule, require

Given = Annotated[tuple[RoleHours, ...], Listed(200)]
"""Whole hours by role and year."""


class PreStudyHours(Aggregate):
    """What one municipality gives to one pre-study; decided by its kommunledning and open to the region."""

    class Event(Aggregate.Event):
        """Base of its events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.KOMMUNLEDNING,)
        thing = Thing("hours")
        region_id: str
        insats_id: str
        municipality_id: str
        decision: Decision

    class Decided(Event, Aggregate.Created):
        """The municipality gives hours to the pre-study."""

        hours: Given

    class DecidedAnew(Event):
        """It gives these hours in place of those before; without any, it gives none any more."""

        hours: Given

    class Corrected(Correction, Event):
        """A decision about the hours was put right."""

        hours: Given | None

    def __init__(self, region_id: str, insats_id: str, municipality_id: str, hours: tuple[RoleHours, ...]) -> None:
        self.region_id = region_id
        self.insats_id = insats_id
        self.municipality_id = municipality_id
        self.hours = hours

    @staticmethod
    def stream(insats_id: str) -> str:
        """The stream of a municipality's hours for a pre-study, in its own tenant: one per insats."""
        return f"pre-study-hours:{insats_id}"

    @classmethod
    def decide(
        cls,
        insats_id: str,
        insats: Insats,
        municipality_id: str,
        hours: tuple[RoleHours, ...],
        decision: Decision,
        at: datetime,
    ) -> Self:
        """Give hours to a pre-study under way (checked by the caller)."""
        require(hours, Rule.NOTHING_SET_ASIDE, **place(("hours",)))
        _require_right(hours, decision)
        about = {"region_id": insats.region_id, "insats_id": insats_id, "municipality_id": municipality_id}
        return cls.begin(cls.Decided, cls.stream(insats_id), at, **about, hours=hours, decision=decision)

    def decide_anew(self, hours: tuple[RoleHours, ...], decision: Decision, at: datetime) -> None:
        """Give more or fewer, or none any more."""
        _require_right(hours, decision)
        self.record(self.DecidedAnew, at, hours=hours, decision=decision)

    def require_coherent(self, day: date) -> None:  # noqa: ARG002
        """Refuse a correction by which a role would stand twice."""
        require_distinct_roles(self.hours, ("hours",))

    @event(DecidedAnew)
    def _when_decided_anew(self, hours: tuple[RoleHours, ...]) -> None:
        self.hours = hours


def _require_right(hours: tuple[RoleHours, ...], decision: Decision) -> None:
    require_formal(decision)
    require_distinct_roles(hours, ("hours",))
