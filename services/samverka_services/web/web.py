"""The parts that all web pages use, put together for one request."""

import asyncio
from dataclasses import dataclass

from starlette.requests import HTTPConnection

from samverka_graphql.kernel.entitlement import Entitlement
from samverka_infra.web_sessions import WebSessions
from samverka_services.identity.tokens import Identity, TokenVerifier
from samverka_services.timing import clock
from samverka_services.web.client import WebClient
from samverka_services.web.keeping import Keeping
from samverka_services.web.proofs import LogoutProof, Proof, Proofs
from samverka_services.web.provider import Provider


class NotConfigured(Exception):
    """This installation has no client at its identity provider for web pages."""


class Web:
    """Made once per process. Verifying may fetch keys, and is therefore done beside the event loop."""

    def __init__(self, client: WebClient, verifier: TokenVerifier, entitlement: Entitlement) -> None:
        self.client = client
        self.provider = Provider(client)
        self.entitlement = entitlement
        self._verifier = verifier
        self._proofs = Proofs(client, verifier.signed_claims)

    async def identity(self, access_token: str) -> Identity:
        """For whom an access token acts; raises as TokenVerifier.verify does."""
        return await asyncio.to_thread(self._verifier.verify, access_token)

    async def login(self, id_token: str, nonce: str, access_token: str) -> Proof:
        """See Proofs.login."""
        return await asyncio.to_thread(self._proofs.login, id_token, nonce, access_token)

    async def logout(self, logout_token: str) -> LogoutProof:
        """See Proofs.logout."""
        return await asyncio.to_thread(self._proofs.logout, logout_token, clock())


@dataclass(frozen=True)
class Parts:
    """What a handler has at hand."""

    web: Web
    keeping: Keeping


def configured(connection: HTTPConnection) -> bool:
    """Whether people can log in."""
    return connection.app.state.web is not None


def parts(connection: HTTPConnection) -> Parts:
    """Of this request. Raises NotConfigured."""
    web: Web | None = connection.app.state.web
    if web is None:
        raise NotConfigured
    return Parts(web, Keeping(WebSessions(connection.app.state.queries), clock))
