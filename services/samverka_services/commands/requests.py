"""Commands about an interest request."""

from collections.abc import Iterator
from typing import Annotated, Literal

from samverka_domain.answers import InterestResponse
from samverka_domain.insatser import Insats
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import Kommunkod
from samverka_domain.kernel.limits import Id, Listed, Reason
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_domain.participation import answer_on, words_of
from samverka_domain.requests import MOST_RECIPIENTS, InterestRequest, Round, Terms, Wording
from samverka_domain.steps import Act
from samverka_infra import dispatch_drafts
from samverka_services.commands.gates import case_of
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command, Deadline, closing_moment
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import forbund_with_members
from samverka_services.municipalities import require_known

TOPIC = Topic(
    "interest-request",
    "/interest-requests",
    frozenset({Role.PROCESS_LEADER}),
    OrganisationKind.KOMMUNALFORBUND,
)
_WORDING = {
    "title": "Intresseförfrågan: koncept för samordnad upphandling",
    "text": "Vill kommunen delta i förstudien? Svara senast sista svarsdag.",
    "questions": [
        {"questionId": "resurs", "text": "Kan kommunen avsätta deltagare?", "kind": "YES_NO"},
        {"questionId": "start", "text": "När?", "kind": "ONE_OF", "options": ["i vår", "i höst"], "required": False},
    ],
}
_DRAFT = {"insatsId": "insats-id", "round": "PRE_STUDY", **_WORDING}
_DISPATCH = {"recipients": ["1488", "1485"], "deadline": "2027-01-31"}
_EXTENSION = {"deadline": "2027-02-28", "reason": "Fler vill hinna svara"}


class DraftInterestRequest(Command):
    """Draft a request about an insats."""

    insats_id: Id
    round: Round
    wording: Spread[Wording]


class ReviseInterestRequest(Command):
    """Change the wording before it is sent; it must then be approved again."""

    request_id: Id
    wording: Spread[Wording]


class ApproveInterestRequest(Command):
    """The e-råd approves the wording."""

    request_id: Id
    decision: Decision


class SendInterestRequest(Command):
    """Send the approved request."""

    request_id: Id
    recipients: Literal["ALL"] | Annotated[tuple[Kommunkod, ...], Listed(MOST_RECIPIENTS, least=1)]
    """ALL member municipalities, or their kommunkoder"""
    deadline: Deadline
    open_answers: bool = False
    """Whether all members see answers before the request has closed"""


class ExtendInterestRequest(Command):
    """Give the recipients more time."""

    request_id: Id
    deadline: Deadline
    reason: Reason


class CloseInterestRequest(Command):
    """Close a request whose deadline has passed, or which every recipient that is a member has answered itself."""

    request_id: Id
    reason: Reason


class WithdrawInterestRequest(Command):
    """Take the question back."""

    request_id: Id
    decision: Decision


class CorrectInterestRequest(Correct):
    """Put right what was recorded of an approval or a withdrawal."""

    request_id: Id
    content: Annotated[Content, ContentOf(InterestRequest)]


@TOPIC.command("POST", example=_DRAFT, creates=True)
def draft_interest_request(command: DraftInterestRequest, context: Context) -> Decided:
    """Draft in the step of an insats in which a request is written."""
    context.find(Insats, Insats.stream(command.insats_id)).require_started()
    case_of(command.insats_id, context).require_in_place(Act.DRAFT_REQUEST)
    return drafted(command, context)


def drafted(command: DraftInterestRequest, context: Context) -> Decided:
    """Draft about an insats of this förbund that the e-råd wants to start, wherever it stands."""
    context.find(Insats, Insats.stream(command.insats_id)).require_started()
    request_id, region_id = context.new_id(), context.tenant_id
    about = command.insats_id, command.round, command.wording
    return Decided(request_id, InterestRequest.draft(request_id, region_id, *about, context.at))


@TOPIC.command("PUT", "/{requestId}/wording", example=_WORDING, changes=True)
def revise_interest_request(command: ReviseInterestRequest, context: Context) -> Decided:
    """Word the request anew."""
    request = _to_change(command.request_id, context)
    request.revise(command.wording, context.at)
    return Decided(command.request_id, request)


@TOPIC.command("POST", "/{requestId}/approvals", example={"decision": decided("E_RAD")}, changes=True)
def approve_interest_request(command: ApproveInterestRequest, context: Context) -> Decided:
    """Record the e-råd's approval of the wording that was seen, at the gate of its round (G2, G7)."""
    case = case_of(_to_change(command.request_id, context).insats_id, context)
    case.require_open(case.wording)
    return approved(command, context)


