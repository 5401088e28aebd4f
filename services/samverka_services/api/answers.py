"""The answers to an interest request as a file."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response

from samverka_graphql.kernel.context import Reader
from samverka_services.api.information import PREFIX
from samverka_services.api.problems import PROBLEMS
from samverka_services.downloads.addresses import ANSWERS, DecidedAsOf, KnownAt, On, RequestId, file_of
from samverka_services.downloads.answers import answers_table
from samverka_services.http.problems import language_of
from samverka_services.http.reading import Asked, at, reading

_EXAMPLE = (
    "\ufeffOrganisation number;Name;Answer;Late;Recorded by the förbund;Conditions;Day of decision;Decided by;"
    "Record number;Reason;Can you set aside participants?\r\n"
    "2120001546;Trollhättan;interested;no;no;;2026-11-20;the municipality's management;EXEMPEL 2026/7;Exempel;yes\r\n"
)
_CSV: dict[str, Any] = {
    "content": {"text/csv": {"schema": {"type": "string"}, "examples": {"answers": {"value": _EXAMPLE}}}},
    "headers": {
        "Content-Disposition": {
            "description": "A name for the file",
            "schema": {"type": "string"},
            "example": 'attachment; filename="svar-0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e.csv"',
        }
    },
}


def answers_router(identify: Callable[..., Awaitable[Reader]]) -> APIRouter:
    """`identify` is the dependency that tells who reads, and counts her request."""
    router = APIRouter(prefix=PREFIX, tags=["interest-requests"])

    @router.get(
        ANSWERS,
        summary="The answers to an interest request, as CSV",
        description="A row for each that was asked, a column for each question; answers and the contact only where "
        "the reader may see them. UTF-8 with its mark and semicolons, as Excel in Swedish reads it; headings "
        "by Accept-Language. For whoever holds a mandate in the förbund or in one of its members.",
        response_description="The file",
        response_class=Response,
        operation_id="InterestRequestAnswers",
        responses={200: _CSV, "4XX": PROBLEMS, "5XX": PROBLEMS},
    )
    async def answers(
        request: Request,
        by: Annotated[Reader, Depends(identify)],
        request_id: RequestId,
        known_at: KnownAt = None,
        decided_as_of: DecidedAsOf = None,
        on: On = None,
    ) -> Response:
        language = language_of(request)
        async with reading(request, by) as connection:
            as_of = await at(request, connection, by, Asked(known_at, decided_as_of, on))
            table = await answers_table(connection, by.tenant_id, request_id, as_of, language)
        return file_of(table, f"svar-{request_id}", language)

    return router
