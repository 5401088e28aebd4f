"""Tokens over HTTP: forged, borrowed, carried in the wrong place, or naming an organisation that is not hers."""

import time
from typing import Any

import httpx
import pytest

from samverka_services.demo import people
from samverka_services.login.issuer_keys import COOLDOWN_SECONDS
from tests.acceptance.attacks.conftest import Production
from tests.acceptance.attacks.forging import (
    FORGERIES,
    Forger,
    good_claims,
    key_server,
    own_key,
    passed,
    published_keys,
    signed,
)
from tests.acceptance.attacks.sockets import bearer, exchange, posted, request
from tests.support.callers import FYRBODAL
from tests.support.installation import DIRECTOR, OFFICER, Installation
from tests.support.world import TROLLHATTAN, UDDEVALLA

WHO = "{ me { personId organisationId } }"


def doors(http: httpx.Client, token: str | None, **headers: str) -> list[httpx.Response]:
    """One of each kind of address that wants a token."""
    shown = headers | ({"Authorization": f"Bearer {token}"} if token else {})
    return [
        http.get("/api/v1/me", headers=shown),
        http.post("/api/v1/insatser", json={}, headers=shown),
        http.post("/graphql", json={"query": WHO}, headers=shown),
        http.post("/graphql", json={"documentId": "participation_matrix"}, headers=shown),
    ]


def refusals(answers: list[httpx.Response]) -> set[tuple[int, str]]:
    return {(answer.status_code, answer.json()["code"]) for answer in answers}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_token_opens_nothing(running: Installation, http: httpx.Client, forgery: str) -> None:
    token = FORGERIES[forgery](Forger.of(running))
    answers = doors(http, token)
    assert refusals(answers) == {(401, "unauthenticated")}
    assert not any(token[-40:] in answer.text for answer in answers)


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "http://127.0.0.1:1"},
        {"iss": None},
        {"aud": "samverka-web"},
        {"aud": ["account", "other-api"]},
        {"aud": {"samverka-api": True}},
        {"azp": "other-client"},
        {"azp": None},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"typ": "Offline"},
        {"typ": "Logout"},
        {"typ": None},
        {"exp": passed(-60)},
        {"exp": None},
        {"exp": "9999999999"},
        {"exp": True},
        {"nbf": passed(86_400)},
        {"iat": passed(86_400)},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": [people.LEADER]},
    ],
    ids=range(22),
)
def test_a_genuine_token_that_was_meant_for_something_else_opens_nothing(
    running: Installation, http: httpx.Client, changes: dict[str, Any]
) -> None:
    assert refusals(doors(http, signed(running, **changes))) == {(401, "unauthenticated")}


@pytest.mark.parametrize(
    "organization",
    [
        {"a": {"organisationsnummer": [FYRBODAL]}, "b": {"organisationsnummer": [TROLLHATTAN]}},
        {"a": {"organisationsnummer": [FYRBODAL, TROLLHATTAN]}},
        {"a": {"organisationsnummer": FYRBODAL}},
        {"a": {"organisationsnummer": [f"{FYRBODAL}' or '1'='1"]}},
        {FYRBODAL: {}},
        [FYRBODAL],
        FYRBODAL,
    ],
    ids=range(7),
)
def test_a_token_that_names_no_organisation_or_several_opens_nothing(
    running: Installation, http: httpx.Client, organization: object
) -> None:
    assert refusals(doors(http, signed(running, organization=organization))) == {(403, "no-organisation")}


def test_a_mandate_in_one_organisation_is_none_in_another(running: Installation) -> None:
    """The issuer may let a person act for two organisations; what she may do there is in each one's own log."""
    elsewhere = running.token(OFFICER, UDDEVALLA)
    assert running.graphql(elsewhere, WHO).status_code == 403
    name = {"name": "Exempel"}
    refused = running.send("PUT", "/api/v1/organisations/own/name", elsewhere, name, version=1)
    assert (refused.status_code, refused.json()["code"]) == (403, "role-missing")
    assert running.send("GET", "/api/v1/me", elsewhere).json()["roles"] == []


@pytest.mark.parametrize(
    "header", ["X-Tenant-ID", "X-Organisation", "Organisation", "X-Forwarded-User", "X-Person-ID"]
)
def test_no_header_says_who_is_asking_but_the_token(running: Installation, officer: str, header: str) -> None:
    path = f"/api/v1/me?organisation={FYRBODAL}&tenant_id={FYRBODAL}&personId={people.CHAIR}"
    me = running.send("GET", path, officer, headers={header: FYRBODAL}).json()
    assert (me["personId"], me["organisationNumber"]) == (OFFICER, TROLLHATTAN)
    seen = running.send("POST", "/graphql", officer, {"query": WHO}, headers={header: FYRBODAL}).json()
    assert seen["data"]["me"] == {"personId": OFFICER, "organisationId": TROLLHATTAN}


