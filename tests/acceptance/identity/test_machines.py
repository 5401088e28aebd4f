"""Other systems act for one tenant each; they and people are let in and out by commands."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from samverka_services.login.tokens import Scope
from samverka_services.tenants.directory import alias
from samverka_services.tenants.file import TenantEntry
from tests.acceptance.identity.serving import Operator, Server, environment, server, until
from tests.acceptance.identity.support import Identity, claims_of
from tests.support.databases import Cluster
from tests.support.installation import request_headers


@dataclass
class Place:
    """An installation that watches nothing, so that what holds is what the commands did."""

    identity: Identity
    server: Server
    operator: Operator

    def tenant(self) -> TenantEntry:
        tenant = self.identity.tenant()
        self.identity.directory().add_organisation(tenant)
        return tenant

    def machine(self, tenant: TenantEntry, *options: str, name: str = "exempel") -> dict[str, Any]:
        return self.operator.told("tenants", "machine", tenant.number, "--name", name, *options)

    def ask(self, machine: dict[str, Any], **more: str) -> httpx.Response:
        proof = {"client_id": machine["clientId"], "client_secret": machine["secret"]}
        return self.identity.ask_for_token(grant_type="client_credentials", **proof, **more)

    def token(self, machine: dict[str, Any]) -> str:
        return str(self.ask(machine).raise_for_status().json()["access_token"])

    def command(self, token: str) -> httpx.Response:
        headers = request_headers(token, None, 999)
        body = {"name": "Exempel"}
        return httpx.put(f"{self.server.address}/api/v1/organisations/own/name", json=body, headers=headers)


@pytest.fixture(scope="module")
def place(identity: Identity, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("machines")
    with (
        cluster.database() as database,
        server(identity, database, folder, SAMVERKA_KEYCLOAK_WATCH_SECRET="") as running,
    ):
        yield Place(identity, running, Operator(environment(identity, database, folder)))


def test_a_machine_acts_for_its_one_tenant_by_its_own_mandate(identity: Identity, place: Place) -> None:
    machine = place.machine(tenant := place.tenant(), "--scope", "read")
    found = identity.verifier(machine["clientId"]).verify(place.token(machine))
    assert (found.tenant_id, found.person_id) == (tenant.number, machine["personId"])
    assert identity.directory().organisations()[tenant.number] in " ".join(found.credential.subjects)
    assert place.ask(machine, scope="organization:*").status_code == 400
    assert place.ask(machine, scope=Scope.WRITE).status_code == 400


def test_a_machine_is_let_in_without_another_setting_and_used_for_what_it_was_given(place: Place) -> None:
    reading, writing = place.tenant(), place.tenant()
    reads, writes = place.machine(reading, "--scope", "read"), place.machine(writing, "--scope", "write")
    assert place.server.me(place.token(reads)).status_code == 200
    assert place.server.me(place.token(writes)).json()["code"] == "scope-missing"
    assert place.command(place.token(reads)).json()["code"] == "scope-missing"
    assert place.command(place.token(writes)).json()["code"] != "scope-missing"


def test_the_same_command_again_finds_the_machine_and_changes_only_its_scopes(
    identity: Identity, place: Place
) -> None:
    first = place.machine(tenant := place.tenant(), "--scope", "read")
    second = place.machine(tenant, "--scope", "read", "--scope", "write")
    assert second == {**first, "secret": None}
    scopes = identity.verifier(first["clientId"]).verify(place.token(first)).scopes
    assert set(Scope) <= scopes
    place.machine(tenant, "--scope", "write")
    assert set(Scope) & set(place.ask(first).json()["scope"].split()) == {Scope.WRITE}


def test_a_new_secret_ends_the_old_one_and_its_tokens(place: Place) -> None:
    old = place.machine(tenant := place.tenant(), "--scope", "read")
    token = place.token(old)
    assert place.server.me(token).status_code == 200
    new = place.machine(tenant, "--rotate")
    assert place.server.me(token).status_code == 401
    assert place.ask(old).status_code == 401
    until(lambda: place.server.me(place.token(new)).status_code == 200)
    assert (new["clientId"], new["personId"]) == (old["clientId"], old["personId"])


def test_a_machine_that_was_removed_is_out_at_once(place: Place) -> None:
    machine = place.machine(tenant := place.tenant(), "--scope", "read")
    token = place.token(machine)
    assert place.server.me(token).status_code == 200
    place.machine(tenant, "--remove")
    assert place.server.me(token).json()["code"] == "revoked"
    assert place.ask(machine).status_code == 401
    again = place.operator.run("tenants", "machine", tenant.number, "--name", "exempel", "--remove")
    assert again.returncode == 1
    assert machine["clientId"] in again.stderr


def test_a_machine_acts_for_its_organisation_no_longer_than_that_is_there(
    identity: Identity, cluster: Cluster, tmp_path: Path
) -> None:
    with cluster.database() as database, server(identity, database, tmp_path) as watching:
        place = Place(identity, watching, Operator(environment(identity, database, tmp_path)))
        tenant = place.tenant()
        machine = place.machine(tenant, "--scope", "read")
        path = f"organizations/{identity.directory().organisations()[tenant.number]}"
        organisation = identity.administer("GET", path).json()

        def is_in() -> bool:
            return watching.me(place.token(machine)).status_code == 200

        def is_out_for_good() -> bool:
            """Also with tokens that are issued when the end of the organisation is long past."""
            until(lambda: not is_in())
            ended_at = claims_of(place.token(machine))["iat"]
            until(lambda: claims_of(place.token(machine))["iat"] > ended_at + 2)
            return not is_in()

        assert is_in()
        identity.administer("PUT", path, organisation | {"enabled": False})
        assert is_out_for_good()
        identity.administer("PUT", path, organisation)
        until(is_in)
        identity.administer("DELETE", path)
        assert is_out_for_good()


def test_people_are_told_the_secret_once_and_what_to_do_next(place: Place) -> None:
    command = ("tenants", "machine", place.tenant().number, "--name", "powerbi", "--scope", "read")
    first, second = place.operator.run(*command), place.operator.run(*command)
    for done in (first, second):
        assert done.returncode == 0, done.stderr
        assert "AUDITOR" in done.stdout
    assert "Hemlighet (" in first.stdout
    assert "Hemlighet (" not in second.stdout
    assert "--rotate" in second.stdout


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--name", "Å"), 2),
        (("--name", "x", "--scope", "admin"), 2),
        (("--name", "x"), 2),
        (("--name", "x", "--rotate", "--remove"), 2),
        (("--name", "x", "--rotate"), 1),
        (("--name", "x", "--scope", "read"), 1),
    ],
)
def test_what_cannot_be_is_told(identity: Identity, place: Place, options: tuple[str, ...], code: int) -> None:
    done = place.operator.run("tenants", "machine", identity.tenant().number, *options)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_who_is_removed_from_a_tenant_is_out_of_it_at_once_and_stays_in_others(
    identity: Identity, place: Place
) -> None:
    first, second = place.tenant(), place.tenant()
    mail = f"bort@{first.number}.exempel.se"
    person_id = identity.person(mail, first, second)
    here, there = (identity.token(mail, f"organization:{alias(tenant.number)}") for tenant in (first, second))
    assert place.server.me(here).status_code == 200
    told = place.operator.told("tenants", "remove-person", first.number, mail)
    assert told == {"personId": person_id, "wasMember": True}
    assert place.server.me(here).json()["code"] == "revoked"
    assert place.server.me(there).status_code == 200
    assert not place.operator.told("tenants", "remove-person", first.number, person_id)["wasMember"]
    unknown = place.operator.run("tenants", "remove-person", first.number, "ingen@exempel.se")
    assert unknown.returncode == 1
    assert "ingen@exempel.se" in unknown.stderr