def approved(command: ApproveInterestRequest, context: Context) -> Decided:
    """Record the approval, wherever the insats stands."""
    request = _to_change(command.request_id, context)
    request.approve(command.decision, context.at)
    return Decided(command.request_id, request)


@TOPIC.command("POST", "/{requestId}/dispatches", example=_DISPATCH, changes=True)
def send_interest_request(command: SendInterestRequest, context: Context) -> Decided:
    """Send once its wording is approved, in the step of that; then answers are awaited."""
    insats_id = _to_change(command.request_id, context).insats_id
    context.find_shared(Insats, Insats.stream(insats_id)).require_started()
    case_of(insats_id, context).require_in_place(Act.SEND_REQUEST)
    return sent(command, context)


def sent(command: SendInterestRequest, context: Context) -> Decided:
    """Send to members of the förbund, as they are on this day, about an insats that is still to start.

    What was kept of it before goes in the same transaction.
    """
    request = _to_change(command.request_id, context)
    context.find_shared(Insats, Insats.stream(request.insats_id)).require_started()
    closes_at = closing_moment(command.deadline)
    request.send(_recipients(command, context), closes_at, command.open_answers, context.at)
    dispatch_drafts.forget(context.work.connection, command.request_id)
    context.work.valid_until(closes_at)
    return Decided(command.request_id, request)


@TOPIC.command("POST", "/{requestId}/extensions", example=_EXTENSION, changes=True)
def extend_interest_request(command: ExtendInterestRequest, context: Context) -> Decided:
    """Give more time, if it is granted while the request is still open."""
    request = _to_change(command.request_id, context)
    open_until = request.require_sent().closes_at
    request.extend(closing_moment(command.deadline), command.reason, context.at)
    context.work.valid_until(open_until)
    return Decided(command.request_id, request)


@TOPIC.command("POST", "/{requestId}/closings", example={"reason": "Alla har svarat"}, changes=True)
def close_interest_request(command: CloseInterestRequest, context: Context) -> Decided:
    """Close once; a second closing is refused."""
    request = _to_change(command.request_id, context)
    answered = _answered_by(command.request_id, request.require_sent(), context)
    request.close(command.reason, answered, context.at)
    return Decided(command.request_id, request)


@TOPIC.command(
    "POST", "/{requestId}/withdrawals", example={"decision": decided("E_RAD", "Finansieringen uteblev")}, changes=True
)
def withdraw_interest_request(command: WithdrawInterestRequest, context: Context) -> Decided:
    """Take the question back, as the e-råd."""
    request = _to_change(command.request_id, context)
    request.withdraw(command.decision, context.at)
    return Decided(command.request_id, request)


@TOPIC.command("POST", "/{requestId}/corrections", example=correction("E_RAD"), changes=True)
def correct_interest_request(command: CorrectInterestRequest, context: Context) -> Decided:
    """Put right an event of the request."""
    return corrected(command.request_id, _to_change(command.request_id, context), command, context)


def _to_change(request_id: str, context: Context) -> InterestRequest:
    return context.find_to_change(InterestRequest, InterestRequest.stream(request_id))


def _recipients(command: SendInterestRequest, context: Context) -> tuple[str, ...]:
    forbund = forbund_with_members(context)
    if command.recipients == "ALL":
        members = forbund.members_on(local_day(context.at))
        return tuple(member.member_id for member in members if member.description.kommunkod)
    return tuple(_members(command.recipients, forbund, context))


def _members(kommunkoder: tuple[str, ...], forbund: Kommunalforbund, context: Context) -> Iterator[str]:
    for index, code in enumerate(kommunkoder):
        with said_in("recipients", index):
            require_known(code)
            yield forbund.member_by_kommunkod(code, local_day(context.at))


def _answered_by(request_id: str, terms: Terms, context: Context) -> frozenset[str]:
    """The recipients that have answered themselves, and those that have left, which nobody waits for."""
    if context.at >= terms.closes_at:
        return frozenset()
    forbund, today = forbund_with_members(context), local_day(context.at)
    left = frozenset(each for each in terms.recipients if not forbund.is_member(each, today))
    return left | {each for each in terms.recipients if _has_answered(request_id, each, context)}


def _has_answered(request_id: str, recipient: str, context: Context) -> bool:
    """Whether its answer counts today; guarded: none may be taken back while the request is being closed."""
    stream = InterestResponse.stream(request_id)
    answer = InterestResponse.replay(recorded.event for recorded in context.work.events(recipient, stream))
    context.work.guard(recipient, stream, answer.version if answer else 0)
    return answer is not None and answer_on(words_of(answer.past), local_day(context.at)).counts
