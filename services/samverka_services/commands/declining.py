"""Commands by which a municipality declines to take part in an insats."""

from typing import Annotated

from samverka_domain.commitments import Commitment
from samverka_domain.declining import Declining
from samverka_domain.gates import Gate, Outcome
from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Id
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

_ADDRESS = "/insatser/{insatsId}/declinings"
TOPIC = Topic("declining", _ADDRESS, frozenset({Role.OFFICER}), OrganisationKind.KOMMUN)
_DECLINED = {"decision": decided("KOMMUNLEDNING", "Införandet ryms inte i budgeten")}


class DeclinePart(Command):
    """Decline to take part in an insats."""

    insats_id: Id
    decision: Decision


class CorrectDeclining(Correct):
    """Put right what was recorded of declining."""

    insats_id: Id
    content: Annotated[Content, ContentOf(Declining)]


@TOPIC.command("POST", example=_DECLINED)
def decline_part(command: DeclinePart, context: Context) -> Decided:
    """Decline once the approved directive has been sent to the municipality (G11); a condition may be open."""
    insats = context.find_shared(Insats, Insats.stream(command.insats_id))
    insats.require_started()
    case_of(command.insats_id, context).require_open(Gate.PARTICIPATION, Outcome.DECLINES)
    part = context.find_if_any(Commitment, Commitment.stream(command.insats_id))
    declining = context.find_if_any(Declining, Declining.stream(command.insats_id))
    if declining is None:
        about = insats.region_id, command.insats_id, context.tenant_id
        return Decided(command.insats_id, Declining.decide(*about, part, command.decision, context.at))
    declining.decide_anew(part, command.decision, context.at)
    return Decided(command.insats_id, declining)


@TOPIC.command("POST", "/own/corrections", example=correction("KOMMUNLEDNING"), changes=True)
def correct_declining(command: CorrectDeclining, context: Context) -> Decided:
    """Put right a decision to decline."""
    declining = context.find_to_change(Declining, Declining.stream(command.insats_id))
    require_member(declining.region_id, context)
    return corrected(command.insats_id, declining, command, context)
