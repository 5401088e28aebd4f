"""The interest request (intresseförfrågan): drafted and approved in private, then sent to its recipients.

Everything before `Sent` is the förbund's own; `Sent` and all that follows is open to the region. `Terms` is what a
sent request says at a given place in the log; a municipality's answer is judged by it, without the förbund's
preparation ever being read.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, DomainEvent, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Listed, Path, Reason, Text, Title, Value
from samverka_domain.kernel.offers import Offer
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.questions import Question, require_distinct_questions

MOST_RECIPIENTS = 400


class Round(StrEnum):
    """Which of the two times a municipality is asked."""

    PRE_STUDY = "PRE_STUDY"
    IMPLEMENTATION = "IMPLEMENTATION"


class Ending(StrEnum):
    """How a request stopped taking answers on time."""

    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True)
class Wording(Value):
    """What a request says and asks."""

    title: Title
    text: Annotated[str, Text(20_000, lines=True)]
    questions: Annotated[tuple[Question, ...], Listed(100)] = ()

    def require_sensible(self, path: Path) -> None:
        """Refuse two questions of one id."""
        require_distinct_questions(self.questions, (*path, "questions"))


@dataclass(frozen=True)
class Terms(Offer):
    """What a sent request says now: whom it asks what, until when, and whether it has ended."""

    insats_id: str
    region_id: str
    recipients: tuple[str, ...]
    questions: tuple[Question, ...]
    closes_at: datetime
    """The first moment at which an answer is late."""
    ending: Ending | None = None

    @classmethod
    def after(cls, offer: Self | None, event: DomainEvent) -> Self | None:
        """The terms as an event leaves them."""
        match event:
            case InterestRequest.Sent():
                about, asked = (event.insats_id, event.region_id), (event.recipients, event.wording.questions)
                return cls(event.originator_version, *about, *asked, event.closes_at)
            case InterestRequest.DeadlineExtended() if offer:
                return replace(offer, closes_at=event.closes_at)
            case InterestRequest.Closed() if offer:
                return replace(offer, ending=Ending.CLOSED)
            case InterestRequest.Withdrawn() if offer:
                return replace(offer, ending=Ending.WITHDRAWN)
        return offer

    @property
    def holds_until(self) -> datetime | None:
        """The deadline, while the request is open."""
        return self.closes_at if self.ending is None else None

    def is_late(self, moment: datetime) -> bool:
        """Whether an answer recorded at this moment is late."""
        return self.ending is Ending.CLOSED or moment >= self.closes_at

    def require_recipient(self, organisation: str) -> None:
        """Refuse one who was not asked, and everyone once the request is withdrawn."""
        require(self.ending is not Ending.WITHDRAWN, Rule.REQUEST_WITHDRAWN)
        require(organisation in self.recipients, Rule.NOT_A_RECIPIENT)


class InterestRequest(Aggregate):
    """The förbund's question to municipalities whether they want to join an insats."""

    class Event(Aggregate.Event):
        """Base of a request's events: what all of them say."""

        audience = Audience.PRIVATE
        bodies = (Body.E_RAD,)
        thing = Thing("request")
        region_id: str
        insats_id: str

    class Drafted(Event, Aggregate.Created):
        """A request was drafted."""

        round: Round
        wording: Wording

    class Revised(Event):
        """The wording was changed; an approval given before no longer counts."""

        wording: Wording

    class Approved(Event):
        """The e-råd approved the wording."""

        decision: Decision

    class Sent(Event):
        """The request went out; it carries all that its recipients need to answer."""

        audience = Audience.TO_REGION
        round: Round
        wording: Wording
        recipients: Annotated[tuple[str, ...], Listed(MOST_RECIPIENTS)]
        closes_at: datetime
        open_answers: bool

    class DeadlineExtended(Event):
        """The recipients got more time."""

        audience = Audience.TO_REGION
        closes_at: datetime
        reason: Reason

    class Closed(Event):
        """The request no longer takes answers on time: its deadline passed, or every recipient had answered."""

        audience = Audience.TO_REGION
        reason: Reason

    class Withdrawn(Event):
        """The e-råd took the question back."""

        audience = Audience.TO_REGION
        reason_needed = True
        decision: Decision

    class ApprovalCorrected(Correction, Event):
        """An approval was put right, which stays the förbund's own."""

    class WithdrawalCorrected(Correction, Event):
        """A withdrawal was put right."""

        audience = Audience.TO_REGION

    def __init__(self, region_id: str, insats_id: str, round: Round, wording: Wording) -> None:
        self.region_id = region_id
        self.insats_id = insats_id
        self.round = round
        self.wording = wording
        self.approved = False

    @staticmethod
    def stream(request_id: str) -> str:
        """The stream of a request in its förbund's tenant."""
        return f"interest-request:{request_id}"

    @property
    def terms(self) -> Terms | None:
        """What has been sent; None before."""
        return Terms.fold(self.past)

    @classmethod
    def draft(
        cls, request_id: str, region_id: str, insats_id: str, round: Round, wording: Wording, at: datetime
    ) -> Self:
        """Draft a request about an insats."""
        about = {"region_id": region_id, "insats_id": insats_id}
        return cls.begin(cls.Drafted, cls.stream(request_id), at, **about, round=round, wording=wording)

    def revise(self, wording: Wording, at: datetime) -> None:
        """Change the wording before it is sent; it must then be approved again."""
        self._require_draft()
        self.record(self.Revised, at, wording=wording)

    def approve(self, decision: Decision, at: datetime) -> None:
        """Approve the wording, as the e-råd."""
        self._require_draft()
        self.record(self.Approved, at, decision=decision)

    def send(self, recipients: tuple[str, ...], closes_at: datetime, open_answers: bool, at: datetime) -> None:
        """Send the approved wording; recipients are organisationsnummer of members (checked by the caller)."""
        self._require_draft()
        require(self.approved, Rule.REQUEST_NOT_APPROVED)
        require(recipients, Rule.RECIPIENTS_MISSING, field="recipients", pointer="/recipients")
        future = closes_at > at
        require(future, Rule.DEADLINE_IN_THE_PAST, field="deadline", pointer="/deadline", closes_at=closes_at)
        wording = {"round": self.round, "wording": self.wording, "open_answers": open_answers}
        once = tuple(sorted(set(recipients)))
        self.record(self.Sent, at, **wording, recipients=once, closes_at=closes_at)

    def extend(self, closes_at: datetime, reason: str, at: datetime) -> None:
        """Give more time while the request is open; a deadline never moves backwards."""
        terms = self._require_open(at)
        later = closes_at > terms.closes_at
        require(later, Rule.DEADLINE_NOT_LATER, field="deadline", pointer="/deadline", closes_at=terms.closes_at)
        self.record(self.DeadlineExtended, at, closes_at=closes_at, reason=reason)

    def close(self, reason: str, answered_by: frozenset[str], at: datetime) -> None:
        """Close once the deadline has passed, or earlier when every recipient has answered itself."""
        terms = self._require_not_ended()
        all_answered = set(terms.recipients) <= answered_by
        may_close = at >= terms.closes_at or all_answered
        require(may_close, Rule.REQUEST_STILL_OPEN, closes_at=terms.closes_at)
        self.record(self.Closed, at, reason=reason)

    def withdraw(self, decision: Decision, at: datetime) -> None:
        """Take the question back, as the e-råd, and say why."""
        self._require_not_ended()
        self.record(self.Withdrawn, at, decision=decision)

    def require_sent(self) -> Terms:
        """The terms of a request that has been sent. Raises Refused before."""
        terms = self.terms
        require(terms, Rule.REQUEST_NOT_SENT)
        assert terms is not None
        return terms

    def _require_draft(self) -> None:
        require(self.terms is None, Rule.REQUEST_NOT_A_DRAFT)

    def _require_not_ended(self) -> Terms:
        terms = self.require_sent()
        require(terms.ending is not Ending.WITHDRAWN, Rule.REQUEST_WITHDRAWN)
        require(terms.ending is None, Rule.REQUEST_CLOSED)
        return terms

    def _require_open(self, at: datetime) -> Terms:
        terms = self._require_not_ended()
        require(not terms.is_late(at), Rule.REQUEST_CLOSED)
        return terms

    @event(Revised)
    def _when_revised(self, wording: Wording) -> None:
        self.wording, self.approved = wording, False

    @event(Approved)
    def _when_approved(self) -> None:
        self.approved = True
