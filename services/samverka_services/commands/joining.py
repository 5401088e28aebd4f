"""Commands about a member's own half of its membership: it answers the förbund's invitation, and may leave."""

from typing import Annotated

from samverka_domain.belonging import Invited
from samverka_domain.joining import Membership, invitations_to
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import OrganisationNumber, organisation_number
from samverka_domain.kernel.limits import Day
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf
from samverka_services.commands.kernel.topic import Topic

TOPIC = Topic("own-membership", "/memberships/own/{forbund}", frozenset({Role.ADMINISTRATOR, Role.OFFICER}))
_CONFIRMATION = {"decision": decided("KOMMUNLEDNING")}
_REFUSAL = {"decision": decided("KOMMUNLEDNING", "Kommunen samverkar i ett annat förbund")}
_LEAVING = {"validTo": "2027-12-31", "decision": decided("KOMMUNLEDNING")}


class OfForbund(Command):
    """Base of what concerns the membership in one förbund."""

    forbund: OrganisationNumber
    """The förbund's organisationsnummer"""

    @property
    def region_id(self) -> str:
        """The ten digits. Raises Refused if the check digit is wrong."""
        with said_in("forbund"):
            return organisation_number(self.forbund)


class ConfirmMembership(OfForbund):
    """Confirm the membership to which the förbund has invited."""

    valid_from: Day | None = None
    """The first day; unset: that of the invitation, than which it is not earlier"""
    decision: Decision


class RefuseMembership(OfForbund):
    """Refuse the membership to which the förbund has invited."""

    decision: Decision


class LeaveForbund(OfForbund):
    """Leave the förbund, with a day as the last of the membership."""

    valid_to: Day
    decision: Decision


class CorrectOwnMembership(Correct, OfForbund):
    """Put right what was recorded of the latest answer to the förbund, or of the leaving."""

    content: Annotated[Content, ContentOf(Membership)]


@TOPIC.command("POST", "/confirmations", example=_CONFIRMATION, creates=True)
def confirm_membership(command: ConfirmMembership, context: Context) -> Decided:
    """Become a member by the organisation's own decision."""
    region_id, invited = command.region_id, _to_answer(command.region_id, context)
    said = command.valid_from, command.decision, context.at
    return Decided(region_id, Membership.confirm(region_id, invited, *said))


@TOPIC.command("POST", "/refusals", example=_REFUSAL, creates=True)
def refuse_membership(command: RefuseMembership, context: Context) -> Decided:
    """Become no member; the reason is told to the region."""
    region_id, invited = command.region_id, _to_answer(command.region_id, context)
    return Decided(region_id, Membership.refuse(region_id, invited, command.decision, context.at))


@TOPIC.command("POST", "/endings", example=_LEAVING, changes=True)
def leave_forbund(command: LeaveForbund, context: Context) -> Decided:
    """Leave by the organisation's own decision; parts that still run are ended one by one."""
    invited = _invited(command.region_id, context)[-1]
    membership = _own(command.region_id, invited, context)
    membership.leave(invited, command.valid_to, command.decision, context.at)
    return Decided(command.region_id, membership)


@TOPIC.command("POST", "/corrections", example=correction("KOMMUNLEDNING", validTo="2027-12-31"), changes=True)
def correct_own_membership(command: CorrectOwnMembership, context: Context) -> Decided:
    """Put right an event of the organisation's own half."""
    invited = _invited(command.region_id, context)[-1]
    return corrected(command.region_id, _own(command.region_id, invited, context), command, context)


def _invited(region_id: str, context: Context) -> list[Invited]:
    """The förbund's invitations of this organisation, guarded: none is taken back meanwhile."""
    stream = Kommunalforbund.stream(region_id)
    events = [recorded.event for recorded in context.work.events(region_id, stream)]
    invited = invitations_to(context.tenant_id, events)
    require(invited, Rule.NOT_INVITED, forbund=region_id)
    context.work.guard(region_id, stream, events[-1].originator_version)
    return invited


def _to_answer(region_id: str, context: Context) -> Invited:
    latest = _invited(region_id, context)[-1]
    answered = context.find_if_any(Membership, Membership.stream(region_id, latest.invitation))
    require(answered is None, Rule.INVITATION_ANSWERED)
    return latest


def _own(region_id: str, invited: Invited, context: Context) -> Membership:
    stream = Membership.stream(region_id, invited.invitation)
    require(context.find_if_any(Membership, stream), Rule.NOT_A_MEMBER, member_id=context.tenant_id)
    return context.find_to_change(Membership, stream)
