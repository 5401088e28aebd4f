"""Folding a page of the log into a build: whole, or, where something in it does not fit, event by event."""

from collections.abc import Iterator, Sequence

from psycopg import Connection

from samverka_infra.event_log import reader
from samverka_infra.event_log.rows import RecordedEvent, Row, recorded_event
from samverka_projections.kernel.building import Build, Writer
from samverka_projections.kernel.rows import restating, rows_of
from samverka_projections.kernel.set_aside import is_a_rows

Unfit = tuple[int, Exception]
"""The position of an event that could not be taken in, and why."""


def fold_whole(connection: Connection, build: Build, after: int, until: int, *, settled: bool) -> list[Unfit]:
    """Fold the events between two positions. Raises whatever one of them raises."""
    _write(connection, build, reader.page(connection, after, until, build.projection.types), settled=settled)
    return []


def fold_apart(connection: Connection, build: Build, after: int, until: int, *, settled: bool) -> list[Unfit]:
    """Fold those that can be read, stated and stored, and return the others."""
    unfit: list[Unfit] = []
    rows = reader.page_rows(connection, after, until, build.projection.types)
    events = list(_stated(connection, build, _read(rows, unfit), unfit))
    unfit += _write_by_halves(connection, build, events, settled=settled)
    return unfit


def fold_page(connection: Connection, build: Build, after: int, until: int, *, settled: bool) -> list[Unfit]:
    """Whole, or else apart, in the transaction that is under way."""
    try:
        with connection.transaction():
            return fold_whole(connection, build, after, until, settled=settled)
    except Exception as error:
        if not is_a_rows(error):
            raise
    return fold_apart(connection, build, after, until, settled=settled)


def _write(connection: Connection, build: Build, page: list[RecordedEvent], *, settled: bool) -> None:
    with connection.cursor() as cursor:
        writer = Writer(build, cursor, live=settled)
        writer.write(page)
        if settled:
            writer.settle(page)


def _read(rows: Sequence[Row], unfit: list[Unfit]) -> Iterator[RecordedEvent]:
    for row in rows:
        try:
            event = recorded_event(row)
        except Exception as error:  # noqa: BLE001 — whatever an event stumbles over, the others are read
            unfit.append((row.position, error))
        else:
            yield event


def _stated(
    connection: Connection, build: Build, events: Iterator[RecordedEvent], unfit: list[Unfit]
) -> Iterator[RecordedEvent]:
    restate = restating(connection)
    for event in events:
        try:
            rows_of(build.projection, [event], restate)
        except Exception as error:
            if not is_a_rows(error):
                raise
            unfit.append((event.position, error))
        else:
            yield event


def _write_by_halves(
    connection: Connection, build: Build, page: list[RecordedEvent], *, settled: bool
) -> list[Unfit]:
    """Each half by itself where the whole cannot be stored, so that few that do not fit cost little."""
    try:
        with connection.transaction():
            _write(connection, build, page, settled=settled)
    except Exception as error:
        if not is_a_rows(error):
            raise
        if len(page) == 1:
            return [(page[0].position, error)]
        middle = len(page) // 2
        return [
            *_write_by_halves(connection, build, page[:middle], settled=settled),
            *_write_by_halves(connection, build, page[middle:], settled=settled),
        ]
    return []
