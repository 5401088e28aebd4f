"""Answering a page of a feed: who asks, as of when, narrowed down to what, and after which row."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.cursors import Cursor, after_cursor
from samverka_graphql.kernel.errors import Told
from samverka_infra.tokens import TokenKey, Tokens
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import regions
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.extracts.feed import Feed, FeedPage, Filters, Key
from samverka_services.extracts.parameters import refuse_unknown
from samverka_services.extracts.writing import CSV_TYPE, JSON_LINES_TYPE, FeedKind, Written, write_page
from samverka_services.http.reading import Asked, at, reading

MOST_ROWS, USUAL_ROWS = 2_000, 1_000
"""Of a page."""


@dataclass(frozen=True)
class AskedPage:
    """A page as an address asks for it."""

    time: Asked
    region: str | None
    filters: Filters
    after: str | None
    limit: int
    kind: FeedKind | None


async def feed_page(request: Request, by: Reader, feed: Feed, asked: AskedPage) -> Response:
    """Raises Told, NotFound."""
    refuse_unknown(request)
    if asked.filters.until < asked.filters.since:
        raise Told("variables", what="to")
    kind = asked.kind or _accepted(request)
    async with reading(request, by) as (connection, _):
        key: TokenKey = request.app.state.token_key
        tokens = await key.read_tokens(connection, by.tenant_id)
        purpose = f"feed {feed.name} {asked.region} {asked.filters}"
        begin, as_of = _begin(tokens, purpose, asked.after, await at(request, connection, by, asked.time))
        known = sorted(each.region_id for each in await regions(connection, as_of))
        page = FeedPage(
            connection, tokens, as_of, _wished(known, asked.region), asked.filters, begin, asked.limit + 1
        )
        rows = await feed.read(page)
    found = write_page(feed, rows, asked.limit, kind, lambda last: Cursor(last, as_of).written(tokens, purpose))
    return _response(request, found, kind)


def _accepted(request: Request) -> FeedKind:
    """JSON lines where they are accepted by name; else CSV."""
    accepted = request.headers.get("accept", "")
    return "jsonl" if any(name in accepted for name in (JSON_LINES_TYPE, "application/x-ndjson")) else "csv"


def _begin(tokens: Tokens, purpose: str, after: str | None, as_of: AsOf) -> tuple[Key, AsOf]:
    if after is None:
        return [], as_of
    cursor = after_cursor(tokens, purpose, after, as_of)
    return cursor.key, cursor.as_of


def _wished(known: list[str], region: str | None) -> list[str]:
    if region is None:
        return known
    if region not in known:
        raise NotFound("Region", region)
    return [region]


def _response(request: Request, found: Written, kind: FeedKind) -> Response:
    headers = {"Vary": "Accept"}
    if found.next is not None:
        following = request.url.include_query_params(after=found.next)
        headers["Link"] = f'<{following.path}?{following.query}>; rel="next"'
    return Response(found.content, media_type=CSV_TYPE if kind == "csv" else JSON_LINES_TYPE, headers=headers)
