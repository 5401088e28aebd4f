"""A table on a page: the rows and columns of its files, chosen and put in order as the address asks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from samverka_services.downloads.addresses import FileKind
from samverka_services.downloads.choosing import SORT, WORDS, RowChoice, choices
from samverka_services.downloads.columns import Column, Listing
from samverka_services.downloads.declared import Inquiry, TableFile
from samverka_services.downloads.spreadsheet import Cell
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import Writing

Row = TypeVar("Row")
_NOTHING = "–"


@dataclass(frozen=True)
class TableHead:
    """A column's heading; pressing it puts the rows in order by it, and pressing it again turns them round."""

    name: str
    text: str
    figure: bool
    address: str
    order: str
    """How rows are put in order by it, as `aria-sort` says it; empty if by another."""


@dataclass(frozen=True)
class ShownCell:
    """What stands in a cell."""

    name: str
    """Of its column."""
    text: str
    figure: bool
    address: str | None
    label: str
    """What it is called where headings are out of sight."""


@dataclass(frozen=True)
class TableLine(Generic[Row]):
    """A row with its cells."""

    row: Row
    cells: Sequence[ShownCell]


@dataclass(frozen=True)
class Picking:
    """A column by which rows can be picked."""

    name: str
    text: str
    chosen: str
    options: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class TableShown(Generic[Row]):
    """What a page shows of a table that can be taken along."""

    visit: Visit
    listing: Listing[Row]
    choice: RowChoice
    file_address: str

    @cached_property
    def rows(self) -> Sequence[Row]:
        """Those that are wanted."""
        return self.choice.rows(self.listing, self._language)

    @property
    def of(self) -> int:
        """How many there are with those that are not wanted."""
        return len(self.listing.rows)

    @property
    def heads(self) -> Iterator[TableHead]:
        """In their order."""
        for name, column in self.listing.columns.on_page.items():
            order = self._order(name)
            sort = f"-{name}" if order == "ascending" else name
            address = self._here(self.choice.asked | {SORT: sort})
            yield TableHead(name, self._heading(name), column.figure, address, order)

    @property
    def lines(self) -> Iterator[TableLine[Row]]:
        """In the order that is asked for."""
        columns = [(name, self._heading(name), column) for name, column in self.listing.columns.on_page.items()]
        for row in self.rows:
            yield TableLine(row, [self._cell(name, heading, column, row) for name, heading, column in columns])

    @property
    def pickings(self) -> Iterator[Picking]:
        """For its form; what is picked is among the options, even if no row has it."""
        for name in self.listing.columns.picked_by:
            options, chosen = choices(self.listing, name, self._language), self.choice.picked.get(name, "")
            known = chosen in {"", *(code for code, _ in options)}
            if len(options) > 1 or chosen:
                shown = options if known else [*options, (chosen, chosen)]
                yield Picking(name, self._heading(name), chosen, shown)

    @property
    def kept(self) -> Mapping[str, str]:
        """What its form must not lose: the order, and whatever else the page is asked by."""
        asked = {SORT: self.choice.sort} if self.choice.sort else {}
        return {**self._others, **asked}

    @property
    def everything(self) -> str:
        """The address of all rows, in the same order."""
        return self._here({SORT: self.choice.sort} if self.choice.sort else {})

    def file(self, kind: FileKind) -> str:
        """Where the same rows are taken along from, in the same order."""
        return self.visit.file(self.file_address, kind, self.choice.asked)

    @property
    def _language(self) -> str:
        return self.visit.write.language

    @property
    def _others(self) -> dict[str, str]:
        own = {SORT, WORDS, *self.listing.columns.picked_by}
        return {name: said for name, said in self.visit.request.query_params.items() if said and name not in own}

    def _here(self, asked: Mapping[str, str]) -> str:
        return f"?{urlencode({**self._others, **asked})}#rows"

    def _heading(self, name: str) -> str:
        return self.listing.columns.heading(name, self._language)

    def _order(self, name: str) -> str:
        if self.choice.column != name:
            return ""
        return "descending" if self.choice.is_backwards else "ascending"

    def _cell(self, name: str, heading: str, column: Column[Row], row: Row) -> ShownCell:
        said = shown(column.value(row, self._language), self.visit.write, is_figure=column.figure)
        return ShownCell(name, said, column.figure, column.link(row) if column.link else None, heading)


async def table(visit: Visit, declared: TableFile, **path: str) -> TableShown[Any]:
    """A table as a page's address asks for it; what stands in its file's address is named. Raises NotFound."""
    inquiry = inquiry_of(visit, **path)
    listing = await declared.read(inquiry)
    choice = RowChoice.of(visit.request.query_params, listing.columns)
    return TableShown(visit, listing, choice, declared.address.format(**path))


def inquiry_of(visit: Visit, **path: str) -> Inquiry:
    """With which a table is read for a page; people are called as the page calls them."""
    called, held = partial(name_of, visit), visit.viewer.mandates
    return Inquiry(visit.connection, visit.own, visit.as_of, visit.write.language, path, called, held=held)


def shown(cell: Cell, write: Writing, *, is_figure: bool) -> str:
    """As people write it."""
    match cell:
        case None | "":
            return _NOTHING
        case datetime():
            return write.moment(cell)
        case date():
            return write.short_day(cell).replace(" ", "\N{NO-BREAK SPACE}")
        case float():
            return write.number(cell)
        case int() if is_figure:
            return write.number(cell)
    return str(cell)
