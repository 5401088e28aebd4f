"""A table as an Excel workbook: what it shows, then headings that stay in sight and can be filtered by."""

import io
from dataclasses import dataclass
from datetime import date, datetime, time

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from samverka_domain.kernel.calendar import STOCKHOLM
from samverka_services.downloads.spreadsheet import Cell, Table, local_minute, looks_like_formula

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "Samverka"
"""Not the title: that may hold signs, or be a word, that Excel keeps for itself."""
MOST_CHARACTERS = 32_767
"""In a cell, by Excel's specification."""

_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NARROWEST, _WIDEST = 8, 60
"""Characters of a column."""


@dataclass(frozen=True)
class _Formats:
    title: Format
    heading: Format
    text: Format
    as_text: Format
    """Of what would be a formula if somebody opened the cell and closed it again."""
    day: Format
    moment: Format

    @classmethod
    def of(cls, book: Workbook) -> "_Formats":
        text = {"text_wrap": True, "valign": "top"}
        return cls(
            book.add_format({"bold": True, "font_size": 14}),
            book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            book.add_format(text),
            book.add_format(text | {"quote_prefix": True}),
            book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"}),
        )


def xlsx_of(table: Table) -> bytes:
    """The whole file. Numbers are numbers, days are days, and texts are never formulas."""
    stored = io.BytesIO()
    with Workbook(stored, _OPTIONS) as book:
        book.set_properties({"title": table.title})
        _write(table, book.add_worksheet(SHEET), _Formats.of(book))
    return stored.getvalue()


def _write(table: Table, sheet: Worksheet, formats: _Formats) -> None:
    sheet.write_string(0, 0, table.title, formats.title)
    for number, sentence in enumerate(table.shows, 1):
        sheet.write_string(number, 0, sentence)
    head = len(table.shows) + 2
    for column, heading in enumerate(table.headings):
        sheet.write_string(head, column, heading, formats.heading)
        sheet.set_column(column, column, _width(table, column))
    for number, row in enumerate(table.rows, head + 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, (number, column), cell, formats)
    sheet.freeze_panes(head + 1, 1)
    sheet.autofilter(head, 0, head + len(table.rows), len(table.headings) - 1)
    _print(sheet, head)


def _write_cell(sheet: Worksheet, at: tuple[int, int], cell: Cell, formats: _Formats) -> None:
    match cell:
        case None:
            return
        case str():
            form = formats.as_text if looks_like_formula(cell) else formats.text
            sheet.write_string(*at, cell[:MOST_CHARACTERS], form)
        case datetime():
            sheet.write_datetime(*at, cell.astimezone(STOCKHOLM).replace(tzinfo=None), formats.moment)
        case date():
            sheet.write_datetime(*at, datetime.combine(cell, time()), formats.day)
        case _:
            sheet.write_number(*at, cell, formats.text)


def _width(table: Table, column: int) -> int:
    lines = (line for row in table.rows for line in _written(row[column]).split("\n"))
    longest = max(map(len, (table.headings[column], *lines))) + 2
    return min(max(longest, _NARROWEST), _WIDEST)


def _written(cell: Cell) -> str:
    return local_minute(cell) if isinstance(cell, datetime) else "" if cell is None else str(cell)


def _print(sheet: Worksheet, head: int) -> None:
    """On paper as wide as one page, with the headings on each."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
