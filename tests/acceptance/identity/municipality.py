"""A municipality with a login of its own: a second realm in the same Keycloak plays its identity provider."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httpx

from samverka_infra.identity_provider.realm import identity_provider
from samverka_services.tenants.file import TenantEntry
from tests.acceptance.identity.browser import Browser, Form
from tests.acceptance.identity.support import PASSWORD, Identity
from tests.support.patience import PATIENCE_SECONDS

SECRET = "hemligt-i-testerna"
OnMessage = Callable[[Form], None]
"""Sees, and may change, each form that carries a SAML message from one realm to the other."""


def ignore(_message: Form) -> None:
    """What passes through her browser passes unseen."""


class Wanderer(Browser):
    """Goes from one realm to another and back: each has cookies of its own, kept by path."""

    def __init__(self, address: str, on_message: OnMessage) -> None:
        super().__init__(address)
        self.jar: dict[tuple[str, str], str] = {}
        self._on_message = on_message

    def _go(self, method: str, url: str, **more: Any) -> None:
        """With JavaScript, a form that carries a SAML message sends itself."""
        super()._go(method, url, **more)
        if any(form.fields.keys() & {"SAMLRequest", "SAMLResponse"} for form in self._page.forms):
            message = self.form
            self._on_message(message)
            self._go("POST", message.action, data=message.fields)

    def _stays_within_keycloak(self) -> bool:
        return str(self.sent_to).startswith(self.address)

    def _request(self, method: str, url: str, **more: Any) -> None:
        path = urlsplit(url).path
        sent = [f"{name}={value}" for (name, below), value in self.jar.items() if path.startswith(below)]
        self.answer = httpx.request(
            method, url, headers={"Cookie": "; ".join(sent)}, timeout=PATIENCE_SECONDS, **more
        )
        for header in self.answer.headers.get_list("set-cookie"):
            self._keep(SimpleCookie(header))

    def _keep(self, cookies: SimpleCookie) -> None:
        for name, cookie in cookies.items():
            if cookie["max-age"] == "0":
                self.jar.pop((name, cookie["path"]), None)
            else:
                self.jar[name, cookie["path"]] = cookie.value

    @property
    def realm(self) -> str:
        """Whose page she sees."""
        return urlsplit(str(self.answer.request.url)).path.split("/")[2]


@dataclass
class Municipality(ABC):
    """A tenant, its mail domain, and the realm of its own; how it speaks with Samverka's is its class's matter."""

    identity: Identity
    tenant: TenantEntry
    organisation_id: str
    domain: str
    second_factor: bool = True

    @property
    def realm(self) -> str:
        return f"kommun-{self.tenant.number}"

    @property
    def issuer(self) -> str:
        return f"{self.identity.settings.address}/realms/{self.realm}"

    @property
    def broker(self) -> str:
        """Where Samverka's Keycloak takes this municipality's answers."""
        return f"{self.identity.settings.issuer}/broker/{self.realm}/endpoint"

    def open(self) -> None:
        """Its realm, with Samverka's Keycloak as a client, and this provider linked to its organisation."""
        self.identity.administer("PUT", f"organizations/{self.organisation_id}", self._organisation())
        realm = {"realm": self.realm, "enabled": True, "editUsernameAllowed": True, "clients": [self._client()]}
        self.identity.administer("POST", "", realm, realm="")
        self._add_provider()
        self.identity.administer("POST", f"organizations/{self.organisation_id}/identity-providers", self.realm)

    def close(self) -> None:
        self.identity.administer("DELETE", f"identity-provider/instances/{self.realm}")
        self.identity.administer("DELETE", "", realm=f"/{self.realm}")

    def employ(self, mail: str, **differing: Any) -> None:
        """Somebody who logs in at the municipality; what it says of her may be untrue."""
        person = {"username": mail, "email": mail, "firstName": "Eva", "lastName": "Exempel", "emailVerified": True}
        password = {"type": "password", "value": PASSWORD, "temporary": False}
        self.identity.administer(
            "POST", "users", {**person, "enabled": True, "credentials": [password], **differing}, f"/{self.realm}"
        )

    @abstractmethod
    def _client(self) -> dict[str, Any]:
        """Samverka's Keycloak, as the municipality knows it."""

    @abstractmethod
    def _add_provider(self) -> None:
        """The municipality, as Samverka's Keycloak knows it."""

    def _organisation(self) -> dict[str, Any]:
        known = self.identity.administer("GET", f"organizations/{self.organisation_id}").json()
        return {**known, "domains": [{"name": self.domain, "verified": True}]}


class OidcMunicipality(Municipality):
    """Speaks OpenID Connect, and tells of the second factor in the claim `amr`."""

    def _client(self) -> dict[str, Any]:
        factor = {"claim.name": "amr", "claim.value": self._methods, "jsonType.label": "JSON"}
        mapper = {
            "name": "amr",
            "protocol": "openid-connect",
            "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": {**factor, "id.token.claim": "true"},
        }
        return {
            "clientId": "samverka",
            "secret": SECRET,
            "publicClient": False,
            "redirectUris": [self.broker],
            "protocolMappers": [mapper],
        }

    @property
    def _methods(self) -> str:
        return '["pwd", "mfa"]' if self.second_factor else '["pwd"]'

    def _add_provider(self) -> None:
        self.identity.administer("POST", "identity-provider/instances", self._provider())

    def _provider(self) -> dict[str, object]:
        endpoint = f"{self.issuer}/protocol/openid-connect"
        return identity_provider(
            alias=self.realm,
            name=self.tenant.namn,
            issuer=self.issuer,
            authorization_address=f"{endpoint}/auth",
            token_address=f"{endpoint}/token",
            keys_address=f"{endpoint}/certs",
            client="samverka",
            secret=SECRET,
            factor_claim="amr",
            factor_value="mfa",
            domain=self.domain,
        )
