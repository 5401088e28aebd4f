"""What once succeeded: by a seat that had ended, by size, by what the caller sends wrongly."""

from datetime import timedelta
from typing import Any

import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from tests.acceptance.attacks.forging import signed
from tests.acceptance.attacks.sockets import connected, exchange, request
from tests.support.callers import FYRBODAL
from tests.support.installation import DIRECTOR, Installation
from tests.support.world import TROLLHATTAN

JSON = {"Content-Type": "application/json"}


def decision(body: str, by: str) -> dict[str, Any]:
    found = {"body": body, "decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 2026/1"}
    return found | {"decidedBy": by, "reason": "Exempel"}


# A seat that ended long ago still lets its holder give commands, with a decision dated back to her time.


def test_who_holds_no_mandate_today_gives_no_command(running: Installation) -> None:
    administrator = running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    yesterday = (local_day(clock()) - timedelta(days=1)).isoformat()
    seat = {"personId": "exempel-forra", "holds": "KOMMUNLEDNING", "validFrom": "2020-01-01", "validTo": yesterday}
    running.command("POST", "/mandates", administrator, seat | {"decision": decision("KOMMUNLEDNING", DIRECTOR)})
    former = running.token("exempel-forra", TROLLHATTAN)
    assert running.send("GET", "/api/v1/me", former).json()["roles"] == []
    path = "/api/v1/insatser/no-such-insats/commitments"
    body = {"decision": decision("KOMMUNLEDNING", "exempel-forra")}
    refused = running.send("POST", path, former, body)
    assert (refused.status_code, refused.json()["code"]) == (403, "role-missing")  # is 404: she got past the door


# A body of a megabyte with wrong elements is answered with 43 megabytes, for anybody with a token.


def test_the_answer_to_a_wrong_body_is_no_larger_than_the_body(running: Installation) -> None:
    nobody = running.token("nobody", TROLLHATTAN)
    content = b'{"title": "x", "focusAreas": [' + b",".join([b"1"] * 20_000) + b'], "effectGoals": []}'
    answer = running.send("POST", "/api/v1/action-plans", nobody, content=content, headers=JSON)
    assert answer.status_code in {403, 422}
    assert len(answer.content) < len(content)


# Headers and addresses have no end: without a token, memory and the event loop are taken.


@pytest.mark.parametrize("beginning", [b"GET / HTTP/1.1\r\nHost: x\r\nX-A: ", b"GET /"])
def test_headers_and_addresses_have_an_end(running: Installation, beginning: bytes) -> None:
    with connected(running) as connection:
        try:
            connection.sendall(beginning + b"a" * 2_000_000)
            answer = connection.recv(1000)
        except OSError:
            return  # closed while more was coming
    assert b" 400 " in answer[:20]


def test_the_number_of_headers_has_an_end(running: Installation) -> None:
    many = [f"X-{number}: y" for number in range(5_000)]
    assert exchange(running, request("GET", "/api/v1/health/live", *many)).status in {400, 431}


# What the caller sends wrongly is answered as a failure of the server: 500, two traces in the log, bare headers.

MATRIX = {"documentId": "participation_matrix"}
FAILING: dict[str, Any] = {
    "null byte": MATRIX | {"variables": {"regionId": "\0"}},
    "large number": MATRIX | {"variables": {"regionId": FYRBODAL, "n": 10**30}},
    "early moment": MATRIX | {"variables": {"regionId": FYRBODAL, "knownAt": "0001-01-01T00:00:00+23:59"}},
    "late day": MATRIX | {"variables": {"regionId": FYRBODAL, "decidedAsOf": "9999-12-31"}},
    "unknown operation": {"query": "query A { me { personId } }", "operationName": "B"},
    "no operation": {"query": "fragment F on Query { me { personId } }"},
    "definitions only": {"query": "type Query { me: String }"},
}


@pytest.mark.parametrize("kind", FAILING)
def test_a_mistake_of_the_caller_is_no_failure_of_the_server(running: Installation, leader: str, kind: str) -> None:
    answer = running.send("POST", "/graphql", leader, FAILING[kind])
    assert answer.status_code in {200, 400}
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json().get("errors", [{"extensions": {"code": ""}}])[0]["extensions"]["code"] != "internal"


# A variable of the wrong form is called an internal error, and its value is written to the log.


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query($k: DateTime) { regions(knownAt: $k) { id } }", {"k": "EXEMPEL-VARIABEL"}),
        ("query($k: Date) { regions(decidedAsOf: $k) { id } }", {"k": 20000}),
        ("query($k: ID!) { region(id: $k) { id } }", {}),
        ("query($k: ID!) { region(id: $k) { id } }", {"k": "\0"}),
        (f'subscription {{ regionChanged(regionId: "{FYRBODAL}") {{ token }} }}', {}),
    ],
)
def test_a_wrong_variable_is_told_and_not_logged(
    running: Installation, leader: str, query: str, variables: dict[str, Any]
) -> None:
    before = len(running.logged("serve"))
    document = running.graphql(leader, query, variables).json()
    assert document["errors"][0]["extensions"]["code"] != "internal"
    assert "EXEMPEL-VARIABEL" not in running.logged("serve")[before:]


# A redirect to the same address without its last slash repeats the Host header, with http before it.


def test_a_redirect_goes_to_no_foreign_host(running: Installation) -> None:
    for path in ("/api/v1/me/", "/graphql/", "/api/v1/me%2F"):
        reply = exchange(running, request("GET", path, host="elsewhere.example"))
        assert b"elsewhere.example" not in reply.received
        assert reply.status == 404


# A claim of an unexpected type is a failure of the server (only the issuer can sign one).


@pytest.mark.parametrize("changes", [{"azp": ["samverka-demo"]}, {"azp": {}}, {"exp": float("inf")}], ids=str)
def test_a_claim_of_another_type_is_refused(running: Installation, changes: dict[str, Any]) -> None:
    assert running.send("GET", "/api/v1/me", signed(running, **changes)).status_code == 401


# HTTP/1.1 without a Host, or with two, is answered (RFC 9112 asks for 400).


@pytest.mark.parametrize("hosts", [[], ["Host: a", "Host: b"]])
def test_a_request_names_one_host(running: Installation, hosts: list[str]) -> None:
    sent = "\r\n".join(["GET /api/v1/health/live HTTP/1.1", *hosts, "Connection: close", "", ""]).encode()
    assert exchange(running, sent).status == 400


# Of several operations without a name the first is carried out (the specification asks for an error).


def test_of_several_operations_one_is_named(running: Installation, leader: str) -> None:
    assert running.graphql(leader, "query A { me { personId } } query B { regions { id } }").status_code == 400
