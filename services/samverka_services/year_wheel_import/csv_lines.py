"""Days as CSV: the first line names the columns, as the year wheel's own file does, in either language."""

import csv
from collections.abc import Iterator, Mapping
from datetime import date

from samverka_domain.year_wheel import OwnDay, OwnDayKind
from samverka_services.catalogue import LANGUAGES, text, word
from samverka_services.year_wheel_import.found import FoundDay, NotRead

COLUMNS = ("own-day-kind", "own-day-body", "held-on", "papers-by", "note")
"""By the catalogue's names of their headings."""
_DELIMITERS = (";", "\t", ",")


def csv_days(written: str, body: str, language: str) -> Iterator[FoundDay | NotRead]:
    """Each line as a day, or what cannot be read of it."""
    lines = written.removeprefix("\ufeff").splitlines()
    first = lines[0] if lines else ""
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(lines, delimiter=delimiter)
    columns = [_column(heading) for heading in next(rows, [])]
    for column in _missing(columns, body):
        yield NotRead(1, text(f"download.column.{column}", language), "column-missing")
    if not list(_missing(columns, body)):
        for row in filter(any, rows):
            said = dict(zip(columns, map(str.strip, row), strict=False))
            yield from _day(rows.line_num, said, body, language)


def _column(heading: str) -> str | None:
    wanted = heading.strip().casefold()
    known = ((column, text(f"download.column.{column}", language)) for column in COLUMNS for language in LANGUAGES)
    return next((column for column, called in known if called.casefold() == wanted), None)


def _missing(columns: list[str | None], body: str) -> Iterator[str]:
    needed = ("held-on",) if body else ("own-day-body", "held-on")
    yield from (column for column in needed if column not in columns)


def _day(line: int, said: Mapping[str | None, str], body: str, language: str) -> Iterator[FoundDay | NotRead]:
    """A day; or, for each part that cannot be read, which."""
    days = {column: _read(said.get(column, "")) for column in ("held-on", "papers-by")}
    kind = _kind(said.get("own-day-kind", ""))
    for column in [
        column for column, day in days.items() if day is None and (said.get(column) or column == "held-on")
    ]:
        yield NotRead(line, text(f"download.column.{column}", language), "day-unreadable")
    if kind is None:
        yield NotRead(line, text("download.column.own-day-kind", language), "kind-unreadable")
    held_on, papers_by = days["held-on"], days["papers-by"]
    if held_on is not None and kind is not None and (papers_by or not said.get("papers-by")):
        name = body or said.get("own-day-body", "")
        yield FoundDay(line, OwnDay(name, held_on, papers_by, said.get("note", ""), kind))


def _read(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _kind(written: str) -> OwnDayKind | None:
    """A meeting, if nothing is said."""
    words = {word(kind, language).casefold(): kind for kind in OwnDayKind for language in LANGUAGES}
    return words.get(written.casefold()) if written else OwnDayKind.MEETING
