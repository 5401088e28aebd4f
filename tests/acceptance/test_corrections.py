"""Every correction over REST: what was recorded wrongly is put right by those who recorded it, and by nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from samverka_services.demo import people
from tests.support.callers import FYRBODAL
from tests.support.databases import Cluster
from tests.support.installation import Installation
from tests.support.region import Things, region_of_its_own
from tests.support.world import TROLLHATTAN, UDDEVALLA


@dataclass(frozen=True)
class Case:
    """What is corrected: address and stream with ids to fill in, who corrects where, and the content put right."""

    path: str
    stream: str
    version: int
    person: str
    tenant: str
    decider: str
    content: dict[str, Any]


OFFICER, DIRECTOR = people.officer("1488"), people.director("1488")
ANSWERS = [{"questionId": "resurs", "value": True}]
REQUEST = "/interest-requests/{request}/responses"
CASES = {
    "membership": Case(
        "/memberships/corrections",
        f"kommunalforbund:{FYRBODAL}",
        2,
        people.LEADER,
        FYRBODAL,
        people.MANAGER,
        {"validFrom": "2020-01-01"},
    ),
    "mandate": Case(
        "/mandates/corrections",
        "mandates",
        2,
        people.FIRST_ADMINISTRATOR,
        TROLLHATTAN,
        DIRECTOR,
        {},
    ),
    "priority": Case(
        "/insatser/{insats}/priorities/corrections",
        "insats:{insats}",
        2,
        people.LEADER,
        FYRBODAL,
        people.CHAIR,
        {},
    ),
    "commitment": Case(
        "/insatser/{insats}/commitments/own/corrections",
        "commitment:{insats}",
        1,
        OFFICER,
        TROLLHATTAN,
        DIRECTOR,
        {},
    ),
    "answer": Case(
        f"{REQUEST}/own/corrections",
        "interest-response:{request}",
        1,
        OFFICER,
        TROLLHATTAN,
        DIRECTOR,
        {"reply": {"stance": "DECLINED"}},
    ),
    "answer on behalf": Case(
        f"{REQUEST}/on-behalf-of/1485/corrections",
        f"proxy-response:{{request}}:{UDDEVALLA}",
        1,
        people.LEADER,
        FYRBODAL,
        "kommundirektören",
        {"reply": {"stance": "CONDITIONAL", "conditions": "Om kostnaden delas", "answers": ANSWERS}},
    ),
}


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Installation, Things]]:
    with region_of_its_own(cluster, tmp_path_factory.mktemp("corrections")) as (running, things):
        decision = {"body": "KOMMUNLEDNING", "decidedOn": "2026-01-15", "recordNumber": "KS 2026/1"}
        said = {"stance": "INTERESTED", "answers": ANSWERS, "source": "Brev"}
        body = {**said, "decision": decision | {"decidedBy": "kommundirektören"}}
        path = REQUEST.format(request=things.request_id) + "/on-behalf-of/1485"
        running.command("PUT", path, running.token(people.LEADER, FYRBODAL), body)
        yield running, things


def recorded(running: Installation, tenant: str, stream: str) -> list[tuple[int, str, str, str]]:
    """Version, kind, body and day of each event of a stream."""
    query = """select version, type, payload #>> '{decision,body}', payload #>> '{decision,decided_on}'
        from samverka.events where tenant_id = %s and stream_id = %s order by version"""
    with psycopg.connect(running.database.projector_url) as connection:
        return connection.execute(query, [tenant, stream]).fetchall()


@pytest.mark.parametrize("name", CASES)
def test_an_event_is_put_right(scene: tuple[Installation, Things], name: str) -> None:
    (running, things), case = scene, CASES[name]
    ids = {"insats": things.insats_id, "request": things.request_id}
    stream = case.stream.format(**ids)
    before = recorded(running, case.tenant, stream)
    _, _, body, day = before[case.version - 1]
    decision = {"body": body, "decidedOn": day, "recordNumber": "RÄTTAT 2026/2", "decidedBy": case.decider}
    said = {
        "version": case.version,
        "corrected": decision | {"paragraph": "§ 87", "reason": "Som det stod i protokollet"},
        "decision": decision | {"decidedOn": "2026-11-20", "reason": "Fel i protokollsutdraget"},
        **case.content,
    }
    path, seen = "/api/v1" + case.path.format(**ids), before[-1][0]
    nobody = running.send("POST", path, running.token("nobody", case.tenant), said, version=seen)
    assert nobody.json()["code"] == "role-missing"
    token = running.token(case.person, case.tenant)
    answer = running.send("POST", path, token, said, version=seen)
    assert answer.status_code == 200, answer.text
    after = recorded(running, case.tenant, stream)
    assert after[seen][1].endswith("Corrected")
    assert answer.json()["version"] == seen + 1
    again = running.send("POST", path, token, said, version=seen + 1)
    assert (again.status_code, again.json()["code"]) == (422, "correction-changes-nothing")


def test_what_is_wrong_in_the_content_is_named_where_it_stands(scene: tuple[Installation, Things]) -> None:
    running, things = scene
    path = f"/api/v1{REQUEST}/own/corrections".format(request=things.request_id)
    decision = {
        "body": "KOMMUNLEDNING",
        "decidedOn": "2026-01-15",
        "recordNumber": "KS 2026/1",
        "decidedBy": DIRECTOR,
    }
    said = {"version": 1, "corrected": decision, "decision": decision | {"reason": "Fel"}}
    (seen, *_) = recorded(running, TROLLHATTAN, f"interest-response:{things.request_id}")[-1]
    for reply, field in (
        ({"stance": "CONDITIONAL", "answers": ANSWERS}, "/reply/conditions"),
        ({"stance": "INTERESTED"}, "/reply/answers"),
        ({"stance": "INTERESTED", "answers": [{"questionId": "q", "value": 1}]}, "/reply/answers/0/questionId"),
    ):
        answer = running.send(
            "POST", path, running.token(OFFICER, TROLLHATTAN), said | {"reply": reply}, version=seen
        )
        assert [error["field"] for error in answer.json()["errors"]] == [field], answer.text


def test_an_idea_is_struck_once(scene: tuple[Installation, Things]) -> None:
    running, _ = scene
    leader = running.token(people.LEADER, FYRBODAL)
    idea = {"code": "9.9", "title": "Dubblett", "origin": "NETWORK", "startsWith": "PROJECT"}
    insats_id = running.command("POST", "/insatser", leader, idea)["id"]
    path, reason = f"/api/v1/insatser/{insats_id}/strikings", {"reason": "Registrerades två gånger"}
    assert running.send("POST", path, leader, reason, version=1).json()["version"] == 2
    again = running.send("POST", path, leader, reason, version=2)
    assert (again.status_code, again.json()["code"]) == (409, "insats-struck")
