"""A page of a feed as lines: CSV for programs, with commas and points, or a JSON document on each line."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

import orjson

from samverka_services.downloads.spreadsheet import harmless
from samverka_services.extracts.feed import NEXT, Feed, FeedRow, Key, OwnId, Value

FeedKind = Literal["csv", "jsonl"]
CSV_TYPE, JSON_LINES_TYPE = "text/csv; charset=utf-8", "application/jsonl"
MOST_BYTES = 4_000_000
"""Of a page, but for its last row: it ends before, and goes on with the next."""


@dataclass(frozen=True)
class Written:
    """A page, and the cursor of what follows; None at the end."""

    content: str
    next: str | None


def write_page(
    feed: Feed, rows: Sequence[FeedRow], limit: int, kind: FeedKind, cursor: Callable[[Key], str]
) -> Written:
    """As many rows as a page holds; one more than the limit shows that others follow."""
    line = _csv_line if kind == "csv" else _json_line
    found = list(_fitting((told, line(feed.row(told) | {NEXT: None})) for told in rows[:limit]))
    head = _csv_values([*feed.columns, NEXT]) if kind == "csv" else ""
    if len(found) == len(rows):
        return Written(head + "".join(text for _, text in found), None)
    last, _ = found.pop()
    following = cursor(last.key)
    lines = [text for _, text in found] + [line(feed.row(last) | {NEXT: OwnId(following)})]
    return Written(head + "".join(lines), following)


def _fitting(lines: Iterable[tuple[FeedRow, str]]) -> Iterator[tuple[FeedRow, str]]:
    size = 0
    for told, text in lines:
        yield told, text
        size += len(text.encode())
        if size >= MOST_BYTES:
            return


def _json_line(row: dict[str, Value]) -> str:
    in_utc = {name: value.astimezone(UTC) if isinstance(value, datetime) else value for name, value in row.items()}
    return orjson.dumps(in_utc, option=orjson.OPT_UTC_Z).decode() + "\n"


def _csv_line(row: dict[str, Value]) -> str:
    return _csv_values([_csv_value(value) for value in row.values()])


def _csv_values(values: Sequence[str]) -> str:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerow(values)
    return written.getvalue()


def _csv_value(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case datetime():
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        case date():
            return value.isoformat()
        case OwnId():
            return value
        case str():
            return harmless(value)
    return str(value)
