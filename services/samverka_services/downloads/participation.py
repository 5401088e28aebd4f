"""The matrix of a region: a row for each municipality, and for each started insats a column of how it stands.

Where somebody has set resources aside, columns with hours and money stand beside it.
"""

from collections.abc import Iterator, Mapping, Sequence

from samverka_domain.insatser import Priority
from samverka_domain.participation import Status
from samverka_projections.memberships import MemberOnDay, members_of_all_times
from samverka_projections.participation.columns import Named, insatser, rows_of
from samverka_projections.participation.matrix import Cell as Standing
from samverka_projections.participation.matrix import matrix
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Columns, Value
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Cell, Table

_Standings = Mapping[tuple[str, str], Standing]
"""By municipality and insats."""

_MEMBER: dict[str, Value[MemberOnDay]] = {
    "organisationsnummer": lambda member, _: member.member_id,
    "municipality": lambda member, _: member.name,
    "member-to": lambda member, _: member.valid_to,
}
MEMBER = Columns(_MEMBER)


@table_file("/regions/{regionId}/participation", "laget", "ParticipationMatrix", MEMBER)
async def participation(inquiry: Inquiry) -> Table:
    """Who is in with what: municipalities and started insatser."""
    region = await inquiry.region()
    connection, region_id, as_of = inquiry.connection, region.region_id, inquiry.as_of
    started = [each for each in await insatser(connection, region_id, as_of) if each.priority == Priority.START_NOW]
    cells = await matrix(connection, region_id, as_of)
    standings = {(cell.municipality_id, cell.insats_id): cell for cell in cells}
    belonging = await members_of_all_times(connection, region_id, as_of)
    members = rows_of(belonging, {cell.municipality_id for cell in cells})
    title = f"{inquiry.text('title.participation')}: {region.name}"
    return _beside(MEMBER.table(title, members, inquiry.language), members, started, standings, inquiry.language)


def _beside(
    table: Table, members: Sequence[MemberOnDay], started: Sequence[Named], standings: _Standings, language: str
) -> Table:
    weighing = {cell.insats_id for cell in standings.values() if cell.hours or cell.thousand_kronor}
    headings = [each for insats in started for each in _headings(insats, insats.insats_id in weighing, language)]
    rows = [
        [*row, *(cell for insats in started for cell in _cells(member, insats, standings, weighing, language))]
        for row, member in zip(table.rows, members, strict=True)
    ]
    return Table(table.title, [*table.headings, *headings], rows)


def _headings(insats: Named, weighs: bool, language: str) -> Iterator[str]:
    yield f"{insats.code} {insats.title}"
    if weighs:
        yield f"{insats.code} {text('download.column.hours', language)}"
        yield f"{insats.code} {text('download.column.thousand-kronor', language)}"


def _cells(
    member: MemberOnDay, insats: Named, standings: _Standings, weighing: set[str], language: str
) -> Iterator[Cell]:
    found = standings.get((member.member_id, insats.insats_id))
    yield None if found is None else standing_of(found.status, language)
    if insats.insats_id in weighing:
        yield from (None, None) if found is None else (found.hours, found.thousand_kronor)


def standing_of(status: Status, language: str) -> str:
    """How it is called."""
    return text(f"web.status.{status}", language)
