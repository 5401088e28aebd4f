"""What is ended in Keycloak opens nothing in Samverka from then on, although the token has not expired."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from samverka_infra.credentials import client_key
from samverka_services.login.keycloak_events import KeycloakEvents, NotAnswering
from samverka_services.tenants.directory import alias
from tests.acceptance.identity.serving import Server, server, until
from tests.acceptance.identity.support import Identity
from tests.support.databases import Cluster

WATCHED = "Keycloak is watched"
OTHER_PASSWORD = "ett-annat-långt-lösenord-7"


@dataclass
class Somebody:
    """A person with a token for her tenant, and what an administrator does about her."""

    identity: Identity
    person_id: str
    organisation_id: str
    token: str

    def act(self, method: str, path: str, body: Any = None) -> None:
        self.identity.administer(method, self._filled(path), body)

    def change(self, path: str, **changes: Any) -> None:
        """All that was read, with a change, as the pages do it."""
        known = self.identity.administer("GET", self._filled(path)).json()
        self.identity.administer("PUT", self._filled(path), known | changes)

    def _filled(self, path: str) -> str:
        return path.format(person=self.person_id, organisation=self.organisation_id)


def somebody(identity: Identity, client: str = "samverka-test") -> Somebody:
    tenant = identity.tenant()
    mail = f"nagon@{tenant.number}.exempel.se"
    person_id = identity.person(mail, tenant)
    token = identity.token(mail, f"organization:{alias(tenant.number)}", client)
    return Somebody(identity, person_id, identity.directory().organisations()[tenant.number], token)


@pytest.fixture(scope="module")
def watching(identity: Identity, cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with cluster.database() as database, server(identity, database, tmp_path_factory.mktemp("watching")) as found:
        yield found


@contextmanager
def events(identity: Identity, page: int = 500) -> Iterator[KeycloakEvents]:
    with closing(KeycloakEvents(identity.settings.address, identity.secrets.watch_secret, page)) as found:
        yield found


def delete_the_session(who: Somebody) -> None:
    (session,) = who.identity.admin.get_sessions(who.person_id)
    who.act("DELETE", f"sessions/{session['id']}")


def delete_the_password(who: Somebody) -> None:
    (credential,) = who.identity.admin.get_credentials(who.person_id)
    who.act("DELETE", f"users/{{person}}/credentials/{credential['id']}")


ENDS: dict[str, Callable[[Somebody], None]] = {
    "a person is deleted": lambda who: who.act("DELETE", "users/{person}"),
    "a person is disabled": lambda who: who.change("users/{person}", enabled=False),
    "a person is logged out": lambda who: who.act("POST", "users/{person}/logout"),
    "a person gets another password": lambda who: who.act(
        "PUT", "users/{person}/reset-password", {"type": "password", "value": OTHER_PASSWORD, "temporary": False}
    ),
    "a password is deleted": delete_the_password,
    "a session is deleted": delete_the_session,
    "a membership is removed": lambda who: who.act("DELETE", "organizations/{organisation}/members/{person}"),
    "an organisation is disabled": lambda who: who.change("organizations/{organisation}", enabled=False),
    "an organisation is deleted": lambda who: who.act("DELETE", "organizations/{organisation}"),
}


@pytest.mark.parametrize("what", ENDS)
def test_what_an_administrator_ends_is_ended_here(identity: Identity, watching: Server, what: str) -> None:
    who, another = somebody(identity), somebody(identity)
    assert watching.me(who.token).status_code == 200
    ENDS[what](who)
    until(lambda: watching.me(who.token).status_code == 401)
    assert watching.me(who.token).json()["code"] == "revoked"
    assert watching.me(another.token).status_code == 200


def test_what_a_person_ends_herself_is_ended_here(identity: Identity, watching: Server) -> None:
    mail = "sjalv@exempel.se"
    identity.person(mail, identity.tenant())
    proof = {"grant_type": "password", "client_id": "samverka-test", "username": mail}
    tokens = identity.ask_for_token(**proof, password="ett-långt-lösenord-5", scope="organization").json()
    assert watching.me(tokens["access_token"]).status_code == 200
    identity.revoke_token(tokens["refresh_token"])
    until(lambda: watching.me(tokens["access_token"]).status_code == 401)


def test_a_change_that_ends_nothing_ends_nothing(identity: Identity, watching: Server) -> None:
    who, marker = somebody(identity), somebody(identity)
    who.change("users/{person}", lastName="Exempelsson")
    who.change("organizations/{organisation}", description="Exempel")
    marker.act("DELETE", "users/{person}")
    until(lambda: watching.me(marker.token).status_code == 401)
    assert watching.me(who.token).status_code == 200


def test_who_was_logged_out_logs_in_again(identity: Identity, watching: Server) -> None:
    tenant = identity.tenant()
    identity.person("igen@exempel.se", tenant)

    def token() -> str:
        return identity.token("igen@exempel.se", "organization")

    old, person_id = token(), identity.admin.get_user_id("igen@exempel.se")
    identity.administer("POST", f"users/{person_id}/logout")
    until(lambda: watching.me(old).status_code == 401)
    until(lambda: watching.me(token()).status_code == 200)
    assert watching.me(old).status_code == 401


@pytest.mark.parametrize("how", ["deleted", "disabled", "given another secret"])
def test_a_client_that_was_ended_is_ended_here(identity: Identity, watching: Server, how: str) -> None:
    name = f"samverka-machine-exempel-{how.replace(' ', '-')}"
    identity.add_test_client(name, id=client_key(name))
    who, path = somebody(identity, name), f"clients/{client_key(name)}"
    assert watching.me(who.token).status_code == 200
    if how == "deleted":
        who.act("DELETE", path)
    elif how == "disabled":
        who.change(path, enabled=False)
    else:
        who.act("POST", f"{path}/client-secret")
    until(lambda: watching.me(who.token).status_code == 401)


def test_everybody_is_ended_by_a_push_of_the_realm(identity: Identity, watching: Server) -> None:
    who = somebody(identity)
    identity.administer("POST", "push-revocation")
    until(lambda: watching.me(who.token).status_code == 401)
    until(lambda: watching.me(somebody(identity).token).status_code == 200)


def test_what_ended_while_no_server_ran_has_ended(identity: Identity, cluster: Cluster, tmp_path: Path) -> None:
    with cluster.database() as database:
        who, another = somebody(identity), somebody(identity)
        with server(identity, database, tmp_path) as first:
            until(lambda: WATCHED in first.logged())
            assert first.me(who.token).status_code == 200
        who.act("DELETE", "users/{person}")
        with server(identity, database, tmp_path) as second:
            until(lambda: second.me(who.token).status_code == 401)
            assert second.me(another.token).status_code == 200


def test_when_the_watching_server_crashes_another_watches(
    identity: Identity, cluster: Cluster, tmp_path: Path
) -> None:
    with cluster.database() as database, server(identity, database, tmp_path) as first:
        until(lambda: WATCHED in first.logged())
        with server(identity, database, tmp_path) as second:
            assert WATCHED not in second.logged()
            first.kill()
            until(lambda: WATCHED in second.logged())
            who = somebody(identity)
            who.act("DELETE", "users/{person}")
            until(lambda: second.me(who.token).status_code == 401)


def test_while_keycloak_is_away_requests_go_on_and_afterwards_so_does_the_watch(
    identity: Identity, watching: Server
) -> None:
    who = somebody(identity)
    assert watching.me(who.token).status_code == 200
    with identity.away():
        until(lambda: "does not answer the watch" in watching.logged())
        assert watching.me(who.token).status_code == 200
    until(lambda: "answers the watch again" in watching.logged())
    assert watching.logged().count("does not answer the watch") == 1
    who.act("DELETE", "users/{person}")
    until(lambda: watching.me(who.token).status_code == 401)


def test_without_its_secret_nothing_is_watched_and_that_is_told_once(
    identity: Identity, cluster: Cluster, tmp_path: Path
) -> None:
    with cluster.database() as database:
        with server(identity, database, tmp_path, SAMVERKA_KEYCLOAK_WATCH_SECRET="") as found:
            assert found.me(somebody(identity).token).status_code == 200
        assert found.logged().count("SAMVERKA_KEYCLOAK_WATCH_SECRET is not set") == 1
        assert WATCHED not in found.logged()


def test_a_wrong_secret_is_told_and_requests_go_on(identity: Identity, cluster: Cluster, tmp_path: Path) -> None:
    with (
        cluster.database() as database,
        server(identity, database, tmp_path, SAMVERKA_KEYCLOAK_WATCH_SECRET="fel") as found,
    ):
        until(lambda: "does not answer the watch" in found.logged())
        assert "401" in found.logged()
        assert found.me(somebody(identity).token).status_code == 200


def test_a_long_list_is_read_to_its_end(identity: Identity) -> None:
    start = datetime.now(UTC) - timedelta(hours=1)
    who = somebody(identity)
    for number in range(5):
        who.change("users/{person}", lastName=f"Exempel {number}")
    with events(identity, page=10_000) as long_pages, events(identity, page=2) as short_pages:
        whole = long_pages.since(start)
        assert len(whole) >= 5
        assert short_pages.since(start) == whole


def test_the_watch_may_look_and_do_nothing_else(identity: Identity) -> None:
    client = identity.administer("GET", "clients?clientId=samverka-watch").json()[0]["id"]
    account = identity.administer("GET", f"clients/{client}/service-account-user").json()["id"]
    mappings = identity.administer("GET", f"users/{account}/role-mappings").json()["clientMappings"]
    granted = {role["name"] for role in mappings["realm-management"]["mappings"]}
    assert granted == {"view-events", "view-organizations", "view-users"}
    with events(identity) as found, pytest.raises(NotAnswering, match="403"):
        found.is_enabled(("clients",))


def test_the_realms_own_clients_are_known_by_their_keys(identity: Identity) -> None:
    for name in ("samverka-web", "samverka-cli"):
        assert identity.admin.get_client_id(name) == client_key(name)
