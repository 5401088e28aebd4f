"""The first page: what Samverka is, or what its reader belongs to."""

from functools import partial

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_graphql.kernel.context import Reader
from samverka_services.catalogue import text
from samverka_services.http.limiting import Kind, counted_turn
from samverka_services.http.problems import language_of
from samverka_services.login.authorization_code import CHOOSING
from samverka_services.login.cookies import NOTICE, SESSION, cookie, forget
from samverka_services.login.current_session import Current, NotLoggedIn, SessionEnded, current
from samverka_services.login.web_login import configured, parts
from samverka_services.pages.matrix_rows import matrix_shown
from samverka_services.pages.overview import Overview, overview
from samverka_services.pages.rendering import page

_NOTICES = frozenset({"logged-out", "logged-out-everywhere"})


async def start(request: Request) -> Response:
    """GET."""
    if not configured(request):
        return page(request, "welcome.html", notice=None, configured=False)
    try:
        found = await current(request)
    except NotLoggedIn as reason:
        return _welcome(request, ended=isinstance(reason, SessionEnded))
    if found.identity is None and found.session.memberships:
        return RedirectResponse(CHOOSING, 303)
    return await _own_page(request, found)


def _welcome(request: Request, *, ended: bool) -> Response:
    left = cookie(request, NOTICE)
    notice = "session-ended" if ended else left if left in _NOTICES else None
    response = page(request, "welcome.html", notice=notice, configured=True)
    forget(response, *((SESSION,) if ended else ()), *((NOTICE,) if left else ()))
    return response


async def _own_page(request: Request, found: Current) -> Response:
    if found.identity is None:
        return page(request, "no_organisation.html", session=found.session)
    reader = found.reader
    assert reader is not None
    seen = await _seen(request, reader)
    shown = partial(_shown, language_of(request))
    matrices = [matrix_shown(region, found.identity.tenant_id, shown) for region in seen.regions]
    return page(request, "start.html", session=found.session, seen=seen, matrices=matrices)


async def _seen(request: Request, reader: Reader) -> Overview:
    async with counted_turn(request, Kind.QUERIES):
        state = request.app.state
        return await overview(state.queries, parts(request).web.entitlement, state.token_key, reader)


def _shown(language: str, key: str, /, **params: object) -> str:
    return text(f"web.{key}", language, **params)
