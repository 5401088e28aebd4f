"""The interest request (intresseförfrågan): drafted and approved in private, then sent to its recipients.

Everything before `Sent` is the förbund's own; `Sent` and all that follows is open to the region. `Terms` is
what a sent request says at a given place in the log; a municipality's answer is judged by it (see
`published_terms`), without the förbund's preparation ever being read.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, DomainEvent
from samverka_domain.kernel.decision import Body, Decision, require_decided_by, require_reason
from samverka_domain.kernel.rules import Rule, require, require_text
from samverka_domain.questions import Question, require_askable


class Round(StrEnum):
    """Which of the two times a municipality is asked."""

    PRE_STUDY = "PRE_STUDY"
    IMPLEMENTATION = "IMPLEMENTATION"


class Ending(StrEnum):
    """How a request stopped taking answers on time."""

    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True)
class Terms:
    """What a sent request says now: whom it asks what, until when, and whether it has ended."""

    insats_id: str
    region_id: str
    recipients: tuple[str, ...]
    questions: tuple[Question, ...]
    closes_at: datetime
    """The first moment at which an answer is late."""
    version: int
    """Of the request's stream: the place in the log at which these terms hold."""
    ending: Ending | None = None

    def is_late(self, moment: datetime) -> bool:
        """Whether an answer recorded at this moment is late."""
        return self.ending is Ending.CLOSED or moment >= self.closes_at

    def require_recipient(self, organisation: str) -> None:
        """Refuse one who was not asked, and everyone once the request is withdrawn."""
        require(self.ending is not Ending.WITHDRAWN, Rule.REQUEST_WITHDRAWN)
        require(organisation in self.recipients, Rule.NOT_A_RECIPIENT)


