"""Who read what and who was refused is in the organisation's access log before it is answered, for its auditor."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from samverka_infra import credentials
from samverka_services.demo import people
from samverka_services.kernel.timing import clock, new_id
from samverka_services.login.tokens import Scope
from tests.acceptance.attacks.talking import CHANGES, admitted, hear, opened, run, say, subscribe
from tests.support.callers import AUDITOR, FORMER, FYRBODAL, bad_tokens
from tests.support.databases import Cluster
from tests.support.installation import DIRECTOR, OFFICER, Installation
from tests.support.region import Things, region_of_its_own
from tests.support.world import ADMINISTRATOR, GOTEBORG, TROLLHATTAN, UDDEVALLA

ME = "{ me { personId } }"
FIELDS = "id happenedAt personId clientId action operation target outcome status reason correlationId"
LOG = f"""query($first: Int! = 100, $after: String, $personId: String, $outcome: AccessOutcome, $from: DateTime,
    $to: DateTime) {{
  accessLog(first: $first, after: $after, personId: $personId, outcome: $outcome, from: $from, to: $to) {{
    edges {{ node {{ {FIELDS} }} }} pageInfo {{ hasNextPage endCursor }}
  }}
}}"""


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things

    def page(self, person: str = AUDITOR, tenant: str = TROLLHATTAN, **wanted: Any) -> dict[str, Any]:
        found: dict[str, Any] = self.running.data(self.running.token(person, tenant), LOG, **wanted)["accessLog"]
        return found

    def entries(self, person: str = AUDITOR, tenant: str = TROLLHATTAN, **wanted: Any) -> list[dict[str, Any]]:
        """What an auditor or administrator sees, newest first."""
        return [edge["node"] for edge in self.page(person, tenant, **wanted)["edges"]]

    def of(self, answer: httpx.Response, tenant: str = TROLLHATTAN) -> list[dict[str, Any]]:
        """The entries of one answer."""
        return self.of_conversation(answer.headers["x-correlation-id"], tenant)

    def of_conversation(self, correlation_id: str, tenant: str = TROLLHATTAN) -> list[dict[str, Any]]:
        administrator = ADMINISTRATOR if tenant == GOTEBORG else people.FIRST_ADMINISTRATOR
        found = self.entries(administrator, tenant)
        return [entry for entry in found if entry["correlationId"] == correlation_id]

    def officer(self, **more: Any) -> str:
        return self.running.issuer.token(OFFICER, TROLLHATTAN, **more)

    def stored(self) -> int:
        with psycopg.connect(self.running.database.admin_url) as connection:
            found = connection.execute("select count(*) from samverka.access_log").fetchone()
        assert found is not None
        return int(found[0])


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with region_of_its_own(cluster, tmp_path_factory.mktemp("access")) as (running, things):
        yield Scene(running, things)


def short(entry: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(entry[name] for name in ("personId", "action", "operation", "target", "outcome", "status", "reason"))


def test_a_query_is_logged_with_who_what_and_when(scene: Scene) -> None:
    began = clock()
    query = f'query Mine {{ insats(id: "{scene.things.insats_id}") {{ id }} me {{ personId }} }}'
    answer = scene.running.graphql(scene.officer(), query)
    (entry,) = scene.of(answer)
    target = f"insats.id={scene.things.insats_id}"
    assert short(entry) == (OFFICER, "READ", "Mine: insats me", target, "ALLOWED", 200, "")
    assert entry["clientId"] == "samverka-demo"
    assert began.isoformat() <= entry["happenedAt"] <= clock().isoformat()


def test_what_exists_elsewhere_is_logged_like_what_does_not_exist(scene: Scene) -> None:
    token = scene.running.token("officer", GOTEBORG)
    answer = scene.running.graphql(token, f'{{ insats(id: "{scene.things.insats_id}") {{ id }} }}')
    assert answer.json() == {"data": {"insats": None}}
    (entry,) = scene.of(answer, GOTEBORG)
    assert short(entry)[3:5] == (f"insats.id={scene.things.insats_id}", "ALLOWED")


def test_a_named_document_is_logged_by_its_name_also_when_nothing_has_changed(scene: Scene) -> None:
    body = {"documentId": "participation_matrix", "variables": {"regionId": FYRBODAL}}
    first = scene.running.send("POST", "/graphql", scene.officer(), body)
    again = scene.running.send(
        "POST", "/graphql", scene.officer(), body, headers={"If-None-Match": first.headers["etag"]}
    )
    for answer, status in ((first, 200), (again, 304)):
        (entry,) = scene.of(answer)
        expected = (OFFICER, "READ", "participation_matrix", f"regionId={FYRBODAL}", "ALLOWED", status, "")
        assert short(entry) == expected


def test_reading_over_rest_is_logged(scene: Scene) -> None:
    (entry,) = scene.of(scene.running.send("GET", "/api/v1/me", scene.officer()))
    assert short(entry) == (OFFICER, "READ", "Me", "", "ALLOWED", 200, "")


def test_looking_at_the_log_is_logged(scene: Scene) -> None:
    scene.entries()
    assert short(scene.entries()[0]) == (AUDITOR, "READ", "accessLog", "", "ALLOWED", 200, "")


def test_no_free_text_gets_into_the_log(scene: Scene) -> None:
    query = '{ region(id: "Anna Andersson, Åmål") { id } }'
    (entry,) = scene.of(scene.running.graphql(scene.officer(), query))
    assert entry["target"] == ""


def test_a_query_that_was_carried_out_and_answered_with_nothing_is_logged(scene: Scene) -> None:
    """Here one field that must not be null cannot be answered, and takes the rest of the answer with it."""
    unanswerable = 'regions(knownAt: "2026-01-01T00:00:00") { id }'
    answer = scene.running.graphql(scene.officer(), f"{{ me {{ personId }} {unanswerable} }}")
    assert (answer.status_code, answer.json()["data"]) == (400, None)
    (entry,) = scene.of(answer)
    assert short(entry) == (OFFICER, "READ", "me regions", "", "ALLOWED", 400, "")
    answer = scene.running.graphql(scene.officer(), f"{{ mandates {{ version }} {unanswerable} }}")
    assert refusal(scene, answer, 400) == (OFFICER, "READ", "mandates regions", "", "role-missing")


def test_a_query_that_reads_nothing_is_no_entry(scene: Scene) -> None:
    for query in ("{ nonsense }", "{", "{ me { personId } " * 100):
        answer = scene.running.graphql(scene.officer(), query)
        assert answer.status_code == 400
        assert scene.of(answer) == []


def refusal(scene: Scene, answer: httpx.Response, status: int) -> tuple[Any, ...]:
    assert answer.status_code == status, answer.text
    (entry,) = scene.of(answer)
    assert entry["outcome"] == "REFUSED"
    assert entry["status"] == status
    return (entry["personId"], entry["action"], entry["operation"], entry["target"], entry["reason"])


def test_who_holds_no_mandate_is_logged_with_what_she_asked(scene: Scene) -> None:
    query = f'{{ insats(id: "{scene.things.insats_id}") {{ id }} }}'
    answer = scene.running.graphql(scene.running.token(FORMER, TROLLHATTAN), query)
    expected = (FORMER, "READ", "insats", f"insats.id={scene.things.insats_id}", "no-mandate")
    assert refusal(scene, answer, 403) == expected


def test_an_expired_token_is_logged_as_its_persons(scene: Scene) -> None:
    token = scene.officer(lifetime_seconds=-60)
    assert refusal(scene, scene.running.send("GET", "/api/v1/me", token), 401)[::4] == (OFFICER, "token-expired")
    assert refusal(scene, scene.running.graphql(token, ME), 401)[::4] == (OFFICER, "token-expired")


def test_a_revoked_token_is_logged(scene: Scene) -> None:
    session = new_id()
    token = scene.officer(session=session)
    with psycopg.connect(scene.running.database.identity_url) as connection:
        credentials.revoke(connection, [credentials.session(session)], clock())
    assert refusal(scene, scene.running.graphql(token, ME), 401) == (OFFICER, "READ", "me", "", "revoked")
    assert refusal(scene, scene.running.send("GET", "/api/v1/me", token), 401)[::4] == (OFFICER, "revoked")


def test_a_client_without_the_scope_is_logged(scene: Scene) -> None:
    reading = scene.officer(scopes=(Scope.READ,))
    answer = scene.running.send("PUT", "/api/v1/organisations/own/name", reading, {"name": "x"}, version=1)
    assert refusal(scene, answer, 403) == (OFFICER, "COMMAND", "RenameOrganisation", "", "scope-missing")
    answer = scene.running.graphql(scene.officer(scopes=(Scope.WRITE,)), ME)
    assert refusal(scene, answer, 403)[::4] == (OFFICER, "scope-missing")


def test_what_is_for_the_auditor_is_logged_for_others_as_refused(scene: Scene) -> None:
    answer = scene.running.graphql(scene.officer(), "{ accessLog { edges { cursor } } }")
    assert refusal(scene, answer, 200) == (OFFICER, "READ", "accessLog", "", "role-missing")


def test_what_was_read_beside_something_refused_is_logged_too(scene: Scene) -> None:
    answer = scene.running.graphql(scene.officer(), "{ me { personId } mandates { version } }")
    assert answer.json()["data"] == {"me": {"personId": OFFICER}, "mandates": None}
    assert [entry["outcome"] for entry in scene.of(answer)] == ["ALLOWED", "REFUSED"]


def command(
    scene: Scene, person: str, method: str, path: str, body: Any, version: int | None = None
) -> httpx.Response:
    return scene.running.send(
        method, f"/api/v1{path}", scene.running.token(person, TROLLHATTAN), body, version=version
    )


def decision(by: str = DIRECTOR) -> dict[str, str]:
    found = {"body": "KOMMUNLEDNING", "decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 2026/1"}
    return found | {"decidedBy": by, "reason": "Exempel"}


def test_a_command_without_the_role_is_logged(scene: Scene) -> None:
    answer = command(scene, OFFICER, "PUT", "/organisations/own/name", {"name": "Exempel"}, version=999)
    assert refusal(scene, answer, 403) == (OFFICER, "COMMAND", "RenameOrganisation", "", "role-missing")


def test_a_command_of_another_kind_of_organisation_is_logged(scene: Scene) -> None:
    body = {"code": "9.1", "title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
    answer = command(scene, OFFICER, "POST", "/insatser", body)
    assert refusal(scene, answer, 403)[4] == "wrong-kind-of-organisation"


def test_a_command_about_what_is_not_there_is_logged_with_what_was_meant(scene: Scene) -> None:
    missing = Things().request_id
    body = {"stance": "DECLINED", "answers": [], "decision": decision()}
    answer = command(scene, OFFICER, "POST", f"/interest-requests/{missing}/responses", body)
    person, action, operation, target, reason = refusal(scene, answer, 404)
    assert (person, action, operation, reason) == (OFFICER, "COMMAND", "AnswerInterestRequest", "not-found")
    assert missing in target


def test_a_decision_without_a_seat_is_logged(scene: Scene) -> None:
    body = {"stance": "DECLINED", "answers": [], "decision": decision("nobody")}
    answer = command(scene, OFFICER, "POST", f"/interest-requests/{scene.things.request_id}/responses", body)
    assert refusal(scene, answer, 403)[3:] == (f"requestId={scene.things.request_id}", "no-seat-on-that-day")


def test_commands_that_were_carried_out_or_did_not_hold_are_no_entries(scene: Scene) -> None:
    give = {"personId": "exempel-ny", "holds": "OFFICER", "validFrom": "2026-01-01", "decision": decision()}
    name = "/organisations/own/name"
    administrator = people.FIRST_ADMINISTRATOR
    for answer, status in (
        (command(scene, administrator, "POST", "/mandates", give), 201),
        (command(scene, administrator, "PUT", name, {"name": "Exempel"}, version=999), 412),
        (command(scene, administrator, "PUT", name, {"name": "Exempel"}), 428),
        (command(scene, administrator, "PUT", name, {"name": ""}, version=1), 422),
    ):
        assert answer.status_code == status, answer.text
        assert scene.of(answer) == []


def test_a_command_that_is_answered_again_is_logged(scene: Scene) -> None:
    """The outcome is read, and nothing is carried out."""
    token = scene.running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    give = {"personId": "exempel-en-till", "holds": "OFFICER", "validFrom": "2026-01-01", "decision": decision()}
    first, again = (scene.running.send("POST", "/api/v1/mandates", token, give, key="given-once") for _ in range(2))
    assert (first.json(), again.headers["idempotent-replayed"]) == (again.json(), "true")
    assert scene.of(first) == []
    (entry,) = scene.of(again)
    assert short(entry)[1:] == ("COMMAND", "GiveMandate", "", "ALLOWED", 201, "")


def test_who_shows_nothing_genuine_is_a_line_in_the_process_log_only(scene: Scene) -> None:
    tokens = [
        token for name, (token, *_) in bad_tokens(scene.running).items() if name in {"no token", "no organisation"}
    ]
    before = scene.stored()
    for token in (*tokens, "nonsense", scene.officer()[:-4] + "aaaa"):
        answer = scene.running.send("GET", "/api/v1/me", token)
        assert answer.status_code in {401, 403}
        (line,) = lines(scene, answer)
        assert line["refused"] in {"unauthenticated", "no-organisation"}
        assert line["status"] == answer.status_code
    assert scene.stored() == before


def lines(scene: Scene, answer: httpx.Response) -> list[dict[str, Any]]:
    """What the process log says of an answer."""
    found = [json.loads(line) for line in scene.running.logged("serve").splitlines() if line.startswith("{")]
    return [line for line in found if line.get("correlationId") == answer.headers["x-correlation-id"]]


def test_each_organisation_sees_its_own_entries_alone(scene: Scene) -> None:
    officer = scene.running.graphql(scene.officer(), ME)
    neighbour = scene.running.graphql(scene.running.token(people.officer("1485"), UDDEVALLA), ME)
    assert [len(scene.of(answer, TROLLHATTAN)) for answer in (officer, neighbour)] == [1, 0]
    assert [len(scene.of(answer, UDDEVALLA)) for answer in (officer, neighbour)] == [0, 1]


def test_the_log_is_read_page_by_page_and_cursors_hold_here_only(scene: Scene) -> None:
    whole = [entry["id"] for entry in scene.entries(personId=OFFICER)]
    first = scene.page(first=3, personId=OFFICER)
    second = scene.page(first=3, personId=OFFICER, after=first["pageInfo"]["endCursor"])
    assert [edge["node"]["id"] for page in (first, second) for edge in page["edges"]] == whole[:6]
    assert first["pageInfo"]["hasNextPage"]
    administrator = scene.running.token(people.FIRST_ADMINISTRATOR, UDDEVALLA)
    answer = scene.running.graphql(administrator, LOG, {"after": first["pageInfo"]["endCursor"]})
    assert answer.json()["errors"][0]["extensions"]["code"] == "bad-cursor"


def test_entries_are_found_by_person_outcome_and_time(scene: Scene) -> None:
    before = clock()
    scene.running.graphql(scene.running.token(FORMER, TROLLHATTAN), ME)
    after = clock() + timedelta(hours=1)
    assert {entry["personId"] for entry in scene.entries(personId=FORMER)} == {FORMER}
    assert {entry["outcome"] for entry in scene.entries(outcome="REFUSED")} == {"REFUSED"}
    found = scene.entries(**{"from": before.isoformat(), "to": after.isoformat()}, outcome="REFUSED")
    assert [entry["personId"] for entry in found] == [FORMER]
    assert scene.entries(**{"from": after.isoformat()}) == []
    answer = scene.running.graphql(scene.running.token(AUDITOR, TROLLHATTAN), LOG, {"from": "2026-11-23T12:00:00"})
    assert answer.json()["errors"][0]["extensions"]["code"] == "moment-without-offset"


def test_a_subscription_is_logged_when_it_begins(scene: Scene) -> None:
    async def talk() -> None:
        async with admitted(scene.running, scene.officer()) as connection:
            await subscribe(connection)
            while scene.entries(personId=OFFICER, first=1)[0]["action"] != "SUBSCRIBE":
                continue

    run(talk())
    entry = scene.entries(personId=OFFICER, first=1)[0]
    assert short(entry) == (OFFICER, "SUBSCRIBE", "regionChanged", f"regionId={FYRBODAL}", "ALLOWED", 0, "")


def test_a_subscription_that_is_refused_is_logged(scene: Scene) -> None:
    session = new_id()

    async def talk() -> None:
        async with admitted(scene.running, scene.officer(session=session)) as connection:
            with psycopg.connect(scene.running.database.identity_url) as database:
                credentials.revoke(database, [credentials.session(session)], clock())
            await subscribe(connection, query=CHANGES)
            assert (await hear(connection))["type"] in {"next", "error"}

    run(talk())
    entry = scene.entries(personId=OFFICER, first=1)[0]
    assert short(entry)[1:3] == ("SUBSCRIBE", "regionChanged")
    assert short(entry)[4:] == ("REFUSED", 0, "revoked")


def test_who_is_not_let_in_to_subscribe_is_logged(scene: Scene) -> None:
    async def knock(token: str) -> None:
        async with opened(scene.running) as connection:
            await say(connection, "connection_init", payload={"authorization": f"Bearer {token}"})
            await connection.wait_closed()

    for token, reason in (
        (scene.officer(scopes=()), "scope-missing"),
        (scene.officer(lifetime_seconds=-60), "token-expired"),
        (scene.running.token(FORMER, TROLLHATTAN), "no-mandate"),
    ):
        run(knock(token))
        entry = scene.entries(personId=FORMER if reason == "no-mandate" else OFFICER, first=1)[0]
        assert short(entry)[1:] == ("SUBSCRIBE", "connection_init", "", "REFUSED", 0, reason)


def test_what_cannot_be_logged_is_not_answered(scene: Scene) -> None:
    administrator = scene.running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    with psycopg.connect(scene.running.database.admin_url) as blocker:
        blocker.execute("lock table samverka.access_log in share mode")
        answers = [
            scene.running.graphql(scene.officer(), "{ regions { name } }"),
            scene.running.send("GET", "/api/v1/me", scene.running.token(FORMER, TROLLHATTAN)),
        ]
        rename = scene.running.send(
            "PUT", "/api/v1/organisations/own/name", administrator, {"name": "x"}, version=999
        )
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "access-not-logged")
        assert int(answer.headers["retry-after"]) > 0
        assert "Fyrbodal" not in answer.text
    assert rename.status_code == 412  # commands that are no entry go on
    assert scene.running.graphql(scene.officer(), ME).status_code == 200


def test_what_was_answered_is_in_the_log_after_the_server_was_killed(scene: Scene) -> None:
    answer = scene.running.graphql(scene.officer(), ME)
    scene.running.kill("serve")
    scene.running.start("serve")
    scene.running.wait_until_ready()
    assert len(scene.of(answer)) == 1
