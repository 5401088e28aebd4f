"""The first sheet of an Excel workbook (ECMA-376) as texts; only what cells hold, never what formulas would do."""

import io
import re
import struct
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, ParseError, fromstring
from zipfile import BadZipFile, ZipFile

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_MOST_BYTES = 20_000_000
"""Of one part, unpacked."""
MOST_COLUMNS = 200
_DECLARING = re.compile(rb"<!(?:DOCTYPE|ENTITY)|\x00")
"""Also in an encoding of several bytes, which no program writes a workbook in."""
_UNREADABLE = (BadZipFile, ParseError, struct.error, KeyError, ValueError, IndexError, EOFError, RuntimeError)
"""What a file that is none makes of reading it; a way of packing that is not known is a RuntimeError."""
_LETTERS = re.compile(r"[A-Z]{1,3}")

Numbered = tuple[int, Sequence[str]]
"""The number of a line, from 1, and its cells."""


class NotAWorkbook(Exception):
    """The file cannot be read as one."""


def rows_of_workbook(content: bytes) -> list[Numbered]:
    """The lines of the first sheet. Raises NotAWorkbook."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            shared = _shared(packed) if "xl/sharedStrings.xml" in packed.namelist() else []
            sheet = _part(packed, _first_sheet(packed))
            return [_line(row, shared) for row in sheet.iter(f"{_MAIN}row")]
    except (
        BadZipFile,
        ParseError,
        KeyError,
        ValueError,
        IndexError,
        NotImplementedError,
        RuntimeError,
        EOFError,
        struct.error,
    ) as error:
        raise NotAWorkbook from error


def _first_sheet(packed: ZipFile) -> str:
    first = next(_part(packed, "xl/workbook.xml").iter(f"{_MAIN}sheet"), None)
    relations = _part(packed, "xl/_rels/workbook.xml.rels")
    wanted = first.get(_REFERS) if first is not None else None
    targets = [each.get("Target", "") for each in relations if each.get("Id") == wanted]
    return f"xl/{targets[0].removeprefix('/xl/')}"


def _part(packed: ZipFile, name: str) -> Element:
    """A part; one that declares types or entities of its own is none that Excel writes."""
    with packed.open(name) as opened:
        content = opened.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES or _DECLARING.search(content):
        raise ValueError(name)
    return fromstring(content)  # noqa: S314 — without declarations there is nothing to expand or to fetch


def _shared(packed: ZipFile) -> list[str]:
    return [_text(each) for each in _part(packed, "xl/sharedStrings.xml").iter(f"{_MAIN}si")]


def _text(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(f"{_MAIN}t"))


def _line(row: Element, shared: Sequence[str]) -> Numbered:
    cells: dict[int, str] = {}
    for cell in row.iter(f"{_MAIN}c"):
        cells[_column(cell.get("r", ""))] = _value(cell, shared)
    filled = [cells.get(column, "") for column in range(min(max(cells, default=-1) + 1, MOST_COLUMNS))]
    return int(row.get("r", "0")), filled


def _column(reference: str) -> int:
    letters = _LETTERS.match(reference)
    if letters is None:
        raise ValueError(reference)
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: Element, shared: Sequence[str]) -> str:
    match cell.get("t", "n"):
        case "inlineStr":
            return _text(cell).strip()
        case "s":
            return shared[int(next(_values(cell)))].strip()
    return next(_values(cell), "").strip()


def _values(cell: Element) -> Iterator[str]:
    return (each.text or "" for each in cell.iter(f"{_MAIN}v"))
