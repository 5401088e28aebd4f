"""A table to keep; as CSV that Excel in Swedish opens as it is: UTF-8 with its mark, semicolons, decimal commas."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from samverka_domain.kernel.calendar import STOCKHOLM

CSV_TYPE = "text/csv; charset=utf-8"

Cell = str | int | float | date | datetime | None

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula."""


@dataclass(frozen=True)
class Table:
    """Rows of cells under headings, and the sentences that say what it shows, and as of when."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    shows: Sequence[str] = ()


def csv_of(table: Table) -> str:
    """The whole file. Texts are never formulas: one that begins like one stands after an apostrophe."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, delimiter=";", lineterminator="\r\n")
    lines.writerows([_shown(cell) for cell in row] for row in (table.headings, *table.rows))
    return "\ufeff" + written.getvalue()


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet that is given the text by itself may compute it."""
    return text.startswith(_FORMULA)


def harmless(text: str) -> str:
    """The text, after an apostrophe if it looks like a formula."""
    return f"'{text}" if looks_like_formula(text) else text


def local_minute(moment: datetime) -> str:
    """As in "2026-11-27 10:15", by the clocks of Sweden."""
    return f"{moment.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}"


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return harmless(cell)
        case datetime():
            return local_minute(cell)
        case date():
            return cell.isoformat()
    return str(cell).replace(".", ",")
