"""A timeline as a table, for people and spreadsheets, and as documents for programs."""

import json
from collections.abc import Iterable
from typing import Any

from samverka_services.downloads.columns import Columns, Value, filed
from samverka_services.downloads.spreadsheet import Cell, Table
from samverka_services.timeline.entries import TimelineEntry

COLUMNS = (
    "decided_on",
    "what",
    "content",
    "organisation",
    "insats",
    "municipality",
    "body",
    "authority",
    "paragraph",
    "decided_by",
    "record_number",
    "in_force_on",
    "reason",
    "marks",
    "corrects",
    "corrected_by",
    "recorded_at",
    "recorded_by",
)
"""Of an entry, as they stand in a table."""
OF_THE_ROW = ("position", "type")
"""What stands after them."""


def _told(name: str) -> Value[TimelineEntry]:
    return lambda entry, _: _cell(getattr(entry, name))


def _of_the_row(name: str) -> Value[TimelineEntry]:
    return lambda entry, _: getattr(entry.row, name)


_VALUES: dict[str, Value[TimelineEntry]] = {
    **{name: _told(name) for name in COLUMNS},
    **{name: _of_the_row(name) for name in OF_THE_ROW},
}


TIMELINE = Columns(filed(_VALUES), "timeline.column")
"""As a table."""


def table(entries: Iterable[TimelineEntry], title: str, language: str) -> Table:
    """A row for each entry."""
    return TIMELINE.table(title, entries, language)


def document(entry: TimelineEntry) -> dict[str, Any]:
    """An entry in words, and the row of the log that it tells, under `row`."""
    told = {name: getattr(entry, name) for name in COLUMNS}
    content = [{"label": part.label, "value": part.value} for part in entry.content]
    return {**told, "content": content, "row": row_document(entry.row)}


def row_document(row: Any) -> dict[str, Any]:
    """A row of the log, for programs."""
    return {**row._asdict(), "payload": json.loads(row.payload)}


def _cell(told: Any) -> Cell:
    """Several things stand on a line each."""
    match told:
        case dict():
            return "\n".join(told.values())
        case tuple():
            return "\n".join(str(each) for each in told)
    return told and str(told)
