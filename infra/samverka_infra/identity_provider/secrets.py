"""Keycloak's secrets: from the settings, or made at the first start and kept in a file that only its owner reads."""

import json
import os
import secrets
from dataclasses import dataclass, fields
from pathlib import Path

from samverka_infra.identity_provider.settings import KeycloakSettings

FOLDER = "keycloak"
"""In the data folder."""
FILE = "secrets.json"
_BYTES = 32


@dataclass(frozen=True, repr=False)
class Secrets:
    """Named as the settings are."""

    admin_password: str
    web_secret: str
    provisioning_secret: str


def secrets_of(settings: KeycloakSettings, folder: Path) -> Secrets:
    """Those of the settings; for the others those of the folder's file, which is made if need be."""
    given = {name: value for name in _names() if (value := _setting(settings, name))}
    made = {} if len(given) == len(_names()) else _made_once(folder / FILE)
    return Secrets(**{**made, **given})


def provisioning_secret(settings: KeycloakSettings, folder: Path) -> str | None:
    """Where tenants are provisioned nothing is made: the secret is given, or that of a Keycloak started here."""
    return _given_or_made(settings, folder, "provisioning_secret")


def web_secret(settings: KeycloakSettings, folder: Path) -> str | None:
    """The same for the pages where people log in."""
    return _given_or_made(settings, folder, "web_secret")


def _names() -> list[str]:
    return [field.name for field in fields(Secrets)]


def _setting(settings: KeycloakSettings, name: str) -> str:
    value = getattr(settings, name)
    return value.get_secret_value() if value else ""


def _given_or_made(settings: KeycloakSettings, folder: Path, name: str) -> str | None:
    path = folder / FILE
    made = dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else {}
    return _setting(settings, name) or made.get(name)


def _made_once(path: Path) -> dict[str, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    made = {name: secrets.token_urlsafe(_BYTES) for name in _names()}
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file)
    return made
