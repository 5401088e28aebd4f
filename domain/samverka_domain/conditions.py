"""The condition of a conditional yes: the förbund marks whether it is met, the municipality confirms that.

The mark is the förbund's, addressed to the municipality; the word that settles it lies in the municipality's log.
An open condition keeps nobody but its own municipality from taking part.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Self

from eventsourcing.domain import event

from samverka_domain.kernel.act_corrections import ActCorrection, correct_act
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Id, Path, Text, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.kernel.text import is_empty


@dataclass(frozen=True, kw_only=True)
class Mark(Value):
    """Whether a condition is met: by which document in which version, or why it is not."""

    met: bool
    document_id: Id | None = None
    version: Annotated[str, Text(20)] | None = None
    explanation: Annotated[str, Text(4000, lines=True, may_be_empty=True)] = ""

    def require_sensible(self, path: Path) -> None:
        """Refuse a condition that is met nowhere, and one that is not met without saying why."""
        where = "document_id" if self.met else "explanation"
        said = (self.document_id and self.version) if self.met else not is_empty(self.explanation)
        require(said, Rule.CONDITION_NOT_EXPLAINED, **place((*path, where)))


class Condition(Aggregate):
    """Whether one municipality's condition for joining an insats is met, as the förbund marks it."""

    class Event(Aggregate.Event):
        """Base of its events: what all of them say."""

        audience = Audience.TO_FORBUND
        region_id: str
        addressed_to: tuple[str, ...]
        """The municipality whose condition it is."""
        insats_id: str
        request_id: str
        municipality_id: str

    class Marked(Event, Aggregate.Created):
        """The förbund marked whether it is met."""

        mark: Mark

    class Remarked(Event):
        """The förbund marked it anew."""

        mark: Mark

    class MarkCorrected(ActCorrection, Event):
        """A mark that was recorded wrongly was put right."""

        mark: Mark

    def __init__(
        self,
        region_id: str,
        addressed_to: tuple[str, ...],
        insats_id: str,
        request_id: str,
        municipality_id: str,
        mark: Mark,
    ) -> None:
        self.region_id = region_id
        self.addressed_to = addressed_to
        self.insats_id = insats_id
        self.request_id = request_id
        self.municipality_id = municipality_id
        self.mark = mark

    @staticmethod
    def stream(request_id: str, municipality_id: str) -> str:
        """The stream of the förbund's mark, in its tenant."""
        return f"condition:{request_id}:{municipality_id}"

    @classmethod
    def mark_first(
        cls, region_id: str, insats_id: str, request_id: str, municipality_id: str, mark: Mark, at: datetime
    ) -> Self:
        """Mark, as the förbund, what a municipality had as its condition."""
        about = {"region_id": region_id, "addressed_to": (municipality_id,), "insats_id": insats_id}
        of = {"request_id": request_id, "municipality_id": municipality_id}
        stream = cls.stream(request_id, municipality_id)
        return cls.begin(cls.Marked, stream, at, **about, **of, mark=mark)

    def mark_anew(self, mark: Mark, at: datetime) -> None:
        """Mark it otherwise than before."""
        self.record(self.Remarked, at, mark=mark)

    def correct_mark(self, version: int, mark: Mark, reason: str, at: datetime) -> None:
        """Put right what was recorded as this version; what the municipality has confirmed it has confirmed."""
        correct_act(self, self.MarkCorrected, version, reason, at, mark=mark)

    @event(Remarked)
    def _when_remarked(self, mark: Mark) -> None:
        self.mark = mark


class ConditionConfirmation(Aggregate):
    """A municipality's own word that its condition is settled as the förbund has marked it."""

    class Event(Aggregate.Event):
        """Base of its events: what all of them say."""

        audience = Audience.TO_FORBUND
        bodies = (Body.KOMMUNLEDNING,)
        thing = Thing("condition")
        region_id: str
        insats_id: str
        request_id: str
        municipality_id: str

    class Given(Event, Aggregate.Created):
        """The municipality confirmed it."""

        mark: Mark
        decision: Decision

    class GivenAnew(Event):
        """The municipality confirmed what was marked otherwise since."""

        mark: Mark
        decision: Decision

    class Corrected(Correction, Event):
        """What was recorded of the confirmation was put right."""

    def __init__(self, region_id: str, insats_id: str, request_id: str, municipality_id: str, mark: Mark) -> None:
        self.region_id = region_id
        self.insats_id = insats_id
        self.request_id = request_id
        self.municipality_id = municipality_id
        self.mark = mark

    @staticmethod
    def stream(request_id: str) -> str:
        """The stream of a municipality's own word, in its tenant: one per request."""
        return f"condition:{request_id}"

    @classmethod
    def give(cls, condition: Condition, decision: Decision, at: datetime) -> Self:
        """Confirm what was marked."""
        about = {"region_id": condition.region_id, "insats_id": condition.insats_id}
        of = {"request_id": condition.request_id, "municipality_id": condition.municipality_id}
        stream = cls.stream(condition.request_id)
        return cls.begin(cls.Given, stream, at, **about, **of, mark=condition.mark, decision=decision)

    def give_anew(self, condition: Condition, decision: Decision, at: datetime) -> None:
        """Confirm what was marked since."""
        self.record(self.GivenAnew, at, mark=condition.mark, decision=decision)

    @event(GivenAnew)
    def _when_given_anew(self, mark: Mark) -> None:
        self.mark = mark
