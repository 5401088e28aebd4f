"""What is sent is kept or refused as text: never SQL, never a template, never a field that was not asked for."""

import base64
import json
from typing import Any

import httpx
import psycopg
import pytest

from samverka_services.demo import people
from tests.acceptance.attacks.test_queries import INSIDE
from tests.support.callers import FYRBODAL
from tests.support.installation import DIRECTOR, Installation, an_idea
from tests.support.starting import ready_to_ask
from tests.support.world import TROLLHATTAN

JSON = {"Content-Type": "application/json"}

PAYLOADS = (
    "'; drop table samverka.events; --",
    "' or '1'='1",
    '" or ""="',
    "1; select pg_sleep(10)--",
    "$$; select 1; $$",
    "\\'; truncate samverka.command_keys; --",
    "%s %(title)s %d {}",
    "{0} {0.__class__.__mro__} {correlation_id} {title!r}",
    "{{7*7}} ${7*7} #{7*7} <%= 7*7 %> {% raw %}",
    "${jndi:ldap://127.0.0.1:1/a}",
    "$(touch /tmp/exempel) `id` | cat /etc/passwd",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "=cmd|'/c calc'!A1",
    "../../../../etc/passwd",
    '{"$gt": ""}',
    "*)(uid=*))(|(uid=*",
    "\r\nX-Injected: yes\r\n\r\n<html>",
    "%00 %0d%0a \\u0000 \\x00",
    "__proto__ constructor __class__",
    "\u202eexempel\u2066 \ufeff\u200b",
)
UNREADABLE = PAYLOADS[-1], next(each for each in PAYLOADS if each.startswith("\r\n"))
"""Of which some characters do not stand in a text of one line: refused, not changed."""
READABLE = tuple(each for each in PAYLOADS if each not in UNREADABLE)
IDS = ("%", "_", "*", "?", "%25", "' or '1'='1", "1 or 1=1", "..", "../..", "insats:", ":", "{}", "null", "0", "-1")


def table_sizes(running: Installation) -> tuple[int, ...]:
    query = "select (select count(*) from samverka.events), (select count(*) from samverka.command_keys)"
    with psycopg.connect(running.database.projector_url) as connection:
        found = connection.execute(query.replace("samverka.command_keys", "samverka.log_head")).fetchone()
    assert found is not None
    return tuple(found)


@pytest.mark.parametrize("text", UNREADABLE)
def test_a_text_that_cannot_be_read_is_refused_where_it_stands(running: Installation, leader: str, text: str) -> None:
    idea = {"code": "6.9", "title": text, "origin": "NETWORK", "startsWith": "PROJECT"}
    refused = running.send("POST", "/api/v1/insatser", leader, idea)
    assert refused.status_code == 422
    assert [(each["field"], each["code"]) for each in refused.json()["errors"]] == [("/title", "text-unreadable")]


@pytest.mark.parametrize("text", READABLE)
def test_an_insats_keeps_every_text_as_it_was_sent(running: Installation, leader: str, text: str) -> None:
    parts = ("benefitsShort", "benefitsLong", "activities", "forbundContributes", "municipalitiesContribute")
    gist = {part: [text, f"{part} {text}"] for part in parts}
    idea = an_idea(title=text, gist=gist)
    before = table_sizes(running)
    outcome = running.command("POST", "/insatser", leader, idea)
    assert table_sizes(running) == (before[0] + 1, *before[1:])
    running.wait_until_projected(outcome["token"], leader, FYRBODAL)
    query = f"query($id: ID!) {{ insats(id: $id) {{ title gist {{ {' '.join(parts)} }} }} }}"
    assert running.data(leader, query, id=outcome["id"])["insats"] == {"title": text, "gist": gist}


@pytest.fixture(scope="module")
def asked_about(running: Installation) -> str:
    """The id of an insats about which requests are drafted."""
    return ready_to_ask(running)


