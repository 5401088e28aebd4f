"""Commands by which a municipality takes part in an insats and sets resources aside."""

from typing import Annotated

from samverka_domain.commitments import Commitment, Receiving, Resources
from samverka_domain.gates import Gate
from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id, Name
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.gates import case_of
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import require_member

TOPIC = Topic("commitment", "/insatser/{insatsId}/commitments", frozenset({Role.OFFICER}), OrganisationKind.KOMMUN)
_RESOURCES = {
    "hours": [{"role": "projektdeltagare", "year": 2027, "hours": 120}],
    "money": [{"year": 2027, "thousandKronor": 50}],
    "validFrom": "2027-01-01",
    "validTo": "2027-12-31",
}
_SET_ASIDE = {"resources": _RESOURCES, "decision": decided("KOMMUNLEDNING")}
_HANDED_OVER = {"receiving": "TAKEN_OVER", "ownedBy": "Kommunstyrelsen", "decision": decided("KOMMUNLEDNING")}
_ENDED = {"validTo": "2027-06-30", "decision": decided("KOMMUNLEDNING", "Uppdraget är slutfört")}


class TakePart(Command):
    """Decide to take part in an insats; with `resources`, set them aside by the same decision."""

    insats_id: Id
    resources: Resources | None = None
    decision: Decision


class SetResourcesAside(Command):
    """Set resources aside for the first time, or anew after the part had ended."""

    insats_id: Id
    resources: Resources
    decision: Decision


class AdjustCommitment(Command):
    """Replace what is set aside."""

    insats_id: Id
    resources: Resources
    decision: Decision


class DecideHandover(Command):
    """Accept to own what the insats hands over, or take it over, or say that there is nothing to manage."""

    insats_id: Id
    receiving: Receiving
    owned_by: Name | None = None
    """The function or nämnd that owns it; none, if there is nothing to manage"""
    decision: Decision


class EndCommitment(Command):
    """End the municipality's part with a day as its last."""

    insats_id: Id
    valid_to: Day
    decision: Decision


class CorrectCommitment(Correct):
    """Put right what was recorded of the municipality's part."""

    insats_id: Id
    content: Annotated[Content, ContentOf(Commitment)]


@TOPIC.command("POST", example=_SET_ASIDE, creates=True)
def take_part(command: TakePart, context: Context) -> Decided:
    """Take part once the approved directive has been sent to the municipality, or who steers has let it in (G11)."""
    _require_open(command.insats_id, context)
    return taken_part(command, context)


def taken_part(command: TakePart, context: Context) -> Decided:
    """Take part in an insats that the e-råd has decided to start, wherever it stands."""
    insats = context.find_shared(Insats, Insats.stream(command.insats_id))
    earlier = context.find_if_any(Commitment, Commitment.stream(command.insats_id))
    require(earlier is None, Rule.COMMITMENT_EXISTS)
    commitment = Commitment.take_part(command.insats_id, insats, context.tenant_id, command.decision, context.at)
    if command.resources is not None:
        commitment.set_aside(command.resources, command.decision, context.at)
    return Decided(command.insats_id, commitment)


@TOPIC.command("POST", "/own/resources", example=_SET_ASIDE, changes=True)
def set_resources_aside(command: SetResourcesAside, context: Context) -> Decided:
    """Set resources aside by the same gate as taking part."""
    _require_open(command.insats_id, context)
    return resources_set_aside(command, context)


def resources_set_aside(command: SetResourcesAside, context: Context) -> Decided:
    """Set resources aside in an insats that is still started, wherever it stands."""
    context.find_shared(Insats, Insats.stream(command.insats_id)).require_started()
    commitment = _to_change(command.insats_id, context)
    commitment.set_aside(command.resources, command.decision, context.at)
    return Decided(command.insats_id, commitment)


@TOPIC.command("PUT", "/own/resources", example=_SET_ASIDE, changes=True)
def adjust_commitment(command: AdjustCommitment, context: Context) -> Decided:
    """Set more or less aside than before."""
    commitment = _to_change(command.insats_id, context)
    require_member(commitment.region_id, context)
    commitment.adjust(command.resources, command.decision, context.at)
    return Decided(command.insats_id, commitment)


@TOPIC.command("POST", "/own/handovers", example=_HANDED_OVER, changes=True)
def decide_handover(command: DecideHandover, context: Context) -> Decided:
    """Say who owns what is handed over, or that there is nothing to manage."""
    commitment = _to_change(command.insats_id, context)
    require_member(commitment.region_id, context)
    commitment.decide_handover(command.receiving, command.owned_by, command.decision, context.at)
    return Decided(command.insats_id, commitment)


@TOPIC.command("POST", "/own/endings", example=_ENDED, changes=True)
def end_commitment(command: EndCommitment, context: Context) -> Decided:
    """End the part; also for who has left the förbund."""
    commitment = _to_change(command.insats_id, context)
    commitment.end(command.valid_to, command.decision, context.at)
    return Decided(command.insats_id, commitment)


@TOPIC.command("POST", "/own/corrections", example=correction("KOMMUNLEDNING", resources=_RESOURCES), changes=True)
def correct_commitment(command: CorrectCommitment, context: Context) -> Decided:
    """Put right an event of the part."""
    commitment = _to_change(command.insats_id, context)
    require_member(commitment.region_id, context)
    return corrected(command.insats_id, commitment, command, context)


def _require_open(insats_id: str, context: Context) -> None:
    """Refuse a binding yes out of its place; that the insats is started at all is said first."""
    context.find_shared(Insats, Insats.stream(insats_id)).require_started()
    case_of(insats_id, context).require_open(Gate.PARTICIPATION)


def _to_change(insats_id: str, context: Context) -> Commitment:
    return context.find_to_change(Commitment, Commitment.stream(insats_id))
