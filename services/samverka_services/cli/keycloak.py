"""`samverka keycloak`: a real identity provider for development, without containers."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from samverka_infra.identity_provider.errors import (
    KeycloakNotStarted,
    NotBuilt,
    NotFetched,
    PortTaken,
    RealmNotMade,
    ToolMissing,
)
from samverka_infra.identity_provider.secrets import FOLDER
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.cli.common import Exit, say, settings
from samverka_services.cli.printing import tell
from samverka_services.processes.databases import databases, is_embedded
from samverka_services.processes.required_settings import SettingMissing

TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    KeycloakNotStarted: (Exit.UNAVAILABLE, lambda error: say("keycloak.not-started", path=error)),
    NotBuilt: (Exit.UNAVAILABLE, lambda error: say("keycloak.not-built", path=error)),
    NotFetched: (Exit.UNAVAILABLE, lambda error: say("keycloak.not-fetched", what=error)),
    PortTaken: (Exit.UNAVAILABLE, lambda error: say("keycloak.port-taken", port=error)),
    RealmNotMade: (Exit.SETTINGS, lambda error: say("keycloak.realm-not-made", what=error)),
    ToolMissing: (Exit.UNAVAILABLE, lambda error: say("keycloak.tool-missing", name=error)),
}


def keycloak() -> None:
    """Run Keycloak with Samverka's realm until it is stopped."""
    from samverka_infra.identity_provider.distribution import prepared
    from samverka_infra.identity_provider.secrets import secrets_of
    from samverka_infra.identity_provider.server import KeycloakServer, Places

    chosen, folder = KeycloakSettings(), settings().data_dir / FOLDER
    with _own_database(chosen) as url:
        home = prepared(chosen.cache_dir, _tell)
        _tell("starting")
        with KeycloakServer(Places(home, folder, url), chosen, secrets_of(chosen, folder)):
            _tell_addresses(chosen, folder)
            _wait()
            _tell("stopping")


@contextmanager
def _own_database(chosen: KeycloakSettings) -> Iterator[str]:
    from samverka_infra.identity_provider.database import own_database

    if chosen.database_url is not None:
        yield chosen.database_url.get_secret_value()
        return
    if not is_embedded(settings()):
        raise SettingMissing("SAMVERKA_KEYCLOAK_DATABASE_URL")
    with databases(settings()) as found:
        yield own_database(found.admin)


def _tell(step: str) -> None:
    tell(say(f"keycloak.{step}"), stderr=True)


def _tell_addresses(chosen: KeycloakSettings, folder: Path) -> None:
    tell(say("keycloak.ready"))
    tell(f"  Keycloak  {chosen.address}\n  SAMVERKA_ISSUER={chosen.issuer}")
    tell(say("keycloak.secrets", folder=folder))
    tell(say("keycloak.stop-with"))


def _wait() -> None:
    stop_requested = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop_requested.set())
    while not stop_requested.wait(1.0):
        continue
