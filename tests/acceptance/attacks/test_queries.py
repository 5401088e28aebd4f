"""Queries that are meant to hurt, over HTTP: refused by name, with little work, and nothing of the inside is told."""

import json
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import psutil
import pytest

from samverka_services.demo import people
from tests.acceptance.attacks.conftest import Kept
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

WHO = "{ me { personId } }"
MOST_WORK = 50
"""Of what the smallest query is: well above what any refusal is, well below what the attack would be."""

INSIDE = re.compile(
    r"Traceback|File \"|\.py\b|psycopg|sqlstate|\bselect\s.+\bfrom\b|samverka\.(events|log_head|command_keys)|views_"
    r"|strawberry|graphql\.error|site-packages|0x[0-9a-f]{6,}|Exception\b",
    re.IGNORECASE,
)
"""What an answer would say if it let the inside show."""


def ask(http: httpx.Client, token: str, body: Any, **headers: str) -> httpx.Response:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    shown = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} | headers
    return http.post("/graphql", content=content, headers=shown)


@dataclass
class Gauge:
    """Weighs work against the smallest query's, in the server's processor time: whatever else the machine does."""

    server: psutil.Process
    smallest: Callable[[], object]

    def require_little(self, act: Callable[[], object], times: int = 5) -> None:
        """Fail if what is done is many times the smallest query's work."""
        assert self._work(act, times) < MOST_WORK * self._work(self.smallest, 5 * times)

    def _work(self, act: Callable[[], object], times: int) -> float:
        before = self._spent()
        for _ in range(times):
            act()
        return max(self._spent() - before, 0.01) / times  # no finer than the clock ticks

    def _spent(self) -> float:
        found = self.server.cpu_times()
        return float(found.user + found.system)


@pytest.fixture
def gauge(running: Kept, http: httpx.Client) -> Gauge:
    token = running.token(people.LEADER, FYRBODAL)
    return Gauge(psutil.Process(running.processes["serve"].pid), lambda: ask(http, token, {"query": WHO}))


def code_of(answer: httpx.Response) -> str:
    assert answer.status_code == 400, answer.text
    document = answer.json()
    assert not document.get("data")
    return str(document["errors"][0]["extensions"]["code"])


def doubled(levels: int) -> str:
    """Each fragment spreads the next one twice: a text of some hundred bytes, 2 to the power of `levels` fields."""
    middle = "".join(f"fragment F{n:02} on Query{{...F{n + 1:02} ...F{n + 1:02}}}" for n in range(levels))
    return "{...F00}" + middle + f"fragment F{levels:02} on Query{{me{{personId}}}}"


def doubled_inline(levels: int) -> str:
    return "{" + "...{" * levels + "regions{id name}" + " regions{id name}}" * levels + "}"


def different(number: int) -> str:
    spreads = " ".join(f"...F{n}" for n in range(number))
    return "{regions{" + spreads + "}}" + " ".join(f"fragment F{n} on Region{{members{{id}}}}" for n in range(number))


