"""Addresses, methods and hosts that pretend; and the headers that every answer carries."""

import json
from collections.abc import Callable

import httpx
import pytest

from samverka_services.demo import people
from tests.acceptance.attacks.sockets import bearer, exchange, posted, request
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

TRICKS = (
    "/api/v1/../v1/me",
    "/api/v1/./me",
    "/api/v1/%2e%2e/v1/me",
    "/api/v1/%2e/me",
    "/api/v1//me",
    "//api/v1/me",
    "/api/v1/%2Fme",
    "/api/v1/me%00",
    "/api/v1/me%00.json",
    "/api/v1/me%20",
    "/api/v1/me%0d%0aX-Injected:%20yes",
    "/api/v1/me;x=1",
    "/api/v1/me.json",
    "/api/v1/ME",
    "/API/v1/me",
    "/api/v1\\me",
    "/api/v1%5Cme",
    "/api/v1/me/..%2fme",
    "/api/v1/m%65%65",
    "/api/v1/%6d%c0%ae",
    "/api/v1/me%zz",
    "/..%2f..%2f..%2fetc/passwd",
    "/../../../../etc/passwd",
    "/static/../../pyproject.toml",
    "/.git/config",
    "/.env",
    "/pyproject.toml",
    "/%2e%2e%2f%2e%2e%2fpyproject.toml",
    "/api/v1/%252e%252e/me",
    "/api/v1/me%3Fx=1",
    "/api/v1/me%23x",
)


@pytest.mark.parametrize("path", TRICKS)
def test_an_address_that_is_not_written_as_it_should_is_none(running: Installation, leader: str, path: str) -> None:
    reply = exchange(running, request("GET", path, bearer(leader)))
    assert reply.status == 404
    assert "x-injected" not in reply.head
    assert people.LEADER.encode() not in reply.received
    assert b"root:" not in reply.received
    assert b"[project]" not in reply.received


def test_an_address_longer_than_any_is_none(running: Installation, leader: str) -> None:
    for path in ("/" + "a" * 60_000, "/api/v1/insatser/" + "a" * 60_000 + "/description", "/" + "a/" * 20_000):
        assert exchange(running, request("GET", path, bearer(leader))).status in {400, 404, 405, 414}


