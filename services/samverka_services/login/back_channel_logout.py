"""The identity provider tells that a login has ended (OpenID Connect Back-Channel Logout 1.0)."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from samverka_infra import credentials
from samverka_services.catalogue import text
from samverka_services.http.limiting import limits_of
from samverka_services.login.forms import ForeignForm, fields
from samverka_services.login.provider_tokens import ProvenLogout
from samverka_services.login.tokens import TokenRefused
from samverka_services.login.web_login import Parts, parts

_log = logging.getLogger("samverka.web")


async def hear_of_logout(request: Request) -> Response:
    """POST: 200 when it is done, 400 if the token proves nothing; authenticated by the token alone.

    Raises RateLimited for an address that goes on with tokens that prove nothing.
    """
    here = parts(request)
    try:
        sent = await fields(request)
        proven = await here.web.logout(sent.get("logout_token", ""))
        await _use_once(here, proven)
    except (TokenRefused, ForeignForm) as error:
        await limits_of(request).count_stranger(request)
        _log.warning("logout token refused", extra={"details": {"reason": str(error)}})
        return JSONResponse({"error": "invalid_request", "error_description": _reason(error)}, 400)
    # As of the token's own time, so that a login that came after it stays.
    await here.sessions.rows.revoke([_subject(proven)], proven.issued_at)
    return Response(status_code=200)


def _reason(error: TokenRefused | ForeignForm) -> str:
    """For who runs the identity provider; the protocol has it in ASCII."""
    return text(f"token.{error.code}", "en", **error.params) if isinstance(error, TokenRefused) else str(error)


async def _use_once(here: Parts, proven: ProvenLogout) -> None:
    token_id = f"logout:{proven.token_id}"
    if not await here.sessions.rows.use_once(token_id, proven.expires_at, here.sessions.clock()):
        raise TokenRefused("used-before")


def _subject(proven: ProvenLogout) -> str:
    """One login if one is named, otherwise all that is the person's."""
    if proven.provider_session:
        return credentials.session(proven.provider_session)
    return credentials.person(proven.person_id or "")
