"""The identity provider tells that a login has ended (OpenID Connect Back-Channel Logout 1.0)."""

import logging

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from samverka_infra import credentials
from samverka_services.api.limiting import limits_of
from samverka_services.identity.tokens import TokenRefused
from samverka_services.web.forms import ForeignForm, fields
from samverka_services.web.proofs import LogoutProof
from samverka_services.web.web import Parts, parts

_log = logging.getLogger("samverka.web")


async def hear_of_logout(request: Request) -> Response:
    """POST: 200 when it is done, 400 if the token proves nothing; authenticated by the token alone.

    Raises RateLimited for an address that goes on with tokens that prove nothing.
    """
    here = parts(request)
    try:
        sent = await fields(request)
        proof = await here.web.logout(sent.get("logout_token", ""))
        await _use_once(here, proof)
    except (TokenRefused, ForeignForm) as error:
        await limits_of(request).count_stranger(request)
        _log.warning("logout token refused", extra={"details": {"reason": str(error)}})
        return JSONResponse({"error": "invalid_request", "error_description": str(error)}, 400)
    # As of the token's own time, so that a login that came after it stays.
    await here.keeping.rows.revoke([_subject(proof)], proof.issued_at)
    return Response(status_code=200)


async def _use_once(here: Parts, proof: LogoutProof) -> None:
    token_id = f"logout:{proof.token_id}"
    if not await here.keeping.rows.use_once(token_id, proof.expires_at, here.keeping.clock()):
        raise TokenRefused("it has been used before")


def _subject(proof: LogoutProof) -> str:
    """One login if one is named, otherwise all that is the person's."""
    if proof.provider_session:
        return credentials.session(proof.provider_session)
    return credentials.person(proof.person_id or "")