@pytest.mark.parametrize("text", READABLE)
def test_a_request_and_its_questions_keep_every_text(
    running: Installation, leader: str, asked_about: str, text: str
) -> None:
    question = {"questionId": "q", "text": text, "kind": "ONE_OF", "options": [text, f"{text} 2"]}
    draft = {"insatsId": asked_about, "round": "PRE_STUDY", "title": text, "text": text, "questions": [question]}
    outcome = running.command("POST", "/interest-requests", leader, draft)
    query = "select payload from samverka.events where position = %s"
    with psycopg.connect(running.database.projector_url) as connection:
        stored = connection.execute(query, [running.position(outcome["token"], FYRBODAL)]).fetchone()
    assert stored is not None
    wording = json.dumps(stored[0], ensure_ascii=False)
    assert wording.count(json.dumps(text, ensure_ascii=False)[1:-1]) == 5


@pytest.mark.parametrize("text", READABLE)
def test_a_decision_keeps_every_text(running: Installation, text: str) -> None:
    """Of an administrator who gives a mandate with it."""
    decision = {"body": "KOMMUNLEDNING", "decidedOn": "2026-01-15", "decidedBy": text}
    decision |= {"recordNumber": f"x{text}x", "reason": text}
    body = {"personId": text, "holds": "AUDITOR", "validFrom": "2020-01-01", "decision": decision}
    administrator = running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    outcome = running.command("POST", "/mandates", administrator, body)
    query = """select payload #>> '{decision,record_number}', payload #>> '{decision,reason}',
        payload #>> '{decision,decided_by}', payload #>> '{mandate,person_id}'
        from samverka.events where position = %s"""
    with psycopg.connect(running.database.projector_url) as connection:
        stored = connection.execute(query, [running.position(outcome["token"], TROLLHATTAN)]).fetchone()
    assert stored == (f"x{text}x", text, text, text)


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_refusal_repeats_what_was_sent_and_fills_nothing_in(running: Installation, officer: str, text: str) -> None:
    """The texts of refusals have placeholders of their own."""
    for language in ("sv", "en"):
        refused = running.send(
            "PUT",
            "/api/v1/organisations/own/name",
            officer,
            {"name": "x", text: text},
            headers={"Accept-Language": language},
        )
        assert refused.status_code == 422
        assert [error["field"] for error in refused.json()["errors"]] == [f"/{text}"]
        assert refused.headers.get("x-injected") is None
        assert "49" not in refused.json()["detail"]


@pytest.mark.parametrize("id", IDS)
def test_an_id_is_compared_and_never_matched(http: httpx.Client, running: Installation, leader: str, id: str) -> None:
    query = "query($id: ID!) { region(id: $id) { id } insats(id: $id) { id } interestRequest(id: $id) { id } }"
    assert running.data(leader, query, id=id) == {"region": None, "insats": None, "interestRequest": None}
    other = running.data(
        leader, "query($id: ID!) { municipality(id: $id) { commitments { kind } load { year } } }", id=id
    )
    assert other["municipality"] == {"commitments": [], "load": []}
    matrix = running.graphql(leader, None, {"regionId": id}, documentId="participation_matrix")
    assert matrix.json() == {"data": {"region": None}}
    path = "/api/v1/insatser/" + "".join(f"%{byte:02x}" for byte in id.encode()) + "/description"
    headers = {"Authorization": f"Bearer {leader}", "If-Match": '"1"', "Idempotency-Key": "k"}
    refused = http.put(path, json={"title": "Exempel"}, headers=headers)
    assert refused.status_code in {404, 422}
    assert not INSIDE.search(refused.text)


@pytest.mark.parametrize("id", [*IDS, "exempel@example.se", "å", "a b", "x" * 101])
def test_a_mandate_is_ended_by_its_whole_id(running: Installation, id: str) -> None:
    decision = {"body": "KOMMUNLEDNING", "decidedOn": "2026-01-15", "recordNumber": "x", "decidedBy": DIRECTOR}
    path = "/api/v1/mandates/" + "".join(f"%{byte:02x}" for byte in id.encode()) + "/endings"
    administrator = running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    body = {"validTo": "2026-01-01", "decision": decision}
    refused = running.send("POST", path, administrator, body, version=1)
    assert refused.status_code in {404, 412, 422}


