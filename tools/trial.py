"""An installation of its own for a trial: database, issuer, server and projector, gone when the trial is over."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import psutil

from samverka_infra.settings import Environment, Settings
from samverka_services.login.demo_issuer import CLIENT, HOST, DemoIssuer
from samverka_services.processes.databases import ADDRESSES, Databases, databases

STARTING_SECONDS = 60.0
LOOK_SECONDS = 0.02
"""Between two looks at another process."""

UNHURRIED = {
    f"SAMVERKA_RATE_{kind}_PER_{whose}": "1000000 per 1 second"
    for kind in ("QUERIES", "COMMANDS")
    for whose in ("PERSON", "TENANT")
}
"""What is measured is the server, not how soon it tells a client to wait."""

Process = subprocess.Popen[bytes]


class NotStarted(Exception):
    """A process did not answer in time; the text is the end of its log."""


@dataclass(frozen=True)
class Trial:
    """What is running, and how to reach it."""

    settings: Settings
    databases: Databases
    issuer: DemoIssuer

    @property
    def address(self) -> str:
        """Of the server, if it runs."""
        return f"http://{HOST}:{self.settings.port}"

    def headers(self, person_id: str, organisation: str) -> dict[str, str]:
        """What a person's requests carry."""
        return {"Authorization": f"Bearer {self.issuer.token(person_id, organisation)}"}

    @contextmanager
    def running(self, name: str) -> Iterator[Process]:
        """`samverka serve` or `samverka project`, stopped in good order afterwards."""
        process = self.start(name)
        try:
            yield process
        finally:
            stop(process)

    def start(self, name: str) -> Process:
        """The same as a process that the caller must stop."""
        command = [sys.executable, "-m", "samverka_services.cli", name, "--stop-with-parent"]
        with self.log(name).open("ab") as log:
            return subprocess.Popen(
                command,
                env=self._environment(),
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def await_ready(self, process: Process) -> None:
        """Until the server answers. Raises NotStarted."""
        deadline = time.monotonic() + STARTING_SECONDS
        while not self._ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise NotStarted(self.log("serve").read_text(encoding="utf-8")[-2000:])
            time.sleep(LOOK_SECONDS)

    def log(self, name: str) -> Path:
        """Where a process writes what it does."""
        return self.settings.data_dir / f"{name}.log"

    def _ready(self) -> bool:
        try:
            return httpx.get(f"{self.address}/api/v1/health/ready", timeout=2).is_success
        except httpx.HTTPError:
            return False

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "SAMVERKA_ENVIRONMENT": self.settings.environment.value,
            "SAMVERKA_DATA_DIR": str(self.settings.data_dir),
            "SAMVERKA_DATABASE_URL": self.databases.app,
            "SAMVERKA_PROJECTOR_DATABASE_URL": self.databases.projector,
            "SAMVERKA_IDENTITY_DATABASE_URL": self.databases.identity,
            "SAMVERKA_KEYCLOAK_WEB_ADDRESS": self.address,
            "SAMVERKA_KEYCLOAK_WEB_SECRET": "unused",
            "SAMVERKA_ISSUER": self.issuer.issuer,
            "SAMVERKA_AUTHORIZED_PARTIES": self.settings.authorized_parties,
            "SAMVERKA_HOST": HOST,
            "SAMVERKA_PORT": str(self.settings.port),
            **UNHURRIED,
        }


@contextmanager
def trial() -> Iterator[Trial]:
    """A migrated database and an issuer of tokens, in a temporary folder; all gone afterwards, however it ends."""
    signal.signal(signal.SIGTERM, _leave)
    with TemporaryDirectory(prefix="samverka-trial-", ignore_cleanup_errors=True) as folder, ExitStack() as stack:
        settings = _settings(Path(folder))
        stack.callback(_stop_left_behind, settings.data_dir / "postgres" / "postmaster.pid")
        with databases(settings) as found, DemoIssuer(settings, 0) as issuer:
            yield Trial(settings.model_copy(update={"issuer": issuer.issuer}), found, issuer)


def _stop_left_behind(pid_file: Path) -> None:
    """A database whose start was interrupted."""
    with suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
        database = psutil.Process(int(pid_file.read_text(encoding="ascii").partition("\n")[0]))
        database.send_signal(signal.SIGINT)
        database.wait(STARTING_SECONDS)


def _leave(*_: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _settings(folder: Path) -> Settings:
    chosen = Settings(
        environment=Environment.DEVELOPMENT, data_dir=folder, authorized_parties=CLIENT, port=_free_port()
    )
    return chosen.model_copy(update=dict.fromkeys(ADDRESSES))


def stop(process: Process) -> None:
    """In good order if it can be, at once if it cannot."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def resident_mebibytes(process: Process) -> float:
    """What the process holds in memory."""
    return float(psutil.Process(process.pid).memory_info().rss) / 2**20


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
