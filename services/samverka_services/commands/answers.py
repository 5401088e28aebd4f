"""Commands by which a municipality answers, or the förbund registers an answer on its behalf."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Self

from samverka_domain.answers import InterestResponse, Reply, Source
from samverka_domain.commitments import Commitment
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import Kommunkod
from samverka_domain.kernel.limits import Day, Id, Listed, Value
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import require_unique
from samverka_domain.requests import InterestRequest, Terms
from samverka_infra import answer_drafts, named_contacts
from samverka_services.commands.kernel.context import Context, Decided, said_below, said_in
from samverka_services.commands.kernel.corrections import Correct
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.limits import THE_CALLER
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import forbund_with_members, require_member
from samverka_services.municipalities import require_known

_ADDRESS = "/interest-requests/{requestId}/responses"
TOPIC = Topic("interest-response", _ADDRESS, frozenset({Role.OFFICER}), OrganisationKind.KOMMUN)
# The municipality's own decision: nobody at the förbund has a seat in its kommunledning.
ON_BEHALF = Topic(
    "interest-response",
    f"{_ADDRESS}/on-behalf-of/{{kommunkod}}",
    frozenset({Role.REGISTRAR}),
    OrganisationKind.KOMMUNALFORBUND,
    seat_needed=False,
)
SEVERAL_ON_BEHALF = Topic(
    "interest-response", f"{_ADDRESS}/on-behalf", ON_BEHALF.roles, ON_BEHALF.organisation, seat_needed=False
)
MOST_AT_ONCE = 50
_REPLY = {
    "stance": "INTERESTED",
    "answers": [{"questionId": "resurs", "value": True}],
    "contact": {"personId": "person-id", "text": "digitalisering@kommunen.example"},
    "decision": decided("KOMMUNLEDNING"),
}
_CHANGE = _REPLY | {"stance": "CONDITIONAL", "conditions": "Om kostnaden delas lika"}
_WITHDRAWAL = {
    "effectiveFrom": "2026-12-01",
    "decision": decided("KOMMUNLEDNING", "Projektledaren har slutat"),
}
_RECEIVED = {
    "kommunkod": "1460",
    "reply": {"stance": "INTERESTED", "answers": [{"questionId": "resurs", "value": True}]},
    "source": "E-post till registrator",
    "decision": decided("KOMMUNLEDNING"),
}
_CORRECTION = correction("KOMMUNLEDNING", reply={"stance": "CONDITIONAL", "conditions": "Om kostnaden delas lika"})


class AnswerInterestRequest(Command):
    """Answer a request as the municipality itself."""

    request_id: Id
    reply: Spread[Reply]
    decision: Decision


class ChangeAnswer(Command):
    """Answer differently before the request closes, or anew after a withdrawal."""

    request_id: Id
    reply: Spread[Reply]
    decision: Decision


class WithdrawAnswer(Command):
    """Take the answer back; a commitment to the same insats ends with it."""

    request_id: Id
    effective_from: Day
    decision: Decision


class CorrectAnswer(Correct):
    """Put right what was recorded of the municipality's own answer, or of its withdrawal."""

    request_id: Id
    content: Annotated[Content, ContentOf(InterestResponse)]


class RegisterAnswerOnBehalf(Command):
    """Register, as the förbund, an answer that reached it by letter, mail or telephone."""

    request_id: Id
    kommunkod: Kommunkod
    reply: Spread[Reply]
    source: Source
    """How the answer arrived"""
    decision: Decision


@dataclass(frozen=True)
class AnswerReceived(Value):
    """An answer of one municipality that reached the förbund."""

    kommunkod: Kommunkod
    reply: Reply
    source: Source
    """How the answer arrived"""
    decision: Decision


class RegisterAnswersOnBehalf(Command):
    """Register several such answers to a request, all of them or none."""

    request_id: Id
    received: Annotated[tuple[AnswerReceived, ...], Listed(MOST_AT_ONCE, least=1)]

    def given_by(self, person_id: str) -> Self:
        """The same, in which whoever gives it took the decisions of which it does not say who did."""
        return self.model_copy(update={"received": tuple(_given_by(person_id, each) for each in self.received)})


class CorrectAnswerOnBehalf(Correct):
    """Put right what was recorded of an answer on a municipality's behalf."""

    request_id: Id
    kommunkod: Kommunkod
    content: Annotated[Content, ContentOf(InterestResponse)]


@TOPIC.command("POST", example=_REPLY, creates=True)
def answer_interest_request(command: AnswerInterestRequest, context: Context) -> Decided:
    """Answer for the first time, judged by the request as it stands at the answer's place in the log.

    The draft of it, if there is one, goes in the same transaction.
    """
    terms = _terms(command.request_id, context)
    earlier = context.find_if_any(InterestResponse, InterestResponse.stream(command.request_id))
    require(earlier is None, Rule.ALREADY_ANSWERED)
    _told_of(command, context)
    said = terms, command.reply, command.decision
    return Decided(
        command.request_id, InterestResponse.give(command.request_id, context.tenant_id, *said, context.at)
    )


@TOPIC.command("PUT", "/own", example=_CHANGE, changes=True)
def change_answer(command: ChangeAnswer, context: Context) -> Decided:
    """Put another answer in place of the earlier one; the draft of it goes as well."""
    terms = _terms(command.request_id, context)
    response = _to_change(command.request_id, context)
    _told_of(command, context)
    response.change(terms, command.reply, None, command.decision, context.at)
    return Decided(command.request_id, response)


