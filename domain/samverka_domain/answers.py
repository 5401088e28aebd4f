"""The answer (svar) of one municipality to one interest request; not binding.

A municipality answers in its own tenant. An answer that the förbund registers on a municipality's behalf is
the förbund's event, in the förbund's tenant, addressed to that municipality; the municipality's own answer
takes its place. Both are judged by the request's `Terms` as they stand at the answer's place in the log.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.decision import Body, Decision, Personal, require_decided_by, require_reason
from samverka_domain.kernel.rules import Rule, require, require_short, require_text
from samverka_domain.questions import Answer, require_complete_answers, require_valid_answers
from samverka_domain.requests import Terms


class Stance(StrEnum):
    """What a municipality answers."""

    INTERESTED = "INTERESTED"
    CONDITIONAL = "CONDITIONAL"
    DECLINED = "DECLINED"


@dataclass(frozen=True)
class Reply:
    """The content of an answer."""

    stance: Stance
    answers: tuple[Answer, ...] = ()
    conditions: str = ""
    contact: Personal | None = None
    """Whom to talk to, for instance an e-mail address."""


class InterestResponse(Aggregate):
    """One municipality's answer to one request, from first word to withdrawal."""

    class Given(Aggregate.Created):
        """The municipality answered."""

        audience = Audience.TO_FORBUND
        region_id: str
        addressed_to: str | None
        request_id: str
        insats_id: str
        municipality_id: str
        reply: Reply
        late: bool
        source: str
        decision: Decision

    class Changed(Aggregate.Event):
        """The municipality answered differently, or anew after a withdrawal."""

        audience = Audience.TO_FORBUND
        region_id: str
        addressed_to: str | None
        request_id: str
        insats_id: str
        municipality_id: str
        reply: Reply
        late: bool
        source: str
        decision: Decision

    class Withdrawn(Aggregate.Event):
        """The municipality took its answer back from a day on."""

        audience = Audience.TO_FORBUND
        region_id: str
        addressed_to: str | None
        request_id: str
        insats_id: str
        municipality_id: str
        effective_from: date
        decision: Decision

    def __init__(
        self,
        region_id: str,
        addressed_to: str | None,
        request_id: str,
        insats_id: str,
        municipality_id: str,
    ) -> None:
        self.region_id = region_id
        self.addressed_to = addressed_to
        self.request_id = request_id
        self.insats_id = insats_id
        self.municipality_id = municipality_id
        self.withdrawn = False

    @staticmethod
    def stream(request_id: str) -> str:
        """The stream of a municipality's own answer, in its tenant: one per request."""
        return f"interest-response:{request_id}"

    @staticmethod
    def proxy_stream(request_id: str, municipality_id: str) -> str:
        """The stream, in the förbund's tenant, of the answer it registered on a municipality's behalf."""
        return f"proxy-response:{request_id}:{municipality_id}"

    @classmethod
    def give(
        cls,
        request_id: str,
        municipality_id: str,
        terms: Terms,
        reply: Reply,
        decision: Decision,
        at: datetime,
    ) -> Self:
        """Answer a request as the municipality itself."""
        return cls._give(cls.stream(request_id), None, request_id, municipality_id, terms, reply, "", decision, at)

    @classmethod
    def register_on_behalf(
        cls,
        request_id: str,
        municipality_id: str,
        terms: Terms,
        reply: Reply,
        source: str,
        decision: Decision,
        at: datetime,
    ) -> Self:
        """Record, as the förbund, an answer that reached it otherwise; `source` says how (letter, mail, meeting)."""
        stream = cls.proxy_stream(request_id, municipality_id)
        return cls._give(stream, municipality_id, request_id, municipality_id, terms, reply, source, decision, at)

    @classmethod
    def _give(
        cls,
        stream: str,
        addressed_to: str | None,
        request_id: str,
        municipality_id: str,
        terms: Terms,
        reply: Reply,
        source: str,
        decision: Decision,
        at: datetime,
    ) -> Self:
        _require_acceptable(municipality_id, terms, reply, decision, at)
        _require_source(source, addressed_to)
        return cls._create(
            cls.Given,
            id=stream,
            timestamp=at,
            region_id=terms.region_id,
            addressed_to=addressed_to,
            request_id=request_id,
            insats_id=terms.insats_id,
            municipality_id=municipality_id,
            reply=reply,
            late=terms.is_late(at),
            source=source,
            decision=decision,
        )

    def change(self, terms: Terms, reply: Reply, source: str, decision: Decision, at: datetime) -> None:
        """Answer differently before the request closes, or anew (late, then) after a withdrawal."""
        _require_acceptable(self.municipality_id, terms, reply, decision, at)
        _require_source(source, self.addressed_to)
        require(self.withdrawn or not terms.is_late(at), Rule.CHANGE_AFTER_CLOSING)
        self.trigger_event(
            self.Changed,
            **self._identity(),
            reply=reply,
            late=terms.is_late(at),
            source=source,
            decision=decision,
            timestamp=at,
        )

    def withdraw(self, effective_from: date, decision: Decision, at: datetime) -> None:
        """Take the answer back from a day on, at any time, and say why."""
        require_decided_by(decision, Body.KOMMUNLEDNING, at=at)
        require_reason(decision)
        require(not self.withdrawn, Rule.ALREADY_WITHDRAWN)
        self.trigger_event(
            self.Withdrawn,
            **self._identity(),
            effective_from=effective_from,
            decision=decision,
            timestamp=at,
        )

    def _identity(self) -> dict[str, str | None]:
        return {
            "region_id": self.region_id,
            "addressed_to": self.addressed_to,
            "request_id": self.request_id,
            "insats_id": self.insats_id,
            "municipality_id": self.municipality_id,
        }

    @event(Changed)
    def _when_changed(self) -> None:
        self.withdrawn = False

    @event(Withdrawn)
    def _when_withdrawn(self) -> None:
        self.withdrawn = True


def _require_acceptable(municipality_id: str, terms: Terms, reply: Reply, decision: Decision, at: datetime) -> None:
    require_decided_by(decision, Body.KOMMUNLEDNING, at=at)
    terms.require_recipient(municipality_id)
    require_valid_answers(terms.questions, reply.answers)
    if reply.stance is Stance.DECLINED:
        require_reason(decision)
    else:
        require_complete_answers(terms.questions, reply.answers)
    _require_readable(reply)


def _require_readable(reply: Reply) -> None:
    if reply.stance is Stance.CONDITIONAL:
        require(reply.conditions.strip(), Rule.CONDITIONS_MISSING)
    require_short(reply.conditions, "conditions")
    if reply.contact:
        require_text(reply.contact.value, "contact", longest=300)


def _require_source(source: str, on_behalf_of: str | None) -> None:
    """Only an answer registered on somebody's behalf has reached the förbund in some way worth telling."""
    if on_behalf_of is not None:
        require_text(source, "source", longest=500)