BOMBS = {
    "a thousand aliases": "{" + " ".join(f"a{n}:__typename" for n in range(1000)) + "}",
    "a thousand aliases below": "{regions{" + " ".join(f"a{n}:id" for n in range(1000)) + "}}",
    "aliases through fragments": "{" + "...F " * 40 + "} fragment F on Query {a:me{personId}}",
    "ten thousand fields": "{" + "me " * 10_000 + "}",
    "ten thousand short fields": "{" + "a " * 9_990 + "}",
    "fields through fragments": "{regions{" + "...F " * 60 + "}} fragment F on Region {" + "id " * 10 + "}",
    "twenty doubled fragments": doubled(20),
    "fragments that nobody uses": "{me{personId}}" + doubled(12).replace("{...F00}", ""),
    "a bomb in the operation that is not chosen": "query A {me{personId}} query B " + doubled(18),
    "doubled fragments of nothing": doubled(20).replace("{me{personId}}", "{...Nowhere}"),
    "two hundred and forty fragments": different(240),
    "as many fragments as fit": different(400),
    "the same field two hundred times": "{" + "me{personId}" * 200 + "}",
    "the same fields below the same fields": "{" + ("regions{" + "id " * 21 + "}") * 21 + "}",
    "the same field with other arguments": "{" + " ".join(f"region(id:{n}){{id}}" for n in range(200)) + "}",
    "inline fragments": doubled_inline(40),
    "inline fragments deep and wide": "{" + "...{" * 30 + "me{personId}" + "}" * 30 + "}",
    "deep fields": "{" + "regions{insatser{edges{node{" * 10 + "id" + "}}}}" * 10 + "}",
    "deep through fragments": "{...F0}"
    + "".join(f"fragment F{n} on Query{{me{{...F{n + 1}}}}}" for n in range(14))
    + "fragment F14 on Query{me{personId}}",
    "deep lists": "{region(id:" + "[" * 1900 + "]" * 1900 + "){id}}",
    "deep objects": "{region(id:" + "{a:" * 900 + "1" + "}" * 900 + "){id}}",
    "deep types": "query($a:" + "[" * 1900 + "ID" + "]" * 1900 + "){me{personId}}",
    "a fragment of itself": "{...F} fragment F on Query{...F}",
    "fragments in a circle": "{...F} fragment F on Query{...G} fragment G on Query{...H} fragment H on Query{...F}",
    "a circle that nobody uses": "{me{personId}} fragment F on Query{...G} fragment G on Query{...F}",
    "a circle below": "{regions{...F}} fragment F on Region{insatser{edges{node{...G}}}} "
    "fragment G on Insats{interestRequests{insats{...G}}}",
    "huge comment": "#" + "a" * 900_000 + "\n" + WHO,
    "many comments": "#a\n" * 10_000 + WHO,
    "huge string": '{region(id:"' + "a" * 900_000 + '"){id}}',
    "huge block string": '{region(id:"""' + '\\"""' * 9_000 + '"""){id}}',
    "many operations": " ".join(f"query Q{n} {{me{{personId}}}}" for n in range(300)),
    "many directives": "{me " + "@skip(if:false)" * 900 + "{personId}}",
    "many variables": "query(" + " ".join(f"$v{n}:ID" for n in range(1900)) + "){me{personId}}",
    "many definitions": WHO + " ".join(f"scalar S{n}" for n in range(1800)),
    "nothing but commas": "," * 30_000,
    "nothing": "",
}
"""None of these is carried out."""


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_query_that_is_meant_to_hurt_is_refused_with_little_work(
    http: httpx.Client, leader: str, gauge: Gauge, bomb: str
) -> None:
    code = code_of(ask(http, leader, {"query": BOMBS[bomb]}))
    assert code in {
        "too-long",
        "too-wide",
        "too-deep",
        "too-many-aliases",
        "too-many-fragments",
        "too-many-operations",
        "too-many-repeats",
        "fragment-cycle",
        "syntax",
        "invalid-query",
    }
    gauge.require_little(lambda: ask(http, leader, {"query": BOMBS[bomb]}))


def test_twenty_doubled_fragments_are_a_small_text(http: httpx.Client, leader: str) -> None:
    """The limits must not trust the length of the text."""
    bomb = doubled(20)
    assert len(bomb) <= 820
    assert code_of(ask(http, leader, {"query": bomb})) == "too-wide"


def test_bombs_do_not_hold_up_the_others(running: Installation, leader: str) -> None:
    """Of which many are answered while every bomb is on its way."""
    with ThreadPoolExecutor(8) as attackers:
        refused = [attackers.submit(running.graphql, leader, bomb) for bomb in BOMBS.values()]
        for _ in range(len(BOMBS)):
            assert running.graphql(leader, WHO).is_success
        assert {answer.result().status_code for answer in refused} <= {400, 413}


