"""How a municipality stands to insatser, and what it has set aside: a row for each insats and year."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from samverka_domain.participation import Status
from samverka_projections.adjusted_directives import directives_in_force
from samverka_projections.commitments import PartThen, YearLoad, commitments_of, load_of
from samverka_projections.concerning import Concern
from samverka_projections.gates import parts_taken_over
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import regions
from samverka_projections.participation.matrix import Cell
from samverka_projections.pre_study_hours import PreStudyHoursFact, hours_given_by
from samverka_projections.replacing import WholeVersion
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Column, Columns, Listing, decided, named
from samverka_services.downloads.concerning import Known, in_phase, known, serves
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.participation import standing_of


@dataclass(frozen=True)
class OwnYear:
    """How the municipality stands to an insats, and what it has set aside for one year."""

    insats: InsatsThen
    cell: Cell
    concern: Concern
    part: PartThen | None
    year: YearLoad | None
    """None where nothing is set aside, nor given to the pre-study."""
    taken_over: bool = False
    """Whether the part was taken over from before Samverka."""
    directive: WholeVersion | None = None
    """The version of the directive that stands, if one has been approved."""


_STRENGTHS = {status: number for number, status in enumerate(Status)}
_VALUES: dict[str, Column[OwnYear]] = {
    **named(lambda row: row.insats, link=lambda row: f"/laget/{row.insats.insats_id}/{row.cell.municipality_id}"),
    "standing": Column(
        lambda row, language: standing_of(row.cell, language),
        code=lambda row: row.cell.status,
        example=Status.RESOURCES_SET_ASIDE,
        order=lambda row: _STRENGTHS[row.cell.status],
    ),
    "year": Column(
        lambda row, _: row.year.year if row.year else None,
        code=lambda row: str(row.year.year) if row.year else None,
        example="2027",
    ),
    "hours": Column(lambda row, _: row.year.hours if row.year else None, figure=True),
    "thousand-kronor": Column(lambda row, _: row.year.thousand_kronor if row.year else None, figure=True),
    "pre-study-hours": Column(
        lambda row, _: row.year.pre_study_hours if row.year else None, figure=True, on_page=False
    ),
    "valid-from": Column(lambda row, _: row.cell.valid_from, on_page=False),
    "valid-to": Column(lambda row, _: row.cell.valid_to),
    "leaves-on": Column(lambda row, _: row.cell.leaves_on, on_page=False),
    "directive": Column(
        lambda row, _: row.directive.number if row.directive else None,
        on_page=False,
    ),
    "taken-over": Column(
        lambda row, language: text("web.taken-over.mark", language) if row.taken_over else None, on_page=False
    ),
    **in_phase(lambda row: row.concern),
    **serves(lambda row: row.concern),
}
COLUMNS = Columns(_VALUES | decided(lambda row: row.cell.decision))


@table_file("/commitments/own", "vara-insatser", "OwnCommitments", COLUMNS)
async def commitments(inquiry: Inquiry) -> Listing[OwnYear]:
    """How the own municipality stands to insatser, with what it gives to them year by year."""
    own = await commitments_of(inquiry.connection, inquiry.reader_id, inquiry.as_of)
    parts = {part.insats_id: part for part in own}
    hours = await hours_given_by(inquiry.connection, inquiry.reader_id, inquiry.as_of)
    given = {each.insats_id: each for each in hours}
    rows = [
        row
        for region in await regions(inquiry.connection, inquiry.as_of)
        for row in await _in_region(inquiry, region.region_id, parts, given)
    ]
    return Listing(inquiry.text("title.commitments"), COLUMNS, rows)


async def _in_region(
    inquiry: Inquiry, region_id: str, parts: Mapping[str, PartThen], given: Mapping[str, PreStudyHoursFact]
) -> Sequence[OwnYear]:
    about = await known(inquiry, region_id)
    taken = await parts_taken_over(inquiry.connection, region_id, inquiry.as_of)
    directives = await directives_in_force(
        inquiry.connection, [each.insats_id for each in about.insatser], inquiry.as_of
    )
    own = {cell.insats_id: cell for cell in about.cells if cell.municipality_id == inquiry.reader_id}
    asked = [
        each
        for each in about.insatser
        if each.insats_id in own and own[each.insats_id].status is not Status.NOT_ASKED
    ]
    return [
        replace(
            row,
            taken_over=(each.insats_id, inquiry.reader_id) in taken,
            directive=directives.get(each.insats_id),
        )
        for each in asked
        for row in _years(each, own[each.insats_id], about, parts.get(each.insats_id), given.get(each.insats_id))
    ]


def _years(
    insats: InsatsThen, cell: Cell, about: Known, part: PartThen | None, given: PreStudyHoursFact | None
) -> Iterator[OwnYear]:
    years: list[YearLoad | None] = [*load_of([part] if part else [], [given] if given else [])]
    concern = about.concerns[insats.insats_id]
    yield from (OwnYear(insats, cell, concern, part, year) for year in years or [None])
