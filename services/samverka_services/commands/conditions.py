"""Commands about the conditions of conditional answers: the förbund marks them, the municipality confirms."""

from typing import Annotated

from samverka_domain.conditions import Condition, ConditionConfirmation, Mark
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import Kommunkod
from samverka_domain.kernel.limits import Id, Reason
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.gates import case_of, forbund_of
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, Version, corrected
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import forbund_with_members, require_member
from samverka_services.municipalities import require_known

_ADDRESS = "/insatser/{insatsId}/conditions"
TOPIC = Topic("condition", _ADDRESS, frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND)
OWN = Topic("condition", f"{_ADDRESS}/own", frozenset({Role.OFFICER}), OrganisationKind.KOMMUN)
_MARKED = {
    "kommunkod": "1485",
    "met": True,
    "documentId": "document-id",
    "version": "1.0",
    "explanation": "Kostnaden delas lika.",
}

_MARK_PUT_RIGHT = {
    "version": 1,
    "mark": {"met": False, "explanation": "Kostnaden delas inte lika."},
    "reason": "Fel rad markerades.",
}


class MarkCondition(Command):
    """Mark whether a municipality's condition for joining is met."""

    insats_id: Id
    kommunkod: Kommunkod
    mark: Spread[Mark]


class CorrectConditionMark(Command):
    """Put right what was recorded of a mark."""

    insats_id: Id
    request_id: Id
    """Of the answer that had the condition"""
    municipality_id: Id
    version: Version
    """The version of the mark to put right, in the history of the condition"""
    mark: Mark
    """As it should have been recorded"""
    reason: Reason


class ConfirmCondition(Command):
    """Confirm that one's own condition is settled as the förbund has marked it."""

    insats_id: Id
    decision: Decision


class CorrectConditionConfirmation(Correct):
    """Put right what was recorded of one's own confirmation."""

    insats_id: Id
    request_id: Id
    content: Annotated[Content, ContentOf(ConditionConfirmation)]


@TOPIC.command("PUT", example=_MARKED)
def mark_condition(command: MarkCondition, context: Context) -> Decided:
    """Mark it, or mark it anew, for one that had a condition when the interest was judged."""
    case, member = case_of(command.insats_id, context), member_by(command.kommunkod, context)
    require(member in case.parties.conditional, Rule.NO_CONDITION)
    assert case.request is not None
    condition = context.find_if_any(Condition, Condition.stream(case.request, member))
    if condition is None:
        about = context.tenant_id, command.insats_id, case.request, member
        condition = Condition.mark_first(*about, command.mark, context.at)
    else:
        condition.mark_anew(command.mark, context.at)
    return Decided(f"{command.insats_id}:{member}", condition)


@TOPIC.command("POST", "/marks/{requestId}/{municipalityId}/corrections", example=_MARK_PUT_RIGHT, changes=True)
def correct_condition_mark(command: CorrectConditionMark, context: Context) -> Decided:
    """Put it right as long as there is a history of it; what the municipality has confirmed is its own."""
    condition = context.find_to_change(Condition, Condition.stream(command.request_id, command.municipality_id))
    if condition.insats_id != command.insats_id:
        raise NotFound(Condition.__name__, command.request_id)
    condition.correct_mark(command.version, command.mark, command.reason, context.at)
    return Decided(f"{command.insats_id}:{command.municipality_id}", condition)


@OWN.command("POST", "/confirmations", example={"decision": decided("KOMMUNLEDNING")})
def confirm_condition(command: ConfirmCondition, context: Context) -> Decided:
    """Settle it, once it has been marked; what was marked is guarded until the append."""
    case = case_of(command.insats_id, context)
    require(context.tenant_id in case.parties.conditional, Rule.NO_CONDITION)
    assert case.request is not None
    marked = _marked(case.request, command.insats_id, context)
    require(marked, Rule.CONDITION_NOT_MARKED)
    assert marked is not None
    own = context.find_if_any(ConditionConfirmation, ConditionConfirmation.stream(case.request))
    if own is None:
        own = ConditionConfirmation.give(marked, command.decision, context.at)
    else:
        own.give_anew(marked, command.decision, context.at)
    return Decided(command.insats_id, own)


@OWN.command("POST", "/{requestId}/corrections", example=correction("KOMMUNLEDNING"), changes=True)
def correct_condition_confirmation(command: CorrectConditionConfirmation, context: Context) -> Decided:
    """Put right a decision about the condition for saying yes to a request."""
    own = context.find_to_change(ConditionConfirmation, ConditionConfirmation.stream(command.request_id))
    require_member(own.region_id, context)
    return corrected(command.insats_id, own, command, context)


def member_by(kommunkod: str, context: Context) -> str:
    """The organisationsnummer of a member today."""
    with said_in("kommunkod"):
        require_known(kommunkod)
        return forbund_with_members(context).member_by_kommunkod(kommunkod, local_day(context.at))


def _marked(request_id: str, insats_id: str, context: Context) -> Condition | None:
    """What the förbund has marked of the caller's condition."""
    forbund, stream = forbund_of(insats_id, context), Condition.stream(request_id, context.tenant_id)
    marked = Condition.replay(each.event for each in context.work.events(forbund, stream))
    context.work.guard(forbund, stream, marked.version if marked else 0)
    return marked
