"""The answers to an interest request, for whoever is logged in to keep."""

from starlette.requests import Request
from starlette.responses import Response

from samverka_services.downloads.addresses import DecidedAsOf, KnownAt, On, RequestId, file_of
from samverka_services.downloads.answers import answers_table
from samverka_services.http.limiting import Kind, limits_of, recognised
from samverka_services.http.problems import language_of
from samverka_services.http.reading import Asked, at, reading
from samverka_services.login.current_session import NotLoggedIn, current


async def download(
    request: Request,
    request_id: RequestId,
    known_at: KnownAt = None,
    decided_as_of: DecidedAsOf = None,
    on: On = None,
) -> Response:
    """GET."""
    by = (await current(request)).reader
    if by is None:
        raise NotLoggedIn
    await limits_of(request).count(Kind.QUERIES, recognised(request))
    language = language_of(request)
    async with reading(request, by) as connection:
        as_of = await at(request, connection, by, Asked(known_at, decided_as_of, on))
        table = await answers_table(connection, by.tenant_id, request_id, as_of, language)
    return file_of(table, f"svar-{request_id}", language)
