"""What goes wrong outside of Samverka is told in the chosen language, not in that of a library."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.patience import PATIENCE_SECONDS

NOBODY_LISTENS = "http://127.0.0.1:1"
TENANT = """
organisationer:
  - {organisationsnummer: 212000-1546, namn: Exempelstad, slag: BOLAG,
     administrator: {namn: Anna Exempel, epost: anna@exempel.example}}
"""
KEYCLOAK = {
    "SAMVERKA_KEYCLOAK_ADDRESS": NOBODY_LISTENS,
    "SAMVERKA_KEYCLOAK_PROVISIONING_SECRET": "exempel",
    "SAMVERKA_DATABASE_URL": "postgresql://127.0.0.1:1/exempel",
}
ENGLISH = re.compile(
    r"\b(no such|directory|refused|failed|expected|could not|connection|attempts|errno)\b", re.IGNORECASE
)


def told(language: str, *command: str, **settings: str) -> str:
    """What a command says of why it failed."""
    environment = {**os.environ, **settings, "SAMVERKA_LANGUAGE": language}
    done = subprocess.run(
        [sys.executable, "-m", "samverka_services.cli", *command],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    assert done.returncode != 0, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(("language", "words"), [("sv", "finns inte"), ("en", "does not exist")])
def test_a_file_that_is_missing(language: str, words: str, tmp_path: Path) -> None:
    said = told(language, "import", str(tmp_path / "plan.yaml"), "--as", "x")
    assert words in said
    assert "plan.yaml" in said


@pytest.mark.parametrize(("language", "words"), [("sv", "är en mapp"), ("en", "is a folder")])
def test_a_folder_that_is_no_file(language: str, words: str, tmp_path: Path) -> None:
    assert words in told(language, "tenants", "provision", str(tmp_path), **KEYCLOAK)


@pytest.mark.parametrize("command", [("import", "--as", "x"), ("tenants", "provision")], ids=" ".join)
def test_a_file_that_is_no_yaml(command: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "fil.yaml"
    file.write_text("a: [1\nb: 2", encoding="utf-8")
    said = told("sv", *command, str(file), **KEYCLOAK)
    assert "kan inte läsas som YAML" in said
    assert ENGLISH.search(said) is None


@pytest.mark.parametrize(("language", "words"), [("sv", "går inte att nå"), ("en", "cannot be reached")])
def test_a_service_that_is_away(language: str, words: str, tmp_path: Path) -> None:
    file = tmp_path / "fil.yaml"
    file.write_text(TENANT, encoding="utf-8")
    for said in (
        told(language, "login", "--no-browser", SAMVERKA_ISSUER=NOBODY_LISTENS),
        told(language, "tenants", "provision", str(file), **KEYCLOAK),
    ):
        assert words in said
        assert ENGLISH.search(said.replace(NOBODY_LISTENS, "")) is None or language == "en"
