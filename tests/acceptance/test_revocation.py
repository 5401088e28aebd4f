"""What has been ended opens nothing from the next request on, although its token has not expired."""

from datetime import timedelta

import psycopg
import pytest

from samverka_infra import credentials
from samverka_services.demo import people
from samverka_services.kernel.timing import clock, new_id
from samverka_services.login.tokens import Scope
from tests.support.installation import OFFICER, Installation, an_idea, fyrbodal
from tests.support.world import TROLLHATTAN, UDDEVALLA

ME = "{ me { personId } }"


def revoke(running: Installation, *subjects: str, seconds_ago: int = 0) -> None:
    with psycopg.connect(running.database.identity_url) as connection:
        credentials.revoke(connection, subjects, clock() - timedelta(seconds=seconds_ago))


def statuses(running: Installation, token: str) -> list[int]:
    """Of a command that is refused by a stale version if it is let in, of `me`, and of a query."""
    rename = running.send("PUT", "/api/v1/organisations/own/name", token, {"name": "x"}, version=999)
    return [
        answer.status_code
        for answer in (rename, running.send("GET", "/api/v1/me", token), running.graphql(token, ME))
    ]


@pytest.mark.parametrize("what", ["session", "person", "membership", "organisation", "client"])
def test_what_is_revoked_opens_nothing(running: Installation, what: str) -> None:
    session, person = new_id(), f"exempel-{new_id()}"
    subjects = {
        "session": credentials.session(session),
        "person": credentials.person(person),
        "membership": credentials.membership(TROLLHATTAN, person),
        "organisation": credentials.organisation(TROLLHATTAN),
        "client": credentials.client("samverka-demo"),
    }
    token = running.issuer.token(person, TROLLHATTAN, session=session)
    assert statuses(running, token) == [403, 200, 403]
    # Long ago for those that every other test's tokens rest on: only this one is as old.
    shared = what in {"organisation", "client"}
    old = running.issuer.token(person, TROLLHATTAN, session=session, issued_seconds_ago=3600)
    revoke(running, subjects[what], seconds_ago=1800 if shared else 0)
    refused = running.send("GET", "/api/v1/me", old if shared else token)
    assert statuses(running, old if shared else token) == [401, 401, 401]
    assert refused.json()["code"] == "revoked"
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_others_go_on(running: Installation) -> None:
    revoke(running, credentials.session(new_id()), credentials.membership(UDDEVALLA, OFFICER))
    assert running.graphql(running.token(OFFICER, TROLLHATTAN), ME).status_code == 200


def test_who_comes_back_has_a_newer_token(running: Installation) -> None:
    director = people.director("1488")
    revoke(running, credentials.person(director), seconds_ago=10)
    old = running.issuer.token(director, TROLLHATTAN, issued_seconds_ago=10)
    assert running.graphql(old, ME).status_code == 401
    assert running.graphql(running.token(director, TROLLHATTAN), ME).status_code == 200


def test_a_command_is_not_answered_again_to_whom_it_is_revoked(running: Installation) -> None:
    leader, session, key = people.LEADER, new_id(), new_id()
    body = an_idea()
    token = running.issuer.token(leader, fyrbodal(), session=session)
    assert running.send("POST", "/api/v1/insatser", token, body, key=key).status_code == 201
    revoke(running, credentials.session(session))
    assert running.send("POST", "/api/v1/insatser", token, body, key=key).status_code == 401


@pytest.mark.parametrize(("scopes", "expected"), [((), [403, 403, 403]), ((Scope.READ,), [403, 200, 200])])
def test_a_client_is_used_for_what_it_may_be_used_for(
    running: Installation, scopes: tuple[Scope, ...], expected: list[int]
) -> None:
    token = running.issuer.token(OFFICER, TROLLHATTAN, scopes=scopes)
    assert statuses(running, token) == expected
    refused = running.send("PUT", "/api/v1/organisations/own/name", token, {"name": "x"}, version=999)
    assert refused.json()["code"] == "scope-missing"
    assert "samverka:write" in refused.json()["detail"]


def test_who_may_only_write_reads_nothing(running: Installation) -> None:
    token = running.issuer.token(OFFICER, TROLLHATTAN, scopes=(Scope.WRITE,))
    assert statuses(running, token)[1:] == [403, 403]
    assert running.graphql(token, ME).json()["code"] == "scope-missing"
