"""Commands about a förbund's networks."""

from typing import Annotated

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Id, Name
from samverka_domain.mandates import Role
from samverka_domain.networks import Network
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf
from samverka_services.commands.kernel.topic import Topic

TOPIC = Topic("network", "/networks", frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND)
_FORMED = {"name": "Socialchefsnätverket", "decision": decided("FORBUNDSLEDNING")}
_DISSOLVED = {"decision": decided("FORBUNDSLEDNING", "Uppdraget är slutfört")}


class FormNetwork(Command):
    """Form a network of the members' officials."""

    name: Name
    decision: Decision


class RenameNetwork(Command):
    """Call a network otherwise from now on."""

    network_id: Id
    name: Name


class DissolveNetwork(Command):
    """Dissolve a network."""

    network_id: Id
    decision: Decision


class CorrectNetwork(Correct):
    """Put right what was recorded of forming or dissolving a network."""

    network_id: Id
    content: Annotated[Content, ContentOf(Network)]


@TOPIC.command("POST", example=_FORMED, creates=True)
def form_network(command: FormNetwork, context: Context) -> Decided:
    """Begin a network in the förbund's own log."""
    network_id = context.new_id()
    network = Network.form(network_id, context.tenant_id, command.name, command.decision, context.at)
    return Decided(network_id, network)


@TOPIC.command("PUT", "/{networkId}/name", example={"name": "Nätverket för socialchefer"}, changes=True)
def rename_network(command: RenameNetwork, context: Context) -> Decided:
    """Rename the network."""
    network = _to_change(command.network_id, context)
    network.rename(command.name, context.at)
    return Decided(command.network_id, network)


@TOPIC.command("POST", "/{networkId}/dissolutions", example=_DISSOLVED, changes=True)
def dissolve_network(command: DissolveNetwork, context: Context) -> Decided:
    """Let the network meet no more."""
    network = _to_change(command.network_id, context)
    network.dissolve(command.decision, context.at)
    return Decided(command.network_id, network)


@TOPIC.command("POST", "/{networkId}/corrections", example=correction("FORBUNDSLEDNING"), changes=True)
def correct_network(command: CorrectNetwork, context: Context) -> Decided:
    """Put right an event of the network."""
    return corrected(command.network_id, _to_change(command.network_id, context), command, context)


def _to_change(network_id: str, context: Context) -> Network:
    return context.find_to_change(Network, Network.stream(network_id))