@pytest.mark.parametrize(
    "variables",
    [
        {"x": "a" * 900_000},
        {f"v{n}": n for n in range(50_000)},
        {"x": list(range(100_000))},
        {"id": FYRBODAL, "x": {"a": {"b": [None] * 1000}}},
    ],
    ids=["one long", "many", "a long list", "nested"],
)
def test_variables_that_nobody_asked_for_cost_little(
    http: httpx.Client, leader: str, gauge: Gauge, variables: Any
) -> None:
    answer = ask(http, leader, {"query": WHO, "variables": variables})
    assert len(answer.content) < 1000
    gauge.require_little(lambda: ask(http, leader, {"query": WHO, "variables": variables}))


@pytest.mark.parametrize(
    "content",
    [
        b'{"query": "%s", "variables": {"x": %s}}' % (WHO.encode(), b"[" * 5000 + b"]" * 5000),
        b'{"query": "%s", "variables": %s}' % (WHO.encode(), b'{"a":' * 5000 + b"1" + b"}" * 5000),
        b"[" * 400_000,
        b'{"query": "%s", "variables": {"x": "\\ud800"}}' % WHO.encode(),
        b'{"query": "%s", "variables": {"x": 1e}}' % WHO.encode(),
        b"\xff\xfe\x00",
        b'\xef\xbb\xbf{"query": "%s"}' % WHO.encode(),
        json.dumps({"query": WHO}).encode("utf-16"),
        b"",
    ],
    ids=range(9),
)
def test_a_body_that_is_no_json_is_refused(http: httpx.Client, leader: str, content: bytes) -> None:
    assert code_of(ask(http, leader, content)) == "not-json"


@pytest.mark.parametrize(
    "content",
    [
        b'{"query": "%s", "variables": []}' % WHO.encode(),
        b'{"query": "%s", "variables": "x"}' % WHO.encode(),
        b'{"query": ["%s"]}' % WHO.encode(),
        b'{"query": 7}',
        b'{"query": null}',
        b'{"query": "%s", "query2": "x"}' % WHO.encode(),
        b'{"query": "%s", "operationName": 7}' % WHO.encode(),
        b"null",
    ],
    ids=range(8),
)
def test_a_body_of_another_form_is_refused(http: httpx.Client, leader: str, content: bytes) -> None:
    assert code_of(ask(http, leader, content)) == "body"


@pytest.mark.parametrize("batch", [[], [{"query": WHO}], [{"query": WHO}] * 1000, [[{"query": WHO}]]], ids=len)
def test_queries_do_not_come_in_batches(http: httpx.Client, leader: str, batch: list[Any]) -> None:
    answer = ask(http, leader, batch)
    assert code_of(answer) == "body"
    assert "personId" not in answer.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
def test_queries_are_posted_and_nothing_else(http: httpx.Client, leader: str, method: str) -> None:
    headers = {"Authorization": f"Bearer {leader}", "Accept": "text/html", "Content-Type": "application/json"}
    answer = http.request(method, "/graphql", params={"query": WHO}, headers=headers, content=b"{}")
    assert answer.status_code == 405
    assert "personId" not in answer.text
    assert "<html" not in answer.text.lower()


@pytest.mark.parametrize(
    "kind",
    [
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/plain;charset=utf-8",
        "application/graphql",
        "application/graphql+json",
        "application/json-seq",
        "application/jsonp",
        "application/json; charset=utf-16",
        "application/json, text/plain",
        "text/plain, application/json",
        "*/*",
    ],
)
def test_what_a_foreign_page_could_post_is_refused(http: httpx.Client, leader: str, kind: str) -> None:
    """Forms and plain text are what a browser sends anywhere without asking first."""
    for content in (json.dumps({"query": WHO}).encode(), b"query=%7Bme%7BpersonId%7D%7D"):
        answer = ask(http, leader, content, **{"Content-Type": kind, "Origin": "https://elsewhere.example"})
        assert (answer.status_code, answer.json()["code"]) == (415, "wrong-content-type")


