"""The members of a region: a row for each that belongs to it on the day."""

from dataclasses import dataclass

from samverka_infra import contacts
from samverka_infra.contacts import Contact
from samverka_projections.memberships import MemberOnDay, members
from samverka_services.downloads.columns import Columns, Value
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Table


@dataclass(frozen=True)
class _Belonging:
    member: MemberOnDay
    contact: Contact | None
    """Whom the reader asks there, if that is for her to know."""


_VALUES: dict[str, Value[_Belonging]] = {
    "organisationsnummer": lambda row, _: row.member.member_id,
    "name": lambda row, _: row.member.name,
    "kommunkod": lambda row, _: row.member.kommunkod,
    "inhabitants": lambda row, _: row.member.inhabitants,
    "valid-from": lambda row, _: row.member.valid_from,
    "valid-to": lambda row, _: row.member.valid_to,
    "contact": lambda row, _: row.contact.line if row.contact else None,
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/members", "medlemskap", "Members", COLUMNS)
async def belonging(inquiry: Inquiry) -> Table:
    """The members of a region on the day, from when until when."""
    region = await inquiry.region()
    found = await members(inquiry.connection, region.region_id, inquiry.as_of)
    named = await contacts.find(inquiry.connection, [each.member_id for each in found])
    rows = [_Belonging(each, named.get(each.member_id)) for each in found]
    return COLUMNS.table(f"{inquiry.text('title.memberships')}: {region.name}", rows, inquiry.language)