@pytest.mark.parametrize("hidden", ["x%2F..%2Fy", "..%2F..", "a%2Fpriorities", "%2F", "a%5Cb", "a%00b", "%25", "%2A"])
def test_a_slash_in_disguise_reaches_nothing_else(running: Installation, leader: str, hidden: str) -> None:
    sent = posted(f"/api/v1/insatser/{hidden}/description", bearer(leader), 'If-Match: "1"', "Idempotency-Key: k")
    reply = exchange(running, sent.replace(b"POST ", b"PUT "))
    assert reply.status in {404, 422}
    assert b"etag" not in reply.received.lower()


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override", "_method"])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_header_does_not_change_the_method(http: httpx.Client, leader: str, header: str, method: str) -> None:
    shown = {"Authorization": f"Bearer {leader}", header: method, "Idempotency-Key": "k"}
    idea = {"code": "6.2", "title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
    got = http.request("GET", "/api/v1/insatser", headers=shown, json=idea, params={"_method": method})
    assert got.status_code == 405
    assert http.get("/api/v1/me", headers=shown, params={"_method": method}).json()["personId"] == people.LEADER


@pytest.mark.parametrize(
    "name", ["X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix", "X-Forwarded-Path", "Forwarded"]
)
def test_a_header_does_not_change_the_address(http: httpx.Client, leader: str, name: str) -> None:
    shown = {"Authorization": f"Bearer {leader}", name: "/api/v1/me"}
    assert http.get("/nowhere", headers=shown).status_code == 404


HOSTS = (
    "elsewhere.example",
    "elsewhere.example:80",
    "127.0.0.1@elsewhere.example",
    "elsewhere.example/x?",
    "[::1",
    "x#y",
)


@pytest.mark.parametrize("host", HOSTS)
def test_a_foreign_host_is_never_repeated(running: Installation, leader: str, host: str) -> None:
    requests = (
        request("GET", "/api/v1/me", bearer(leader), host=host),
        request("GET", "/api/v1/me", host=host),
        request("GET", "/nowhere", host=host),
        request("DELETE", "/api/v1/me", host=host),
        request("GET", "/api/v1/openapi.json", host=host),
        posted("/api/v1/insatser", bearer(leader)).replace(b"samverka.example", host.encode()),
        request("GET", "/api/v1/me", bearer(leader), f"X-Forwarded-Host: {host}", f"Forwarded: host={host}"),
    )
    for sent in requests:
        reply = exchange(running, sent)
        assert reply.status in {200, 400, 401, 404, 405, 422}
        assert host.encode() not in reply.received


def test_the_address_in_the_request_line_is_no_proxy(running: Installation) -> None:
    reply = exchange(running, request("GET", "http://elsewhere.example/api/v1/health/live"))
    assert b"elsewhere" not in reply.received
    assert reply.received.endswith(b'{"status":"ok"}')


Answer = Callable[[httpx.Client, dict[str, str]], httpx.Response]
IDEA = {"code": "6.3", "title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
MATRIX = {"documentId": "participation_matrix", "variables": {"regionId": FYRBODAL}}
KEYED = {"Idempotency-Key": "exempel-svar"}

ANSWERS: dict[str, tuple[int, Answer]] = {
    "200 of the server itself": (200, lambda http, _: http.get("/api/v1/health/live")),
    "200 of REST": (200, lambda http, who: http.get("/api/v1/me", headers=who)),
    "200 of GraphQL": (200, lambda http, who: http.post("/graphql", headers=who, json={"query": "{ __typename }"})),
    "200 of the matrix": (200, lambda http, who: http.post("/graphql", headers=who, json=MATRIX)),
    "200 of the document": (200, lambda http, _: http.get("/api/v1/openapi.json")),
    "201": (201, lambda http, who: http.post("/api/v1/insatser", headers=who | KEYED, json=IDEA)),
    "304": (304, lambda http, who: unchanged(http, who)),
    "400 of REST": (400, lambda http, who: http.post("/api/v1/insatser", headers=who, json=IDEA)),
    "400 of GraphQL": (400, lambda http, who: http.post("/graphql", headers=who, json={"query": "{"})),
    "401": (401, lambda http, _: http.get("/api/v1/me")),
    "401 of GraphQL": (401, lambda http, _: http.post("/graphql", json={"query": "{ __typename }"})),
    "404": (404, lambda http, who: http.get("/nowhere", headers=who)),
    "405": (405, lambda http, who: http.delete("/api/v1/me", headers=who)),
    "413": (413, lambda http, who: http.post("/graphql", headers=who, content=b"x" * 1_000_001)),
    "415": (415, lambda http, who: http.post("/graphql", headers=who, content=b"x")),
    "422": (422, lambda http, who: http.post("/api/v1/insatser", headers=who | KEYED, json={})),
    "428": (
        428,
        lambda http, who: http.put("/api/v1/organisations/own/name", headers=who | KEYED, json={"name": "x"}),
    ),
}
"""One answer of each kind."""


def unchanged(http: httpx.Client, who: dict[str, str]) -> httpx.Response:
    """The matrix once more, in the rare case with a minute's change in between."""
    while True:
        etag = http.post("/graphql", headers=who, json=MATRIX).headers["etag"]
        again = http.post("/graphql", headers=who | {"If-None-Match": etag}, json=MATRIX)
        if again.status_code == 304:
            return again


@pytest.mark.parametrize("kind", ANSWERS)
def test_every_answer_carries_safe_headers(http: httpx.Client, leader: str, kind: str) -> None:
    status, answer = ANSWERS[kind]
    found = answer(http, {"Authorization": f"Bearer {leader}", "Origin": "https://elsewhere.example"})
    assert found.status_code == status, found.text
    headers = found.headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] in {"no-store", "private, no-cache"}
    assert headers["x-correlation-id"]
    assert {"server", "set-cookie", "x-powered-by"} & set(headers) == set()
    assert not [name for name in headers if name.startswith("access-control-")]
    assert status == 304 or headers["content-type"].split(";")[0].endswith("json")


WANTING_A_PAGE = {"Accept": "text/html,application/xhtml+xml"}


def test_a_page_about_an_error_repeats_nothing_of_the_address(http: httpx.Client) -> None:
    for path in ("/nowhere", "/<script>alert(1)</script>", '/"><img src=x>', "/static/<script>", "/?x=<script>"):
        answer = http.get(path, headers=WANTING_A_PAGE)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert answer.status_code == (200 if path.startswith("/?") else 404)
        assert not [part for part in ("nowhere", "<script", "<img", "src=x") if part in answer.text]
        assert "script-src" not in answer.headers["content-security-policy"]
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'")


def test_errors_of_the_api_are_json_even_to_who_wants_a_page(http: httpx.Client) -> None:
    for path in ("/api/v1/nowhere", "/api/v1/<script>alert(1)</script>", "/api/v1/me", "/graphql"):
        answer = http.get(path, headers=WANTING_A_PAGE)
        assert answer.headers["content-type"] == "application/problem+json"
        assert json.loads(answer.text)["status"] in {401, 404, 405}


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "http://localhost:3000", "http://127.0.0.1"])
@pytest.mark.parametrize("path", ["/graphql", "/api/v1/insatser", "/api/v1/me"])
def test_no_page_from_elsewhere_is_let_in(http: httpx.Client, origin: str, path: str) -> None:
    preflight = {
        "Origin": origin,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    for answer in (http.options(path, headers=preflight), http.get(path, headers=preflight)):
        assert not answer.is_success
        assert not [name for name in answer.headers if name.startswith("access-control-")]
