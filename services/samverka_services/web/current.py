"""The session that a request comes with, its tokens renewed in time."""

import asyncio
import logging
from datetime import timedelta

from starlette.requests import Request

from samverka_services.web.cookies import SESSION, cookie
from samverka_services.web.keeping import Keeping, Open
from samverka_services.web.provider import ProviderAway, ProviderRefuses
from samverka_services.web.sealing import row_of
from samverka_services.web.session import Membership, Tokens
from samverka_services.web.web import Parts, parts

RENEWED_BEFORE_SECONDS = 60
"""An access token that expires within this time is renewed."""
_CLAIMED_FOR = timedelta(seconds=10)
"""Longer than the provider is waited for; after that another may try."""
_WAIT_SECONDS = 5.0

_log = logging.getLogger("samverka.web")


class NotLoggedIn(Exception):
    """Nobody is logged in by this request."""


class SessionEnded(NotLoggedIn):
    """Who was logged in is no longer."""


async def current(request: Request) -> Open:
    """The session in use. Raises NotLoggedIn, or SessionEnded; ProviderAway if its token cannot be renewed now."""
    here = parts(request)
    key = cookie(request, SESSION)
    if key is None:
        raise NotLoggedIn
    found = await here.keeping.find(key)
    if found is None:
        raise SessionEnded
    return await _renewed(here, found)


async def _renewed(here: Parts, found: Open) -> Open:
    """Tokens are good for one renewal: one request of all processes does it, and the others go on or wait for it."""
    left = _seconds_left(here.keeping, found)
    if found.session.acting_for is None or left > RENEWED_BEFORE_SECONDS:
        return found
    now = here.keeping.clock()
    if await here.keeping.rows.claim_renewal(row_of(found.key), now + _CLAIMED_FOR, now):
        return await _renew(here, found, found.session.acting_for)
    return found if left > 0 else await _await_renewal(here.keeping, found)


async def _renew(here: Parts, found: Open, acting_for: Membership) -> Open:
    """For the same organisation alone, although she may have become a member of others."""
    session = found.session
    try:
        tokens = await here.web.provider.renew(session.tokens.refresh, scope_of(acting_for.alias))
    except ProviderRefuses as refusal:
        _log.info("session not renewed", extra={"details": {"reason": str(refusal)}})
        await here.keeping.end(found.key)
        raise SessionEnded from refusal
    except ProviderAway:
        if _seconds_left(here.keeping, found) > 0:
            return found
        raise
    renewed = Open(found.key, session.model_copy(update=await _times(here, tokens)))
    await here.keeping.change(renewed)
    return renewed


async def _times(here: Parts, tokens: Tokens) -> dict[str, object]:
    identity = await here.web.identity(tokens.access)
    issued_at = int(identity.credential.issued_at.timestamp())
    return {"tokens": tokens, "issued_at": issued_at, "expires_at": identity.expires_at}


async def _await_renewal(keeping: Keeping, found: Open) -> Open:
    deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
        again = await keeping.find(found.key)
        if again is None:
            raise SessionEnded
        if _seconds_left(keeping, again) > 0:
            return again
    raise ProviderAway("another request has not renewed the session")


def scope_of(alias: str) -> str:
    """To act for one organisation, or `*` to learn which there are."""
    return f"openid organization:{alias}"


def _seconds_left(keeping: Keeping, found: Open) -> float:
    return found.session.expires_at - keeping.clock().timestamp()
