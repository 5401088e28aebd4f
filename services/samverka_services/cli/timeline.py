"""`samverka audit timeline`: what has been decided, in words."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from enum import StrEnum
from typing import Annotated

import typer
from psycopg import Connection

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.identifiers import organisation_number
from samverka_infra.database import open_pool, projector_connection, tenant_transaction
from samverka_infra.event_log.selection import Selection, selected
from samverka_services.cli.common import Exit, fit, language, say, settings
from samverka_services.cli.days import day
from samverka_services.cli.printing import print_json, print_records, tell
from samverka_services.cli.reading import require_known
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.spreadsheet import csv_of
from samverka_services.kernel.timing import clock
from samverka_services.processes.databases import databases
from samverka_services.timeline.entries import Teller, TimelineEntry
from samverka_services.timeline.names import Ambiguous, Names, names
from samverka_services.timeline.table import document, table

MOST = 50_000
"""Entries that are told at once."""


class Format(StrEnum):
    """How a timeline is written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


class TooMany(Exception):
    """More was selected than is told at once."""


TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    Ambiguous: (Exit.REFUSED, lambda error: _ambiguous(error)),
    TooMany: (Exit.REFUSED, lambda _: say("timeline.too-many", most=MOST)),
}

Insats = Annotated[str | None, typer.Option(help=say("help.parameter.timeline-insats"))]
Municipality = Annotated[str | None, typer.Option(help=say("help.parameter.timeline-municipality"))]
Person = Annotated[str | None, typer.Option(help=say("help.parameter.timeline-person"))]
Since = Annotated[date | None, typer.Option("--from", parser=day, help=say("help.parameter.timeline-from"))]
Until = Annotated[date | None, typer.Option("--to", parser=day, help=say("help.parameter.timeline-to"))]
As = Annotated[Format, typer.Option("--format", help=say("help.parameter.timeline-format"))]
Of = Annotated[str | None, typer.Option("--tenant", help=say("help.parameter.timeline-tenant"))]


def timeline(
    insats: Insats = None,
    municipality: Municipality = None,
    person: Person = None,
    since: Since = None,
    until: Until = None,
    written_as: As = Format.TEXT,
    tenant: Of = None,
) -> None:
    """The decisions and happenings that concern all of what is named. Raises NotFound, Ambiguous, TooMany."""
    if since and until and until < since:
        raise typer.BadParameter(say("timeline.backwards"), param_hint="--to")
    with _reading(tenant) as connection:
        known = names(connection)
        about = _about(connection, known, (insats, municipality, person))
        rows = selected(connection, Selection(*about, since, until), MOST + 1)
    if len(rows) > MOST:
        raise TooMany
    _write(list(Teller(known, language(), local_day(clock())).entries(rows)), written_as)


@contextmanager
def _reading(tenant: str | None) -> Iterator[Connection]:
    """Of one organisation what it may read; for the operator all, by the one login that reads across them."""
    with databases(settings()) as found:
        if tenant is None:
            with projector_connection(found.projector) as connection:
                yield connection
            return
        number = organisation_number(tenant)
        with open_pool(fit(found.app), 1) as pool, tenant_transaction(pool, number) as connection:
            require_known(connection, number)
            yield connection


def _about(
    connection: Connection, known: Names, given: tuple[str | None, str | None, str | None]
) -> tuple[list[str] | None, str | None, str | None]:
    """What is meant by what people write."""
    insats, municipality, person = given
    if person and not selected(connection, Selection(person=person), 1):
        raise NotFound("Person", person)
    found = None if insats is None else known.insatser(insats)
    return found, None if municipality is None else known.organisation(municipality), person


def _write(entries: list[TimelineEntry], written_as: Format) -> None:
    told = table(entries, say("timeline.title"), language())
    match written_as:
        case Format.JSON:
            print_json([document(entry) for entry in entries])
        case Format.CSV:
            sys.stdout.buffer.write(csv_of(told).encode())
        case Format.TEXT if entries:
            print_records(told.title, told.headings, told.rows)
    if not entries:
        tell(say("timeline.empty"), stderr=written_as is not Format.TEXT)


def _ambiguous(error: Exception) -> str:
    assert isinstance(error, Ambiguous)
    return say("timeline.ambiguous", given=error.given, ids=", ".join(error.ids))
