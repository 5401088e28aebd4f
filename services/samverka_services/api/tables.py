"""Tables as files, as the pages offer them."""

from typing import Any

from fastapi import APIRouter, Response

from samverka_services.api.information import PREFIX
from samverka_services.api.problems import PROBLEMS
from samverka_services.downloads.declared import TableFile, table_files
from samverka_services.downloads.spreadsheet import Table, csv_of
from samverka_services.downloads.workbook import XLSX_TYPE
from samverka_services.extracts.files import Identify, file_endpoint

_PROMISED = (
    "What the reader may see, as of when she asks. CSV is UTF-8 with its mark, semicolons and decimal commas, as "
    "Excel in Swedish reads it; a workbook says besides which moment and day it shows. Headings and words are in the "
    "language of Accept-Language. For whoever holds a mandate in her organisation."
)


def tables_router(identify: Identify) -> APIRouter:
    """`identify` is the dependency that tells who reads, and counts her request."""
    router = APIRouter(prefix=PREFIX, tags=["tables"])
    for table in table_files():
        router.add_api_route(
            table.address,
            file_endpoint(table, identify),
            methods=["GET"],
            summary=(table.read.__doc__ or "").strip().splitlines()[0],
            description=_PROMISED,
            response_description="The file",
            response_class=Response,
            operation_id=table.operation,
            responses={200: _file(table), "4XX": PROBLEMS, "5XX": PROBLEMS},
        )
    return router


def _file(table: TableFile) -> dict[str, Any]:
    """With the headings as an example: of the columns that are always there."""
    headings = csv_of(Table("", table.columns.headings("en"), ()))
    return {
        "content": {
            "text/csv": {"schema": {"type": "string"}, "examples": {"headings": {"value": headings}}},
            XLSX_TYPE: {"schema": {"type": "string"}, "examples": {"workbook": {"value": "PK…"}}},
        },
        "headers": {
            "Content-Disposition": {
                "description": "A name for the file",
                "schema": {"type": "string"},
                "example": f'attachment; filename="{table.file}.csv"',
            }
        },
    }
