"""What is fetched by its package coordinate, and accepted only with its SHA-256."""

import hashlib
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from samverka_infra.identity_provider.errors import NotFetched, ToolMissing

VERSION = "26.7.4"


@dataclass(frozen=True)
class Artifact:
    """A file in a Maven repository."""

    group: str
    name: str
    version: str
    packaging: str
    sha256: str

    @property
    def coordinate(self) -> str:
        """As Maven writes it."""
        return f"{self.group}:{self.name}:{self.version}:{self.packaging}"

    @property
    def file_name(self) -> str:
        """As Maven stores it."""
        return f"{self.name}-{self.version}.{self.packaging}"


KEYCLOAK = Artifact(
    "org.keycloak",
    "keycloak-quarkus-dist",
    VERSION,
    "tar.gz",
    "04823c336b797a7e18889a44262a7a64e6bf624cbbcc518c85e2622176ff2eee",
)
UNIX_SOCKETS = (
    Artifact(
        "com.kohlschutter.junixsocket",
        "junixsocket-common",
        "2.10.1",
        "jar",
        "19e5f7615ad2293f3532bc3f991b31396c1161834e89d9a6aa0c7def939c6729",
    ),
    Artifact(
        "com.kohlschutter.junixsocket",
        "junixsocket-native-common",
        "2.10.1",
        "jar",
        "0126ce0baf1ceb575ef517807d4d2b14b9f32f06180204e12ec73ab4a772567a",
    ),
)
"""With these Keycloak reaches PostgreSQL over the Unix socket, and no port has to be opened for it."""


def fetch(artifact: Artifact, folder: Path) -> Path:
    """Fetch an artifact into a folder, from wherever this machine's Maven gets its artifacts."""
    command = [program("mvn"), "--quiet", "--batch-mode", "dependency:copy", f"-Dartifact={artifact.coordinate}"]
    done = subprocess.run(  # noqa: S603 — our own arguments
        [*command, f"-DoutputDirectory={folder}"], capture_output=True, text=True, check=False
    )
    path = folder / artifact.file_name
    if done.returncode or not path.exists():
        raise NotFetched(f"{artifact.coordinate}: {_last_line(done.stdout + done.stderr)}")
    _require_sha256(artifact, path)
    return path


def program(name: str) -> str:
    """Where a program is; raises ToolMissing."""
    found = shutil.which(name)
    if found is None:
        raise ToolMissing(name)
    return found


def _require_sha256(artifact: Artifact, path: Path) -> None:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != artifact.sha256:
        path.unlink()
        raise NotFetched(f"{artifact.coordinate}: SHA-256 {found}")


def _last_line(output: str) -> str:
    lines = [line for line in output.splitlines() if line.strip()]
    return lines[-1] if lines else ""
