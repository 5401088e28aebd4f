"""Commands about the förbund's members."""

from typing import Annotated

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import OrganisationNumber, organisation_number
from samverka_domain.kernel.limits import Day, Name
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.memberships import Inhabitants, Kommunalforbund, MemberDescription
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic
from samverka_services.municipalities import require_known

TOPIC = Topic(
    "membership",
    "/memberships",
    frozenset({Role.ADMINISTRATOR, Role.PROCESS_LEADER}),
    OrganisationKind.KOMMUNALFORBUND,
)
_MEMBER = {
    "organisationNumber": "212000-1546",
    "name": "Trollhättan",
    "kommunkod": "1488",
    "inhabitants": 59058,
    "validFrom": "2027-01-01",
    "decision": decided("FORBUNDSLEDNING"),
}
_DESCRIPTION = {"name": "Trollhättans stad", "inhabitants": 59100}
_END = {"validTo": "2027-12-31", "decision": decided("FORBUNDSLEDNING")}


class OfMember(Command):
    """Base of what concerns one member."""

    organisation_number: OrganisationNumber
    """Organisationsnummer, checked by its check digit"""

    @property
    def member_id(self) -> str:
        """The ten digits. Raises Refused if the check digit is wrong."""
        with said_in("organisation_number"):
            return organisation_number(self.organisation_number)


class StartMembership(OfMember):
    """Take in a member of the förbund."""

    description: Spread[MemberDescription]
    valid_from: Day
    decision: Decision


class DescribeMember(OfMember):
    """Record a member's new name or number of inhabitants."""

    name: Name
    inhabitants: Inhabitants | None = None


class EndMembership(OfMember):
    """End a membership with a day as its last."""

    valid_to: Day
    decision: Decision


class CorrectMembership(Correct):
    """Put right what was recorded of a membership, or of its end; `memberId` is an organisationsnummer."""

    content: Annotated[Content, ContentOf(Kommunalforbund)]


@TOPIC.command("POST", example=_MEMBER, creates=True)
def start_membership(command: StartMembership, context: Context) -> Decided:
    """Take in a member, known by its organisationsnummer."""
    forbund, member_id = _forbund(context), command.member_id
    if command.description.kommunkod is not None:
        with said_in("kommunkod"):
            require_known(command.description.kommunkod)
    forbund.start_membership(member_id, command.description, command.valid_from, command.decision, context.at)
    return Decided(member_id, forbund)


@TOPIC.command("PUT", "/{organisationNumber}/description", example=_DESCRIPTION)
def describe_member(command: DescribeMember, context: Context) -> Decided:
    """Describe a member as the region knows it."""
    forbund, member_id = _forbund(context), command.member_id
    forbund.describe_member(member_id, command.name, command.inhabitants, context.at)
    return Decided(member_id, forbund)


@TOPIC.command("POST", "/{organisationNumber}/endings", example=_END)
def end_membership(command: EndMembership, context: Context) -> Decided:
    """Let a member leave."""
    forbund, member_id = _forbund(context), command.member_id
    forbund.end_membership(member_id, command.valid_to, command.decision, context.at)
    return Decided(member_id, forbund)


@TOPIC.command("POST", "/corrections", example=correction("FORBUNDSLEDNING", validFrom="2027-01-01"))
def correct_membership(command: CorrectMembership, context: Context) -> Decided:
    """Put right an event of the members' register."""
    return corrected(context.tenant_id, _forbund(context), command, context)


def require_member(region_id: str, context: Context) -> None:
    """Refuse whoever has left: of its own things in a region it may still end its parts, and nothing else."""
    require(context.work.owner_of(Kommunalforbund.stream(region_id)), Rule.HAS_LEFT)


def _forbund(context: Context) -> Kommunalforbund:
    return context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id))
