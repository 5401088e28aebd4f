"""Keycloak's own programs in the cache folder: fetched, unpacked and built once for all who use it."""

import fcntl
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from samverka_infra.identity_provider.artifacts import KEYCLOAK, UNIX_SOCKETS, VERSION, fetch, program
from samverka_infra.identity_provider.errors import NotBuilt, NotFetched

BUILD_OPTIONS = ("--db=postgres", "--health-enabled=true")
_BUILT = "samverka-built"
"""The file that is written when everything else is in place."""


def prepared(cache: Path, step: Callable[[str], None]) -> Path:
    """Keycloak's home, ready to start. `step` is told `fetching` and `building` when it comes to that."""
    cache.mkdir(parents=True, exist_ok=True)
    home = cache / f"keycloak-{VERSION}-{_recipe()}"
    with _only_one_at_a_time(cache):
        if not (home / _BUILT).exists():
            _make(home, step)
    return home


def _make(home: Path, step: Callable[[str], None]) -> None:
    program("java")
    shutil.rmtree(home, ignore_errors=True)
    step("fetching")
    _fetch_into(home)
    step("building")
    _build(home)
    (home / _BUILT).touch()


def _fetch_into(home: Path) -> None:
    with tempfile.TemporaryDirectory(dir=home.parent) as name:
        folder = Path(name)
        _unpack(fetch(KEYCLOAK, folder), folder / "unpacked")
        (folder / "unpacked" / f"keycloak-{VERSION}").rename(home)
        for artifact in UNIX_SOCKETS:
            shutil.copy(fetch(artifact, folder), home / "providers")


def _unpack(archive: Path, folder: Path) -> None:
    try:
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
    except (tarfile.TarError, EOFError) as error:
        raise NotFetched(f"{archive.name}: {error}") from error


def _build(home: Path) -> None:
    log = home / "samverka-build.log"
    with log.open("wb") as output:
        command = [str(home / "bin/kc.sh"), "build", *BUILD_OPTIONS]
        done = subprocess.run(command, stdout=output, stderr=output, check=False)  # noqa: S603 — our own arguments
    if done.returncode:
        raise NotBuilt(str(log))


def _recipe() -> str:
    parts = [KEYCLOAK.sha256, *(artifact.sha256 for artifact in UNIX_SOCKETS), *BUILD_OPTIONS]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


@contextmanager
def _only_one_at_a_time(cache: Path) -> Iterator[None]:
    with (cache / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
