"""The realm: one file for development, tests and production, with places for what differs."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from keycloak import KeycloakAdmin
from keycloak.exceptions import KeycloakError

from samverka_infra.identity_provider.errors import RealmNotMade
from samverka_infra.identity_provider.secrets import Secrets
from samverka_infra.identity_provider.settings import PREFIX, KeycloakSettings

NUMBER = "organisationsnummer"
"""The attribute of an organisation in Keycloak."""
_PLACE = re.compile(r"\$\{(" + PREFIX + r"[A-Z_]+)\}")


def realm_folder() -> Path:
    """Beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "keycloak"
    return inside if inside.exists() else package.parent / "keycloak"


def realm_document(settings: KeycloakSettings, secrets: Secrets) -> dict[str, object]:
    """The realm file, filled in as Keycloak itself fills it in from its environment."""
    text = (realm_folder() / "realm.json").read_text(encoding="utf-8")
    filled: dict[str, object] = _filled(json.loads(text), _values(settings, secrets))
    return filled


@dataclass(frozen=True)
class MachineTenant:
    """An organisation in Keycloak, as its people's tokens name it."""

    alias: str
    organisationsnummer: str
    organisation_id: str

    @property
    def claim(self) -> str:
        """What stands in a token."""
        return json.dumps({self.alias: {"id": self.organisation_id, NUMBER: [self.organisationsnummer]}})


def machine_client(client_id: str, secret: str, tenant: MachineTenant, scopes: Iterable[str]) -> dict[str, object]:
    """A client for another system: its tokens are for one tenant, whatever it asks for."""
    values = {"MACHINE_CLIENT": client_id, "MACHINE_SECRET": secret, "MACHINE_TENANT": tenant.claim}
    text = (realm_folder() / "machine-client.json").read_text(encoding="utf-8")
    filled: dict[str, object] = _filled(json.loads(text), {PREFIX + name: value for name, value in values.items()})
    filled["defaultClientScopes"] = [*_list(filled["defaultClientScopes"]), *scopes]
    return filled


def identity_provider(**values: str) -> dict[str, object]:
    """A municipality's own login, by the places of its file; trusted for its own mail domain and nothing else."""
    return _filled_provider("identity-provider.json", values)


def saml_identity_provider(**values: str) -> dict[str, object]:
    """The same by SAML: what Keycloak's partial import takes, a provider and what it may say of a person."""
    return _filled_provider("identity-provider-saml.json", values)


def ensure_realm(address: str, user: str, password: str, document: dict[str, object]) -> None:
    """Make the realm; one that is there is left as it is. Raises RealmNotMade."""
    try:
        admin = KeycloakAdmin(server_url=address, username=user, password=password, realm_name="master")
        if document["realm"] not in {known["realm"] for known in admin.get_realms()}:
            admin.create_realm(document)
    except KeycloakError as error:
        raise RealmNotMade(str(error)) from error


def _filled_provider(name: str, values: dict[str, str]) -> dict[str, object]:
    text = (realm_folder() / name).read_text(encoding="utf-8")
    places = {f"{PREFIX}PROVIDER_{place.upper()}": value for place, value in values.items()}
    filled: dict[str, object] = _filled(json.loads(text), places)
    return filled


def _values(settings: KeycloakSettings, secrets: Secrets) -> dict[str, str]:
    values = {
        "WEB_ADDRESS": settings.web_address,
        "WEB_SECRET": secrets.web_secret,
        "PROVISIONING_SECRET": secrets.provisioning_secret,
        "WATCH_SECRET": secrets.watch_secret,
        "SMTP_HOST": settings.smtp_host,
        "SMTP_PORT": str(settings.smtp_port),
        "SMTP_FROM": settings.smtp_from,
        "SMTP_STARTTLS": str(settings.smtp_starttls).lower(),
        "SMTP_AUTH": str(bool(settings.smtp_user)).lower(),
        "SMTP_USER": settings.smtp_user,
        "SMTP_PASSWORD": settings.smtp_password.get_secret_value(),
    }
    return {PREFIX + name: value for name, value in values.items()}


def _list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


def _filled(node: Any, values: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {key: _filled(value, values) for key, value in node.items()}
    if isinstance(node, list):
        return [_filled(value, values) for value in node]
    return _PLACE.sub(lambda found: values[found[1]], node) if isinstance(node, str) else node