class InterestRequest(Aggregate):
    """The förbund's question to municipalities whether they want to join an insats."""

    class Drafted(Aggregate.Created):
        """A request was drafted."""

        audience = Audience.PRIVATE
        insats_id: str
        round: Round
        title: str
        text: str
        questions: tuple[Question, ...]

    class Revised(Aggregate.Event):
        """The wording was changed; an approval given before no longer counts."""

        audience = Audience.PRIVATE
        title: str
        text: str
        questions: tuple[Question, ...]

    class Approved(Aggregate.Event):
        """The e-råd approved the wording."""

        audience = Audience.PRIVATE
        decision: Decision

    class Sent(Aggregate.Event):
        """The request went out; it carries all that its recipients need to answer."""

        audience = Audience.TO_REGION
        region_id: str
        insats_id: str
        round: Round
        title: str
        text: str
        questions: tuple[Question, ...]
        recipients: tuple[str, ...]
        closes_at: datetime
        open_answers: bool

    class DeadlineExtended(Aggregate.Event):
        """The recipients got more time."""

        audience = Audience.TO_REGION
        region_id: str
        closes_at: datetime
        reason: str

    class Closed(Aggregate.Event):
        """The request no longer takes answers on time: its deadline passed, or every recipient had answered."""

        audience = Audience.TO_REGION
        region_id: str
        reason: str

    class Withdrawn(Aggregate.Event):
        """The e-råd took the question back."""

        audience = Audience.TO_REGION
        region_id: str
        decision: Decision

    def __init__(self, insats_id: str, round: Round, title: str, text: str, questions: tuple[Question, ...]) -> None:
        self.insats_id = insats_id
        self.round = round
        self.title = title
        self.text = text
        self.questions = questions
        self.approved = False
        self.terms: Terms | None = None

    @staticmethod
    def stream(request_id: str) -> str:
        """The stream of a request in its förbund's tenant."""
        return f"interest-request:{request_id}"

    @classmethod
    def draft(
        cls,
        request_id: str,
        insats_id: str,
        round: Round,
        title: str,
        text: str,
        questions: tuple[Question, ...],
        at: datetime,
    ) -> Self:
        """Draft a request about an insats."""
        _require_wording(title, text, questions)
        return cls._create(
            cls.Drafted,
            id=cls.stream(request_id),
            timestamp=at,
            insats_id=insats_id,
            round=round,
            title=title,
            text=text,
            questions=questions,
        )

    def revise(self, title: str, text: str, questions: tuple[Question, ...], at: datetime) -> None:
        """Change the wording before it is sent; it must then be approved again."""
        self._require_draft()
        _require_wording(title, text, questions)
        self.trigger_event(self.Revised, title=title, text=text, questions=questions, timestamp=at)

    def approve(self, decision: Decision, at: datetime) -> None:
        """The e-råd approves the wording."""
        require_decided_by(decision, Body.E_RAD, at=at)
        self._require_draft()
        self.trigger_event(self.Approved, decision=decision, timestamp=at)

    def send(
        self,
        region_id: str,
        recipients: tuple[str, ...],
        closes_at: datetime,
        open_answers: bool,
        at: datetime,
    ) -> None:
        """Send the approved wording; recipients are organisationsnummer of members (checked by the caller)."""
        self._require_draft()
        require(self.approved, Rule.REQUEST_NOT_APPROVED)
        require(recipients, Rule.RECIPIENTS_MISSING)
        require(closes_at > at, Rule.DEADLINE_IN_THE_PAST, closes_at=closes_at)
        self.trigger_event(
            self.Sent,
            region_id=region_id,
            insats_id=self.insats_id,
            round=self.round,
            title=self.title,
            text=self.text,
            questions=self.questions,
            recipients=tuple(sorted(set(recipients))),
            closes_at=closes_at,
            open_answers=open_answers,
            timestamp=at,
        )

    def extend(self, closes_at: datetime, reason: str, at: datetime) -> None:
        """Give more time while the request is open; a deadline never moves backwards."""
        terms = self._require_open(at)
        require_text(reason, "reason")
        require(closes_at > terms.closes_at, Rule.DEADLINE_NOT_LATER, closes_at=terms.closes_at)
        self.trigger_event(
            self.DeadlineExtended,
            region_id=terms.region_id,
            closes_at=closes_at,
            reason=reason,
            timestamp=at,
        )

    def close(self, reason: str, answered_by: frozenset[str], at: datetime) -> None:
        """Close once the deadline has passed, or earlier when every recipient has answered."""
        terms = self._require_not_ended()
        require_text(reason, "reason")
        all_answered = set(terms.recipients) <= answered_by
        may_close = at >= terms.closes_at or all_answered
        require(may_close, Rule.REQUEST_STILL_OPEN, closes_at=terms.closes_at)
        self.trigger_event(self.Closed, region_id=terms.region_id, reason=reason, timestamp=at)

    def withdraw(self, decision: Decision, at: datetime) -> None:
        """The e-råd takes the question back, and says why."""
        require_decided_by(decision, Body.E_RAD, at=at)
        require_reason(decision)
        terms = self._require_not_ended()
        self.trigger_event(self.Withdrawn, region_id=terms.region_id, decision=decision, timestamp=at)

    def require_sent(self) -> Terms:
        """The terms of a request that has been sent."""
        require(self.terms, Rule.REQUEST_NOT_SENT)
        assert self.terms is not None
        return self.terms

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
    def _when_revised(self, title: str, text: str, questions: tuple[Question, ...]) -> None:
        self.title = title
        self.text = text
        self.questions = questions
        self.approved = False

    @event(Approved)
    def _when_approved(self) -> None:
        self.approved = True

    @event(Sent)
    def _when_sent(
        self,
        originator_version: int,
        region_id: str,
        recipients: tuple[str, ...],
        closes_at: datetime,
    ) -> None:
        self.terms = Terms(self.insats_id, region_id, recipients, self.questions, closes_at, originator_version)

    @event(DeadlineExtended)
    def _when_deadline_extended(self, originator_version: int, closes_at: datetime) -> None:
        self.terms = replace(self.require_sent(), closes_at=closes_at, version=originator_version)

    @event(Closed)
    def _when_closed(self, originator_version: int) -> None:
        self.terms = replace(self.require_sent(), ending=Ending.CLOSED, version=originator_version)

    @event(Withdrawn)
    def _when_withdrawn(self, originator_version: int) -> None:
        self.terms = replace(self.require_sent(), ending=Ending.WITHDRAWN, version=originator_version)


def published_terms(events: Iterable[DomainEvent]) -> Terms | None:
    """Fold the open part of a request's stream, oldest first; None if nothing has been sent."""
    terms: Terms | None = None
    for recorded in events:
        terms = _terms_after(terms, recorded)
    return terms


def _terms_after(terms: Terms | None, recorded: DomainEvent) -> Terms | None:
    version = recorded.originator_version
    match recorded:
        case InterestRequest.Sent() as sent:
            return Terms(sent.insats_id, sent.region_id, sent.recipients, sent.questions, sent.closes_at, version)
        case InterestRequest.DeadlineExtended() as extended if terms:
            return replace(terms, closes_at=extended.closes_at, version=version)
        case InterestRequest.Closed() if terms:
            return replace(terms, ending=Ending.CLOSED, version=version)
        case InterestRequest.Withdrawn() if terms:
            return replace(terms, ending=Ending.WITHDRAWN, version=version)
    return terms


def _require_wording(title: str, text: str, questions: tuple[Question, ...]) -> None:
    require_text(title, "title", longest=300)
    require_text(text, "text", longest=20_000)
    require_askable(questions)
