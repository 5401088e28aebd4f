"""The command line on the embedded database: what is refused and how it is told, and several processes on one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pytest

from samverka_infra.embedded import PROGRAMS
from samverka_services.catalogue import LANGUAGES, text
from tests.support.installation import free_port
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import run
from tests.support.users import OTHERS, run_as

UNAVAILABLE, SETTINGS = 3, 4
COMMANDS = [
    "serve",
    "project",
    "migrate",
    "projections status",
    "matrix --region 2220001776",
    "log --tenant 2220001776",
    "keycloak",
]


@pytest.fixture
def home() -> Iterator[Path]:
    """A closed folder with a short path."""
    with TemporaryDirectory(prefix="samverka-") as folder:
        yield Path(folder).resolve()


def started(folder: Path, *arguments: str, **settings: str) -> subprocess.Popen[str]:
    """A command with these settings and no address of a database."""
    command = [sys.executable, "-m", "samverka_services.cli", *arguments]
    environment = without_database(folder, settings)
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def told(folder: Path, *arguments: str, **settings: str) -> tuple[int, str]:
    """Exit code, and what is on standard error."""
    done = run(arguments, without_database(folder, settings))
    return done.returncode, done.stderr.strip()


def without_database(folder: Path, settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SAMVERKA_")}
    return kept | {"SAMVERKA_DATA_DIR": str(folder)} | settings


@pytest.mark.parametrize("command", COMMANDS)
def test_in_production_nothing_starts_without_a_database(home: Path, command: str) -> None:
    settings = {"SAMVERKA_ENVIRONMENT": "production", "SAMVERKA_ISSUER": "https://login.exempel.se"}
    for language in LANGUAGES:
        answer = told(home / "data", *command.split(), SAMVERKA_LANGUAGE=language, **settings)
        assert answer == (SETTINGS, text("cli.embedded.production", language))
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_path_that_is_too_long_is_told_with_what_to_do(home: Path, language: str) -> None:
    folder = home / ("x" * 100)
    code, error = told(folder, "migrate", SAMVERKA_LANGUAGE=language)
    assert (code, list(home.iterdir())) == (SETTINGS, [])
    assert f"{folder}/postgres" in error
    assert "SAMVERKA_DATA_DIR" in error
    assert "\n" not in error


def test_a_folder_that_is_not_the_databases_is_told_with_what_to_do(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres/brev.txt").touch()
    code, error = told(home, "migrate")
    assert (code, error) == (SETTINGS, text("cli.embedded.foreign-folder", "sv", folder=home / "postgres"))


def test_server_projector_and_commands_share_one_database_until_the_last_of_them_ends(home: Path) -> None:
    port = str(free_port())
    serve, project = started(home, "serve", SAMVERKA_PORT=port), started(home, "project")
    try:
        wait_until_ready(serve, port)
        assert told(home, "projections", "status")[0] == 0
        for user in OTHERS[:1]:
            refused = run_as(user, PROGRAMS / "psql", f"host={home}/postgres user=postgres dbname=samverka")
            assert "Permission denied" in refused.stderr
        project.kill()
        project.communicate()
        assert httpx.get(f"http://127.0.0.1:{port}/api/v1/health/ready", timeout=PATIENCE_SECONDS).is_success
        serve.terminate()
        serve.communicate(timeout=PATIENCE_SECONDS)
    finally:
        for process in (serve, project):
            process.kill()
            process.communicate()
    assert serve.returncode == 0
    assert not (home / "postgres/postmaster.pid").exists()


def wait_until_ready(serve: subprocess.Popen[str], port: str) -> None:
    """Until the server answers that it is ready, or has ended."""
    while serve.poll() is None:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/api/v1/health/ready", timeout=PATIENCE_SECONDS).is_success:
                return
        except httpx.HTTPError:
            continue
    raise AssertionError(serve.communicate())
