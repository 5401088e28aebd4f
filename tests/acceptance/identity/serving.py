"""Samverka's server, trusting and watching the Keycloak of the tests."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.acceptance.identity.support import TEST_CLIENT, Identity
from tests.support.databases import Database
from tests.support.installation import free_port
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import Process, forked, run


@dataclass
class Server:
    """A server process: started, and how it answers."""

    address: str
    log: Path
    process: Process

    def me(self, token: str) -> httpx.Response:
        """What is asked with any mandate or none, by whoever is believed."""
        return httpx.get(
            f"{self.address}/api/v1/me", headers={"Authorization": f"Bearer {token}"}, timeout=PATIENCE_SECONDS
        )

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def kill(self) -> None:
        """As a crash would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def environment(identity: Identity, database: Database, folder: Path) -> dict[str, str]:
    """The settings of an installation with this Keycloak."""
    return {
        "SAMVERKA_DATA_DIR": str(folder),
        "SAMVERKA_DATABASE_URL": database.app_url,
        "SAMVERKA_IDENTITY_DATABASE_URL": database.identity_url,
        "SAMVERKA_ISSUER": identity.settings.issuer,
        "SAMVERKA_AUTHORIZED_PARTIES": f"samverka-web,samverka-machine-*,{TEST_CLIENT}",
        "SAMVERKA_KEYCLOAK_ADDRESS": identity.settings.address,
        "SAMVERKA_KEYCLOAK_PROVISIONING_SECRET": identity.secrets.provisioning_secret,
        "SAMVERKA_KEYCLOAK_WATCH_SECRET": identity.secrets.watch_secret,
    }


@dataclass(frozen=True)
class Operator:
    """Whoever types commands of the installation."""

    settings: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return run(command, {**os.environ, **self.settings})

    def told(self, *command: str) -> dict[str, Any]:
        """What a command that succeeds tells programs."""
        done = self.run(*command, "--json")
        assert done.returncode == 0, done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found


@contextmanager
def server(identity: Identity, database: Database, folder: Path, **differing: str) -> Iterator[Server]:
    port = free_port()
    settings = {**environment(identity, database, folder), "SAMVERKA_PORT": str(port)}
    log = folder / f"serve-{port}.log"
    with log.open("wb") as output:
        process = forked(["serve"], {**os.environ, **settings, **differing}, output)
    found = Server(f"http://127.0.0.1:{port}", log, process)
    try:
        until(lambda: _is_ready(found))
        yield found
    finally:
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def until(holds: Callable[[], bool]) -> None:
    """Wait for a condition."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def _is_ready(found: Server) -> bool:
    assert found.process.poll() is None, found.logged()
    try:
        return httpx.get(f"{found.address}/api/v1/health/live", timeout=PATIENCE_SECONDS).is_success
    except httpx.HTTPError:
        return False
