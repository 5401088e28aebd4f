"""What logging in by the web pages needs, put together for one request."""

import asyncio
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from samverka_graphql.kernel.entitlement import Entitlement
from samverka_infra.web_sessions import WebSessions
from samverka_services.kernel.timing import clock
from samverka_services.login.identity_provider import Provider
from samverka_services.login.provider_tokens import ProvenLogin, ProvenLogout, ProviderTokens
from samverka_services.login.session_store import SessionStore
from samverka_services.login.tokens import Identity, TokenVerifier
from samverka_services.login.web_client import WebClient


class NotConfigured(Exception):
    """This installation has no client at its identity provider for web pages."""


class WebLogin:
    """Made once per process. Verifying may fetch keys, and is therefore done beside the event loop."""

    def __init__(self, client: WebClient, verifier: TokenVerifier, entitlement: Entitlement) -> None:
        self.client = client
        self.provider = Provider(client)
        self.entitlement = entitlement
        self._verifier = verifier
        self._tokens = ProviderTokens(client, verifier.signed_claims)

    async def identity(self, access_token: str) -> Identity:
        """For whom an access token acts; raises as TokenVerifier.verify does."""
        return await asyncio.to_thread(self._verifier.verify, access_token)

    async def login(self, id_token: str, nonce: str, access_token: str) -> ProvenLogin:
        """See ProviderTokens.login."""
        return await asyncio.to_thread(self._tokens.login, id_token, nonce, access_token)

    async def logout(self, logout_token: str) -> ProvenLogout:
        """See ProviderTokens.logout."""
        return await asyncio.to_thread(self._tokens.logout, logout_token, clock())


@dataclass(frozen=True)
class Parts:
    """What a handler has at hand."""

    web: WebLogin
    sessions: SessionStore


def configured(connection: HTTPConnection) -> bool:
    """Whether people can log in."""
    return connection.app.state.web_login is not None


def parts(connection: HTTPConnection) -> Parts:
    """Of this request. Raises NotConfigured."""
    web: WebLogin | None = connection.app.state.web_login
    if web is None:
        raise NotConfigured
    return Parts(web, SessionStore(WebSessions(connection.app.state.sessions), clock))
