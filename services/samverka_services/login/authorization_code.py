"""Logging in: to the identity provider and back, by authorization code with PKCE."""

import hmac
import secrets
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from samverka_services.http.cookies import ATTEMPT, SESSION, cookie, forget, keep
from samverka_services.http.limiting import limits_of
from samverka_services.login.current_session import NotLoggedIn, current, scope_of
from samverka_services.login.keeping_names import keep_name
from samverka_services.login.logout_everywhere import finish_ending_everywhere
from samverka_services.login.provider_tokens import ProvenLogin
from samverka_services.login.return_to import HOME, page_of_this_site
from samverka_services.login.session import Attempt, Membership, Purpose, Tokens, WebSession
from samverka_services.login.tokens import NoOrganisation, TokenRefused
from samverka_services.login.web_login import Parts, parts

CHOOSING = "/auth/organisation"


class LoginLost(Exception):
    """Nobody in this browser is on her way to this login, or too much time has passed."""


class LoginRefused(Exception):
    """The identity provider did not let her in, or what it gave does not hold; the text is why."""


class NotAMember(Exception):
    """She does not belong to the organisation that she wanted to act for."""


async def log_in(request: Request) -> Response:
    """GET: to the identity provider; who is logged in goes on to where she wants, unless she says who she will be.

    Raises RateLimited: a login that is begun asks the provider and keeps a row, whoever asks.
    """
    wished, hint = page_of_this_site(request.query_params.get("return_to")), request.query_params.get("login_hint")
    if hint is None and await _is_in(request):
        return RedirectResponse(wished, 303)
    await limits_of(request).count_stranger(request)
    return await send_away(request, new_attempt(Purpose.LOGIN, return_to=wished), scope_of("*"), hint)


async def _is_in(request: Request) -> bool:
    try:
        await current(request)
    except NotLoggedIn:
        return False
    return True


def new_attempt(
    purpose: Purpose,
    *,
    return_to: str = HOME,
    person_id: str | None = None,
    memberships: tuple[Membership, ...] = (),
) -> Attempt:
    """With secrets of its own."""
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    return Attempt(
        purpose=purpose,
        state=state,
        nonce=nonce,
        verifier=verifier,
        return_to=return_to,
        person_id=person_id,
        memberships=memberships,
    )


async def send_away(request: Request, attempt: Attempt, scope: str, hint: str | None = None) -> Response:
    """To the identity provider; the attempt is bound to this browser by a cookie."""
    here = parts(request)
    address = await here.web.provider.authorization_address(attempt, scope, hint)
    response = RedirectResponse(address, 303)
    keep(response, ATTEMPT, await here.sessions.begin_attempt(attempt))
    return response


async def come_back(request: Request) -> Response:
    """GET: from the identity provider, with a code."""
    here, key = parts(request), cookie(request, ATTEMPT)
    attempt = await here.sessions.find_attempt(key)
    if attempt is None or not _belongs(request.query_params, attempt, here):
        return await _lost(request)
    if not await here.sessions.end(key):
        return await _lost(request)
    tokens = await here.web.provider.exchange(_code(request.query_params), attempt.verifier)
    proven = await _proved(here, tokens, attempt)
    if attempt.purpose is Purpose.END_SESSIONS:
        return await finish_ending_everywhere(here, attempt, proven, tokens)
    return await _let_in(request, here, attempt, proven, tokens)


async def _lost(request: Request) -> Response:
    """Somebody who pressed twice is in already."""
    try:
        await current(request)
    except NotLoggedIn as error:
        raise LoginLost from error
    return RedirectResponse(HOME, 303)


def _belongs(params: Mapping[str, str], attempt: Attempt, here: Parts) -> bool:
    same = hmac.compare_digest(params.get("state", "").encode(), attempt.state.encode())
    return same and params.get("iss", here.web.client.issuer) == here.web.client.issuer


def _code(params: Mapping[str, str]) -> str:
    if "error" in params or not params.get("code"):
        raise LoginRefused(f"{params.get('error', 'no code')}"[:100])
    return params["code"]


async def _proved(here: Parts, tokens: Tokens, attempt: Attempt) -> ProvenLogin:
    try:
        return await here.web.login(tokens.id, attempt.nonce, tokens.access)
    except TokenRefused as error:
        raise LoginRefused(f"ID token: {error}") from error


async def _let_in(request: Request, here: Parts, attempt: Attempt, proven: ProvenLogin, tokens: Tokens) -> Response:
    """Under a new key; a session that the browser had before ends."""
    session = await _session(here, attempt, proven, tokens)
    await keep_name(request, session, proven)
    await here.sessions.end(cookie(request, SESSION))
    chosen = session.acting_for is not None or not session.memberships
    response = RedirectResponse(attempt.return_to if chosen else CHOOSING, 303)
    keep(response, SESSION, await here.sessions.begin(session))
    forget(response, ATTEMPT)
    return response


async def _session(here: Parts, attempt: Attempt, proven: ProvenLogin, tokens: Tokens) -> WebSession:
    memberships = _memberships(attempt, proven)
    acting_for = proven.memberships[0] if len(proven.memberships) == 1 else None
    issued_at = expires_at = int(here.sessions.clock().timestamp())
    if acting_for is not None:
        issued_at, expires_at = await _verified(here, proven, acting_for, tokens)
    return WebSession(
        person_id=proven.person_id,
        name=proven.name,
        client_id=here.web.client.client_id,
        provider_session=proven.provider_session,
        memberships=memberships,
        acting_for=acting_for,
        tokens=tokens,
        issued_at=issued_at,
        expires_at=expires_at,
        csrf=secrets.token_urlsafe(32),
        begun_at=min(proven.authenticated_at, here.sessions.clock()),
        return_to=HOME if attempt.return_to == CHOOSING else attempt.return_to,
    )


def _memberships(attempt: Attempt, proven: ProvenLogin) -> tuple[Membership, ...]:
    """All that she may choose among; a token for one organisation does not say which others there are."""
    if attempt.purpose is not Purpose.ORGANISATION:
        return proven.memberships
    if not proven.memberships:
        raise NotAMember
    return attempt.memberships if attempt.person_id == proven.person_id else proven.memberships


async def _verified(here: Parts, proven: ProvenLogin, acting_for: Membership, tokens: Tokens) -> tuple[int, int]:
    """When the access token was issued and expires, if it says what the ID token says."""
    try:
        identity = await here.web.identity(tokens.access)
    except (TokenRefused, NoOrganisation) as error:
        raise LoginRefused(f"access token: {error}") from error
    if (identity.person_id, identity.tenant_id) != (proven.person_id, acting_for.number):
        raise LoginRefused("the two tokens do not fit together")
    return int(identity.credential.issued_at.timestamp()), identity.expires_at
