"""What an address says of the file that is asked for: which form it has, and as of when; and the file itself."""

from typing import Annotated, Literal

from fastapi import Path, Query
from starlette.responses import Response

from samverka_domain.kernel.limits import Day, Id
from samverka_projections.kernel.as_of import AsOf
from samverka_services.commands.kernel.fields import Moment
from samverka_services.downloads.spreadsheet import CSV_TYPE, Table, csv_of
from samverka_services.downloads.workbook import XLSX_TYPE, xlsx_of

IDS = {
    "insatsId": Annotated[Id, Path(description="The id of the insats, as its commands answer it")],
    "requestId": Annotated[Id, Path(description="The id of the request, as its commands answer it")],
    "regionId": Annotated[
        Id, Path(description="The organisationsnummer of the region's förbund", examples=["2220001776"])
    ],
    "since": Annotated[
        Moment,
        Path(description="The moment to compare with, with offset", examples=["2026-06-30T22:00:00Z"]),
    ],
}
"""What may stand in the address of a table, by name."""
KnownAt = Annotated[
    Moment | None,
    Query(
        alias="knownAt",
        description="What did we know then? A moment with offset; what was recorded later is left out",
        examples=["2026-11-23T11:00:00Z"],
    ),
]
DecidedAsOf = Annotated[
    Day | None,
    Query(
        alias="decidedAsOf",
        description="What had been decided then? A day; decisions taken later are left out",
        examples=["2026-11-23"],
    ),
]
On = Annotated[
    Day | None,
    Query(
        description="What holds on that day, as decided so far? It may lie ahead",
        examples=["2027-03-01"],
    ),
]
Since = Annotated[
    Day | None, Query(alias="from", description="Decided, or done, on this day or later", examples=["2026-01-01"])
]
Until = Annotated[
    Day | None, Query(alias="to", description="Decided, or done, on this day or earlier", examples=["2026-12-31"])
]

FileKind = Literal["csv", "xlsx"]
"""As what a table is taken along."""
AskedKind = Annotated[
    FileKind,
    Query(alias="file", description="CSV, or a workbook for Excel", examples=["xlsx"]),
]


def file_of(table: Table, name: str, language: str, kind: FileKind = "csv") -> Response:
    """A table to keep, under a name of ASCII letters, digits and signs."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"', "Content-Language": language}
    if kind == "xlsx":
        return Response(xlsx_of(table), media_type=XLSX_TYPE, headers=headers)
    return Response(csv_of(table), media_type=CSV_TYPE, headers=headers)


def same_time(as_of: AsOf) -> dict[str, str]:
    """The arguments of time by which another address asks as of the same moment and days."""
    asked = {"knownAt": as_of.known_at, "decidedAsOf": as_of.decided_as_of, "on": as_of.on}
    return {name: given.isoformat() for name, given in asked.items() if given is not None}
