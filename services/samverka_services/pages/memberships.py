"""Memberships in a förbund: the förbund invites, the member confirms, and either may end it."""

from dataclasses import dataclass

from samverka_domain.joining import Membership
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_infra import contacts
from samverka_infra.contacts import Contact
from samverka_projections.memberships import MembershipOnDay, memberships_in, memberships_of
from samverka_services.commands.joining import ConfirmMembership, LeaveForbund, RefuseMembership
from samverka_services.commands.memberships import EndMembership, InviteMember
from samverka_services.downloads.memberships import Membership as Listed
from samverka_services.downloads.memberships import memberships
from samverka_services.pages.contacts import contact_page
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, KOMMUN, page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit

_THEN, _TEMPLATE = "/medlemskap", "membership_form.html"
_OWN, _MEMBERS = Membership.Event.bodies, Kommunalforbund.Event.bodies


@dataclass(frozen=True)
class MembershipsShown:
    """Memberships, with whom the förbund asks."""

    table: TableShown[Listed]
    contact: Contact | None
    """The reader's own municipality's."""
    may_name: bool
    """Whether the reader may name her municipality's contact."""


@page("/medlemskap", "memberships.html", Section.MEMBERSHIPS)
async def memberships_page(visit: Visit) -> MembershipsShown:
    """Those of the reader's organisation: its own, or its members'."""
    named = await contacts.find(visit.connection, [visit.own])
    is_kommun = visit.viewer.kind is OrganisationKind.KOMMUN
    may_name = is_kommun and bool(visit.viewer.roles & contact_page.writers)
    return MembershipsShown(await table(visit, memberships), named.get(visit.own), may_name)


@dataclass(frozen=True)
class AboutMembership:
    """A form about a membership; None, if it is for a new one."""

    membership: MembershipOnDay | None
    form: Prepared


@form(ConfirmMembership, then=_THEN, bodies=_OWN)
@page("/medlemskap/{forbund}/bekrafta", _TEMPLATE, Section.MEMBERSHIPS, kinds=(KOMMUN,))
async def confirm_form(visit: Visit) -> AboutMembership:
    """Become a member."""
    return await _of_own(visit)


@form(RefuseMembership, then=_THEN, bodies=_OWN)
@page("/medlemskap/{forbund}/avboj", _TEMPLATE, Section.MEMBERSHIPS, kinds=(KOMMUN,))
async def refuse_form(visit: Visit) -> AboutMembership:
    """Become none."""
    return await _of_own(visit)


@form(LeaveForbund, then=_THEN, bodies=_OWN)
@page("/medlemskap/{forbund}/lamna", _TEMPLATE, Section.MEMBERSHIPS, kinds=(KOMMUN,))
async def leave_form(visit: Visit) -> AboutMembership:
    """Leave."""
    return await _of_own(visit)


@form(InviteMember, then=_THEN, bodies=_MEMBERS)
@page("/medlemskap/bjud-in", _TEMPLATE, Section.MEMBERSHIPS, kinds=(FORBUND,))
async def invite_member_form(visit: Visit) -> AboutMembership:
    """Invite."""
    return AboutMembership(None, Prepared({"validFrom": visit.write.today.isoformat()}))


@form(EndMembership, then=_THEN, bodies=_MEMBERS)
@page("/medlemskap/{organisation_number}/avsluta", _TEMPLATE, Section.MEMBERSHIPS, kinds=(FORBUND,))
async def end_membership_form(visit: Visit) -> AboutMembership:
    """End a membership, or take an invitation back."""
    known = await memberships_in(visit.connection, visit.own, visit.as_of)
    wanted = (each for each in known if each.member_id == visit.path["organisation_number"])
    return AboutMembership(there(next(wanted, None)), Prepared())


async def _of_own(visit: Visit) -> AboutMembership:
    known = await memberships_of(visit.connection, visit.own, visit.as_of)
    found = there(next((each for each in known if each.region_id == visit.path["forbund"]), None))
    return AboutMembership(found, Prepared(version=found.own_version))
