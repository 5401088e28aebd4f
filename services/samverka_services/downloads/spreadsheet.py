"""A table as CSV that Excel in Swedish opens as it is: UTF-8 with its mark, semicolons, decimal commas."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

MEDIA_TYPE = "text/csv; charset=utf-8"

Cell = str | int | float | None

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula."""


@dataclass(frozen=True)
class Table:
    """Rows of cells under headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_of(table: Table) -> str:
    """The whole file. Texts are never formulas: one that begins like one stands after an apostrophe."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerows([_shown(cell) for cell in row] for row in (table.headings, *table.rows))
    return "\ufeff" + written.getvalue()


def _shown(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(_FORMULA) else cell
    return str(cell).replace(".", ",")
