"""Talking to the identity provider. It may be away: nobody waits for it longer than is said here."""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx
from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.client import OAuth2Client
from authlib.oauth2.rfc6749.parameters import prepare_token_request

from samverka_services.login.session import Attempt, Tokens
from samverka_services.login.session_store import LONGEST
from samverka_services.login.web_client import WebClient

MOST_SECONDS = 4.0
"""For each question, in all."""
KNOWN_SECONDS = 300.0
"""How long the provider's addresses are believed before they are asked for anew."""

_FORM = "application/x-www-form-urlencoded"


class ProviderAway(Exception):
    """The identity provider does not answer now, or not as one."""


class ProviderRefuses(Exception):
    """The identity provider says no; the text is its reason."""


@dataclass(frozen=True)
class Endpoints:
    """Where the provider is asked for what, by its own words."""

    authorization: str
    token: str
    end_session: str


class Provider:
    """One issuer, for one client. What asks it raises ProviderAway."""

    def __init__(self, client: WebClient) -> None:
        self._client = client
        self._known: Endpoints | None = None
        self._known_since = 0.0
        self._oauth = OAuth2Client(
            None, client.client_id, client.secret, redirect_uri=client.callback, code_challenge_method="S256"
        )

    async def look_up(self) -> Endpoints:
        """Asked anew, so that nobody is sent to a provider that is away."""
        answer = await _sent(lambda http: http.get(f"{self._client.issuer}/.well-known/openid-configuration"))
        document = _json(answer)
        if not answer.is_success or document.get("issuer") != self._client.issuer:
            raise ProviderAway(f"discovery: {answer.status_code}")
        try:
            names = ("authorization_endpoint", "token_endpoint", "end_session_endpoint")
            self._known, self._known_since = Endpoints(*(str(document[name]) for name in names)), time.monotonic()
        except KeyError as error:
            raise ProviderAway(f"discovery without {error}") from error
        return self._known

    async def authorization_address(self, attempt: Attempt, scope: str, hint: str | None = None) -> str:
        """Where a person goes to log in; `hint` says as whom, if that is known."""
        endpoints = await self.look_up()
        hinted = {"login_hint": hint} if hint else {}
        address, _ = self._oauth.create_authorization_url(
            endpoints.authorization,
            state=attempt.state,
            code_verifier=attempt.verifier,
            nonce=attempt.nonce,
            scope=scope,
            max_age=int(LONGEST.total_seconds()),
            **hinted,
        )
        return str(address)

    async def exchange(self, code: str, verifier: str) -> Tokens:
        """The tokens for a code. Raises ProviderRefuses."""
        callback = self._client.callback
        return await self._tokens("authorization_code", code=code, code_verifier=verifier, redirect_uri=callback)

    async def renew(self, refresh: str, scope: str) -> Tokens:
        """New tokens; the refresh token has been used up. Raises ProviderRefuses."""
        return await self._tokens("refresh_token", refresh_token=refresh, scope=scope)

    async def logout_address(self, id_token: str) -> str:
        """Where a person goes to log out there too."""
        endpoints = await self.look_up()
        asked = {
            "client_id": self._client.client_id,
            "id_token_hint": id_token,
            "post_logout_redirect_uri": self._client.after_logout,
        }
        return str(httpx.URL(endpoints.end_session, params=asked))

    async def end_all_sessions(self, access_token: str) -> None:
        """End all sessions of the token's person, by Keycloak's account API. Raises ProviderRefuses."""
        address = f"{self._client.issuer}/account/sessions"
        shown = {"Authorization": f"Bearer {access_token}", "Accept": "application/json"}
        answer = await _sent(lambda http: http.delete(address, params={"current": "true"}, headers=shown))
        if not answer.is_success:
            raise ProviderRefuses(f"ending sessions: {answer.status_code}")

    async def _endpoints(self) -> Endpoints:
        is_fresh = time.monotonic() - self._known_since < KNOWN_SECONDS
        return self._known if self._known is not None and is_fresh else await self.look_up()

    async def _tokens(self, grant: str, **asked: str) -> Tokens:
        endpoints = await self._endpoints()
        client = ClientAuth(self._client.client_id, self._client.secret, "client_secret_basic")
        headers = {"Content-Type": _FORM, "Accept": "application/json"}
        asked_for = prepare_token_request(grant, **asked)
        address, headers, body = client.prepare("POST", endpoints.token, headers, asked_for)  # type: ignore[no-untyped-call]
        answer = await _sent(lambda http: http.post(address, content=body, headers=headers))
        document = _json(answer)
        if 400 <= answer.status_code < 500:
            raise ProviderRefuses(f"{document.get('error')}: {document.get('error_description')}")
        return _as_tokens(answer, document)


def _as_tokens(answer: httpx.Response, document: Mapping[str, Any]) -> Tokens:
    try:
        named = {name: document[f"{name}_token"] for name in ("access", "refresh", "id")}
    except KeyError as error:
        raise ProviderAway(f"token endpoint: {answer.status_code}, no {error}") from error
    return Tokens(**named)


async def _sent(send: Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]) -> httpx.Response:
    try:
        async with asyncio.timeout(MOST_SECONDS), httpx.AsyncClient(verify=_trusted(), timeout=MOST_SECONDS) as http:
            return await send(http)
    except (httpx.HTTPError, TimeoutError) as error:
        raise ProviderAway(repr(error)) from error


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        document = answer.json()
    except ValueError as error:
        raise ProviderAway(f"no JSON: {answer.status_code}") from error
    return document if isinstance(document, dict) else {}


@cache
def _trusted() -> ssl.SSLContext:
    """Made once, since it reads all certificates."""
    return httpx.create_ssl_context()
