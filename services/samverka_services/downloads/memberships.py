"""The members of a region: a row for each that belongs to it on the day."""

from samverka_projections.memberships import MemberOnDay, members
from samverka_services.downloads.columns import Columns, Value
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Table

_VALUES: dict[str, Value[MemberOnDay]] = {
    "organisationsnummer": lambda member, _: member.member_id,
    "name": lambda member, _: member.name,
    "kommunkod": lambda member, _: member.kommunkod,
    "inhabitants": lambda member, _: member.inhabitants,
    "valid-from": lambda member, _: member.valid_from,
    "valid-to": lambda member, _: member.valid_to,
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/members", "medlemskap", "Members", COLUMNS)
async def belonging(inquiry: Inquiry) -> Table:
    """The members of a region on the day, from when until when."""
    region = await inquiry.region()
    found = await members(inquiry.connection, region.region_id, inquiry.as_of)
    return COLUMNS.table(f"{inquiry.text('title.memberships')}: {region.name}", found, inquiry.language)
