"""The hours that a region's insatser need, by year, role and municipality, and how many nobody has set aside yet."""

from dataclasses import dataclass

from samverka_domain.needs import NeededHours
from samverka_projections.concerning import Concern
from samverka_projections.insatser import InsatsThen
from samverka_projections.needs import needed_hours_by_insats
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Column, Columns, Listing, named
from samverka_services.downloads.concerning import concerned, in_phase, known
from samverka_services.downloads.declared import Inquiry, table_file


@dataclass(frozen=True)
class NeedRow:
    """What one insats needs of one role in one municipality and year."""

    insats: InsatsThen
    hours: NeededHours
    concern: Concern


def _met(row: NeedRow) -> str:
    return "lacking" if row.hours.gap else "met"


_VALUES: dict[str, Column[NeedRow]] = {
    **named(lambda row: row.insats),
    "year": Column(lambda row, _: row.hours.year, code=lambda row: str(row.hours.year), example="2027"),
    "role": Column(lambda row, _: row.hours.role, code=lambda row: row.hours.role, example="projektdeltagare"),
    "needed-in": Column(
        lambda row, _: row.hours.municipality, code=lambda row: row.hours.municipality, example="Trollhättan"
    ),
    "needed-hours": Column(lambda row, _: row.hours.needed, figure=True),
    "set-aside-hours": Column(lambda row, _: row.hours.set_aside, figure=True),
    "lacking-hours": Column(lambda row, _: row.hours.gap, figure=True),
    "need-met": Column(lambda row, language: text(f"download.{_met(row)}", language), code=_met, example="lacking"),
}
COLUMNS = Columns(_VALUES | in_phase(lambda row: row.concern) | concerned(lambda row: row.concern))


@table_file("/regions/{regionId}/needs", "behov", "Needs", COLUMNS)
async def needs(inquiry: Inquiry) -> Listing[NeedRow]:
    """The hours that approved directives and plans of a region need, against those that are set aside."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    needed = await needed_hours_by_insats(inquiry.connection, about.ids, inquiry.as_of)
    rows = [
        NeedRow(each, hours, about.concerns[each.insats_id])
        for each in about.insatser
        for hours in needed.get(each.insats_id, ())
    ]
    return Listing(f"{inquiry.text('title.needs')}: {region.name}", COLUMNS, rows)
