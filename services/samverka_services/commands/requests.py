"""Commands about an interest request."""

from typing import Annotated, Literal

from pydantic import Field, StrictBool

from samverka_domain.answers import InterestResponse
from samverka_domain.insatser import Insats
from samverka_domain.kernel.calendar import local_day
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_domain.questions import Question, QuestionKind
from samverka_domain.requests import InterestRequest, Round, Terms
from samverka_services.commands.base import CommandTable, Context, Decided, Handling
from samverka_services.commands.fields import (
    Command,
    Deadline,
    DecisionInput,
    Fields,
    Id,
    Kommunkod,
    LongText,
    ShortText,
    Text,
    closing_moment,
)
from samverka_services.municipalities import require_known

Reason = Annotated[Text, Field(min_length=1, max_length=4000)]


class QuestionInput(Fields):
    """A question; options only for ONE_OF and SEVERAL_OF."""

    question_id: Id
    text: Annotated[Text, Field(min_length=1, max_length=1000)]
    kind: QuestionKind
    required: StrictBool = True
    options: Annotated[tuple[ShortText, ...], Field(max_length=50)] = ()

    def question(self) -> Question:
        """The domain's question."""
        return Question(self.question_id, self.text, self.kind, self.required, self.options)


class Wording(Command):
    """Title, text and questions."""

    title: ShortText
    text: LongText
    questions: Annotated[tuple[QuestionInput, ...], Field(max_length=100)] = ()

    def asked(self) -> tuple[Question, ...]:
        """The domain's questions."""
        return tuple(question.question() for question in self.questions)


class DraftInterestRequest(Wording):
    """Draft a request about an insats."""

    insats_id: Id
    round: Round


class ReviseInterestRequest(Wording):
    """Change the wording before it is sent; it must then be approved again."""

    request_id: Id


class ApproveInterestRequest(Command):
    """The e-råd approves the wording."""

    request_id: Id
    decision: DecisionInput


class SendInterestRequest(Command):
    """Send the approved request."""

    request_id: Id
    recipients: Literal["ALL"] | Annotated[tuple[Kommunkod, ...], Field(min_length=1, max_length=500)] = Field(
        description="ALL member municipalities, or their kommunkoder"
    )
    deadline: Deadline
    open_answers: StrictBool = Field(
        False, description="Whether all members see answers before the request has closed"
    )


class ExtendInterestRequest(Command):
    """Give the recipients more time."""

    request_id: Id
    deadline: Deadline
    reason: Reason


class CloseInterestRequest(Command):
    """Close a request whose deadline has passed, or which every recipient has answered."""

    request_id: Id
    reason: Reason


class WithdrawInterestRequest(Command):
    """Take the question back."""

    request_id: Id
    decision: DecisionInput


def draft_interest_request(command: DraftInterestRequest, context: Context) -> Decided:
    """A draft about an insats of this förbund that the e-råd wants to start."""
    context.find(Insats, Insats.stream(command.insats_id)).require_started()
    request_id = context.new_id()
    request = InterestRequest.draft(
        request_id, command.insats_id, command.round, command.title, command.text, command.asked(), context.at
    )
    return Decided("interest-request", request_id, request)


def revise_interest_request(command: ReviseInterestRequest, context: Context) -> Decided:
    """A new wording."""
    request = _to_change(command.request_id, context)
    request.revise(command.title, command.text, command.asked(), context.at)
    return Decided("interest-request", command.request_id, request)


def approve_interest_request(command: ApproveInterestRequest, context: Context) -> Decided:
    """The e-råd's approval of the wording that was seen."""
    request = _to_change(command.request_id, context)
    request.approve(context.decided(), context.at)
    return Decided("interest-request", command.request_id, request)