@TOPIC.command("POST", "/own/withdrawals", example=_WITHDRAWAL, changes=True)
def withdraw_answer(command: WithdrawAnswer, context: Context) -> Decided:
    """Take the answer back, and end what was committed to the same insats."""
    response = _to_change(command.request_id, context)
    require_member(response.region_id, context)
    response.withdraw(command.effective_from, command.decision, context.at)
    return Decided(command.request_id, response, _commitments_ended(command, response.insats_id, context))


@TOPIC.command("POST", "/own/corrections", example=_CORRECTION, changes=True)
def correct_answer(command: CorrectAnswer, context: Context) -> Decided:
    """Put right an event of the municipality's own answer."""
    response = _to_change(command.request_id, context)
    if "reply" in command.content:
        _named(command.content["reply"], context)
    return _corrected(command.request_id, response, command, context)


@ON_BEHALF.command("PUT", example=_REPLY | {"source": "Brev från kommunen"})
def register_answer_on_behalf(command: RegisterAnswerOnBehalf, context: Context) -> Decided:
    """Record an answer in the förbund's own log, unless the municipality has answered itself."""
    context.find(InterestRequest, InterestRequest.stream(command.request_id)).require_sent()
    member = _member(command.kommunkod, context)
    _require_no_answer_of_its_own(command.request_id, member, context)
    return Decided(f"{command.request_id}:{member}", _registered(command.request_id, command, member, context))


@SEVERAL_ON_BEHALF.command("POST", example={"received": [_RECEIVED]})
def register_answers_on_behalf(command: RegisterAnswersOnBehalf, context: Context) -> Decided:
    """Record several answers in the förbund's own log, each of a municipality that has not answered itself."""
    context.find(InterestRequest, InterestRequest.stream(command.request_id)).require_sent()
    require_unique([each.kommunkod for each in command.received], ("received",))
    first, *others = [
        _received(command.request_id, number, each, context) for number, each in enumerate(command.received)
    ]
    return Decided(command.request_id, first, tuple(others))


@ON_BEHALF.command("POST", "/corrections", example=_CORRECTION)
def correct_answer_on_behalf(command: CorrectAnswerOnBehalf, context: Context) -> Decided:
    """Put right an event of an answer on a municipality's behalf."""
    context.find(InterestRequest, InterestRequest.stream(command.request_id))
    member = _member(command.kommunkod, context)
    response = context.find(InterestResponse, InterestResponse.proxy_stream(command.request_id, member))
    return _corrected(f"{command.request_id}:{member}", response, command, context)


def _told_of(command: AnswerInterestRequest | ChangeAnswer, context: Context) -> None:
    """Rows beside the log: no draft any more, and what the contact is called, for the förbund."""
    answer_drafts.forget(context.work.connection, command.request_id)
    _named(command.reply, context)


def _named(reply: Reply, context: Context) -> None:
    """The förbund is told what the contact is called."""
    if reply.contact is not None:
        named_contacts.name(context.work.connection, reply.contact.person_id)


def _to_change(request_id: str, context: Context) -> InterestResponse:
    return context.find_to_change(InterestResponse, InterestResponse.stream(request_id))


def _terms(request_id: str, context: Context) -> Terms:
    return context.offer(Terms, InterestRequest.stream(request_id))


def _member(kommunkod: str, context: Context) -> str:
    with said_in("kommunkod"):
        require_known(kommunkod)
        return forbund_with_members(context).member_by_kommunkod(kommunkod, local_day(context.at))


def _commitments_ended(command: WithdrawAnswer, insats_id: str, context: Context) -> tuple[Commitment, ...]:
    """What ends with the answer; nothing, if the withdrawal changes nothing."""
    last_day = command.effective_from - timedelta(days=1)
    commitment = context.find_if_any(Commitment, Commitment.stream(insats_id))
    if commitment is None or command.decision.overtaken or not commitment.lasts_beyond(last_day):
        return ()
    commitment.end(last_day, command.decision, context.at)
    return (commitment,)


def _corrected(id: str, response: InterestResponse, command: Correct, context: Context) -> Decided:
    terms = _terms(response.request_id, context)
    put_right = command.version, terms, command.corrected, command.decision, context.at
    with said_below("reply", Reply):
        response.correct_answer(*put_right, **command.content)
    return Decided(id, response)


def _given_by(person_id: str, received: AnswerReceived) -> AnswerReceived:
    decision = received.decision
    return (
        received
        if decision.decided_by != THE_CALLER
        else replace(received, decision=replace(decision, decided_by=person_id))
    )


def _received(request_id: str, number: int, received: AnswerReceived, context: Context) -> InterestResponse:
    """One of several; what is refused of it stands at its own place."""
    decision, at = received.decision, f"received/{number}"
    then = replace(context, overtaken_on=decision.decided_on) if decision.overtaken else context
    with said_below(at, AnswerReceived), said_below(f"{at}/reply", Reply):
        with said_in("kommunkod"):
            member = _member(received.kommunkod, context)
            _require_no_answer_of_its_own(request_id, member, context)
        return _registered(request_id, received, member, then)


def _registered(
    request_id: str, said: RegisterAnswerOnBehalf | AnswerReceived, member: str, context: Context
) -> InterestResponse:
    terms, stream = _terms(request_id, context), InterestResponse.proxy_stream(request_id, member)
    earlier = context.find_if_any(InterestResponse, stream)
    told = terms, said.reply, said.source, said.decision, context.at
    if earlier is None:
        return InterestResponse.register_on_behalf(request_id, member, *told)
    earlier.change(*told)
    return earlier


def _require_no_answer_of_its_own(request_id: str, member: str, context: Context) -> None:
    stream = InterestResponse.stream(request_id)
    require(not context.work.events(member, stream), Rule.ANSWERED_BY_MUNICIPALITY)
    context.work.guard(member, stream, 0)
