"""The matrix of a region: a row for each municipality, and for each started insats a column of how it stands.

Where somebody has set resources aside, columns with hours and money stand beside it.
"""

from collections.abc import Callable, Mapping

from samverka_domain.insatser import Priority
from samverka_projections.memberships import MemberOnDay, members_of_all_times
from samverka_projections.participation.columns import Named, insatser, rows_of
from samverka_projections.participation.matrix import Cell as Standing
from samverka_projections.participation.matrix import matrix
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Column, Columns, Listing, Value, filed
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Cell
from samverka_services.kernel.participation_signs import word_of

_Standings = Mapping[tuple[str, str], Standing]
"""By municipality and insats."""

_MEMBER: dict[str, Value[MemberOnDay]] = {
    "organisationsnummer": lambda member, _: member.member_id,
    "municipality": lambda member, _: member.name,
    "member-to": lambda member, _: member.valid_to,
}
MEMBER = Columns(filed(_MEMBER))


@table_file("/regions/{regionId}/participation", "laget", "ParticipationMatrix", MEMBER)
async def participation(inquiry: Inquiry) -> Listing[MemberOnDay]:
    """Who is in with what: municipalities and started insatser."""
    region = await inquiry.region()
    connection, region_id, as_of = inquiry.connection, region.region_id, inquiry.as_of
    started = [each for each in await insatser(connection, region_id, as_of) if each.priority == Priority.START_NOW]
    cells = await matrix(connection, region_id, as_of)
    standings = {(cell.municipality_id, cell.insats_id): cell for cell in cells}
    weighing = {cell.insats_id for cell in cells if cell.hours or cell.thousand_kronor}
    belonging = await members_of_all_times(connection, region_id, as_of)
    members = rows_of(belonging, {cell.municipality_id for cell in cells})
    columns = dict(MEMBER.columns)
    for each in started:
        columns |= _columns(each, standings, each.insats_id in weighing, inquiry.language)
    return Listing(f"{inquiry.text('title.participation')}: {region.name}", Columns(columns), members)


def _columns(insats: Named, standings: _Standings, weighs: bool, language: str) -> dict[str, Column[MemberOnDay]]:
    def of(told: Callable[[Standing, str], Cell]) -> Value[MemberOnDay]:
        def value(member: MemberOnDay, language: str) -> Cell:
            found = standings.get((member.member_id, insats.insats_id))
            return None if found is None else told(found, language)

        return value

    standing = of(standing_of)
    columns = {f"{insats.insats_id}-standing": Column(standing, heading=f"{insats.code} {insats.title}")}
    if weighs:
        hours, money = of(lambda found, _: found.hours), of(lambda found, _: found.thousand_kronor)
        for name, value in (("hours", hours), ("thousand-kronor", money)):
            heading = f"{insats.code} {text(f'download.column.{name}', language)}"
            columns[f"{insats.insats_id}-{name}"] = Column(value, heading=heading, figure=True)
    return columns


def standing_of(cell: Standing, language: str) -> str:
    """How it is called."""
    return text(f"web.status.{word_of(cell.status, declined_part=cell.declined_part)}", language)
