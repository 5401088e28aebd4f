"""The decisions behind a membership, each side's own, and putting them right."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samverka_domain.joining import Membership
from samverka_domain.memberships import Kommunalforbund
from samverka_projections.memberships import MembershipOnDay, memberships_in, memberships_of
from samverka_services.commands.joining import CorrectOwnMembership
from samverka_services.commands.memberships import CorrectMembership
from samverka_services.pages.kernel.correcting import Correctable, correctable, correcting
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, KOMMUN, page, there
from samverka_services.pages.kernel.visit import Visit

_MEMBER, _OWN = "/medlemskap/{organisation_number}", "/medlemskap/{forbund}"
_DECISIONS, _FORM = "membership_decisions.html", "correct_membership.html"


@dataclass(frozen=True)
class DecisionsShown:
    """The reader's own decisions about a membership."""

    membership: MembershipOnDay
    with_whom: str
    decisions: Sequence[Correctable]
    correct: str
    """Where each of them is put right, but for its version; empty if that is for others."""


@page(f"{_MEMBER}/beslut", _DECISIONS, Section.MEMBERSHIPS, kinds=(FORBUND,))
async def member_decisions_page(visit: Visit) -> DecisionsShown:
    """The förbund's about a member."""
    found = await _of_member(visit)
    decisions = await correctable(visit, Kommunalforbund.stream(visit.own), member_id=found.member_id)
    may = correct_member_form.may_be_given_by(visit.viewer)
    return DecisionsShown(found, found.name, decisions, f"/medlemskap/{found.member_id}/ratta/" if may else "")


@page(f"{_OWN}/egna-beslut", _DECISIONS, Section.MEMBERSHIPS, kinds=(KOMMUN,))
async def own_decisions_page(visit: Visit) -> DecisionsShown:
    """The municipality's about its membership."""
    found = await _of_own(visit)
    decisions = await correctable(visit, _stream(found))
    may = correct_own_form.may_be_given_by(visit.viewer)
    return DecisionsShown(
        found, found.forbund, decisions, f"/medlemskap/{found.region_id}/ratta-eget/" if may else ""
    )


@dataclass(frozen=True)
class CorrectingMembership:
    """The form, and which membership it is about."""

    with_whom: str
    back: str
    form: Prepared


@form(CorrectMembership, then=f"{_MEMBER}/beslut", bodies=Kommunalforbund.Event.bodies)
@page(f"{_MEMBER}/ratta/{{version}}", _FORM, Section.MEMBERSHIPS, kinds=(FORBUND,))
async def correct_member_form(visit: Visit) -> CorrectingMembership:
    """The förbund's invitation, or its end."""
    found, stream = await _of_member(visit), Kommunalforbund.stream(visit.own)
    known = await correctable(visit, stream, member_id=found.member_id)
    there(next((each for each in known if str(each.version) == visit.path["version"]), None))
    prepared = await correcting(visit, stream, "member_id", "description", "valid_from", "valid_to")
    return CorrectingMembership(found.name, f"/medlemskap/{found.member_id}/beslut", prepared)


@form(CorrectOwnMembership, then=f"{_OWN}/egna-beslut", bodies=Membership.Event.bodies)
@page(f"{_OWN}/ratta-eget/{{version}}", _FORM, Section.MEMBERSHIPS, kinds=(KOMMUN,))
async def correct_own_form(visit: Visit) -> CorrectingMembership:
    """The municipality's answer to the invitation, or its leaving."""
    found = await _of_own(visit)
    prepared = await correcting(visit, _stream(found), "valid_from", "valid_to")
    back = f"/medlemskap/{found.region_id}/egna-beslut"
    return CorrectingMembership(found.forbund, back, replace(prepared, version=found.own_version))


def _stream(membership: MembershipOnDay) -> str:
    return Membership.stream(membership.region_id, membership.invitation)


async def _of_member(visit: Visit) -> MembershipOnDay:
    known = await memberships_in(visit.connection, visit.own, visit.as_of)
    return there(next((each for each in known if each.member_id == visit.path["organisation_number"]), None))


async def _of_own(visit: Visit) -> MembershipOnDay:
    known = await memberships_of(visit.connection, visit.own, visit.as_of)
    return there(next((each for each in known if each.region_id == visit.path["forbund"]), None))
