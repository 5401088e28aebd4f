"""Bad input gets a problem document that says what to do, in the caller's language; nothing is stored or lost."""

import json
import time
from typing import Any

import httpx
import psycopg
import pytest

from samverka_services.demo import people
from tests.support.installation import DIRECTOR, OFFICER, PROBLEM, Installation, fyrbodal
from tests.support.starting import ready_to_ask, ready_to_join
from tests.support.world import GOTEBORG, TROLLHATTAN

FYRBODAL = fyrbodal()


@pytest.fixture
def leader(running: Installation) -> str:
    return running.token(people.LEADER, FYRBODAL)


@pytest.fixture
def officer(running: Installation) -> str:
    return running.token(OFFICER, TROLLHATTAN)


@pytest.fixture
def insats_id(running: Installation) -> str:
    return ready_to_ask(running)


def head(running: Installation) -> int:
    with psycopg.connect(running.database.projector_url) as connection:
        found = connection.execute("select position from samverka.log_head").fetchone()
    assert found is not None
    return int(found[0])


def assert_problem(answer: httpx.Response, status: int, code: str, *words: str) -> dict[str, Any]:
    """An RFC 9457 document of this kind; its text contains these words."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, PROBLEM), answer.text
    document: dict[str, Any] = answer.json()
    assert (document["code"], document["status"]) == (code, status)
    assert document["type"] == f"urn:samverka:problem:{code}"
    assert document["title"]
    assert document["correlationId"] == answer.headers["x-correlation-id"]
    for word in words:
        assert word in document["detail"] + str(document["errors"]), document
    return document


def decision(body: str, by: str, reason: str = "") -> dict[str, Any]:
    found = {"body": body, "decidedOn": "2026-01-15", "recordNumber": "KS 2026/1"}
    return found | {"decidedBy": by, "reason": reason}


def draft(insats_id: str) -> dict[str, Any]:
    return {"insatsId": insats_id, "round": "PRE_STUDY", "title": "Fråga", "text": "Text", "questions": []}


def approved_request(running: Installation, leader: str, insats_id: str) -> str:
    """A request that may be sent; it stands at version 2."""
    request_id = running.command("POST", "/interest-requests", leader, draft(insats_id))["id"]
    approval = {"decision": decision("E_RAD", people.CHAIR)}
    running.command("POST", f"/interest-requests/{request_id}/approvals", leader, approval, version=1)
    return str(request_id)


def dispatch(running: Installation, leader: str, request_id: str, **changes: Any) -> httpx.Response:
    body = {"recipients": ["1488"], "deadline": "2099-01-31"} | changes
    path = f"/api/v1/interest-requests/{request_id}/dispatches"
    return running.send("POST", path, leader, body, version=2)


def answer_to(request_id: str, running: Installation, token: str, **changes: Any) -> httpx.Response:
    body = {"stance": "INTERESTED", "decision": decision("KOMMUNLEDNING", DIRECTOR)} | changes
    return running.send("POST", f"/api/v1/interest-requests/{request_id}/responses", token, body)


def test_an_unknown_kommunkod(running: Installation, leader: str, insats_id: str) -> None:
    request_id = approved_request(running, leader, insats_id)
    before = head(running)
    assert_problem(
        dispatch(running, leader, request_id, recipients=["1111"]), 422, "kommunkod-unknown", "1111", "SCB"
    )
    assert_problem(dispatch(running, leader, request_id, recipients=["148"]), 422, "invalid", "recipients")
    assert head(running) == before


def test_a_municipality_of_another_region(running: Installation, leader: str, insats_id: str) -> None:
    request_id = approved_request(running, leader, insats_id)
    refused = dispatch(running, leader, request_id, recipients=["1480"])
    assert_problem(refused, 422, "recipient-not-a-member", "1480")


def test_a_municipality_that_is_not_a_recipient(running: Installation, leader: str, insats_id: str) -> None:
    request_id = approved_request(running, leader, insats_id)
    assert dispatch(running, leader, request_id, recipients=["1485"]).is_success
    assert_problem(answer_to(request_id, running, running.token(OFFICER, TROLLHATTAN)), 403, "not-a-recipient")


def test_an_answer_from_another_tenant(running: Installation, leader: str, insats_id: str) -> None:
    """Who cannot see a request is told the same as of a request that does not exist."""
    request_id = approved_request(running, leader, insats_id)
    assert dispatch(running, leader, request_id).is_success
    stranger = running.token("officer", GOTEBORG)
    decided = decision("KOMMUNLEDNING", "director")
    hidden = assert_problem(answer_to(request_id, running, stranger, decision=decided), 404, "not-found")
    missing = assert_problem(answer_to("no-such-id", running, stranger, decision=decided), 404, "not-found")
    assert hidden["title"] == missing["title"]
    assert hidden["detail"].replace(request_id, "") == missing["detail"].replace("no-such-id", "")


def test_a_person_with_no_mandate_there(running: Installation, leader: str, insats_id: str) -> None:
    request_id = approved_request(running, leader, insats_id)
    assert dispatch(running, leader, request_id).is_success
    stranger = running.token("somebody-else", TROLLHATTAN)
    assert_problem(answer_to(request_id, running, stranger), 403, "role-missing", "handläggare")


def test_a_body_that_may_not_decide_this(running: Installation, leader: str, insats_id: str) -> None:
    request_id = running.command("POST", "/interest-requests", leader, draft(insats_id))["id"]
    approval = {"decision": decision("FORBUNDSLEDNING", people.MANAGER)}
    path = f"/api/v1/interest-requests/{request_id}/approvals"
    refused = running.send("POST", path, leader, approval, version=1)
    assert_problem(refused, 403, "body-may-not-decide", "e-rådet", "förbundsledningen")


def test_a_decider_without_a_seat_on_that_day(running: Installation, leader: str, insats_id: str) -> None:
    request_id = running.command("POST", "/interest-requests", leader, draft(insats_id))["id"]
    approval = {"decision": decision("E_RAD", people.MANAGER)}
    path = f"/api/v1/interest-requests/{request_id}/approvals"
    assert_problem(running.send("POST", path, leader, approval, version=1), 403, "no-seat-on-that-day", "2026-01-15")


def test_a_deadline_in_the_past(running: Installation, leader: str, insats_id: str) -> None:
    request_id = approved_request(running, leader, insats_id)
    assert_problem(dispatch(running, leader, request_id, deadline="2020-01-31"), 422, "deadline-in-the-past")
    assert dispatch(running, leader, request_id).is_success


@pytest.mark.parametrize(
    "deadline", ["2027-02-30", "31/1 2027", "2027-01-31T12:00:00", 20270131, "", None, "0001-01-01"]
)
def test_a_deadline_that_is_no_day(running: Installation, leader: str, insats_id: str, deadline: object) -> None:
    request_id = approved_request(running, leader, insats_id)
    assert_problem(dispatch(running, leader, request_id, deadline=deadline), 422, "invalid", "deadline")


@pytest.mark.parametrize(
    ("hours", "code", "words"),
    [
        (-5, "hours-out-of-range", ("-5", "20000")),
        (0, "hours-out-of-range", ("20000",)),
        (20_001, "hours-out-of-range", ("20001", "20000")),
        (10**30, "hours-out-of-range", ("20000",)),
        (1.5, "invalid", ("/resources/hours/0/hours",)),
        ("hundra", "invalid", ("/resources/hours/0/hours",)),
        (True, "invalid", ("/resources/hours/0/hours",)),
        (None, "invalid", ("/resources/hours/0/hours",)),
    ],
)
def test_absurd_hours(running: Installation, hours: object, code: str, words: tuple[str, ...]) -> None:
    joined = ready_to_join(running, "2120001413")
    before = head(running)
    officer = running.token(people.officer("1438"), "2120001413")
    resources = {
        "hours": [{"role": "projektdeltagare", "year": 2027, "hours": hours}],
        "money": [],
        "validFrom": "2027-01-01",
        "validTo": "2027-12-31",
    }
    body = {"resources": resources, "decision": decision("KOMMUNLEDNING", people.director("1438"))}
    answer = running.send("POST", f"/api/v1/insatser/{joined}/commitments", officer, body)
    assert_problem(answer, 422, code, *words)
    assert head(running) == before


def test_a_body_over_one_megabyte(running: Installation, leader: str) -> None:
    answer = running.send("POST", "/api/v1/insatser", leader, {"title": "x" * 1_100_000})
    assert_problem(answer, 413, "too-large")
    assert_problem(running.graphql(leader, "x" * 1_100_000), 413, "too-large")


@pytest.mark.parametrize(
    "content", [b"{", b"", b"[1, 2", b'{"a": }', b"\xff\xfe", b"null", b"[]", b'"text"', b"[" * 5000]
)
def test_broken_json(running: Installation, leader: str, content: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = running.send("POST", "/api/v1/insatser", leader, content=content, headers=headers)
    assert answer.status_code in {400, 422}
    assert_problem(answer, answer.status_code, "broken-json" if answer.status_code == 400 else "invalid")


def test_unknown_fields_are_named(running: Installation, leader: str, insats_id: str) -> None:
    answer = running.send("POST", "/api/v1/interest-requests", leader, draft(insats_id) | {"titel": "x"})
    document = assert_problem(answer, 422, "invalid")
    assert [error["field"] for error in document["errors"]] == ["/titel"]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "application/xml"]
)
def test_a_wrong_content_type(running: Installation, leader: str, kind: str) -> None:
    for path in ("/api/v1/insatser", "/graphql"):
        answer = running.send("POST", path, leader, content=b"{}", headers={"Content-Type": kind})
        assert_problem(answer, 415, "wrong-content-type", "application/json")


def test_no_token_and_an_expired_one(running: Installation) -> None:
    for token in (None, "nonsense", running.token(people.LEADER, FYRBODAL, lifetime_seconds=-60)):
        for path in ("/api/v1/insatser", "/graphql"):
            answer = running.send("POST", path, token, {})
            assert_problem(answer, 401, "unauthenticated")
            assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_without_an_organisation(running: Installation) -> None:
    now = int(time.time())
    claims = {
        "iss": running.issuer.issuer,
        "aud": "samverka-api",
        "azp": "samverka-demo",
        "typ": "Bearer",
        "sub": "anna",
        "exp": now + 60,
        "iat": now,
    }
    assert_problem(running.send("GET", "/api/v1/me", running.issuer.sign(claims)), 403, "no-organisation")


@pytest.mark.parametrize("key", ["", "x" * 201, "two words", "\N{LATIN SMALL LETTER A WITH RING ABOVE}"])
def test_without_a_key_or_with_a_bad_one(running: Installation, leader: str, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode("latin-1"), b"Authorization": f"Bearer {leader}".encode()}
    body = {"code": "9", "title": "T", "origin": "NETWORK", "startsWith": "PROJECT"}
    answer = httpx.post(f"{running.address}/api/v1/insatser", json=body, headers=headers)
    assert_problem(answer, 400, "key-missing", "Idempotency-Key")


def test_if_match_missing_malformed_and_stale(running: Installation, leader: str, insats_id: str) -> None:
    path, body = f"/api/v1/insatser/{insats_id}/description", {"title": "Ny titel"}
    assert_problem(running.send("PUT", path, leader, body), 428, "precondition-required", "If-Match")
    malformed = running.send("PUT", path, leader, body, headers={"If-Match": "2"})
    assert_problem(malformed, 400, "bad-if-match")
    assert_problem(running.send("PUT", path, leader, body, version=999), 412, "stale")


def test_the_same_key_with_another_body(running: Installation, leader: str) -> None:
    body = {"code": "7.1", "title": "Idé", "origin": "NETWORK", "startsWith": "PROJECT"}
    first = running.send("POST", "/api/v1/insatser", leader, body, key="same-key")
    again = running.send("POST", "/api/v1/insatser", leader, body, key="same-key")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = running.send("POST", "/api/v1/insatser", leader, body | {"title": "Annat"}, key="same-key")
    assert_problem(other, 422, "key-reused")


def test_addresses_and_methods_that_do_not_exist(running: Installation, leader: str) -> None:
    assert_problem(running.send("POST", "/api/v1/nowhere", leader, {}), 404, "no-such-address")
    assert_problem(running.send("GET", "/api/v1/insatser", leader), 405, "method-not-allowed")
    assert running.send("GET", "/graphql?query={me{personId}}", leader).status_code in {404, 405}


def test_errors_speak_the_callers_language(running: Installation) -> None:
    swedish = running.send("POST", "/api/v1/insatser", None, {})
    english = running.send("POST", "/api/v1/insatser", None, {}, headers={"Accept-Language": "en"})
    assert (swedish.headers["content-language"], english.headers["content-language"]) == ("sv", "en")
    assert swedish.json()["title"] != english.json()["title"]


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_text_that_cannot_be_stored(running: Installation, leader: str, text: str) -> None:
    body = {"code": "7.2", "title": text, "origin": "NETWORK", "startsWith": "PROJECT"}
    headers = {"Content-Type": "application/json"}
    answer = running.send("POST", "/api/v1/insatser", leader, content=json.dumps(body).encode(), headers=headers)
    assert_problem(answer, answer.status_code, answer.json()["code"])
    assert answer.status_code in {400, 422}


def test_text_of_every_language_is_kept_as_it_is(running: Installation, leader: str) -> None:
    title = "Åäö – “citat” 中文 🙂 <b>&amp;</b> '; drop table samverka.events; -- {{7*7}}"
    outcome = running.command(
        "POST", "/insatser", leader, {"code": "7.3", "title": title, "origin": "NETWORK", "startsWith": "PROJECT"}
    )
    running.wait_until_projected(outcome["token"], leader, FYRBODAL)
    assert running.data(leader, "query($id: ID!) { insats(id: $id) { title } }", id=outcome["id"])["insats"] == {
        "title": title
    }


def fields(answer: httpx.Response) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_every_refusal_names_the_field_as_its_sender_wrote_it(
    running: Installation, leader: str, insats_id: str
) -> None:
    request_id = approved_request(running, leader, insats_id)
    members = ["1488", "1485", "1487", "1430", "1421", "1427"]
    for changes, told in (
        ({"recipients": [*members, "1480"]}, ("/recipients/6", "recipient-not-a-member")),
        ({"recipients": [*members, "1111"]}, ("/recipients/6", "kommunkod-unknown")),
        ({"recipients": [*members, "148"]}, ("/recipients/6", "text-malformed")),
        ({"recipients": []}, ("/recipients", "list-length")),
        ({"recipients": "SOME"}, ("/recipients", "other")),
        ({"deadline": "2020-01-31"}, ("/deadline", "deadline-in-the-past")),
        ({"deadline": "31/1 2027"}, ("/deadline", "day-malformed")),
        ({"deadline": "2027-01-31T12:00:00"}, ("/deadline", "moment-malformed")),
        ({"deadline": "0001-01-01"}, ("/deadline", "day-out-of-range")),
    ):
        assert fields(dispatch(running, leader, request_id, **changes)) == [told]
    revised = draft(insats_id) | {"questions": [{"questionId": "q", "text": "Vilket?", "kind": "ONE_OF"}]}
    path = f"/api/v1/interest-requests/{request_id}/wording"
    answer = running.send(
        "PUT", path, leader, {key: revised[key] for key in ("title", "text", "questions")}, version=2
    )
    assert fields(answer) == [("/questions/0/options", "question-needs-options")]
    future = {"decision": decision("E_RAD", people.CHAIR) | {"decidedOn": "2099-01-01"}}
    path = f"/api/v1/interest-requests/{request_id}/approvals"
    answer = running.send("POST", path, leader, future, version=2)
    assert fields(answer) == [("/decision/decidedOn", "decided-in-the-future")]


def test_a_field_in_the_address_is_named_without_a_slash(running: Installation, leader: str, insats_id: str) -> None:
    request_id = approved_request(running, leader, insats_id)
    assert dispatch(running, leader, request_id).is_success
    body = {"stance": "INTERESTED", "source": "Brev", "decision": decision("KOMMUNLEDNING", "kommundirektör")}
    path = f"/api/v1/interest-requests/{request_id}/responses/on-behalf-of/"
    assert fields(running.send("PUT", path + "1480", leader, body)) == [("kommunkod", "recipient-not-a-member")]
    assert fields(running.send("PUT", path + "148", leader, body)) == [("kommunkod", "text-malformed")]


@pytest.mark.parametrize(
    ("language", "body", "role", "moment"),
    [
        ("sv", "inte av förbundsledningen utan av e-rådet", "rollerna handläggare", "2020-01-31 kl. 24.00"),
        ("en", "not taken by the förbund's management but by the e-råd", "roles officer", "2020-01-31 at 24:00"),
    ],
)
def test_bodies_roles_and_moments_have_words_in_the_readers_language(
    running: Installation, leader: str, insats_id: str, language: str, body: str, role: str, moment: str
) -> None:
    request_id = approved_request(running, leader, insats_id)
    headers = {"Accept-Language": language}
    requests = f"/api/v1/interest-requests/{request_id}"
    wrong = {"decision": decision("FORBUNDSLEDNING", people.MANAGER)}
    answer = running.send("POST", f"{requests}/approvals", leader, wrong, version=2, headers=headers)
    assert_problem(answer, 403, "body-may-not-decide", body)
    past = {"recipients": "ALL", "deadline": "2020-01-31"}
    answer = running.send("POST", f"{requests}/dispatches", leader, past, version=2, headers=headers)
    assert_problem(answer, 422, "deadline-in-the-past", moment)
    stranger = running.token("somebody-else", TROLLHATTAN)
    reply = {"stance": "INTERESTED", "decision": decision("KOMMUNLEDNING", DIRECTOR)}
    answer = running.send("POST", f"{requests}/responses", stranger, reply, headers=headers)
    assert_problem(answer, 403, "role-missing", role)
