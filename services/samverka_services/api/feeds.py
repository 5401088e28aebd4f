"""Flat feeds, for tools that read tables and cannot ask GraphQL."""

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from samverka_domain.kernel.limits import Id
from samverka_graphql.kernel.context import Reader
from samverka_services.api.information import PREFIX
from samverka_services.api.problems import PROBLEMS
from samverka_services.downloads.addresses import DecidedAsOf, KnownAt, On, Since, Until
from samverka_services.extracts.answers import answers
from samverka_services.extracts.decisions import decisions
from samverka_services.extracts.feed import NEXT, Feed, FeedRow, Filters
from samverka_services.extracts.feed_pages import MOST_ROWS, USUAL_ROWS, AskedPage, feed_page
from samverka_services.extracts.files import Identify
from samverka_services.extracts.participation import participation
from samverka_services.extracts.writing import JSON_LINES_TYPE, FeedKind, write_page
from samverka_services.http.reading import Asked

FEEDS = (decisions, participation, answers)
_PROMISED = (
    "The same rows that GraphQL shows the reader, in a stable order, page by page. The last column of the last row "
    f"of a page, `{NEXT}`, and the header `Link` lead to the next one; the feed is read to its end as of its first "
    "page. CSV is UTF-8 with commas and decimal points; a text that begins like a formula stands there after an "
    "apostrophe. Of people it names none. For whoever holds a mandate in her organisation."
)
_CURSOR = "U2FtdmVya2FyLWV4ZW1wZWwtbWFya8O2cg"

Region = Annotated[
    Id | None, Query(description="Of which region, by its förbund's organisationsnummer", examples=["2220001776"])
]
Insats = Annotated[
    Id | None, Query(description="About one insats, by its id", examples=["0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e"])
]
Municipality = Annotated[
    Id | None, Query(description="Of one municipality, by its organisationsnummer", examples=["2120001546"])
]
After = Annotated[
    str | None,
    Query(max_length=2_000, description="The cursor after which the page begins", examples=[_CURSOR]),
]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="How many rows a page has at most", examples=[500])]
Kind = Annotated[
    FeedKind | None,
    Query(alias="format", description="CSV or JSON lines; unset: as Accept says, else CSV", examples=["jsonl"]),
]


def feeds_router(identify: Identify) -> APIRouter:
    """`identify` is the dependency that tells who reads, and counts her request."""
    router = APIRouter(prefix=f"{PREFIX}/feeds", tags=["feeds"])
    for feed in FEEDS:
        router.add_api_route(
            f"/{feed.name}",
            _endpoint(feed, identify),
            methods=["GET"],
            summary=(feed.read.__doc__ or "").strip().splitlines()[0],
            description=_PROMISED,
            response_description="A page",
            response_class=Response,
            operation_id=f"{feed.name.capitalize()}Feed",
            responses={200: _page(feed), "4XX": PROBLEMS, "5XX": PROBLEMS},
        )
    return router


def _endpoint(feed: Feed, identify: Identify) -> Callable[..., Awaitable[Response]]:
    async def endpoint(
        request: Request,
        by: Annotated[Reader, Depends(identify)],
        region: Region = None,
        insats: Insats = None,
        municipality: Municipality = None,
        since: Since = None,
        until: Until = None,
        after: After = None,
        limit: Limit = USUAL_ROWS,
        kind: Kind = None,
        known_at: KnownAt = None,
        decided_as_of: DecidedAsOf = None,
        on: On = None,
    ) -> Response:
        filters = Filters(insats, municipality, since or date.min, until or date.max)
        asked = AskedPage(Asked(known_at, decided_as_of, on), region, filters, after, limit, kind)
        return await feed_page(request, by, feed, asked)

    return endpoint


def _page(feed: Feed) -> dict[str, Any]:
    return {
        "content": {
            "text/csv": {"schema": {"type": "string"}, "examples": {"page": {"value": _example(feed, "csv")}}},
            JSON_LINES_TYPE: {
                "schema": {"type": "string"},
                "examples": {"page": {"value": _example(feed, "jsonl")}},
            },
        },
        "headers": {
            "Link": {
                "description": "To the next page, if there is one",
                "schema": {"type": "string"},
                "example": f'<{PREFIX}/feeds/{feed.name}?after={_CURSOR}>; rel="next"',
            }
        },
    }


def _example(feed: Feed, kind: FeedKind) -> str:
    """A page of one row, with others to follow."""
    return write_page(feed.of_examples(), [FeedRow([], None)] * 2, 1, kind, lambda _: _CURSOR).content
