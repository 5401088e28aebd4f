"""Queries that are wrong: each answer says what is wrong with which field."""

from typing import Any

import pytest

from samverka_services.demo import people
from tests.support.installation import Installation, fyrbodal

FYRBODAL = fyrbodal()


@pytest.fixture
def leader(running: Installation) -> str:
    return running.token(people.LEADER, FYRBODAL)


def test_a_tampered_page_cursor(running: Installation, leader: str) -> None:
    page = "insatser(first: 2, after: $after) { pageInfo { endCursor } }"
    query = f"query($id: ID!, $after: String) {{ region(id: $id) {{ {page} }} }}"
    cursor = running.data(leader, query, id=FYRBODAL)["region"]["insatser"]["pageInfo"]["endCursor"]
    for tampered in (cursor[:-2] + "AA", cursor[1:], "", "ab", "🙂"):
        document = running.graphql(leader, query, {"id": FYRBODAL, "after": tampered}).json()
        assert document["errors"][0]["extensions"]["code"] == "bad-cursor"
        assert document["data"]["region"] is None or document["data"] is None
    stranger = running.token("leader", "2220000265")
    document = running.graphql(stranger, query, {"id": "2220000265", "after": cursor}).json()
    assert document["errors"][0]["extensions"]["code"] == "bad-cursor"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{" + "me{" * 13 + "personId" + "}" * 14, "too-deep"),
        ("{ me {" + "personId " * 501 + "} }", "too-wide"),
        ("{" + " ".join(f"a{n}: me {{ personId }}" for n in range(31)) + "}", "too-many-aliases"),
        ("{ me { personId }", "syntax"),
        ("#" * 20_001, "too-long"),
    ],
)
def test_a_query_too_deep_or_too_wide(running: Installation, leader: str, query: str, code: str) -> None:
    answer = running.graphql(leader, query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] == code


@pytest.mark.parametrize(
    ("body", "told"),
    [({"query": 1}, ": query"), ({"query": "{ me { personId } }", "extra": 1}, ": extra"), ({}, ": query")],
)
def test_a_query_in_a_wrong_body_is_told_which_field_is_wrong(
    running: Installation, leader: str, body: dict[str, Any], told: str
) -> None:
    (error,) = running.send("POST", "/graphql", leader, body).json()["errors"]
    assert error["extensions"]["code"] == "body"
    assert error["message"].startswith("Skicka JSON med fälten")
    assert error["message"].endswith(told)


@pytest.mark.parametrize("first", [0, -1, 101, 10**6])
def test_a_page_of_a_foolish_size(running: Installation, leader: str, first: int) -> None:
    query = "query($id: ID!, $n: Int!) { region(id: $id) { insatser(first: $n) { pageInfo { endCursor } } } }"
    document = running.graphql(leader, query, {"id": FYRBODAL, "n": first}).json()
    assert document["errors"][0]["extensions"]["code"] == "page-size"
