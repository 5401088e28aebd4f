"""Who is in with what: the matrix of municipalities and insatser, and the decisions behind each of its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from samverka_domain.insatser import Priority
from samverka_domain.participation import JOINED, Status
from samverka_projections.history import history
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import MemberOnDay, RegionFact, members_of_all_times
from samverka_projections.participation.columns import Named, insatser, rows_of
from samverka_projections.participation.matrix import Cell, matrix, participants
from samverka_projections.requests import RequestThen, requests_by_insats
from samverka_services.kernel.participation_signs import SIGNS
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import Writing

MOST_ENTRIES = 100
"""Of a cell's history on one page; what came before is older than what stands."""
_LOOKS = {
    Status.RESOURCES_SET_ASIDE: "s",
    Status.TAKING_PART: "t",
    Status.INTERESTED: "i",
    Status.CONDITIONAL: "c",
    Status.DECLINED: "n",
    Status.WITHDRAWN: "n",
    Status.OVERDUE: "o",
    Status.UNANSWERED: "w",
    Status.NOT_DISCLOSED: "w",
}
"""The other ones are quiet."""
LEGEND = (
    Status.RESOURCES_SET_ASIDE,
    Status.TAKING_PART,
    Status.INTERESTED,
    Status.CONDITIONAL,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.OVERDUE,
    Status.UNANSWERED,
)


@dataclass(frozen=True)
class Sign:
    """How a standing is told: by look, sign and word."""

    look: str
    sign: str
    word: str
    note: str = ""


@dataclass(frozen=True)
class Column:
    """An insats, as the matrix heads and sums it."""

    insats_id: str
    code: str
    title: str
    state: str
    joined: int
    of: int
    sums: str


@dataclass(frozen=True)
class Row:
    """A municipality; a cell is None where it has no place in the insats."""

    municipality_id: str
    name: str
    own: bool
    mark: str
    """That it has left, or is not in Samverka."""
    cells: Sequence[Sign | None]


@dataclass(frozen=True)
class MatrixShown:
    """One region."""

    name: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    folded: Sequence[Named]
    """Insatser that were declined or wait, or that nobody has judged."""
    legend: Sequence[Sign]
    requests: Sequence[RequestThen]


@page("/laget", "matrix.html", Section.MATRIX)
async def matrix_page(visit: Visit) -> MatrixShown:
    """The matrix of the region."""
    return await matrix_shown(visit.connection, visit.the_region, visit.as_of, visit.own, visit.write)


async def matrix_shown(
    connection: AsyncConnection, region: RegionFact, as_of: AsOf, own: str, write: Writing
) -> MatrixShown:
    """A region as one of its organisations sees it: its own row first."""
    known = await insatser(connection, region.region_id, as_of)
    cells = await matrix(connection, region.region_id, as_of)
    standing = {each.municipality_id for each in cells}
    belonging = rows_of(await members_of_all_times(connection, region.region_id, as_of), standing)
    started = [each for each in known if each.priority == Priority.START_NOW]
    asked = await requests_by_insats(connection, [each.insats_id for each in started], as_of)
    by_place = {(cell.municipality_id, cell.insats_id): cell for cell in cells}
    rows = [_row(member, started, by_place, own, write) for member in belonging]
    return MatrixShown(
        region.name,
        [_column(each, cells, asked.get(each.insats_id, []), write) for each in started],
        sorted(rows, key=lambda row: not row.own),
        [each for each in known if each not in started],
        [Sign(_LOOKS[each], SIGNS[each], write.text(f"legend.{each}")) for each in LEGEND],
        [request for requests in asked.values() for request in requests],
    )


def _row(
    member: MemberOnDay,
    started: Sequence[Named],
    cells: Mapping[tuple[str, str], Cell],
    own: str,
    write: Writing,
) -> Row:
    found = (cells.get((member.member_id, insats.insats_id)) for insats in started)
    shown = [None if cell is None else sign_of(cell, write) for cell in found]
    return Row(member.member_id, member.name, member.member_id == own, _mark(member, write), shown)