def forged_cursor(key: Any, signature: bytes = b"\x00" * 16) -> str:
    return base64.urlsafe_b64encode(signature + json.dumps(key).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        *PAYLOADS[:6],
        forged_cursor(["4.1", "x"]),
        forged_cursor(["' or '1'='1", "x"]),
        forged_cursor({"a": 1}),
        forged_cursor([]),
        forged_cursor("[" * 500),
        forged_cursor([9e99]),
        "A" * 15_000,
        "=" * 10,
        "AAAA\n",
        "%00",
    ],
)
def test_a_cursor_is_no_place_to_write_in(running: Installation, leader: str, cursor: str) -> None:
    lists = ("insatser", "interestRequests")
    for name in lists:
        query = f"query($id: ID!, $a: String) {{ region(id: $id) {{ {name}(after: $a) {{ edges {{ cursor }} }} }} }}"
        document = running.graphql(leader, query, {"id": FYRBODAL, "a": cursor}).json()
        assert document["errors"][0]["extensions"]["code"] == "bad-cursor"
        assert not INSIDE.search(json.dumps(document))


def test_a_cursor_of_one_list_does_not_hold_in_another(running: Installation, leader: str) -> None:
    page = (
        "query($id: ID!) { region(id: $id) { insatser(first: 1) { pageInfo { endCursor } edges { node { id } } } } }"
    )
    found = running.data(leader, page, id=FYRBODAL)["region"]["insatser"]
    for query in (
        "query($id: ID!, $a: String) { region(id: $id) { interestRequests(after: $a) { edges { cursor } } } }",
        "query($id: ID!, $a: String) { municipality(id: $id) { asked(after: $a) { edges { cursor } } } }",
    ):
        document = running.graphql(leader, query, {"id": FYRBODAL, "a": found["pageInfo"]["endCursor"]}).json()
        assert document["errors"][0]["extensions"]["code"] == "bad-cursor"


OWNERSHIP = {
    "id": "x",
    "actor": people.CHAIR,
    "tenantId": TROLLHATTAN,
    "tenant_id": TROLLHATTAN,
    "organisationNumber": TROLLHATTAN,
    "regionId": "2220000265",
    "audience": "PRIVATE",
    "version": 7,
    "position": 1,
    "recordedAt": "2020-01-01T00:00:00Z",
    "insatsId": "x",
    "__class__": "x",
    "__proto__": {"admin": True},
}


@pytest.mark.parametrize("field", OWNERSHIP)
def test_a_field_that_is_not_the_callers_to_set_is_refused(running: Installation, leader: str, field: str) -> None:
    idea = {"code": "6.5", "title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
    refused = running.send("POST", "/api/v1/insatser", leader, idea | {field: OWNERSHIP[field]})
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert [error["field"] for error in refused.json()["errors"]] == [f"/{field}"]


NUMBERS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e999",
    "1e308",
    "9" * 4000,
    "9" * 5000,
    "-0.5",
    "0x10",
    "1_0",
    "１",
)


@pytest.mark.parametrize("number", NUMBERS, ids=range(len(NUMBERS)))
def test_a_number_that_is_none_is_refused(http: httpx.Client, leader: str, number: str) -> None:
    content = f'{{"name": "Exempel", "inhabitants": {number}}}'.encode()
    headers = JSON | {"Authorization": f"Bearer {leader}", "Idempotency-Key": "k", "If-Match": '"1"'}
    refused = http.put("/api/v1/memberships/212000-1546/description", content=content, headers=headers)
    assert refused.status_code in {400, 422}, refused.text
    assert refused.json()["code"] in {"broken-json", "invalid", "inhabitants-out-of-range"}
    assert not INSIDE.search(refused.text)


