"""The tables of pages as files: at the addresses that the API has, and with the same arguments of time."""

from collections.abc import Iterator

from starlette.requests import Request

from samverka_graphql.kernel.context import Reader
from samverka_services.downloads.declared import table_files
from samverka_services.extracts.files import file_endpoint
from samverka_services.http.limiting import Kind, limits_of, recognised
from samverka_services.login.current_session import NotLoggedIn, current
from samverka_services.pages.kernel.route import Route


def file_routes() -> Iterator[Route]:
    """One for each table."""
    for table in table_files():
        yield Route("GET", table.address, file_endpoint(table, reader_by_session))


async def reader_by_session(request: Request) -> Reader:
    """Who reads, by her session; her request is counted. Raises NotLoggedIn, RateLimited."""
    by = (await current(request)).reader
    if by is None:
        raise NotLoggedIn
    await limits_of(request).count(Kind.QUERIES, recognised(request))
    return by
