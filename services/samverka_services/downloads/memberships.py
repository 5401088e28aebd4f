"""Members of a region on the day; and memberships and invitations: an organisation's own, or those in a förbund."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.text import swedish_order
from samverka_infra import contacts
from samverka_infra.contacts import Contact
from samverka_projections.memberships import (
    MemberOnDay,
    MembershipOnDay,
    members,
    memberships_in,
    memberships_of,
)
from samverka_services.catalogue import word
from samverka_services.downloads.columns import Column, Columns, Listing
from samverka_services.downloads.deciders import decider
from samverka_services.downloads.declared import Inquiry, table_file

Member = TypeVar("Member", bound=MemberOnDay, covariant=True)


@dataclass(frozen=True)
class Belonging(Generic[Member]):
    """A member, or who is invited."""

    member: Member
    contact: Contact | None
    """Whom the reader asks there, if that is for her to know."""


_VALUES: dict[str, Column[Any]] = {
    "organisationsnummer": Column(lambda row, _: row.member.member_id),
    "name": Column(lambda row, _: row.member.name),
    "kommunkod": Column(lambda row, _: row.member.kommunkod),
    "inhabitants": Column(lambda row, _: row.member.inhabitants, figure=True),
    "valid-from": Column(lambda row, _: row.member.valid_from),
    "valid-to": Column(lambda row, _: row.member.valid_to),
    "contact": Column(lambda row, _: row.contact.line if row.contact else None),
}
MEMBER: Columns[Belonging[MemberOnDay]] = Columns(_VALUES)


@table_file("/regions/{regionId}/members", "medlemskap", "Members", MEMBER)
async def belonging(inquiry: Inquiry) -> Listing[Belonging[MemberOnDay]]:
    """The members of a region on the day, from when until when."""
    region = await inquiry.region()
    found = await members(inquiry.connection, region.region_id, inquiry.as_of)
    return Listing(f"{inquiry.text('title.members')}: {region.name}", MEMBER, await _asked(inquiry, found))


async def _asked(inquiry: Inquiry, found: Sequence[Member]) -> list[Belonging[Member]]:
    named = await contacts.find(inquiry.connection, [each.member_id for each in found])
    return [Belonging(each, named.get(each.member_id)) for each in found]


Membership = Belonging[MembershipOnDay]


def _decision(decision_of: Callable[[MembershipOnDay], Decision | None]) -> Column[Membership]:
    def value(row: Membership, language: str) -> str | None:
        made = decision_of(row.member)
        return f"{decider(made, language)}, {made.decided_on}, {made.record_number}" if made else None

    def order(row: Membership) -> Any:
        made = decision_of(row.member)
        return made and made.decided_on

    return Column(value, order=order)


def _filed(columns: Mapping[str, Column[Any]], *names: str) -> dict[str, Column[Any]]:
    return {name: replace(columns[name], on_page=False) for name in names}


_MEMBERSHIP: dict[str, Column[Membership]] = {
    "name": _VALUES["name"],
    "forbund": Column(lambda row, _: row.member.forbund),
    **_filed(_VALUES, "organisationsnummer", "kommunkod", "inhabitants"),
    "status": Column(lambda row, language: word(row.member.status, language), code=lambda row: row.member.status),
    "valid-from": _VALUES["valid-from"],
    "valid-to": _VALUES["valid-to"],
    "forbund-decision": _decision(lambda row: row.forbund_decision),
    "own-decision": _decision(lambda row: row.own_decision),
    "contact": _VALUES["contact"],
}
MEMBERSHIP = Columns(_MEMBERSHIP)


@table_file("/memberships", "medlemskap", "Memberships", MEMBERSHIP)
async def memberships(inquiry: Inquiry) -> Listing[Membership]:
    """The memberships of the own organisation and the invitations to it; to a förbund, those of its members."""
    connection, own, as_of = inquiry.connection, inquiry.reader_id, inquiry.as_of
    members_own = await memberships_in(connection, own, as_of)
    members_own.sort(key=lambda each: swedish_order(each.name))
    found = [*members_own, *await memberships_of(connection, own, as_of)]
    return Listing(inquiry.text("title.memberships"), MEMBERSHIP, await _asked(inquiry, found))
