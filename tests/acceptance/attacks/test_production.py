"""A server with the settings of production shows less than one in development."""

import os

import pytest

from samverka_infra.tokens import Tokens
from samverka_services.demo import people
from tests.acceptance.attacks.conftest import Production
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.prepared import run

INTROSPECTION = {
    "schema": "{ __schema { types { name } } }",
    "type": '{ __type(name: "Region") { name fields { name } } }',
    "type by variable": "query($n: String!) { __type(name: $n) { name } }",
    "alias": "{ a: __schema { b: queryType { c: name } } }",
    "fragment": "{ ...F } fragment F on Query { __schema { directives { name } } }",
    "inline fragment": "{ ... on Query { ... { __schema { types { name } } } } }",
    "beside a field": '{ me { personId } __type(name: "Query") { kind } }',
    "circle": "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    "skipped": "{ me { personId } __schema @skip(if: true) { types { name } } }",
    "in another operation": "query A { me { personId } } query B { __schema { types { name } } }",
    "spread over lines": "{\n#\n__schema\n,,,{types{name}}}",
    "escaped": "{ \ufeff__schema { types { name } } }",
}


@pytest.fixture
def server(production: Production) -> Installation:
    return production.server


@pytest.fixture
def token(server: Installation) -> str:
    return server.token(people.LEADER, FYRBODAL)


@pytest.mark.parametrize("way", INTROSPECTION)
def test_the_schema_does_not_describe_itself(server: Installation, token: str, way: str) -> None:
    answer = server.graphql(
        token, INTROSPECTION[way], {"n": "Region"}, operationName="A" if "query A" in way else None
    )
    assert answer.status_code == 400
    document = answer.json()
    assert not document.get("data")
    assert "Region!" not in answer.text
    assert '"fields"' not in answer.text


def test_a_name_that_tells_no_more_than_was_asked_is_answered(server: Installation, token: str) -> None:
    """`__typename` is what clients keep their caches by."""
    assert server.data(token, "{ __typename me { __typename } }") == {
        "__typename": "Query",
        "me": {"__typename": "Viewer"},
    }


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/graphiql", "/playground", "/voyager", "/metrics", "/debug"])
def test_no_page_for_developers_is_served(server: Installation, path: str) -> None:
    assert server.send("GET", path).status_code == 404


def test_graphql_shows_no_page_to_a_browser(server: Installation, token: str) -> None:
    answer = server.send("GET", "/graphql", token, headers={"Accept": "text/html"})
    assert answer.status_code == 405
    assert "<" not in answer.text


def test_health_tells_nothing_of_what_runs(server: Installation) -> None:
    for path in ("live", "ready"):
        answer = server.send("GET", f"/api/v1/health/{path}")
        assert answer.json() == {"status": "ok"}
        assert "server" not in answer.headers
        assert "x-powered-by" not in answer.headers


def test_a_cursor_of_another_installation_does_not_hold(server: Installation, token: str) -> None:
    page = "insatser(first: 2, after: $after) { pageInfo { endCursor } }"
    query = f"query($id: ID!, $after: String) {{ region(id: $id) {{ {page} }} }}"
    own = server.data(token, query, id=FYRBODAL)["region"]["insatser"]["pageInfo"]["endCursor"]
    another = Tokens(b"the key of another installation.", FYRBODAL).write("insatser", b"[]".ljust(len(own) // 2))
    assert server.data(token, query, id=FYRBODAL, after=own)["region"]
    document = server.graphql(token, query, {"id": FYRBODAL, "after": another}).json()
    assert document["errors"][0]["extensions"]["code"] == "bad-cursor"


@pytest.mark.parametrize(
    ("issuer", "language"),
    [(None, "sv"), ("http://127.0.0.1:8322", "en"), ("http://login.exempel.se", "sv"), ("login.exempel.se", "en")],
)
def test_without_an_issuer_over_tls_nothing_starts(running: Installation, issuer: str | None, language: str) -> None:
    """Whoever could change its keys on their way would be everybody; the default one is nobody's."""
    changed = os.environ | running.environment
    changed |= {"SAMVERKA_ENVIRONMENT": "production", "SAMVERKA_LANGUAGE": language}
    changed |= {"SAMVERKA_ISSUER": issuer or ""}
    if issuer is None:
        del changed["SAMVERKA_ISSUER"]
    done = run(["serve"], changed)
    assert done.returncode == 4, done.stderr
    assert "SAMVERKA_ISSUER" in done.stderr
    assert len(done.stderr.splitlines()) == 1
