"""Which answers are asked for, and at which time, as an address says it; and the file that is answered."""

from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from samverka_domain.kernel.limits import Day, Id
from samverka_services.commands.kernel.fields import Moment
from samverka_services.downloads.spreadsheet import MEDIA_TYPE, Table, csv_of

ANSWERS = "/interest-requests/{requestId}/answers"

RequestId = Annotated[Id, Path(alias="requestId", description="The id of the request, as its commands answer it")]
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


def file_of(table: Table, name: str, language: str) -> Response:
    """A table to keep, under a name of ASCII letters, digits and signs."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"', "Content-Language": language}
    return Response(csv_of(table), media_type=MEDIA_TYPE, headers=headers)
