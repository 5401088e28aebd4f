"""Commands about the förbund's half of its memberships: whom it invites, how long, and as what it knows them."""

from typing import Annotated

from samverka_domain.belonging import Inhabitants, MemberDescription, OwnHalf
from samverka_domain.joining import Membership
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import OrganisationNumber, organisation_number
from samverka_domain.kernel.limits import Day, Name
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct
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


class InviteMember(OfMember):
    """Invite an organisation to be a member; one that is not in Samverka is one by the förbund's word alone."""

    description: Spread[MemberDescription]
    valid_from: Day
    decision: Decision


class DescribeMember(OfMember):
    """Record a member's new name or number of inhabitants."""

    name: Name
    inhabitants: Inhabitants | None = None


class EndMembership(OfMember):
    """End a membership with a day as its last, or take back an invitation that has not been answered."""

    valid_to: Day
    decision: Decision


class CorrectMembership(Correct):
    """Put right what was recorded of an invitation, or of an end; `memberId` is an organisationsnummer."""

    content: Annotated[Content, ContentOf(Kommunalforbund)]


@TOPIC.command("POST", example=_MEMBER, creates=True)
def invite_member(command: InviteMember, context: Context) -> Decided:
    """Invite an organisation, known by its organisationsnummer, from a day on."""
    forbund, member_id = _forbund(context), command.member_id
    if command.description.kommunkod is not None:
        with said_in("kommunkod"):
            require_known(command.description.kommunkod)
    said = member_id, command.description, command.valid_from, command.decision, context.at
    forbund.invite(*said, connected=context.work.is_in_samverka(member_id))
    return Decided(member_id, forbund)


@TOPIC.command("PUT", "/{organisationNumber}/description", example=_DESCRIPTION)
def describe_member(command: DescribeMember, context: Context) -> Decided:
    """Describe a member as the region knows it."""
    forbund, member_id = _forbund(context), command.member_id
    forbund.describe_member(member_id, command.name, command.inhabitants, context.at)
    return Decided(member_id, forbund)


@TOPIC.command("POST", "/{organisationNumber}/endings", example=_END)
def end_membership(command: EndMembership, context: Context) -> Decided:
    """Let a member go, or take the invitation back."""
    forbund, member_id = _forbund(context), command.member_id
    forbund.end_membership(member_id, command.valid_to, command.decision, context.at)
    return Decided(member_id, forbund)


@TOPIC.command("POST", "/corrections", example=correction("FORBUNDSLEDNING", validFrom="2027-01-01"))
def correct_membership(command: CorrectMembership, context: Context) -> Decided:
    """Put right an event of the förbund's half; another member than before is invited by it."""
    forbund, member_id = _forbund(context), command.content.get("member_id")
    said = command.version, command.corrected, command.decision, context.at, command.content
    known = context.work.is_in_samverka(organisation_number(member_id)) if member_id is not None else None
    forbund.correct(*said, connected=known)
    return Decided(context.tenant_id, forbund)


def require_member(region_id: str, context: Context) -> None:
    """Refuse whoever has left: of its own things in a region it may still end its parts, and nothing else."""
    require(context.work.owner_of(Kommunalforbund.stream(region_id)), Rule.HAS_LEFT)


def with_members(forbund: Kommunalforbund, work: UnitOfWork) -> Kommunalforbund:
    """The förbund that has heard what those whom it has invited say themselves, guarded like its own half."""
    invited = [each.invited for each in forbund.belonging()]
    places = [(each.member_id, Membership.stream(forbund.region_id, each.invitation)) for each in invited]
    said = work.events_of(places)
    own: dict[int, OwnHalf] = {}
    for each, place in zip(invited, places, strict=True):
        half = Membership.replay(recorded.event for recorded in said.get(place, ()))
        work.guard(*place, half.version if half else 0)
        own |= {each.invitation: half.half} if half else {}
    return forbund.hear(own)


def forbund_with_members(context: Context) -> Kommunalforbund:
    """The caller's own förbund, with what its members say, all of it guarded."""
    stream = Kommunalforbund.stream(context.tenant_id)
    forbund = context.find(Kommunalforbund, stream)
    context.work.guard(context.tenant_id, stream, forbund.version)
    return with_members(forbund, context.work)


def _forbund(context: Context) -> Kommunalforbund:
    return with_members(context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id)), context.work)
