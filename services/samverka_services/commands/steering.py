"""Commands by which the e-råd decides who steers an insats, and forms steering groups."""

from typing import Annotated

from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Id
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.steering import Charter, Stage, SteeredBy, Steering, SteeringGroup
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.participants import participants, taking_part
from samverka_services.commands.steering_lapses import steered_by

_LEADER, _FORBUND = frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND
STEERING = Topic("steering", "/insatser/{insatsId}/steering", _LEADER, _FORBUND)
TOPIC = Topic("steering-group", "/steering-groups", _LEADER, _FORBUND)

_ARRANGED = {"stage": "PRE_STUDY", "steeringBody": "E_RAD", "decision": decided("E_RAD")}
_REARRANGED = correction("E_RAD", steeredBy={"steeringBody": "KOMMUNDIREKTORER"})
_CHARTER = {
    "name": "Styrgrupp för e-arkiv",
    "seats": ["2120001546", "2120001397"],
    "chair": "2120001546",
    "monthsBetween": 3,
}
_FORMED = {"insatsId": "insats-id", "stage": "PROJECT", **_CHARTER, "decision": decided("E_RAD")}
_ELECTED = {"chair": "2120001397", "deputyChair": "2120001546", "decision": decided("E_RAD")}


class ArrangeSteering(Command):
    """Decide who steers an insats in a stage: a body that acts as steering group, or a group that there is."""

    insats_id: Id
    stage: Stage
    steered_by: Spread[SteeredBy]
    decision: Decision


class CorrectSteering(Correct):
    """Put right what was recorded of who steers an insats."""

    insats_id: Id
    stage: Stage
    content: Annotated[Content, ContentOf(Steering)]


class FormSteeringGroup(Command):
    """Form a steering group, which steers an insats in a stage from now on."""

    insats_id: Id
    stage: Stage
    charter: Spread[Charter]
    decision: Decision


class ComposeSteeringGroup(Command):
    """Give a steering group another composition, name or way of working."""

    group_id: Id
    charter: Spread[Charter]
    decision: Decision


class ElectChair(Command):
    """Record whom a steering group has elected to chair it, or whom the e-råd has named."""

    group_id: Id
    chair: Id
    deputy_chair: Id | None = None
    decision: Decision


class LapseSteeringSeats(Command):
    """End the seats of those that take part in none of the insatser that the group steers."""

    group_id: Id


class DissolveSteeringGroup(Command):
    """Dissolve a steering group."""

    group_id: Id
    decision: Decision


class CorrectSteeringGroup(Correct):
    """Put right what was recorded of a steering group."""

    group_id: Id
    content: Annotated[Content, ContentOf(SteeringGroup)]


@STEERING.command("PUT", example=_ARRANGED)
def arrange_steering(command: ArrangeSteering, context: Context) -> Decided:
    """Say who steers, for the first time or anew."""
    if command.steered_by.group_id is not None:
        _found(command.steered_by.group_id, context).require_standing()
    return Decided(_id(command), _arranged(command, command.steered_by, context))


@STEERING.command("POST", "/corrections", example=_REARRANGED | {"version": 1, "stage": "PRE_STUDY"})
def correct_steering(command: CorrectSteering, context: Context) -> Decided:
    """Put right an event of who steers."""
    steering = context.find(Steering, Steering.stream(command.insats_id, command.stage))
    return corrected(_id(command), steering, command, context)


@TOPIC.command("POST", example=_FORMED, creates=True)
def form_steering_group(command: FormSteeringGroup, context: Context) -> Decided:
    """Begin a group of those that take part, and let it steer."""
    group_id, decision = context.new_id(), command.decision
    who = participants(command.insats_id, context)
    group = SteeringGroup.form(group_id, context.tenant_id, command.charter, who, decision, context.at)
    return Decided(group_id, group, (_arranged(command, _by_group(group_id), context),))


@TOPIC.command("PUT", "/{groupId}/charter", example={**_CHARTER, "decision": decided("E_RAD")}, changes=True)
def compose_steering_group(command: ComposeSteeringGroup, context: Context) -> Decided:
    """Compose it of those that take part in what it steers, and of those that sit there already."""
    group = _to_change(command.group_id, context)
    steered = steered_by(command.group_id, context.work)
    who = frozenset(group.charter.seats).union(*(participants(each, context) for each in steered))
    group.compose(command.charter, who, command.decision, context.at)
    return Decided(command.group_id, group)


@TOPIC.command("PUT", "/{groupId}/chair", example=_ELECTED, changes=True)
def elect_chair(command: ElectChair, context: Context) -> Decided:
    """Record who chairs."""
    group = _to_change(command.group_id, context)
    group.elect_chair(command.chair, command.deputy_chair, command.decision, context.at)
    return Decided(command.group_id, group)


@TOPIC.command("POST", "/{groupId}/lapses", example={}, changes=True)
def lapse_steering_seats(command: LapseSteeringSeats, context: Context) -> Decided:
    """Leave the seats of those that take part."""
    group = _to_change(command.group_id, context)
    parts = (taking_part(each, context) for each in steered_by(command.group_id, context.work))
    group.lapse_seats(frozenset[str]().union(*parts), context.at)
    return Decided(command.group_id, group)


@TOPIC.command(
    "POST",
    "/{groupId}/dissolutions",
    example={"decision": decided("E_RAD", "Insatsen är slutförd")},
    changes=True,
)
def dissolve_steering_group(command: DissolveSteeringGroup, context: Context) -> Decided:
    """Let it meet no more."""
    group = _to_change(command.group_id, context)
    group.dissolve(command.decision, context.at)
    return Decided(command.group_id, group)


@TOPIC.command("POST", "/{groupId}/corrections", example=correction("E_RAD"), changes=True)
def correct_steering_group(command: CorrectSteeringGroup, context: Context) -> Decided:
    """Put right an event of the group."""
    return corrected(command.group_id, _to_change(command.group_id, context), command, context)


def _arranged(command: ArrangeSteering | FormSteeringGroup, by: SteeredBy, context: Context) -> Steering:
    insats_id, stage = command.insats_id, command.stage
    insats = context.find(Insats, Insats.stream(insats_id))
    context.work.guard(context.tenant_id, Insats.stream(insats_id), insats.version)
    steering = context.find_if_any(Steering, Steering.stream(insats_id, stage))
    if steering is None:
        return Steering.arrange(insats_id, insats, stage, by, command.decision, context.at)
    steering.rearrange(by, command.decision, context.at)
    return steering


def _by_group(group_id: str) -> SteeredBy:
    return SteeredBy(Body.STYRGRUPP, group_id)


def _id(command: ArrangeSteering | CorrectSteering) -> str:
    return f"{command.insats_id}:{command.stage}"


def _found(group_id: str, context: Context) -> SteeringGroup:
    return context.find_shared(SteeringGroup, SteeringGroup.stream(group_id))


def _to_change(group_id: str, context: Context) -> SteeringGroup:
    return context.find_to_change(SteeringGroup, SteeringGroup.stream(group_id))
