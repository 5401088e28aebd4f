"""What is new since a page was read: a short answer to its script, of what the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.errors import Told
from samverka_graphql.kernel.place_in_time import Present
from samverka_infra.access_log import attempt_of
from samverka_infra.tokens import BadToken, Place
from samverka_projections.history import HistoryEntry, news
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import regions
from samverka_services.catalogue import text
from samverka_services.http.limiting import Kind, limits_of, recognised
from samverka_services.http.problems import language_of
from samverka_services.http.reading import reading
from samverka_services.pages.kernel.live import NEWS, REQUEST, SEEN, SINCE
from samverka_services.pages.kernel.route import Route
from samverka_services.pages.kernel.visit import acting

MOST = 99
"""That are counted."""
_NOT_SHOWN = frozenset(f"InterestRequest{step}" for step in ("Drafted", "Revised", "Approved", "ApprovalCorrected"))
"""A draft stands on no page that is live."""


@dataclass(frozen=True)
class New:
    """What has come since; `seen` is the token of the place up to which it was looked."""

    answers: int
    others: int
    seen: str

    def said(self, language: str) -> str:
        """As in "3 nya svar, 1 annan ändring"."""
        counts = {"answers": self.answers, "others": self.others}
        return ", ".join(_counted(name, count, language) for name, count in counts.items() if count)


def _counted(name: str, count: int, language: str) -> str:
    return text(f"web.news.{name}-{'one' if count == 1 else 'many'}", language, count=count)


async def new_since(request: Request) -> Response:
    """GET: 204 where there is nothing that was not told before, which leaves no entry in the access log.

    It is no sign that somebody is there, so it prolongs no session, and has a budget of its own. Raises NotLoggedIn,
    NoMandate, RateLimited, and Told for a token that is none.
    """
    by = await acting(request, only_look=True)
    await limits_of(request).count(Kind.NEWS, recognised(request))
    async with reading(request, by.reader) as (connection, _):
        found = await _new(request, connection, by.reader)
    if found is None:
        attempt_of(request.scope).kept = False
        return Response(status_code=204)
    language = language_of(request)
    said = {"text": found.said(language), "show": text("web.news.show", language), "seen": found.seen}
    return JSONResponse(said)


async def _new(request: Request, connection: AsyncConnection, by: Reader) -> New | None:
    present = await Present.to(by.tenant_id, connection, request.app.state.token_key)
    since = _place(present, request.query_params.get(SINCE, ""))
    seen = _place(present, request.query_params[SEEN]) if SEEN in request.query_params else since
    if present.shown.position == seen.position:
        return None
    found = await _entries(connection, AsOf(*present.shown), since, request.query_params.get(REQUEST))
    if not any(each.position > seen.position for each in found):
        return None
    answers = sum(each.about_answer for each in found)
    return New(answers, len(found) - answers, present.tokens.of(Place(*present.shown)))


def _place(present: Present, token: str) -> Place:
    try:
        return present.tokens.place(token)
    except BadToken as error:
        raise Told("bad-token") from error


async def _entries(
    connection: AsyncConnection, as_of: AsOf, since: Place, request_id: str | None
) -> Sequence[HistoryEntry]:
    ids = [region.region_id for region in await regions(connection, as_of)]
    found = await news(connection, ids, as_of, after=since.position, before=NEWEST, limit=MOST)
    shown = [each for each in found if each.type not in _NOT_SHOWN]
    return [each for each in shown if request_id in {None, each.request_id}]


asking_for_news = Route("GET", NEWS, new_since)
