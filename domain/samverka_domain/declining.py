"""A municipality's no to taking part (avböjt att delta): decided once the directive has been sent to it."""

from datetime import datetime
from typing import Self

from samverka_domain.commitments import Commitment
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import place
from samverka_domain.kernel.rules import Rule, require


class Declining(Aggregate):
    """That one municipality takes no part in one insats; decided by its kommunledning and open to the region."""

    class Event(Aggregate.Event):
        """Base of its events: what all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.KOMMUNLEDNING,)
        thing = Thing("part")
        reason_needed = True
        region_id: str
        insats_id: str
        municipality_id: str
        decision: Decision

    class Decided(Event, Aggregate.Created):
        """The municipality declined to take part."""

    class DecidedAnew(Event):
        """The municipality declined again: a later directive, or after it had taken part."""

    class Corrected(Correction, Event):
        """A decision to decline was put right."""

    def __init__(self, region_id: str, insats_id: str, municipality_id: str) -> None:
        self.region_id = region_id
        self.insats_id = insats_id
        self.municipality_id = municipality_id

    @staticmethod
    def stream(insats_id: str) -> str:
        """The stream of a municipality's no to an insats, in its own tenant: one per insats."""
        return f"declining:{insats_id}"

    @classmethod
    def decide(
        cls,
        region_id: str,
        insats_id: str,
        municipality_id: str,
        part: Commitment | None,
        decision: Decision,
        at: datetime,
    ) -> Self:
        """Decline, for who has no part on the day of the decision."""
        _require_no_part(part, decision)
        about = {"region_id": region_id, "insats_id": insats_id, "municipality_id": municipality_id}
        return cls.begin(cls.Decided, cls.stream(insats_id), at, **about, decision=decision)

    def decide_anew(self, part: Commitment | None, decision: Decision, at: datetime) -> None:
        """Decline again."""
        _require_no_part(part, decision)
        self.record(self.DecidedAnew, at, decision=decision)


def _require_no_part(part: Commitment | None, decision: Decision) -> None:
    takes_part = part is not None and part.holds_on(decision.decided_on)
    require(not takes_part, Rule.PART_HOLDS, **place(("decision", "decided_on")))
