"""The answer (svar) of one municipality to one interest request; not binding.

A municipality answers in its own tenant. An answer that the förbund registers on a municipality's behalf is
the förbund's event, in the förbund's tenant, addressed to that municipality; the municipality's own answer
takes its place. Both are judged by the request's `Terms` as they stand at the answer's place in the log.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision, Personal
from samverka_domain.kernel.limits import Day, Listed, Path, Text, Value, place, require_fitting
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.kernel.text import is_empty
from samverka_domain.questions import Answer, require_complete_answers, require_valid_answers
from samverka_domain.requests import Terms

Source = Annotated[str, Text(500)]
"""How an answer reached the förbund: letter, mail, telephone, meeting."""


class Stance(StrEnum):
    """What a municipality answers."""

    INTERESTED = "INTERESTED"
    CONDITIONAL = "CONDITIONAL"
    DECLINED = "DECLINED"

    @property
    def needs_answers(self) -> bool:
        """Whether the required questions must be answered with it."""
        return self is not Stance.DECLINED


@dataclass(frozen=True)
class Reply(Value):
    """The content of an answer."""

    stance: Stance
    answers: Annotated[tuple[Answer, ...], Listed(100)] = ()
    conditions: Annotated[str, Text(4000, lines=True, may_be_empty=True)] = ""
    contact: Personal | None = None
    """Whom to talk to, for instance an e-mail address."""

    def require_sensible(self, path: Path) -> None:
        """Refuse a conditional yes without conditions."""
        said = self.stance is not Stance.CONDITIONAL or not is_empty(self.conditions)
        require(said, Rule.CONDITIONS_MISSING, **place((*path, "conditions")))


class InterestResponse(Aggregate):
    """One municipality's answer to one request, from first word to withdrawal."""

    class Event(Aggregate.Event):
        """Base of an answer's events: what all of them say."""

        audience = Audience.TO_FORBUND
        bodies = (Body.KOMMUNLEDNING,)
        thing = Thing("answer")
        region_id: str
        addressed_to: tuple[str, ...]
        """The municipality on whose behalf the förbund registered the answer; nobody for its own answer."""
        request_id: str
        insats_id: str
        municipality_id: str
        decision: Decision

        @classmethod
        def needs_reason(cls, said: Mapping[str, Any]) -> bool:
            """Whether it is a no or a withdrawal."""
            reply: Reply | None = said.get("reply")
            return cls.reason_needed or (reply is not None and reply.stance is Stance.DECLINED)

    class Given(Event, Aggregate.Created):
        """The municipality answered."""

        reply: Reply
        late: bool
        source: Source | None

    class Changed(Event):
        """The municipality answered differently, or anew after a withdrawal."""

        reply: Reply
        late: bool
        source: Source | None

    class Withdrawn(Event):
        """The municipality took its answer back from a day on."""

        reason_needed = True
        effective_from: Day

    class Corrected(Correction, Event):
        """An answer, or its withdrawal, was put right."""

        reply: Reply | None
        effective_from: Day | None
        after_closing: bool
        """Whether the request no longer took answers on time: then the correction is marked as such."""

        @classmethod
        def content(cls) -> frozenset[str]:
            """The fields that put right what the corrected event says besides its decision."""
            return super().content() - {"after_closing"}

    def __init__(
        self,
        region_id: str,
        addressed_to: tuple[str, ...],
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
        cls, request_id: str, municipality_id: str, terms: Terms, reply: Reply, decision: Decision, at: datetime
    ) -> Self:
        """Answer a request as the municipality itself."""
        return cls._give(cls.stream(request_id), (), request_id, municipality_id, terms, reply, None, decision, at)

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
        """Record, as the förbund, an answer that reached it otherwise; `source` says how."""
        stream, addressed_to = cls.proxy_stream(request_id, municipality_id), (municipality_id,)
        return cls._give(stream, addressed_to, request_id, municipality_id, terms, reply, source, decision, at)

    @classmethod
    def _give(
        cls,
        stream: str,
        addressed_to: tuple[str, ...],
        request_id: str,
        municipality_id: str,
        terms: Terms,
        reply: Reply,
        source: str | None,
        decision: Decision,
        at: datetime,
    ) -> Self:
        _require_acceptable(municipality_id, terms, reply)
        asked = {"region_id": terms.region_id, "request_id": request_id, "insats_id": terms.insats_id}
        by = {"addressed_to": addressed_to, "municipality_id": municipality_id, "source": source}
        return cls.begin(cls.Given, stream, at, **asked, **by, reply=reply, late=terms.is_late(at), decision=decision)

    def change(self, terms: Terms, reply: Reply, source: str | None, decision: Decision, at: datetime) -> None:
        """Answer differently before the request closes, or anew (late, then) after a withdrawal.

        A change that was forgotten and overtaken is recorded whenever it comes to light.
        """
        _require_acceptable(self.municipality_id, terms, reply)
        late = terms.is_late(at)
        require(self.withdrawn or decision.overtaken or not late, Rule.CHANGE_AFTER_CLOSING)
        self.record(self.Changed, at, reply=reply, late=late, source=source, decision=decision)

    def withdraw(self, effective_from: date, decision: Decision, at: datetime) -> None:
        """Take the answer back from a day on, at any time, and say why."""
        require(not self.withdrawn, Rule.ALREADY_WITHDRAWN)
        self.record(self.Withdrawn, at, effective_from=effective_from, decision=decision)

    def correct_answer(
        self,
        version: int,
        terms: Terms,
        corrected: Decision,
        decision: Decision,
        at: datetime,
        *,
        reply: Reply | None = None,
        effective_from: date | None = None,
    ) -> None:
        """Put right an earlier answer or withdrawal; marked if the request no longer takes answers on time."""
        if reply is not None:
            _require_acceptable(self.municipality_id, terms, reply)
        content = {"reply": reply, "effective_from": effective_from}
        self.correct(version, corrected, decision, at, content, after_closing=terms.is_late(at))

    @event(Changed)
    def _when_changed(self) -> None:
        self.withdrawn = False

    @event(Withdrawn)
    def _when_withdrawn(self) -> None:
        self.withdrawn = True


def _require_acceptable(municipality_id: str, terms: Terms, reply: Reply) -> None:
    terms.require_recipient(municipality_id)
    require_fitting(reply)
    require_valid_answers(terms.questions, reply.answers)
    if reply.stance.needs_answers:
        require_complete_answers(terms.questions, reply.answers)