@pytest.mark.parametrize(
    "query",
    [
        'mutation { renameOrganisation(name: "Exempel") { id } }',
        "mutation { __typename }",
        'mutation M { insats(id: "x", title: "Exempel") { id } }',
        f'subscription {{ regionChanged(regionId: "{FYRBODAL}") {{ token }} }}',
    ],
)
def test_nothing_is_changed_and_nothing_is_subscribed_to_by_post(http: httpx.Client, leader: str, query: str) -> None:
    assert code_of(ask(http, leader, {"query": query}))


@pytest.mark.parametrize(
    "name",
    [
        "../schema",
        "../../etc/passwd",
        "/etc/passwd",
        "participation_matrix.graphql",
        "PARTICIPATION_MATRIX",
        "participation_matrix\x00",
        "__class__",
        "",
    ],
)
def test_a_document_is_named_by_its_name_only(http: httpx.Client, leader: str, name: str) -> None:
    assert code_of(ask(http, leader, {"documentId": name, "variables": {"regionId": FYRBODAL}})) == "unknown-document"


WRONG = (
    "{ nowhere }",
    "{ me { nowhere } }",
    "{ regions }",
    "{ me { personId { x } } }",
    "{ region { id } }",
    "{ region(id: {}) { id } }",
    "{ region(id: $id) { id } }",
    '{ regions(knownAt: "2026-01-01T00:00:00") { id } }',
    '{ regions(decidedAsOf: "31/1 2026") { id } }',
    f'{{ region(id: "{FYRBODAL}") {{ insatser(first: 9999999999) {{ edges {{ cursor }} }} }} }}',
    f'{{ region(id: "{FYRBODAL}") {{ insatser(first: -1) {{ edges {{ cursor }} }} }} }}',
    f'{{ region(id: "{FYRBODAL}") {{ insatser(after: "x") {{ edges {{ cursor }} }} }} }}',
    '{ region(id: "\\u0000") { id name } }',
    '{ municipality(id: "\\u0000") { id load { year } } }',
    "query A { me { personId } } query A { regions { id } }",
    "query($a: ID = {}) { region(id: $a) { id } }",
    "query($a: Nothing) { me { personId } }",
    "{ me @nowhere { personId } }",
    "{ ...F }",
)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_error_shows_the_inside(http: httpx.Client, leader: str, language: str) -> None:
    for query in WRONG:
        answer = ask(http, leader, {"query": query}, **{"Accept-Language": language})
        assert answer.json()["errors"], query
        assert not INSIDE.search(answer.text), (query, answer.text)
        assert all(set(error) <= {"message", "path", "locations", "extensions"} for error in answer.json()["errors"])
        assert all(set(error["extensions"]) == {"code"} for error in answer.json()["errors"])


def test_an_error_suggests_no_name(http: httpx.Client, leader: str) -> None:
    """Neither of a field, nor of a type, an argument or a selection."""
    for query in (
        "{ regionz { id } }",
        "{ me { personI } }",
        "{ regions { membres { id } } }",
        "{ ...F } fragment F on Quer { me { personId } }",
        "{ ... on Regio { id } }",
        "query($a: Int_) { me { personId } }",
        "{ region(idd: 1) { id } }",
        "{ me @skipp(if: true) { personId } }",
        "{ regions }",
    ):
        answer = ask(http, leader, {"query": query})
        assert code_of(answer) == "invalid-query"
        assert "Did you mean" not in answer.text, query


def test_introspection_in_a_circle_is_refused_where_introspection_is_on(
    http: httpx.Client, leader: str, gauge: Gauge
) -> None:
    circle = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"
    code_of(ask(http, leader, {"query": circle}))
    gauge.require_little(lambda: ask(http, leader, {"query": circle}))
