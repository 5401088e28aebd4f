"""Running Keycloak for development and tests; in production it runs elsewhere, with the same realm file."""

import subprocess
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from samverka_infra.free_ports import is_port_free
from samverka_infra.identity_provider import keeper
from samverka_infra.identity_provider.database import jdbc
from samverka_infra.identity_provider.errors import KeycloakNotStarted, PortTaken
from samverka_infra.identity_provider.realm import ensure_realm, realm_document
from samverka_infra.identity_provider.secrets import Secrets
from samverka_infra.identity_provider.settings import KeycloakSettings

ADMIN = "admin"
HOST = "127.0.0.1"
STARTING_SECONDS = 240.0
"""The first start makes a hundred tables; on a busy machine that takes its time."""
STOPPING_SECONDS = 30.0
_MOST_DATABASE_CONNECTIONS = 16
_QUICK_START = "-XX:TieredStopAtLevel=1"
"""Compile once and lightly: what is started to be tried is ready in half the time."""


@dataclass(frozen=True)
class Places:
    """What a Keycloak runs on."""

    home: Path
    """Its programs, from `distribution.prepared`."""
    folder: Path
    """Its log."""
    database_url: str


class KeycloakServer:
    """Started and given its realm when entered, stopped when left or when this process ends."""

    def __init__(self, places: Places, settings: KeycloakSettings, secrets: Secrets) -> None:
        self._places = places
        self._settings = settings
        self._secrets = secrets
        self._keeper: subprocess.Popen[bytes] | None = None
        self.log = places.folder / "keycloak.log"

    def __enter__(self) -> Self:
        with ExitStack() as starting:
            starting.callback(self.stop)
            self.start()
            ensure_realm(self._settings.address, ADMIN, self._secrets.admin_password, self._document())
            starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it is ready. Raises PortTaken, KeycloakNotStarted."""
        for port in (self._settings.port, self._settings.management_port):
            _require_free(port)
        self._places.folder.mkdir(parents=True, exist_ok=True)
        command = [str(self._places.home / "bin/kc.sh"), "start", "--optimized"]
        self._keeper = keeper.start(command, self._environment(), self.log)
        try:
            self._await_ready()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop, if it is running."""
        if self._keeper is not None:
            keeper.stop(self._keeper, STOPPING_SECONDS)
            self._keeper = None

    def _document(self) -> dict[str, object]:
        return realm_document(self._settings, self._secrets)

    def _environment(self) -> dict[str, str]:
        database = jdbc(self._places.database_url)
        return {
            "KC_DB_URL": database.url,
            "KC_DB_USERNAME": database.user,
            "KC_DB_PASSWORD": database.password,
            "KC_DB_POOL_MAX_SIZE": str(_MOST_DATABASE_CONNECTIONS),
            "KC_BOOTSTRAP_ADMIN_USERNAME": ADMIN,
            "KC_BOOTSTRAP_ADMIN_PASSWORD": self._secrets.admin_password,
            "KC_CACHE": "local",
            "KC_HOSTNAME": self._settings.address,
            "KC_HTTP_ENABLED": "true",
            "KC_HTTP_HOST": HOST,
            "KC_HTTP_PORT": str(self._settings.port),
            "KC_HTTP_MANAGEMENT_PORT": str(self._settings.management_port),
            "JAVA_OPTS_KC_HEAP": f"-Xms64m -Xmx{self._settings.heap_megabytes}m",
            "JAVA_OPTS_APPEND": _QUICK_START,
        }

    def _await_ready(self) -> None:
        assert self._keeper is not None
        deadline = time.monotonic() + STARTING_SECONDS
        with httpx.Client(base_url=f"http://{HOST}:{self._settings.management_port}", timeout=5) as client:
            while not _is_ready(client):
                if self._keeper.poll() is not None or time.monotonic() > deadline:
                    raise KeycloakNotStarted(str(self.log))
                time.sleep(0.2)


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/health/ready").is_success
    except httpx.HTTPError:
        return False


def _require_free(port: int) -> None:
    if not is_port_free(HOST, port):
        raise PortTaken(str(port))
