"""Commands about an insats: its idea, its description, the e-råd's priority."""

from itertools import count
from typing import Annotated
from uuid import UUID, uuid5

from samverka_domain.ideas import Description, Idea, Succession
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id, Reason
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import ActionPlan, same_code
from samverka_domain.requests import InterestRequest
from samverka_domain.steps import AT_ITS_END, StartsWith
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.gates import case_of, choose_path
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic

_FORBUND = OrganisationKind.KOMMUNALFORBUND
IDEAS = Topic("insats", "/insatser", frozenset({Role.PROCESS_LEADER, Role.OFFICER}), _FORBUND)
TOPIC = Topic("insats", "/insatser/{insatsId}", frozenset({Role.PROCESS_LEADER}), _FORBUND)
_IDS = UUID("5d0c5f0e-4f8d-5c39-9a41-2f6d1c0b7e88")
_DESCRIPTION = {
    "title": "Koncept för samordnad upphandling",
    "gist": {"benefitsShort": ["färre kvalitetsbrister"], "activities": ["förstudie"]},
}
_IDEA = _DESCRIPTION | {"code": "4.6", "origin": "NETWORK", "startsWith": "PRE_STUDY"}
_PRIORITY = {"priority": "START_NOW", "decision": decided("E_RAD")}


class ReceiveIdea(Command):
    """Record an idea for an insats."""

    idea: Spread[Idea]


class DescribeInsats(Command):
    """Change title, effect goals or gist."""

    insats_id: Id
    description: Spread[Description]


class PrioritiseInsats(Command):
    """The e-råd decides: start now, wait, or decline."""

    insats_id: Id
    priority: Priority
    review_on: Day | None = None
    """Of what is to wait: the day on which it is taken up again"""
    path: StartsWith | None = None
    """Another path than the one that it is on, if the e-råd has chosen one"""
    decision: Decision


class StrikeIdea(Command):
    """Strike an idea that was recorded by mistake, before anything has come of it."""

    insats_id: Id
    reason: Reason


class CorrectPriority(Correct):
    """Put right what was recorded of the e-råd's priority."""

    insats_id: Id
    content: Annotated[Content, ContentOf(Insats)]


@IDEAS.command("POST", example=_IDEA, creates=True)
def receive_idea(command: ReceiveIdea, context: Context) -> Decided:
    """Begin an insats, checked against its plan's effect goals."""
    require_goals(command.idea.plan_id, command.idea.effect_goals, context)
    require_at_its_end(command.idea.succeeds, context)
    insats_id = free_id(command.idea.code, context.work)
    return Decided(insats_id, Insats.receive_idea(insats_id, context.tenant_id, command.idea, context.at))


@TOPIC.command("PUT", "/description", example=_DESCRIPTION, changes=True)
def describe_insats(command: DescribeInsats, context: Context) -> Decided:
    """Describe an insats anew, checked like a new one."""
    insats = _to_change(command.insats_id, context)
    require_goals(insats.idea.plan_id, command.description.effect_goals, context)
    insats.describe(command.description, context.at)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/priorities", example=_PRIORITY, changes=True)
def prioritise_insats(command: PrioritiseInsats, context: Context) -> Decided:
    """Record the e-råd's judgement; nothing stops being started while municipalities can answer about it."""
    insats = _to_change(command.insats_id, context)
    was_started = insats.started
    insats.prioritise(command.priority, command.decision, context.at, review_on=command.review_on)
    choose_path(command.insats_id, insats, command.path, command.decision, context)
    _require_nobody_asked(command.insats_id, insats, context, was_started=was_started)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/strikings", example={"reason": "Samma idé registrerades två gånger"}, changes=True)
def strike_idea(command: StrikeIdea, context: Context) -> Decided:
    """Strike an idea; a request is drafted only once there is a priority, and then nothing is struck."""
    insats = _to_change(command.insats_id, context)
    insats.strike(command.reason, context.at)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/priorities/corrections", example=correction("E_RAD", priority="WAIT"), changes=True)
def correct_priority(command: CorrectPriority, context: Context) -> Decided:
    """Put right a priority; so that it was none to start, only while nobody can answer."""
    insats = _to_change(command.insats_id, context)
    was_started = insats.started
    decided = corrected(command.insats_id, insats, command, context)
    _require_nobody_asked(command.insats_id, insats, context, was_started=was_started)
    return decided


def _to_change(insats_id: str, context: Context) -> Insats:
    return context.find_to_change(Insats, Insats.stream(insats_id))


def free_id(code: str, work: UnitOfWork) -> str:
    """The id for an insats with this code; refused while another has it that was not struck."""
    insats_id, earlier = insats_with(code, work)
    with said_in("code"):
        require(earlier is None, Rule.INSATS_CODE_TAKEN, code=code, title=earlier.title if earlier else "")
    return insats_id


def insats_with(code: str, work: UnitOfWork) -> tuple[str, Insats | None]:
    """The insats that has a code, or else the id for one.

    It follows from the code: of those who record the same at once, one does.
    """
    for number in count():
        insats_id = str(uuid5(_IDS, f"{work.tenant_id} {same_code(code)} {number}"))
        earlier = work.load(Insats, Insats.stream(insats_id))
        if earlier is None or not earlier.struck:
            return insats_id, earlier
    raise AssertionError


def _require_nobody_asked(insats_id: str, insats: Insats, context: Context, *, was_started: bool) -> None:
    """Refuse to stop what a request about it is open; guarded, so that none is sent meanwhile."""
    if insats.started or not was_started:
        return
    for stream in context.work.streams("interest-request:"):
        request = context.find(InterestRequest, stream)
        if request.insats_id == insats_id:
            context.work.guard(context.tenant_id, stream, request.version)
            terms = request.terms
            is_open = terms is not None and terms.ending is None and context.at < terms.closes_at
            require(not is_open, Rule.INSATS_ASKED_ABOUT, title=insats.title, closes_at=terms and terms.closes_at)


def require_at_its_end(succeeds: Succession | None, context: Context) -> None:
    """Refuse to follow upon an insats that goes on."""
    if succeeds is None:
        return
    with said_in("succeeds", "insats_id"):
        earlier = context.find(Insats, Insats.stream(succeeds.insats_id))
        step = case_of(succeeds.insats_id, context).step
        require(step in AT_ITS_END, Rule.NOT_AT_ITS_END, title=earlier.title, step=step)


def require_goals(plan_id: str | None, codes: tuple[str, ...], context: Context) -> None:
    """Refuse effect goals that the plan does not have."""
    if plan_id is not None:
        plan = context.find(ActionPlan, ActionPlan.stream(plan_id))
        with said_in("effect_goals"):
            plan.require_goals(codes)
