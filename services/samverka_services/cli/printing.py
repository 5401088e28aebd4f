"""What the command line prints: texts, JSON and tables, each character of them shown and none obeyed."""

import json
import os
import sys
import unicodedata
from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDTH = 118
"""Of tables where the output is not a terminal, unless COLUMNS says another."""
_OBEYED = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Kinds of characters by which a terminal could be told something: to move, to hide, to turn the direction."""
_EDGES = 3
"""Characters between two columns."""


def harmless(text: str) -> str:
    """The text with what a terminal would obey written out (`\\u001b`); as JSON, it says the same."""
    return "".join(_written_out(each) if unicodedata.category(each) in _OBEYED else each for each in text)


def console(*, stderr: bool = False) -> Console:
    """Where people read, wide enough for the matrix when it is not a terminal; no text is read as markup."""
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else WIDTH
    return Console(stderr=stderr, width=width, markup=False, emoji=False, highlight=False)


def tell(told: str, *, stderr: bool = False) -> None:
    """One or more lines for people, broken only where they are."""
    stream = sys.stderr if stderr else sys.stdout
    stream.write(harmless(told) + "\n")
    stream.flush()


def print_json(value: object) -> None:
    """For scripts."""
    tell(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def print_table(title: str, columns: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
    """For people: a table, or where words would be cut each row by itself, a line a column."""
    heads, cells = [_shown(head) for head in columns], [[_shown(cell) for cell in row] for row in rows]
    table = _table(heads, cells)
    console().print(Text(harmless(title), "italic"))
    if table is not None:
        console().print(table)
    for row in cells if table is None else ():
        console().print(_record(heads, row))


def print_records(title: str, columns: Sequence[object], rows: Iterable[Sequence[object]]) -> None:
    """For people: each row by itself, a line a column that says something."""
    shown, heads = console(), [_shown(head) for head in columns]
    shown.print(Text(harmless(title), "italic"))
    for row in rows:
        said = [(head, _shown(cell)) for head, cell in zip(heads, row, strict=True) if cell not in {None, ""}]
        shown.print(_record(*zip(*said, strict=True)))


def fits(columns: Sequence[object], rows: Sequence[Sequence[object]]) -> bool:
    """Whether a table is printed without cutting a word."""
    return _table([_shown(head) for head in columns], [[_shown(cell) for cell in row] for row in rows]) is not None


def _written_out(each: str) -> str:
    if each in "\n\t":
        return each
    units = each.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4))


def _shown(cell: object) -> Text:
    if isinstance(cell, Text):
        return cell
    return Text("" if cell is None else harmless(str(cell)), overflow="fold")


def _table(heads: Sequence[Text], rows: Sequence[Sequence[Text]]) -> Table | None:
    widths = _widths([heads, *rows], console().width)
    if widths is None:
        return None
    table = Table(show_lines=False)
    for head, width in zip(heads, widths, strict=True):
        table.add_column(head, width=width, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _widths(lines: Sequence[Sequence[Text]], room: int) -> list[int] | None:
    """Of each column: room for its longest word, and what is left over for those that want more; None: too narrow."""
    measured = [[console().measure(cell) for cell in column] for column in zip(*lines, strict=True)]
    widths = [max(each.minimum for each in column) for column in measured]
    wished = [max(each.maximum for each in column) for column in measured]
    left = room - 1 - sum(width + _EDGES for width in widths)
    if left < 0:
        return None
    by_wish = sorted(range(len(widths)), key=lambda column: wished[column] - widths[column])
    for others, column in zip(range(len(widths), 0, -1), by_wish, strict=True):
        given = min(wished[column] - widths[column], left // others)
        widths[column] += given
        left -= given
    return widths


def _record(heads: Sequence[Text], row: Sequence[Text]) -> Table:
    record = Table.grid(padding=(0, 2), pad_edge=False)
    record.add_column(no_wrap=True, style="bold")
    record.add_column(overflow="fold")
    for head, cell in zip(heads, row, strict=True):
        record.add_row(head, cell)
    record.add_row()
    return record