BODIES = {
    "nested a hundred thousand times": b'{"title": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "objects nested": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "lone surrogate in a key": b'{"\\ud800": 1}',
    "UTF-16": json.dumps({"title": "x"}).encode("utf-16"),
    "UTF-32": json.dumps({"title": "x"}).encode("utf-32"),
    "UTF-7": b"+AHsAIgB0AGkAdABsAGUAIgA6ADEAfQ-",
    "overlong UTF-8": b'{"title": "\xc0\xaf"}',
    "XML": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    "YAML": b"!!python/object/apply:os.system ['id']",
    "pickle": b"\x80\x04\x95\x00\x00\x00\x00cposix\nsystem\n.",
    "two documents": b'{"title": "a"}{"title": "b"}',
    "a comment": b'{"title": "a" /* x */}',
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xab\xae\x05\x00\x43\xbf\xa6\xa3\x02\x00\x00\x00",
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_of_another_kind_is_refused(http: httpx.Client, leader: str, kind: str) -> None:
    headers = JSON | {"Authorization": f"Bearer {leader}", "Idempotency-Key": "k", "Content-Encoding": "identity"}
    for encoding in ("identity", "gzip") if kind == "gzip" else ("identity",):
        refused = http.post(
            "/api/v1/insatser", content=BODIES[kind], headers=headers | {"Content-Encoding": encoding}
        )
        assert refused.status_code in {400, 415, 422}, refused.text
        assert not INSIDE.search(refused.text)
        assert "root:" not in refused.text


def test_of_two_fields_of_one_name_the_last_counts_everywhere(running: Installation, leader: str) -> None:
    """So that whoever checks in front of the server can check the same."""
    twice = b'{"title": "A", "code": "6.6", "title": "B", "origin": "NETWORK", "startsWith": "PROJECT"}'
    made = running.send("POST", "/api/v1/insatser", leader, content=twice, headers=JSON).json()
    running.wait_until_projected(made["token"], leader, FYRBODAL)
    query = "query($id: ID!) { insats(id: $id) { title } }"
    assert running.data(leader, query, id=made["id"])["insats"]["title"] == "B"
    again = b'{"query": "{ regions { id } }", "query": "{ __typename }"}'
    answer = running.send("POST", "/graphql", leader, content=again, headers=JSON)
    assert answer.json() == {"data": {"__typename": "Query"}}


MALFORMED = ['"1" or 1=1', "1", '"1"x', "", ",", '"1" "2"', '*, "1"', 'w/"1"', "W/*", '"1']
NEVER_THE_VERSION = ['W/"1"', '"-1"', '"1e3"', '"01"', '"9999999999"', '"1,2"', '""', 'W/"1", "7"', f'"{"x" * 9000}"']


@pytest.mark.parametrize("value", MALFORMED)
def test_versions_are_in_quotation_marks(running: Installation, leader: str, value: str) -> None:
    refused = running.send(
        "PUT", "/api/v1/insatser/x/description", leader, {"title": "x"}, headers={"If-Match": value}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "bad-if-match")


@pytest.mark.parametrize("value", NEVER_THE_VERSION)
def test_a_tag_that_is_no_version_is_never_the_one_there_is(running: Installation, leader: str, value: str) -> None:
    idea = an_idea()
    path = f"/api/v1/insatser/{running.command('POST', '/insatser', leader, idea)['id']}/description"
    refused = running.send("PUT", path, leader, {"title": "B"}, headers={"If-Match": value})
    assert (refused.status_code, refused.json()["code"]) == (412, "stale")


def test_everything_that_was_tried_has_left_the_log_whole(running: Installation) -> None:
    """Positions without a gap, and every hash as it should be."""
    gaps = "select count(*), max(position) from samverka.events"
    wrong = "select count(*) from samverka.events e where leaf_hash <> samverka.leaf_hash(e)"
    with psycopg.connect(running.database.projector_url) as connection:
        counted = connection.execute(gaps).fetchone()
        assert counted is not None
        assert counted[0] == counted[1] > 0
        assert connection.execute(wrong).fetchone() == (0,)
