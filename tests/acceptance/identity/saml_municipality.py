"""A municipality whose provider speaks SAML: a second realm that signs its assertions."""

import re
from typing import Any

import httpx

from samverka_infra.identity_provider.realm import saml_identity_provider
from tests.acceptance.identity.municipality import Municipality

FACTOR_CONTEXT = "https://refeds.org/profile/mfa"
_FACTOR_ATTRIBUTE = "samverka-person"
_TOLD = {
    "urn:oid:0.9.2342.19200300.100.1.3": "email",
    "urn:oid:2.5.4.42": "firstName",
    "urn:oid:2.5.4.4": "lastName",
}


class SamlMunicipality(Municipality):
    """Names her by an attribute that is there after a second factor only."""

    def change_key(self) -> None:
        """It signs with a new key from now on, without having told anybody."""
        realm = self.identity.administer("GET", "", realm=f"/{self.realm}").json()
        key = {"name": "new", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider"}
        config = {"priority": ["1000"], "algorithm": ["RS256"], "keySize": ["2048"]}
        component = {**key, "parentId": realm["id"], "config": config}
        self.identity.administer("POST", "components", component, realm=f"/{self.realm}")

    def _client(self) -> dict[str, Any]:
        settings = {
            "saml.assertion.signature": "true",
            "saml.server.signature": "false",
            "saml.signature.algorithm": "RSA_SHA256",
            "saml.client.signature": "true",
            "saml.signing.certificate": _certificate(self.identity.settings.issuer),
            "saml.authnstatement": "true",
            "saml.force.post.binding": "true",
            "saml_name_id_format": "persistent",
            "saml_assertion_consumer_url_post": self.broker,
        }
        return {
            "clientId": self.identity.settings.issuer,
            "protocol": "saml",
            "redirectUris": [self.broker],
            "attributes": settings,
            "protocolMappers": [_mapper(name, of_hers) for name, of_hers in self._attributes.items()],
        }

    @property
    def _attributes(self) -> dict[str, str]:
        return _TOLD | ({_FACTOR_ATTRIBUTE: "username"} if self.second_factor else {})

    def _add_provider(self) -> None:
        self.identity.administer("POST", "partialImport", self._provider())

    def _provider(self) -> dict[str, object]:
        return saml_identity_provider(
            alias=self.realm,
            name=self.tenant.namn,
            issuer=self.issuer,
            client=self.identity.settings.issuer,
            authorization_address=f"{self.issuer}/protocol/saml",
            certificate=_certificate(self.issuer),
            factor_attribute=_FACTOR_ATTRIBUTE,
            factor_context=FACTOR_CONTEXT,
            domain=self.domain,
        )


def _mapper(attribute: str, of_hers: str) -> dict[str, Any]:
    config = {"user.attribute": of_hers, "attribute.name": attribute, "attribute.nameformat": "URI Reference"}
    return {
        "name": of_hers,
        "protocol": "saml",
        "protocolMapper": "saml-user-property-mapper",
        "config": config,
    }


def _certificate(issuer: str) -> str:
    """With which a realm signs, as its metadata tells."""
    metadata = httpx.get(f"{issuer}/protocol/saml/descriptor").raise_for_status().text
    found = re.search(r"X509Certificate>([^<]+)<", metadata)
    assert found
    return found[1]
