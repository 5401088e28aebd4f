"""Commands about the organisation itself and about the förbund's members."""

from typing import Annotated

from pydantic import Field, StrictInt

from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund, Member
from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_services.commands.base import CommandTable, Context, Decided, Handling
from samverka_services.commands.fields import Command, Day, DecisionInput, Kommunkod, OrganisationNumber, ShortText

Inhabitants = Annotated[StrictInt, Field(ge=1, le=3_000_000, description="Number of inhabitants")]


class RenameOrganisation(Command):
    """Give the own organisation a new name from now on."""

    name: ShortText


class StartMembership(Command):
    """Take in a member of the förbund."""

    organisation_number: OrganisationNumber
    name: ShortText
    kommunkod: Kommunkod | None = None
    inhabitants: Inhabitants | None = None
    valid_from: Day
    decision: DecisionInput


class DescribeMember(Command):
    """Record a member's new name or number of inhabitants."""

    organisation_number: OrganisationNumber
    name: ShortText
    inhabitants: Inhabitants | None = None


class EndMembership(Command):
    """End a membership with a day as its last."""

    organisation_number: OrganisationNumber
    valid_to: Day
    decision: DecisionInput


def rename_organisation(command: RenameOrganisation, context: Context) -> Decided:
    """The tenant's own name."""
    organisation = context.find_to_change(Organisation, Organisation.stream(context.tenant_id))
    organisation.rename(command.name, context.at)
    return Decided("organisation", context.tenant_id, organisation)


def start_membership(command: StartMembership, context: Context) -> Decided:
    """A new member, known by its organisationsnummer."""
    forbund = context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id))
    member_id = organisation_number(command.organisation_number)
    member = Member(member_id, command.name, command.kommunkod, command.inhabitants)
    forbund.start_membership(member, command.valid_from, context.decided(), context.at)
    return Decided("membership", member_id, forbund)


def describe_member(command: DescribeMember, context: Context) -> Decided:
    """A member as the region knows it."""
    forbund = context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id))
    member_id = organisation_number(command.organisation_number)
    forbund.describe_member(member_id, command.name, command.inhabitants, context.at)
    return Decided("membership", member_id, forbund)


def end_membership(command: EndMembership, context: Context) -> Decided:
    """The member leaves."""
    forbund = context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id))
    member_id = organisation_number(command.organisation_number)
    forbund.end_membership(member_id, command.valid_to, context.decided(), context.at)
    return Decided("membership", member_id, forbund)


_KIND = OrganisationKind.KOMMUNALFORBUND
_REGISTERERS = frozenset({Role.ADMINISTRATOR, Role.PROCESS_LEADER})

TABLE: CommandTable = {
    RenameOrganisation: Handling(rename_organisation, frozenset({Role.ADMINISTRATOR}), changes=True),
    StartMembership: Handling(start_membership, _REGISTERERS, _KIND),
    DescribeMember: Handling(describe_member, _REGISTERERS, _KIND),
    EndMembership: Handling(end_membership, _REGISTERERS, _KIND),
}
