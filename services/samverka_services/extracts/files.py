"""The address of a table that can be taken along, for whoever is known: by her token, or by her session."""

import inspect
import re
from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Query
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from samverka_graphql.kernel.context import Reader
from samverka_services.downloads.addresses import IDS, AskedKind, DecidedAsOf, FileKind, KnownAt, On, file_of
from samverka_services.downloads.choosing import MOST_CHARACTERS, SORT, WORDS, RowChoice
from samverka_services.downloads.columns import Columns
from samverka_services.downloads.declared import Inquiry, TableFile, file_table
from samverka_services.extracts.parameters import refuse_unknown
from samverka_services.http.problems import language_of
from samverka_services.http.reading import Asked, at, reading

Identify = Callable[..., Awaitable[Reader]]
"""A dependency that tells who reads, and counts her request."""


def file_endpoint(table: TableFile, identify: Identify) -> Callable[..., Awaitable[Response]]:
    """GET."""

    async def endpoint(
        request: Request,
        by: Reader,
        kind: FileKind = "csv",
        known_at: KnownAt = None,
        decided_as_of: DecidedAsOf = None,
        on: On = None,
        **asked: Any,
    ) -> Response:
        refuse_unknown(request)
        language = language_of(request)
        path = {name: asked[name] for name in request.path_params}
        async with reading(request, by, table.roles, path.get("insatsId", table.insats_id)) as (connection, held):
            as_of = await at(request, connection, by, Asked(known_at, decided_as_of, on))
            narrowed = {name: asked[name] for name in table.filters}
            inquiry = Inquiry(connection, by.tenant_id, as_of, language, path, asked=narrowed, held=held)
            listing = await table.read(inquiry)
            found = file_table(listing, _choice(request, listing.columns), inquiry)
        return file_of(found, table.called(path), language, kind)

    endpoint.__signature__ = inspect.Signature(_parameters(table, identify))  # type: ignore[attr-defined]
    return endpoint


def _choice(request: Request, columns: Columns[Any]) -> RowChoice:
    """Raises RequestValidationError for an order by a column that the table does not have."""
    choice, asked = RowChoice.of(request.query_params, columns), request.query_params.get(SORT)
    if asked and not choice.sort:
        about = {"type": "enum", "loc": ("query", SORT), "msg": "", "input": asked}
        raise RequestValidationError([about | {"ctx": {"expected": list(columns.columns)}}])
    return choice


Sort = Annotated[
    str | None,
    Query(
        pattern="^-?[0-9a-z-]+$",
        max_length=MOST_CHARACTERS,
        description="In which order: by a column's name, or after `-` the other way round; what is empty comes last",
        examples=["-decision"],
    ),
]
Words = Annotated[
    str | None,
    Query(
        alias=WORDS,
        max_length=MOST_CHARACTERS,
        description="Only rows that have all these words",
        examples=["energi"],
    ),
]


def _picked(name: str, example: str) -> Any:
    about = f"Only rows with this in the column `{name}`, by its code"
    asked = Query(alias=name, max_length=MOST_CHARACTERS, description=about, examples=[example])
    return Annotated[str | None, asked]


def _parameters(table: TableFile, identify: Identify) -> list[inspect.Parameter]:
    columns = table.columns.columns
    return [
        _parameter("request", Request),
        _parameter("by", Annotated[Reader, Depends(identify)]),
        *(_parameter(name, IDS[name]) for name in re.findall(r"{(\w+)}", table.address)),
        _parameter("kind", AskedKind, "csv"),
        _parameter("known_at", KnownAt, None),
        _parameter("decided_as_of", DecidedAsOf, None),
        _parameter("on", On, None),
        *(_parameter(name, annotation, None) for name, annotation in table.filters.items()),
        _parameter(SORT, Sort, None),
        _parameter(WORDS, Words, None),
        *(
            _parameter(f"picked_{name.replace('-', '_')}", _picked(name, columns[name].example), None)
            for name in table.columns.picked_by
        ),
    ]


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