@pytest.mark.parametrize("place", ["access_token", "token", "authorization", "bearer"])
def test_a_token_in_the_query_string_is_not_seen(http: httpx.Client, leader: str, place: str) -> None:
    query = {place: leader}
    answers = [
        http.get("/api/v1/me", params=query),
        http.post("/api/v1/insatser", params=query, json={}),
        http.post("/graphql", params=query, json={"query": WHO}),
        http.post("/graphql", json={"query": WHO, "extensions": {place: leader}}),
    ]
    assert refusals(answers) == {(401, "unauthenticated")}


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Cookie", "access_token={}; Authorization=Bearer {}; session={}"),
        ("Proxy-Authorization", "Bearer {}"),
        ("X-Authorization", "Bearer {}"),
        ("X-Access-Token", "{}"),
        ("WWW-Authenticate", "Bearer {}"),
        ("Sec-WebSocket-Protocol", "Bearer, {}"),
    ],
)
def test_a_token_in_a_cookie_or_another_header_is_not_seen(
    http: httpx.Client, leader: str, header: str, value: str
) -> None:
    answers = doors(http, None, **{header: value.replace("{}", leader)})
    assert refusals(answers) == {(401, "unauthenticated")}
    assert not any("set-cookie" in answer.headers for answer in answers)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER", "bEaReR"])
def test_the_scheme_may_be_written_in_any_case(http: httpx.Client, leader: str, scheme: str) -> None:
    answers = doors(http, None, Authorization=f"{scheme} {leader}")
    assert 401 not in {answer.status_code for answer in answers}


@pytest.mark.parametrize(
    "value",
    ["{}", "Bearer", "Bearer ", "Bearer{}", "Bearer,{}", "Basic {}", "DPoP {}", "Token {}", "Bearer Bearer {}"],
)
def test_another_scheme_is_none(http: httpx.Client, leader: str, value: str) -> None:
    sent = value.replace("{}", leader).rstrip()
    assert refusals(doors(http, None, Authorization=sent)) == {(401, "unauthenticated")}


def test_two_authorization_headers_are_never_mixed(running: Installation, leader: str, officer: str) -> None:
    """Whichever counts, it is the same one everywhere, and a bad one in front is not stepped over."""
    seen = [
        exchange(running, request("GET", "/api/v1/me", bearer(first), bearer(second))).received
        for first, second in ((leader, officer), (officer, leader))
    ]
    asked = [
        exchange(
            running, posted("/graphql", bearer(first), bearer(second), body=b'{"query": "%s"}' % WHO.encode())
        ).received
        for first, second in ((leader, officer), (officer, leader))
    ]
    for rest, graphql in zip(seen, asked, strict=True):
        people_named = [{who for who in (people.LEADER, OFFICER) if who.encode() in told} for told in (rest, graphql)]
        assert people_named[0] == people_named[1]
        assert len(people_named[0]) <= 1
    for path in ("/api/v1/me", "/api/v1/insatser"):
        assert exchange(running, request("GET", path, bearer("x"), bearer(leader))).status in {400, 401, 405}
    assert exchange(running, posted("/graphql", bearer("x"), bearer(leader))).status in {400, 401}


def test_a_connection_remembers_nobody(running: Installation, leader: str, officer: str) -> None:
    """What comes later on the same connection is judged by its own token."""
    with httpx.Client(base_url=running.address) as client:
        for token, person in ((leader, people.LEADER), (officer, OFFICER), (leader, people.LEADER)):
            me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
            assert me.json()["personId"] == person
            assert client.get("/api/v1/me").status_code == 401


def test_a_flood_of_unknown_keys_asks_the_issuer_once(production: Production) -> None:
    server, keys = production.server, production.keys
    good = server.token(people.LEADER, FYRBODAL)
    assert server.send("GET", "/api/v1/me", good).is_success
    before, began = keys.asked, time.monotonic()
    forger = Forger(good_claims(server), published_keys(server)[0], good)
    for number in range(60):
        token = forger.by_own_key(kid=f"unknown-{number}")
        assert server.send("GET", "/api/v1/me", token).status_code == 401
    assert keys.asked - before <= 1 + (time.monotonic() - began) // COOLDOWN_SECONDS
    assert server.send("GET", "/api/v1/me", good).is_success


@pytest.mark.parametrize("header", ["jku", "x5u"])
def test_a_token_does_not_say_where_its_key_is_fetched(
    running: Installation, http: httpx.Client, header: str
) -> None:
    forger = Forger.of(running)
    with key_server([own_key().as_dict(private=False)]) as decoy:
        for kid in (forger.kid, str(own_key().kid)):
            token = forger.by_own_key(**{"kid": kid, header: decoy.address})
            assert refusals(doors(http, token)) == {(401, "unauthenticated")}
        assert decoy.asked == 0


def test_a_key_is_not_anothers_to_use(running: Installation, leader: str) -> None:
    """A command key tells nobody else what was done with it, in the organisation or outside."""
    idea = {"code": "6.1", "title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
    first = running.send("POST", "/api/v1/insatser", leader, idea, key="exempel-nyckel")
    assert first.is_success
    for person, organisation in ((people.CHAIR, FYRBODAL), (DIRECTOR, TROLLHATTAN), ("leader", "2220000265")):
        other = running.send(
            "POST", "/api/v1/insatser", running.token(person, organisation), idea, key="exempel-nyckel"
        )
        assert first.json()["id"] not in other.text
        assert "idempotent-replayed" not in other.headers
