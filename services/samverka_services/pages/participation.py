"""Who is in with what: the matrix of municipalities and insatser, and the decisions behind each of its cells."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from psycopg import AsyncConnection

from samverka_domain.insatser import Priority
from samverka_domain.participation import JOINED, NOTHING_SAID, Standing, Status
from samverka_projections.gates import parts_taken_over
from samverka_projections.history import history
from samverka_projections.insatser import InsatsThen
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import MemberOnDay, RegionFact, members_of_all_times
from samverka_projections.participation.columns import Column, Named, columns, rows_of
from samverka_projections.participation.matrix import Cell, participants
from samverka_projections.participation.standings import Making
from samverka_projections.requests import RequestThen, requests_by_insats
from samverka_services.kernel.participation_signs import SIGNS, word_of
from samverka_services.pages.change_leaders import ChangeLeader, change_leaders
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.found import insats_of
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
_BINDING = frozenset({_LOOKS[Status.RESOURCES_SET_ASIDE], _LOOKS[Status.TAKING_PART]})
_INTERESTED = frozenset({Status.INTERESTED, Status.CONDITIONAL})
LEGEND = (
    Status.RESOURCES_SET_ASIDE,
    Status.TAKING_PART,
    Status.INTERESTED,
    Status.CONDITIONAL,
    Status.DECLINED,
    Status.WITHDRAWN,
    Status.OVERDUE,
    Status.NO_ANSWER,
    Status.UNANSWERED,
)


@dataclass(frozen=True)
class Sign:
    """How a standing is told: by look, sign and word."""

    look: str
    sign: str
    word: str
    note: str = ""


SignOrNone = TypeVar("SignOrNone", Sign, Sign | None)


@dataclass(frozen=True)
class Figures:
    """What the cells of a column come to."""

    joined: int = 0
    of: int = 0
    interested: int = 0
    hours: int = 0
    thousand_kronor: int = 0


@dataclass(frozen=True)
class Made:
    """What the matrix makes of a standing."""

    sign: Sign
    standing: Standing
    hours: int = 0
    thousand_kronor: int = 0


@dataclass(frozen=True)
class InsatsHead:
    """An insats, as the matrix heads and sums it."""

    insats: Named
    state: str
    figures: Figures
    sums: str


@dataclass(frozen=True)
class Row:
    """A municipality; a cell is None where it has no place in the insats."""

    municipality_id: str
    name: str
    own: bool
    mark: str
    """That it has left, or is not in Samverka."""
    cells: Sequence[tuple[Named, Sign | None]]


@dataclass(frozen=True)
class MatrixShown:
    """One region."""

    name: str
    columns: Sequence[InsatsHead]
    rows: Sequence[Row]
    total: str
    """Hours and money over all started insatser."""
    folded: Sequence[Named]
    """Insatser that were declined or wait, or that nobody has judged."""
    legend: Sequence[Sign]
    requests: Sequence[RequestThen]


@page("/laget", "matrix.html", Section.MATRIX, live=True)
async def matrix_page(visit: Visit) -> MatrixShown:
    """The matrix of the region."""
    return await matrix_shown(visit.connection, visit.the_region, visit.as_of, visit.own, visit.write)


async def matrix_shown(
    connection: AsyncConnection, region: RegionFact, as_of: AsOf, own: str, write: Writing
) -> MatrixShown:
    """A region as one of its organisations sees it: its own row first."""
    belonging = await members_of_all_times(connection, region.region_id, as_of)
    known = await columns(connection, region.region_id, belonging, as_of, _making(write))
    taken = await parts_taken_over(connection, region.region_id, as_of)
    standing = {municipality_id for each in known for municipality_id in each.municipality_ids}
    started = [each for each in known if each.insats.priority == Priority.START_NOW]
    asked = await requests_by_insats(connection, [each.insats.insats_id for each in started], as_of)
    heads = [_head(each, asked.get(each.insats.insats_id, []), write) for each in started]
    rows = [_marked(row, taken, write) for row in _rows(rows_of(belonging, standing), started, own, write)]
    return MatrixShown(
        region.name,
        heads,
        sorted(rows, key=lambda row: not row.own),
        _total([each.figures for each in heads], write),
        [each.insats for each in known if each not in started],
        [Sign(_LOOKS.get(each, "x"), SIGNS[each], write.text(f"legend.{each}")) for each in LEGEND],
        [request for requests in asked.values() for request in requests],
    )


def _rows(members: Sequence[MemberOnDay], started: Sequence[Column[Made]], own: str, write: Writing) -> Iterator[Row]:
    by_insats = [
        (each.insats, dict(zip(each.municipality_ids, (made.sign for made in each.cells), strict=True)))
        for each in started
    ]
    for member in members:
        cells = [(insats, signs.get(member.member_id)) for insats, signs in by_insats]
        yield Row(member.member_id, member.name, member.member_id == own, _mark(member, write), cells)


def _marked(row: Row, taken: frozenset[tuple[str, str]], write: Writing) -> Row:
    """With the parts marked that were taken over."""
    if not any(municipality_id == row.municipality_id for _, municipality_id in taken):
        return row
    found = ((insats, sign, (insats.insats_id, row.municipality_id) in taken) for insats, sign in row.cells)
    return replace(row, cells=[(insats, mark_taken(sign, write) if was else sign) for insats, sign, was in found])


def mark_taken(sign: SignOrNone, write: Writing) -> SignOrNone:
    """The sign of a part that was taken over, which the municipality has confirmed by its own decision or not."""
    if sign is None:
        return None
    word = write.text("taken-over.mark" if sign.look in _BINDING else "taken-over.by-the-forbund")
    return replace(sign, note=", ".join(filter(None, (word, sign.note))))


def _mark(member: MemberOnDay, write: Writing) -> str:
    """That it has left, or is not in Samverka."""
    if member.has_left and member.valid_to:
        return write.text("matrix.left", day=write.day(member.valid_to))
    return write.text("matrix.not-connected") if member.not_connected else ""


def _making(write: Writing) -> Making[Made]:
    """Nearly all standings occur many times, and what is made of them is made once."""

    def of(standing: Standing) -> Made:
        answer = standing.answer or NOTHING_SAID
        note = _note(standing, answer.late, answer.on_behalf, write)
        return Made(_sign(standing, (0, 0), note, write), standing)

    def with_figures(made: Made, digits: tuple[str, str]) -> Made:
        figures = int(digits[0]), int(digits[1])
        return Made(_sign(made.standing, figures, made.sign.note, write), made.standing, *figures)

    return Making(of, with_figures)


def sign_of(cell: Cell, write: Writing) -> Sign:
    """How a cell stands to its insats."""
    note = _note(cell, cell.late, cell.on_behalf, write)
    return _sign(cell, (cell.hours or 0, cell.thousand_kronor or 0), note, write)


def _sign(standing: Standing | Cell, figures: tuple[int, int], note: str, write: Writing) -> Sign:
    status = standing.status
    set_aside = resources(*figures, write) if status is Status.RESOURCES_SET_ASIDE else ""
    word = set_aside or write.text(f"status.{word_of(status, declined_part=standing.declined_part)}")
    return Sign(_LOOKS.get(status, "x"), SIGNS[status], word, note)


def resources(hours: int, thousand_kronor: int, write: Writing) -> str:
    """As in "280 h, 75 tkr"; what is nothing is left out."""
    said = [write.hours(hours)] if hours else []
    return ", ".join([*said, write.money(thousand_kronor)] if thousand_kronor else said)


def _note(standing: Standing | Cell, late: bool, on_behalf: bool, write: Writing) -> str:
    leaves_on = standing.leaves_on
    if standing.status in JOINED:
        return write.text("matrix.until", day=write.short_day(leaves_on)) if leaves_on else ""
    if standing.declined_part:
        return ""
    if on_behalf:
        return write.text("matrix.behalf")
    return write.text("matrix.late") if late else ""


def _head(column: Column[Made], asked: Sequence[RequestThen], write: Writing) -> InsatsHead:
    figures = Figures(
        joined=sum(each.standing.status in JOINED for each in column.cells),
        of=len(column.cells),
        interested=sum(each.standing.status in _INTERESTED for each in column.cells),
        hours=sum(each.hours for each in column.cells),
        thousand_kronor=sum(each.thousand_kronor for each in column.cells),
    )
    return InsatsHead(column.insats, _state(asked, write), figures, _sums(figures, write))


def _state(asked: Sequence[RequestThen], write: Writing) -> str:
    """Of the latest request, which is asked about first."""
    latest = next((each for each in asked if each.status != "WITHDRAWN"), None)
    if latest is None:
        return ""
    day = write.short_day(write.last_day(latest.closes_at))
    return write.text(f"matrix.{latest.status.lower()}", day=day, round=write.word(latest.round))


def _sums(figures: Figures, write: Writing) -> str:
    if figures.hours or figures.thousand_kronor:
        return resources(figures.hours, figures.thousand_kronor, write)
    if figures.interested == 1:
        return write.text("matrix.one-interested")
    return write.text("matrix.interested", count=figures.interested) if figures.interested else ""


def _total(columns: Sequence[Figures], write: Writing) -> str:
    return resources(sum(each.hours for each in columns), sum(each.thousand_kronor for each in columns), write)


@dataclass(frozen=True)
class CellShown:
    """A municipality's standing in an insats, and how it came to be."""

    insats: InsatsThen
    municipality: str
    municipality_id: str
    standing: Sign
    cell: Cell
    entries: Sequence[EntryShown]
    leaders: Sequence[ChangeLeader] | None
    """Of the change there; None of another municipality than the reader's."""


@page("/laget/{insats_id}/{municipality_id}", "cell.html", Section.MATRIX)
async def cell_page(visit: Visit) -> CellShown:
    """The decisions behind a cell."""
    insats_id, municipality_id = visit.path["insats_id"], visit.path["municipality_id"]
    insats = await insats_of(visit, insats_id)
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
    taken = await parts_taken_over(visit.connection, insats.region_id, visit.as_of)
    sign = sign_of(cell, visit.write)
    sign = mark_taken(sign, visit.write) if (insats_id, municipality_id) in taken else sign
    entries = await entries_shown(visit, found)
    leaders = await change_leaders(visit, insats_id) if municipality_id == visit.own else None
    return CellShown(insats, name, municipality_id, sign, cell, entries, leaders)
