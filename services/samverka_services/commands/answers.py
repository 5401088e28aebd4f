"""Commands by which a municipality answers, or the förbund registers an answer on its behalf."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.commitments import Commitment
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Personal
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_domain.questions import Answer
from samverka_domain.requests import InterestRequest
from samverka_services.commands.base import CommandTable, Context, Decided, Handling
from samverka_services.commands.fields import Command, Day, DecisionInput, Fields, Id, Kommunkod, Text
from samverka_services.municipalities import require_known

AnswerText = Annotated[StrictStr, Field(max_length=4000)]


class AnswerInput(Fields):
    """The answer to one question; its kind decides which type of value fits."""

    question_id: Id
    value: StrictBool | StrictInt | StrictFloat | AnswerText | Annotated[tuple[AnswerText, ...], Field(max_length=50)]


class ContactInput(Fields):
    """Whom to talk to: personal data, kept apart from the rest of the answer."""

    person_id: Id
    text: Annotated[Text, Field(min_length=1, max_length=300)]


class ReplyFields(Command):
    """The content of an answer."""

    stance: Stance
    answers: Annotated[tuple[AnswerInput, ...], Field(max_length=100)] = ()
    conditions: Annotated[Text, Field(max_length=4000)] = ""
    contact: ContactInput | None = None
    decision: DecisionInput

    def reply(self) -> Reply:
        """The domain's reply."""
        answers = tuple(Answer(answer.question_id, answer.value) for answer in self.answers)
        contact = Personal(self.contact.person_id, self.contact.text) if self.contact else None
        return Reply(self.stance, answers, self.conditions, contact)


class AnswerInterestRequest(ReplyFields):
    """Answer a request as the municipality itself."""

    request_id: Id


class ChangeAnswer(ReplyFields):
    """Answer differently before the request closes, or anew after a withdrawal."""

    request_id: Id


class WithdrawAnswer(Command):
    """Take the answer back; a commitment to the same insats ends with it."""

    request_id: Id
    effective_from: Day
    decision: DecisionInput


class RegisterAnswerOnBehalf(ReplyFields):
    """Register, as the förbund, an answer that reached it by letter, mail or telephone."""

    request_id: Id
    kommunkod: Kommunkod
    source: Annotated[Text, Field(min_length=1, max_length=500, description="How the answer arrived")]


def answer_interest_request(command: AnswerInterestRequest, context: Context) -> Decided:
    """The first answer, judged by the request as it stands at the answer's place in the log."""
    terms = context.terms(command.request_id)
    earlier = context.work.load(InterestResponse, InterestResponse.stream(command.request_id))
    require(earlier is None, Rule.ALREADY_ANSWERED)
    response = InterestResponse.give(
        command.request_id, context.tenant_id, terms, command.reply(), context.decided(), context.at
    )
    return Decided("interest-response", command.request_id, response)


def change_answer(command: ChangeAnswer, context: Context) -> Decided:
    """Another answer in place of the earlier one."""
    terms = context.terms(command.request_id)
    response = context.find_to_change(InterestResponse, InterestResponse.stream(command.request_id))
    response.change(terms, command.reply(), "", context.decided(), context.at)
    return Decided("interest-response", command.request_id, response)


def withdraw_answer(command: WithdrawAnswer, context: Context) -> Decided:
    """The answer ends, and so does what was committed to the same insats."""
    stream = InterestResponse.stream(command.request_id)
    response = context.find_to_change(InterestResponse, stream)
    response.withdraw(command.effective_from, context.decided(), context.at)
    last_day = command.effective_from - timedelta(days=1)
    commitment = context.work.load(Commitment, Commitment.stream(response.insats_id))
    if commitment is None or not commitment.lasts_beyond(last_day):
        return Decided("interest-response", command.request_id, response)
    commitment.end(last_day, context.decided(), context.at)
    return Decided("interest-response", command.request_id, response, (commitment,))


def register_answer_on_behalf(command: RegisterAnswerOnBehalf, context: Context) -> Decided:
    """An answer in the förbund's own log, unless the municipality has answered itself."""
    context.find(InterestRequest, InterestRequest.stream(command.request_id)).require_sent()
    require_known(command.kommunkod)
    forbund = context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id))
    member = forbund.member_by_kommunkod(command.kommunkod, local_day(context.at)).member_id
    _require_no_answer_of_its_own(command.request_id, member, context)
    response = _registered(command, member, context)
    return Decided("interest-response", f"{command.request_id}:{member}", response)


def _registered(command: RegisterAnswerOnBehalf, member: str, context: Context) -> InterestResponse:
    terms = context.terms(command.request_id)
    earlier = context.work.load(InterestResponse, InterestResponse.proxy_stream(command.request_id, member))
    if earlier is None:
        return InterestResponse.register_on_behalf(
            command.request_id, member, terms, command.reply(), command.source, context.decided(), context.at
        )
    earlier.change(terms, command.reply(), command.source, context.decided(), context.at)
    return earlier


def _require_no_answer_of_its_own(request_id: str, member: str, context: Context) -> None:
    stream = InterestResponse.stream(request_id)
    require(not context.work.events(member, stream), Rule.ANSWERED_BY_MUNICIPALITY)
    context.work.guard(member, stream, 0)


_KOMMUN = OrganisationKind.KOMMUN
_FORBUND = OrganisationKind.KOMMUNALFORBUND
_OFFICERS = frozenset({Role.OFFICER})

TABLE: CommandTable = {
    AnswerInterestRequest: Handling(answer_interest_request, _OFFICERS, _KOMMUN),
    ChangeAnswer: Handling(change_answer, _OFFICERS, _KOMMUN, changes=True),
    WithdrawAnswer: Handling(withdraw_answer, _OFFICERS, _KOMMUN, changes=True),
    # The municipality's own decision: nobody at the förbund has a seat in its kommunledning.
    RegisterAnswerOnBehalf: Handling(
        register_answer_on_behalf, frozenset({Role.REGISTRAR}), _FORBUND, seat_needed=False
    ),
}