def _mark(member: MemberOnDay, write: Writing) -> str:
    """That it has left, or is not in Samverka."""
    if member.has_left and member.valid_to:
        return write.text("matrix.left", day=write.day(member.valid_to))
    return write.text("matrix.not-connected") if member.not_connected else ""


def sign_of(cell: Cell, write: Writing) -> Sign:
    """How a cell stands to its insats."""
    look, sign = _LOOKS.get(cell.status, "x"), SIGNS[cell.status]
    return Sign(look, sign, _word(cell, write), _note(cell, write))


def _word(cell: Cell, write: Writing) -> str:
    if cell.status is Status.RESOURCES_SET_ASIDE:
        return resources(cell.hours or 0, cell.thousand_kronor or 0, write)
    return write.text(f"status.{cell.status}")


def resources(hours: int, thousand_kronor: int, write: Writing) -> str:
    """As in "280 h, 75 tkr"; what is nothing is left out."""
    said = [write.hours(hours)] if hours else []
    return ", ".join([*said, write.money(thousand_kronor)] if thousand_kronor else said)


def _note(cell: Cell, write: Writing) -> str:
    if cell.status in JOINED:
        return write.text("matrix.until", day=write.short_day(cell.leaves_on)) if cell.leaves_on else ""
    late = write.text("matrix.late") if cell.late else ""
    return write.text("matrix.behalf") if cell.on_behalf else late


def _column(insats: Named, cells: Sequence[Cell], asked: Sequence[RequestThen], write: Writing) -> Column:
    own = [cell for cell in cells if cell.insats_id == insats.insats_id]
    joined = [cell for cell in own if cell.status in JOINED]
    state = _state(asked, write)
    return Column(insats.insats_id, insats.code, insats.title, state, len(joined), len(own), _sums(own, write))


def _state(asked: Sequence[RequestThen], write: Writing) -> str:
    """Of the latest request, which is asked about first."""
    latest = next((each for each in asked if each.status != "WITHDRAWN"), None)
    if latest is None:
        return ""
    day = write.short_day(write.last_day(latest.closes_at))
    return write.text(f"matrix.{latest.status.lower()}", day=day, round=write.word(latest.round))


def _sums(cells: Sequence[Cell], write: Writing) -> str:
    hours, money = sum(cell.hours or 0 for cell in cells), sum(cell.thousand_kronor or 0 for cell in cells)
    interested = sum(cell.status in {Status.INTERESTED, Status.CONDITIONAL} for cell in cells)
    if hours or money:
        return resources(hours, money, write)
    if interested == 1:
        return write.text("matrix.one-interested")
    return write.text("matrix.interested", count=interested) if interested else ""


@dataclass(frozen=True)
class CellShown:
    """A municipality's standing in an insats, and how it came to be."""

    insats: InsatsThen
    municipality: str
    municipality_id: str
    standing: Sign
    cell: Cell
    entries: Sequence[EntryShown]


@page("/laget/{insats_id}/{municipality_id}", "cell.html", Section.MATRIX)
async def cell_page(visit: Visit) -> CellShown:
    """The decisions behind a cell."""
    insats_id, municipality_id = visit.path["insats_id"], visit.path["municipality_id"]
    insats = there((await insatser_by_id(visit.connection, [insats_id], visit.as_of)).get(insats_id))
    cells = await participants(visit.connection, insats.region_id, [insats_id], visit.as_of)
    cell = there(next((each for each in cells if each.municipality_id == municipality_id), None))
    belonging = await members_of_all_times(visit.connection, insats.region_id, visit.as_of)
    found = await history(
        visit.connection,
        insats_id,
        visit.as_of,
        municipality_id=municipality_id,
        before=NEWEST,
        limit=MOST_ENTRIES,
    )
    name = next(member.name for member in belonging if member.member_id == municipality_id)
    entries = await entries_shown(visit, found)
    return CellShown(insats, name, municipality_id, sign_of(cell, visit.write), cell, entries)
