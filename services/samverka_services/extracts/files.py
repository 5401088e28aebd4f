"""The address of a table that can be taken along, for whoever is known: by her token, or by her session."""

import inspect
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from samverka_graphql.kernel.context import Reader
from samverka_services.downloads.addresses import IDS, AskedKind, DecidedAsOf, FileKind, KnownAt, On, file_of
from samverka_services.downloads.declared import Inquiry, TableFile
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
        **given: Any,
    ) -> Response:
        refuse_unknown(request)
        language = language_of(request)
        asked = {name: given.pop(name) for name in table.filters}
        path: Mapping[str, str] = given
        async with reading(request, by, table.roles) as connection:
            as_of = await at(request, connection, by, Asked(known_at, decided_as_of, on))
            found = await table.table(Inquiry(connection, by.tenant_id, as_of, language, path, asked))
        return file_of(found, table.called(path), language, kind)

    endpoint.__signature__ = inspect.Signature(_parameters(table, identify))  # type: ignore[attr-defined]
    return endpoint


def _parameters(table: TableFile, identify: Identify) -> list[inspect.Parameter]:
    return [
        _parameter("request", Request),
        _parameter("by", Annotated[Reader, Depends(identify)]),
        *(_parameter(name, IDS[name]) for name in re.findall(r"{(\w+)}", table.address)),
        _parameter("kind", AskedKind, "csv"),
        _parameter("known_at", KnownAt, None),
        _parameter("decided_as_of", DecidedAsOf, None),
        _parameter("on", On, None),
        *(_parameter(name, annotation, None) for name, annotation in table.filters.items()),
    ]


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
