"""The feed of who is in with what: a row for each municipality and insats, as the matrix knows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.participation.columns import insatser
from samverka_projections.participation.matrix import Cell, participants
from samverka_projections.pre_study_hours import PreStudyHoursFact, hours_given_to
from samverka_services.downloads.names import municipality_names
from samverka_services.extracts.feed import FeedColumn, FeedPage, FeedRow, decided, feed, named

_AT_ONCE = 50
"""Insatser whose standings are asked for together."""


@dataclass(frozen=True)
class _Standing:
    region_id: str
    cell: Cell
    insats: InsatsThen | None
    municipality: str | None
    pre_study: PreStudyHoursFact | None
    """What it gives to the pre-study, in whatever standing: by that it takes no part."""


COLUMNS = {
    "regionId": FeedColumn("2220001776", lambda row: row.region_id),
    "insatsId": FeedColumn("0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e", lambda row: row.cell.insats_id),
    **named(lambda row: row.insats),
    "priority": FeedColumn("START_NOW", lambda row: row.insats and row.insats.priority),
    "municipalityId": FeedColumn("2120001546", lambda row: row.cell.municipality_id),
    "municipality": FeedColumn("Trollhättan", lambda row: row.municipality),
    "status": FeedColumn("RESOURCES_SET_ASIDE", lambda row: row.cell.status),
    "declinedPart": FeedColumn(False, lambda row: row.cell.declined_part),
    "answer": FeedColumn("INTERESTED", lambda row: row.cell.answer),
    "late": FeedColumn(False, lambda row: row.cell.late),
    "onBehalf": FeedColumn(False, lambda row: row.cell.on_behalf),
    "conditions": FeedColumn(None, lambda row: row.cell.conditions or None),
    "hours": FeedColumn(280, lambda row: row.cell.hours),
    "thousandKronor": FeedColumn(75, lambda row: row.cell.thousand_kronor),
    "validFrom": FeedColumn(date(2027, 1, 1), lambda row: row.cell.valid_from),
    "validTo": FeedColumn(date(2028, 12, 31), lambda row: row.cell.valid_to),
    "leavesOn": FeedColumn(None, lambda row: row.cell.leaves_on),
    **decided(lambda row: row.cell.decision),
    "inForce": FeedColumn(True, lambda row: row.cell.in_force),
    "reason": FeedColumn("Exempel", lambda row: row.cell.reason or None),
    "preStudyHours": FeedColumn(40, lambda row: row.pre_study and row.pre_study.total),
    "preStudyDecidedOn": FeedColumn(
        date(2026, 3, 9), lambda row: row.pre_study and row.pre_study.decision.decided_on
    ),
    "preStudyRecordNumber": FeedColumn(
        "EXEMPEL 2026/3", lambda row: row.pre_study and row.pre_study.decision.record_number
    ),
    "recordedAt": FeedColumn(datetime(2026, 11, 23, 11, tzinfo=UTC), lambda row: row.cell.recorded_at),
}


@feed("participation", COLUMNS)
async def participation(page: FeedPage) -> Sequence[FeedRow]:
    """Who is in with what: a row for each municipality and insats, by the ids of region, insats and municipality."""
    found: list[FeedRow] = []
    for region_id in page.region_ids:
        if len(found) < page.limit and (region_id,) >= page.begin[:1]:
            found += await _in_region(page, region_id, page.limit - len(found))
    return found


async def _in_region(page: FeedPage, region_id: str, limit: int) -> list[FeedRow]:
    listed = sorted(each.insats_id for each in await insatser(page.connection, region_id, page.as_of))
    ids = [each for each in listed if (region_id, each) >= page.begin[:2] and page.filters.insats in {None, each}]
    found: list[Cell] = []
    for first in range(0, len(ids), _AT_ONCE):
        if len(found) < limit:
            found += await _cells(page, region_id, ids[first : first + _AT_ONCE])
    return await _told(page, region_id, found[:limit])


async def _cells(page: FeedPage, region_id: str, ids: Sequence[str]) -> list[Cell]:
    cells = await participants(page.connection, region_id, ids, page.as_of)
    return sorted((cell for cell in cells if _wanted(page, region_id, cell)), key=_place)


def _wanted(page: FeedPage, region_id: str, cell: Cell) -> bool:
    day = cell.decision.decided_on if cell.decision else None
    return (region_id, *_place(cell)) > page.begin and page.filters.take(*_place(cell), day)


def _place(cell: Cell) -> tuple[str, str]:
    return cell.insats_id, cell.municipality_id


async def _told(page: FeedPage, region_id: str, cells: Sequence[Cell]) -> list[FeedRow]:
    ids = sorted({cell.insats_id for cell in cells})
    known = await insatser_by_id(page.connection, ids, page.as_of)
    hours = await hours_given_to(page.connection, ids, page.as_of)
    given = {(each.insats_id, each.municipality_id): each for of_one in hours.values() for each in of_one}
    places = [(region_id, cell.municipality_id) for cell in cells]
    names = await municipality_names(page.connection, places, page.as_of)
    return [
        FeedRow(
            [region_id, *_place(cell)],
            _Standing(
                region_id,
                cell,
                known.get(cell.insats_id),
                names.get(cell.municipality_id),
                given.get(_place(cell)),
            ),
        )
        for cell in cells
    ]
