"""The session that a request comes with: its tokens renewed in time, and nothing of it revoked."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.requests import Request

from samverka_graphql.kernel.context import Reader
from samverka_infra.access_log import Action, attempt_of
from samverka_services.http.access_log import recognise
from samverka_services.http.cookies import SESSION, cookie
from samverka_services.login.identity_provider import ProviderAway, ProviderRefuses
from samverka_services.login.sealing import row_of
from samverka_services.login.session import Membership, Tokens, WebSession
from samverka_services.login.session_store import OpenSession, SessionStore
from samverka_services.login.tokens import Identity, NoOrganisation, Scope, TokenRefused
from samverka_services.login.web_login import Parts, parts

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


@dataclass(frozen=True)
class Current:
    """Who is here."""

    session: WebSession
    identity: Identity | None
    """For whom she acts, by her token; None until she has chosen."""

    @property
    def reader(self) -> Reader | None:
        """She as a reader, if she has chosen. Raises ScopeMissing."""
        return reader_of(self.identity) if self.identity else None


def reader_of(identity: Identity) -> Reader:
    """Whoever may read by her token. Raises ScopeMissing."""
    identity.require(Scope.READ)
    return Reader(identity.person_id, identity.tenant_id, identity.credential)


async def current(request: Request, *, only_look: bool = False) -> Current:
    """Who is logged in. Raises NotLoggedIn, or SessionEnded; ProviderAway if her token cannot be renewed now.

    What a page asks for by itself is no sign that she is there: `only_look` does not prolong her session.
    """
    here, key = parts(request), cookie(request, SESSION)
    if key is None:
        raise NotLoggedIn
    found = await here.sessions.find(key, only_look=only_look)
    if found is None:
        raise SessionEnded
    return await _not_revoked(request, await _renewed(here, found))


async def _not_revoked(request: Request, found: OpenSession) -> Current:
    here = parts(request)
    try:
        identity = await _acting(here, found.session)
    except (TokenRefused, NoOrganisation) as error:
        await _end(here, found, str(error))
        raise SessionEnded from error
    if identity is not None:
        _recognise(request, identity)
    if await here.sessions.rows.is_revoked(identity.credential if identity else found.session.credential):
        await _end(here, found, "revoked")
        raise SessionEnded
    return Current(found.session, identity)


async def _acting(here: Parts, session: WebSession) -> Identity | None:
    """By the token; a renewed one may name another organisation, whose number the provider has changed meanwhile."""
    if session.acting_for is None:
        return None
    identity = await here.web.identity(session.tokens.access)
    if (identity.person_id, identity.tenant_id) != (session.person_id, session.acting_for.number):
        raise TokenRefused("another-session")
    return identity


def _recognise(request: Request, identity: Identity) -> None:
    """For the access log: pages are read, and forms are not."""
    recognise(request, identity)
    attempt = attempt_of(request.scope)
    attempt.action = Action.READ if request.method == "GET" else Action.COMMAND
    attempt.operation = f"page {request.url.path}"


async def _renewed(here: Parts, found: OpenSession) -> OpenSession:
    """Tokens are good for one renewal: one request of all processes does it, and the others go on or wait for it."""
    left = _seconds_left(here.sessions, found)
    if found.session.acting_for is None or left > RENEWED_BEFORE_SECONDS:
        return found
    now = here.sessions.clock()
    if await here.sessions.rows.claim_renewal(row_of(found.key), now + _CLAIMED_FOR, now):
        return await _renew_unless_done(here, found, found.session.acting_for)
    return found if left > 0 else await _await_renewal(here.sessions, found)


async def _renew_unless_done(here: Parts, found: OpenSession, acting_for: Membership) -> OpenSession:
    """Another may have renewed between this request's look and its claim."""
    again = await here.sessions.again(found)
    if again is None:
        raise SessionEnded
    if again.session.tokens == found.session.tokens:
        return await _renew(here, found, acting_for)
    await here.sessions.give_up_renewal(again)
    return again


async def _renew(here: Parts, found: OpenSession, acting_for: Membership) -> OpenSession:
    """For the same organisation alone, although she may have become a member of others."""
    try:
        tokens = await here.web.provider.renew(found.session.tokens.refresh, scope_of(acting_for.alias))
        times = await _times(here, tokens)
    except (ProviderRefuses, NoOrganisation, TokenRefused) as refusal:
        await _end(here, found, str(refusal))
        raise SessionEnded from refusal
    except ProviderAway:
        await here.sessions.give_up_renewal(found)
        if _seconds_left(here.sessions, found) > 0:
            return found
        raise
    renewed = replace(found, session=found.session.model_copy(update=times))
    await here.sessions.change(renewed)
    return renewed


async def _times(here: Parts, tokens: Tokens) -> dict[str, object]:
    identity = await here.web.identity(tokens.access)
    issued_at = int(identity.credential.issued_at.timestamp())
    return {"tokens": tokens, "issued_at": issued_at, "expires_at": identity.expires_at}


async def _await_renewal(sessions: SessionStore, found: OpenSession) -> OpenSession:
    deadline = asyncio.get_running_loop().time() + _WAIT_SECONDS
    while asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(0.1)
        again = await sessions.again(found)
        if again is None:
            raise SessionEnded
        if _seconds_left(sessions, again) > 0:
            return again
    raise ProviderAway("another request has not renewed the session")


async def _end(here: Parts, found: OpenSession, reason: str) -> None:
    _log.info("session ended", extra={"details": {"reason": reason}})
    await here.sessions.end(found.key)


def scope_of(alias: str) -> str:
    """To act for one organisation, or `*` to learn which there are."""
    return f"openid organization:{alias}"


def _seconds_left(sessions: SessionStore, found: OpenSession) -> float:
    return found.session.expires_at - sessions.clock().timestamp()