def send_interest_request(command: SendInterestRequest, context: Context) -> Decided:
    """Out to members of the förbund, as they are on this day."""
    request = _to_change(command.request_id, context)
    recipients = _recipients(command, context)
    closes_at = closing_moment(command.deadline)
    request.send(context.tenant_id, recipients, closes_at, command.open_answers, context.at)
    context.work.valid_until(closes_at)
    return Decided("interest-request", command.request_id, request)


def extend_interest_request(command: ExtendInterestRequest, context: Context) -> Decided:
    """More time, if it is granted while the request is still open."""
    request = _to_change(command.request_id, context)
    open_until = request.require_sent().closes_at
    request.extend(closing_moment(command.deadline), command.reason, context.at)
    context.work.valid_until(open_until)
    return Decided("interest-request", command.request_id, request)


def close_interest_request(command: CloseInterestRequest, context: Context) -> Decided:
    """The end, once; a second closing is refused."""
    request = _to_change(command.request_id, context)
    terms = request.require_sent()
    answered = _answered_by(command.request_id, terms, context)
    request.close(command.reason, answered, context.at)
    return Decided("interest-request", command.request_id, request)


def withdraw_interest_request(command: WithdrawInterestRequest, context: Context) -> Decided:
    """The e-råd takes the question back."""
    request = _to_change(command.request_id, context)
    request.withdraw(context.decided(), context.at)
    return Decided("interest-request", command.request_id, request)


def _to_change(request_id: str, context: Context) -> InterestRequest:
    return context.find_to_change(InterestRequest, InterestRequest.stream(request_id))


def _recipients(command: SendInterestRequest, context: Context) -> tuple[str, ...]:
    stream = Kommunalforbund.stream(context.tenant_id)
    forbund = context.find(Kommunalforbund, stream)
    context.work.guard(context.tenant_id, stream, forbund.version)
    today = local_day(context.at)
    if command.recipients == "ALL":
        return tuple(member.member_id for member in forbund.members_on(today) if member.kommunkod)
    for code in command.recipients:
        require_known(code)
    return tuple(forbund.member_by_kommunkod(code, today).member_id for code in command.recipients)


def _answered_by(request_id: str, terms: Terms, context: Context) -> frozenset[str]:
    if context.at >= terms.closes_at:
        return frozenset()
    return frozenset(recipient for recipient in terms.recipients if _has_answered(request_id, recipient, context))


def _has_answered(request_id: str, recipient: str, context: Context) -> bool:
    """Itself, or by the förbund if it has said nothing itself; an answer that was taken back is none."""
    own = _answer(recipient, InterestResponse.stream(request_id), context)
    proxy = InterestResponse.proxy_stream(request_id, recipient)
    answer = own or _answer(context.tenant_id, proxy, context)
    return answer is not None and not answer.withdrawn


def _answer(tenant_id: str, stream: str, context: Context) -> InterestResponse | None:
    """An answer as it stands, guarded: none may be taken back while the request is being closed."""
    answer = InterestResponse.replay(recorded.event for recorded in context.work.events(tenant_id, stream))
    context.work.guard(tenant_id, stream, answer.version if answer else 0)
    return answer


_KIND = OrganisationKind.KOMMUNALFORBUND
_LEADERS = frozenset({Role.PROCESS_LEADER})

TABLE: CommandTable = {
    DraftInterestRequest: Handling(draft_interest_request, _LEADERS, _KIND),
    ReviseInterestRequest: Handling(revise_interest_request, _LEADERS, _KIND, changes=True),
    ApproveInterestRequest: Handling(approve_interest_request, _LEADERS, _KIND, changes=True),
    SendInterestRequest: Handling(send_interest_request, _LEADERS, _KIND, changes=True),
    ExtendInterestRequest: Handling(extend_interest_request, _LEADERS, _KIND, changes=True),
    CloseInterestRequest: Handling(close_interest_request, _LEADERS, _KIND, changes=True),
    WithdrawInterestRequest: Handling(withdraw_interest_request, _LEADERS, _KIND, changes=True),
}
