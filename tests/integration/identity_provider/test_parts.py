"""What Keycloak is started with and from: checked without starting it."""

import hashlib
import json
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from pydantic import SecretStr
from ruamel.yaml import YAML

from samverka_infra.identity_provider import artifacts, keeper, secrets
from samverka_infra.identity_provider.artifacts import VERSION, Artifact, fetch
from samverka_infra.identity_provider.database import jdbc
from samverka_infra.identity_provider.errors import NotFetched, ToolMissing
from samverka_infra.identity_provider.realm import realm_document, realm_folder
from samverka_infra.identity_provider.secrets import Secrets, provisioning_secret, secrets_of
from samverka_infra.identity_provider.settings import KeycloakSettings
from tests.support.patience import PATIENCE_SECONDS

JAR = Artifact("org.exempel", "thing", "1.0", "jar", hashlib.sha256(b"jar").hexdigest())
SECRETS = Secrets("a", "b", "c", "d")


@pytest.fixture
def maven(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for Maven that delivers this file."""
    program, delivered = tmp_path / "mvn", tmp_path / "delivered"
    program.write_text(f'#!/bin/sh\nfor last; do :; done\ncp {delivered} "${{last#*=}}/thing-1.0.jar"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return delivered


def test_what_is_fetched_is_used_only_if_its_sha256_fits(maven: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    with pytest.raises(NotFetched, match=JAR.name):
        fetch(JAR, folder)
    maven.write_bytes(b"another jar")
    with pytest.raises(NotFetched, match="SHA-256"):
        fetch(JAR, folder)
    assert list(folder.iterdir()) == []
    maven.write_bytes(b"jar")
    assert fetch(JAR, folder).read_bytes() == b"jar"


def test_a_missing_program_is_named() -> None:
    with pytest.raises(ToolMissing, match="no-such-program"):
        artifacts.program("no-such-program")


def test_secrets_are_made_once_and_only_their_owner_reads_them(tmp_path: Path) -> None:
    settings = KeycloakSettings()
    made = secrets_of(settings, tmp_path / "keycloak")
    path = tmp_path / "keycloak" / secrets.FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert secrets_of(settings, tmp_path / "keycloak") == made
    assert len(set(vars(made).values())) == 4
    assert provisioning_secret(settings, tmp_path / "keycloak") == made.provisioning_secret
    assert made.web_secret not in repr(made)


def test_given_secrets_go_before_made_ones(tmp_path: Path) -> None:
    settings = KeycloakSettings(
        admin_password=SecretStr("a"),
        web_secret=SecretStr("b"),
        provisioning_secret=SecretStr("c"),
        watch_secret=SecretStr("d"),
    )
    assert secrets_of(settings, tmp_path) == SECRETS
    assert list(tmp_path.iterdir()) == []
    assert provisioning_secret(KeycloakSettings(), tmp_path) is None


def test_an_address_of_a_database_is_understood_by_jdbc() -> None:
    remote = jdbc("postgresql://kc:secret@db.exempel.se:5433/keycloak?sslmode=require")
    assert (remote.user, remote.password) == ("kc", "secret")
    assert remote.url == "jdbc:postgresql://db.exempel.se:5433/keycloak?sslmode=require"
    local = jdbc("postgresql://kc@/keycloak?host=%2Fsome%2Ffolder").url
    assert local.startswith("jdbc:postgresql://localhost/keycloak?socketFactory=")
    assert local.endswith("socketFactoryArg=/some/folder/.s.PGSQL.5432")


def test_the_realm_file_holds_no_secret_and_names_every_place() -> None:
    file = json.loads((realm_folder() / "realm.json").read_text(encoding="utf-8"))
    given = [client["secret"] for client in file["clients"] if "secret" in client] + [file["smtpServer"]["password"]]
    assert all(value.startswith("${SAMVERKA_KEYCLOAK_") for value in given)
    filled = json.dumps(realm_document(KeycloakSettings(), SECRETS))
    assert "SAMVERKA_KEYCLOAK_" not in filled


def test_the_realm_is_as_strict_as_promised() -> None:
    realm = json.loads((realm_folder() / "realm.json").read_text(encoding="utf-8"))
    assert realm["accessTokenLifespan"] <= 300
    assert realm["bruteForceProtected"]
    assert "length(12)" in realm["passwordPolicy"]
    assert realm["supportedLocales"] == ["sv", "en"]
    machine = json.loads((realm_folder() / "machine-client.json").read_text(encoding="utf-8"))
    for client in (*realm["clients"], machine):
        assert not client["directAccessGrantsEnabled"], client["clientId"]
        assert not client.get("implicitFlowEnabled"), client["clientId"]
        attributes = client.get("attributes", {})
        assert attributes.get("oauth2.device.authorization.grant.enabled", "false") == "false", client["clientId"]
        assert attributes.get("oidc.ciba.grant.enabled", "false") == "false", client["clientId"]
        pkce = not client["standardFlowEnabled"] or attributes["pkce.code.challenge.method"] == "S256"
        assert pkce, client["clientId"]
    assert [user["username"] for user in realm["users"]] == [
        "service-account-samverka-provisioning",
        "service-account-samverka-watch",
    ]


def test_containers_get_the_same_version_and_every_secret_from_outside() -> None:
    folder = realm_folder().parent
    compose = YAML(typ="safe").load((folder / "compose.yaml").read_text(encoding="utf-8"))
    assert compose["services"]["keycloak"]["image"].endswith(f":{VERSION}")
    realm = (realm_folder() / "realm.json").read_text(encoding="utf-8")
    environment = compose["services"]["keycloak"]["environment"]
    places = {part.split("}")[0] for part in realm.split("${")[1:] if part.startswith("SAMVERKA_KEYCLOAK_")}
    assert places <= set(environment)
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            if name.endswith(("PASSWORD", "SECRET", "DATABASE_URL")):
                assert "${" in value, name


def test_a_container_knows_no_secret_that_it_does_not_need() -> None:
    compose = YAML(typ="safe").load((realm_folder().parent / "compose.yaml").read_text(encoding="utf-8"))
    known = {
        name: {variable.removeprefix("SAMVERKA_") for variable in service.get("environment", {})}
        for name, service in compose["services"].items()
    }
    keycloaks = {f"KEYCLOAK_{whose}_SECRET" for whose in ("WEB", "WATCH", "PROVISIONING")}
    secret = keycloaks | {f"{whose}DATABASE_URL" for whose in ("", "MIGRATION_", "PROJECTOR_", "IDENTITY_")}
    assert {name: known[name] & secret for name in ("migrate", "serve", "project", "operate")} == {
        "migrate": {"MIGRATION_DATABASE_URL"},
        "serve": {"DATABASE_URL", "IDENTITY_DATABASE_URL", "KEYCLOAK_WEB_SECRET", "KEYCLOAK_WATCH_SECRET"},
        "project": {"DATABASE_URL", "PROJECTOR_DATABASE_URL"},
        "operate": {"DATABASE_URL", "IDENTITY_DATABASE_URL", "KEYCLOAK_PROVISIONING_SECRET"},
    }


def test_the_server_in_a_container_knows_where_people_reach_its_pages() -> None:
    compose = YAML(typ="safe").load((realm_folder().parent / "compose.yaml").read_text(encoding="utf-8"))
    name = "SAMVERKA_KEYCLOAK_WEB_ADDRESS"
    assert compose["services"]["serve"]["environment"][name] == compose["services"]["keycloak"]["environment"][name]


STARTER = """
import sys, time
from pathlib import Path
from samverka_infra.identity_provider import keeper
started = keeper.start(["sleep", "600"], {}, Path(sys.argv[1]))
print(started.pid, flush=True)
time.sleep(600)
"""


def test_what_was_started_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(tmp_path / "log")], stdout=subprocess.PIPE)
    assert starter.stdout is not None
    kept = psutil.Process(int(starter.stdout.readline()))
    while "sleep" not in {child.name() for child in kept.children()}:
        time.sleep(0.01)
    (program,) = (child for child in kept.children() if child.name() == "sleep")
    starter.send_signal(signal.SIGKILL)
    starter.communicate()
    assert psutil.wait_procs([program, kept], timeout=PATIENCE_SECONDS)[1] == []


def test_what_was_started_is_stopped_and_by_force_if_need_be(tmp_path: Path) -> None:
    stubborn = ["sh", "-c", "trap '' TERM; sleep 600 & wait; wait; sleep 600"]
    for command, code in ((["sleep", "600"], 143), (stubborn, -9)):
        started = keeper.start(command, {}, tmp_path / "log")
        time.sleep(0.2)
        keeper.stop(started, 1.0)
        assert started.returncode == code
