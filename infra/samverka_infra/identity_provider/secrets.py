"""Keycloak's secrets: from the settings, or made at the first start and kept in a file that only its owner reads."""

import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path

from samverka_infra.identity_provider.settings import KeycloakSettings

FOLDER = "keycloak"
"""In the data folder: secrets and log of a Keycloak that was started here."""
FILE = "secrets.json"
_BYTES = 32


@dataclass(frozen=True, repr=False)
class Secrets:
    """Named as the settings are."""

    admin_password: str
    web_secret: str
    provisioning_secret: str
    watch_secret: str


def secrets_of(settings: KeycloakSettings, folder: Path) -> Secrets:
    """Those of the settings; for the others those of the folder's file, which is made if need be."""
    given = {name: value for name in _names() if (value := _setting(settings, name))}
    made = {} if len(given) == len(_names()) else _made(folder / FILE)
    return Secrets(**{**made, **given})


def provisioning_secret(settings: KeycloakSettings, folder: Path) -> str | None:
    """Where tenants are provisioned nothing is made: the secret is given, or that of a Keycloak started here."""
    return _known(settings, folder, "provisioning_secret")


def web_secret(settings: KeycloakSettings, folder: Path) -> str | None:
    """The same for the pages where people log in."""
    return _known(settings, folder, "web_secret")


def watch_secret(settings: KeycloakSettings, folder: Path) -> str | None:
    """The same for the watch of what ends."""
    return _known(settings, folder, "watch_secret")


def _known(settings: KeycloakSettings, folder: Path, name: str) -> str | None:
    path = folder / FILE
    made = _read(path) if path.exists() else {}
    return _setting(settings, name) or made.get(name)


def _names() -> list[str]:
    return [field.name for field in fields(Secrets)]


def _setting(settings: KeycloakSettings, name: str) -> str:
    value = getattr(settings, name)
    return value.get_secret_value() if value else ""


def _made(path: Path) -> dict[str, str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        _write(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), _new_secrets())
    known = _read(path)
    if len(known) < len(_names()):
        _write(os.open(path, os.O_WRONLY | os.O_TRUNC), {**_new_secrets(), **known})
    return _read(path)


def _new_secrets() -> dict[str, str]:
    return {name: secrets.token_urlsafe(_BYTES) for name in _names()}


def _write(descriptor: int, made: dict[str, str]) -> None:
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(made, file)


def _read(path: Path) -> dict[str, str]:
    return dict(json.loads(path.read_text(encoding="utf-8")))
