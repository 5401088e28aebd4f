"""A municipality with a login of its own: a second realm in the same Keycloak plays its identity provider."""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlsplit

import httpx

from samverka_infra.identity_provider.realm import identity_provider
from samverka_infra.identity_provider.settings import REALM
from samverka_services.tenants.file import TenantEntry
from tests.acceptance.identity.browser import Browser
from tests.acceptance.identity.support import PASSWORD, Identity

SECRET = "hemligt-i-testerna"


class Wanderer(Browser):
    """Goes from one realm to another and back: each has cookies of its own, kept by path."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.jar: dict[tuple[str, str], str] = {}

    def _stays_within_keycloak(self) -> bool:
        return str(self.sent_to).startswith(self.address)

    def _request(self, method: str, url: str, **more: Any) -> None:
        path = urlsplit(url).path
        sent = [f"{name}={value}" for (name, below), value in self.jar.items() if path.startswith(below)]
        self.answer = httpx.request(method, url, headers={"Cookie": "; ".join(sent)}, timeout=30, **more)
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
class Municipality:
    """A tenant, its mail domain, and the realm of its own."""

    identity: Identity
    tenant: TenantEntry
    organisation_id: str
    domain: str
    second_factor: str = "mfa"

    @property
    def realm(self) -> str:
        return f"kommun-{self.tenant.number}"

    @property
    def issuer(self) -> str:
        return f"{self.identity.settings.address}/realms/{self.realm}"

    def open(self) -> None:
        """Its realm, with Samverka's Keycloak as a client, and this provider linked to its organisation."""
        self.identity.administer("PUT", f"organizations/{self.organisation_id}", self._organisation())
        broker = f"{self.identity.settings.address}/realms/{REALM}/broker/{self.realm}/endpoint"
        self._create_realm(broker)
        self.identity.administer("POST", "identity-provider/instances", self._provider())
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

    def _organisation(self) -> dict[str, Any]:
        known = self.identity.administer("GET", f"organizations/{self.organisation_id}").json()
        return {**known, "domains": [{"name": self.domain, "verified": True}]}

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

    def _create_realm(self, broker: str) -> None:
        factor = {"claim.name": "amr", "claim.value": f'["pwd", "{self.second_factor}"]', "jsonType.label": "JSON"}
        mapper = {
            "name": "amr",
            "protocol": "openid-connect",
            "protocolMapper": "oidc-hardcoded-claim-mapper",
            "config": {**factor, "id.token.claim": "true"},
        }
        client = {
            "clientId": "samverka",
            "secret": SECRET,
            "publicClient": False,
            "redirectUris": [broker],
            "protocolMappers": [mapper],
        }
        realm = {"realm": self.realm, "enabled": True, "editUsernameAllowed": True, "clients": [client]}
        self.identity.administer("POST", "", realm, realm="")
