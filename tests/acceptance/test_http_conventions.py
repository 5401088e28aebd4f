"""What RFC 9110 and RFC 8259 say of headers and bodies holds; and a reader sees what her own command has done."""

import json
from typing import Any

import httpx
import psycopg
import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_infra.tokens import TokenKey
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation, an_idea
from tests.support.patience import PATIENCE_SECONDS

MATRIX = {"documentId": "participation_matrix", "variables": {"regionId": FYRBODAL}}
TITLE = "query($id: ID!) { insats(id: $id) { title version } }"


@pytest.fixture
def leader(running: Installation) -> str:
    return running.token(people.LEADER, FYRBODAL)


def sent(running: Installation, token: str, path: str, content: bytes, media_type: str) -> httpx.Response:
    return running.send("POST", path, token, content=content, headers={"Content-Type": media_type})


@pytest.mark.parametrize(
    "parameters", ['; charset="utf-8"', ";charset=UTF-8", '; Charset="UTF-8"', ";", '; profile="x"; charset=utf-8']
)
def test_json_may_say_that_it_is_utf_8_in_every_way(running: Installation, leader: str, parameters: str) -> None:
    media_type = "Application/JSON" + parameters
    assert sent(running, leader, "/api/v1/insatser", json.dumps(an_idea()).encode(), media_type).status_code == 201
    asked = json.dumps({"query": "{ __typename }"}).encode()
    assert sent(running, leader, "/graphql", asked, media_type).status_code == 200


@pytest.mark.parametrize("charset", ["utf-16", '"utf-16"', "latin-1", '"utf-8', "", "us-ascii"])
def test_json_that_says_it_is_something_else_is_refused(running: Installation, leader: str, charset: str) -> None:
    for path in ("/api/v1/insatser", "/graphql"):
        answer = sent(running, leader, path, json.dumps(an_idea()).encode(), f"application/json; charset={charset}")
        assert answer.status_code == 415, answer.text


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "latin-1"])
@pytest.mark.parametrize("path", ["/api/v1/insatser", "/graphql"])
def test_a_body_in_another_encoding_is_refused(running: Installation, leader: str, path: str, encoding: str) -> None:
    body = an_idea() | {"title": "Å"} if path.startswith("/api") else {"query": "{ __typename } # Å"}
    content = json.dumps(body, ensure_ascii=False).encode(encoding)
    assert sent(running, leader, path, content, "application/json").status_code == 400


def test_a_byte_order_mark_of_utf_8_is_let_pass(running: Installation, leader: str) -> None:
    content = json.dumps(an_idea()).encode("utf-8-sig")
    assert sent(running, leader, "/api/v1/insatser", content, "application/json").status_code == 201


@pytest.mark.parametrize(
    "known", ["{tag}", "W/{tag}", '"a", {tag}', 'W/"a",W/{tag} , "b"', '"a,b", {tag}', ", {tag},", "*"]
)
def test_what_a_reader_has_is_not_sent_again(running: Installation, leader: str, known: str) -> None:
    """The tag changes with the minute: so it is tried twice at most."""
    assert 304 in [matrix(running, leader, known).status_code for _ in range(2)]


@pytest.mark.parametrize("known", ['"a"', 'W/"a"', "nonsense", "{tag} nonsense", "w/{tag}", "", ","])
def test_what_a_reader_does_not_have_is_sent(running: Installation, leader: str, known: str) -> None:
    assert matrix(running, leader, known).status_code == 200


def test_tags_may_stand_in_several_lines(running: Installation, leader: str) -> None:
    def again() -> int:
        tag = matrix(running, leader, "").headers["etag"]
        lines = [("If-None-Match", '"a"'), ("If-None-Match", tag), ("Authorization", f"Bearer {leader}")]
        return httpx.post(
            f"{running.address}/graphql", json=MATRIX, headers=lines, timeout=PATIENCE_SECONDS
        ).status_code

    assert 304 in [again() for _ in range(2)]


def matrix(running: Installation, token: str, known: str) -> httpx.Response:
    tag = running.send("POST", "/graphql", token, MATRIX).headers["etag"]
    return running.send("POST", "/graphql", token, MATRIX, headers={"If-None-Match": known.replace("{tag}", tag)})


@pytest.mark.parametrize("seen", ["*", '"1"', '"7", "1"', 'W/"7","1"', ',"1" ,', '"abc", "1"'])
def test_a_change_is_made_if_one_of_the_versions_is_the_one_there_is(
    running: Installation, leader: str, seen: str
) -> None:
    path = f"/api/v1/insatser/{running.command('POST', '/insatser', leader, an_idea())['id']}/description"
    changed = running.send("PUT", path, leader, {"title": "B"}, headers={"If-Match": seen})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    stale = running.send("PUT", path, leader, {"title": "C"}, headers={"If-Match": seen})
    assert stale.status_code == (200 if seen == "*" else 412)


