"""Logging out: here, at the identity provider, and everywhere."""

import logging

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_infra import credentials
from samverka_services.http.cookies import SESSION, forget, leave_notice
from samverka_services.login.authorization_code import new_attempt, send_away
from samverka_services.login.current_session import current
from samverka_services.login.forms import own_form
from samverka_services.login.identity_provider import ProviderAway
from samverka_services.login.logout_everywhere import SCOPE, end_everywhere
from samverka_services.login.session import Purpose, WebSession
from samverka_services.login.web_login import Parts, parts
from samverka_services.pages.rendering import page

_log = logging.getLogger("samverka.web")


async def log_out(request: Request) -> Response:
    """POST: this login ends, here at once and at the identity provider."""
    here, found = parts(request), await current(request)
    await own_form(request, found.session)
    await _end(here, found.session)
    try:
        response: Response = RedirectResponse(await here.web.provider.logout_address(found.session.tokens.id), 303)
        leave_notice(response, "logged-out")
    except ProviderAway as away:
        response = _only_here(request, away)
    forget(response, SESSION)
    return response


async def log_out_everywhere(request: Request) -> Response:
    """POST: all her logins end, here at once and at the identity provider when it has seen that it is she."""
    here, found = parts(request), await current(request)
    await own_form(request, found.session)
    person_id = found.session.person_id
    await end_everywhere(here, person_id)
    try:
        response = await send_away(request, new_attempt(Purpose.END_SESSIONS, person_id=person_id), SCOPE)
    except ProviderAway as away:
        response = _only_here(request, away)
    forget(response, SESSION)
    return response


async def _end(here: Parts, session: WebSession) -> None:
    subjects = [credentials.session(session.provider_session)]
    await here.sessions.rows.revoke(subjects, here.sessions.clock())


def _only_here(request: Request, away: ProviderAway) -> Response:
    _log.warning("logged out here only", extra={"details": {"reason": str(away)}})
    return page(request, "logged_out_here.html")