def test_versions_may_stand_in_several_lines(running: Installation, leader: str) -> None:
    insats_id = running.command("POST", "/insatser", leader, an_idea())["id"]
    lines = [("If-Match", '"7"'), ("If-Match", '"1"'), ("Idempotency-Key", insats_id)]
    lines += [("Authorization", f"Bearer {leader}")]
    address = f"{running.address}/api/v1/insatser/{insats_id}/description"
    assert httpx.put(address, json={"title": "B"}, headers=lines, timeout=PATIENCE_SECONDS).status_code == 200


def test_the_same_key_means_the_same_versions(running: Installation, leader: str) -> None:
    path = f"/api/v1/insatser/{running.command('POST', '/insatser', leader, an_idea())['id']}/description"

    def change(seen: str) -> httpx.Response:
        return running.send("PUT", path, leader, {"title": "B"}, key=path, headers={"If-Match": seen})

    assert change('"1", "7"').status_code == 200
    assert change('"7", "1"').headers["idempotent-replayed"] == "true"
    assert [change(seen).json()["code"] for seen in ("*", '"1"')] == ["key-reused", "key-reused"]


def test_a_reader_sees_what_her_own_command_has_done(running: Installation, leader: str) -> None:
    insats_id = running.command("POST", "/insatser", leader, an_idea())["id"]
    for version in range(1, 8):
        path = f"/insatser/{insats_id}/description"
        outcome = running.command("PUT", path, leader, {"title": f"Ny {version}"}, version=version)
        asked = {"query": TITLE, "variables": {"id": insats_id}}
        answer = read_after(running, leader, outcome["token"], asked).json()
        assert answer["data"]["insats"] == {"title": f"Ny {version}", "version": version + 1}
        matrix_then = read_after(running, leader, outcome["token"], MATRIX).json()["data"]["region"]["token"]
        assert running.position(matrix_then, FYRBODAL) >= running.position(outcome["token"], FYRBODAL)


def test_every_place_in_time_has_an_answer_and_a_tag_of_its_own(running: Installation, leader: str) -> None:
    """Asked by name and in other words; what is kept of one is never told of another."""
    cells = "participationMatrix { cells { insatsId municipalityId status } }"
    query = f"""query($regionId: ID!, $knownAt: DateTime, $decidedAsOf: Date, $on: Date) {{
        region(id: $regionId, knownAt: $knownAt, decidedAsOf: $decidedAsOf, on: $on) {{ {cells} }} }}"""
    token = matrix(running, leader, "").json()["data"]["region"]["token"]
    days = ("2026-01-01", local_day(clock()).isoformat())
    past = [{name: day} for name in ("decidedAsOf", "on") for day in days]
    tags: dict[str, Any] = {}
    for place in [{}, {"knownAt": token}, *past, {"on": "2099-01-01"}] * 2:
        asked = {"documentId": "participation_matrix", "variables": {"regionId": FYRBODAL} | place}
        answer = running.send("POST", "/graphql", leader, asked)
        found = running.data(leader, query, regionId=FYRBODAL, **place)["region"]["participationMatrix"]
        said = [{name: cell[name] for name in ("insatsId", "municipalityId", "status")} for cell in _cells(answer)]
        assert said == found["cells"]
        assert tags.setdefault(answer.headers["etag"], said) == said
    assert len(tags) > 2


def _cells(answer: httpx.Response) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = answer.json()["data"]["region"]["participationMatrix"]["cells"]
    return found


def test_nobody_waits_for_ever(running: Installation, leader: str) -> None:
    with psycopg.connect(running.database.app_url) as connection:
        never = TokenKey().tokens(connection, FYRBODAL).of((999_999_999_999_999_999, clock()))
    answer = read_after(running, leader, never, MATRIX)
    assert (answer.status_code, answer.json()["code"]) == (503, "not-yet-shown")
    assert answer.headers["retry-after"] == "1"
    assert answer.elapsed.total_seconds() < 10


@pytest.mark.parametrize("value", ["17", "", "x", "A" * 43, "9" * 19, "1, 2", "1 or 1=1"])
def test_a_place_that_no_command_gives_is_refused(running: Installation, leader: str, value: str) -> None:
    answer = read_after(running, leader, value, MATRIX)
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-read-after")


def test_everybody_may_ask_which_api_this_is(running: Installation) -> None:
    """Its documentation is at the address that is set, never at the one that a request names as its host."""
    answer = running.send("GET", "/api/v1/api-info", headers={"Host": "elsewhere.example"})
    document = running.send("GET", "/api/v1/openapi.json").json()
    told = answer.json()
    assert answer.status_code == 200
    assert set(told) == {"apiName", "apiVersion", "apiReleased", "apiDocumentation", "apiStatus"}
    assert (told["apiVersion"], told["apiDocumentation"]) == (document["info"]["version"], "/api/v1/openapi.json")


def read_after(running: Installation, token: str, place: str, body: dict[str, Any]) -> httpx.Response:
    return running.send("POST", "/graphql", token, body, headers={"Read-After": place})
