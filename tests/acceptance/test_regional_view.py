"""What the region sees through GraphQL: matrix, answer rates, whom to remind, a municipality's own view, history."""

import asyncio
import json
from typing import Any

import httpx
import pytest
import websockets

from samverka_services.demo import people
from samverka_services.kernel.timing import new_id
from tests.support.callers import FYRBODAL
from tests.support.installation import DIRECTOR, OFFICER, Installation
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import GOTEBORG, TROLLHATTAN

IDEA = {"title": "Exempel", "origin": "NETWORK", "startsWith": "PROJECT"}
DOCUMENT = "participation_matrix"


@pytest.fixture
def leader(running: Installation) -> str:
    return running.token(people.LEADER, FYRBODAL)


@pytest.fixture
def officer(running: Installation) -> str:
    return running.token(OFFICER, TROLLHATTAN)


def test_the_trusted_matrix_is_what_the_schema_answers(running: Installation, leader: str, officer: str) -> None:
    """The fast path knows no fields; the same question in other words is resolved field by field."""
    fields = """
        id name token participationMatrix {
            municipalities { id name kommunkod hasLeft validTo notConnected }
            insatser { id code title priority }
            cells { insatsId municipalityId status declinedPart late onBehalf hours thousandKronor }
        }
    """
    for token in (leader, officer):
        fast = running.graphql(token, None, {"regionId": FYRBODAL}, documentId=DOCUMENT).json()
        query = f"query($id: ID!, $then: DateTime) {{ region(id: $id, knownAt: $then) {{ {fields} }} }}"
        slow = running.data(token, query, id=FYRBODAL, then=fast["data"]["region"]["token"])
        assert fast["data"] == slow


def matrix(running: Installation, token: str, etag: str | None = None) -> httpx.Response:
    body = {"documentId": DOCUMENT, "variables": {"regionId": FYRBODAL}}
    headers = {"If-None-Match": etag} if etag else {}
    return running.send("POST", "/graphql", token, body, headers=headers)


def test_an_unchanged_matrix_is_not_sent_again(running: Installation, leader: str) -> None:
    """The tag also changes with the minute, since deadlines pass between events: so it is tried twice at most."""
    answers = [matrix(running, leader, matrix(running, leader).headers["etag"]).status_code for _ in range(2)]
    assert 304 in answers
    tag = matrix(running, leader).headers["etag"]
    outcome = running.command("POST", "/insatser", leader, IDEA | {"code": new_id()[-20:]})
    running.wait_until_projected(outcome["token"], leader, FYRBODAL)
    assert matrix(running, leader, tag).status_code == 200


def test_one_callers_tag_does_not_fit_anothers_answer(running: Installation, leader: str, officer: str) -> None:
    assert matrix(running, officer, matrix(running, leader).headers["etag"]).status_code == 200


def requests(running: Installation, token: str) -> list[dict[str, Any]]:
    query = """
        query($id: ID!) { region(id: $id) { interestRequests(first: 100) { edges { node {
            title status closesAt insats { code }
            tally { recipients answered late rate unanswered { name } overdue { name } }
        } } } } }
    """
    edges = running.data(token, query, id=FYRBODAL)["region"]["interestRequests"]["edges"]
    return [edge["node"] for edge in edges if edge["node"]["title"].startswith("Exempel: intresseförfrågan")]


def test_answer_rate_and_whom_to_remind(running: Installation, leader: str) -> None:
    by_code = {request["insats"]["code"]: request for request in requests(running, leader)}
    handbook = by_code["4.3"]
    assert handbook["status"] == "CLOSED"
    assert (handbook["tally"]["recipients"], handbook["tally"]["answered"]) == (14, 11)
    assert handbook["tally"]["rate"] == pytest.approx(11 / 14)
    assert [member["name"] for member in handbook["tally"]["overdue"]] == ["Dals-Ed", "Sotenäs", "Strömstad"]
    assert by_code["4.2"]["tally"]["late"] == 1
    still_open = by_code["4.4"]
    assert still_open["status"] == "OPEN"
    assert still_open["tally"]["overdue"] == []
    assert {member["name"] for member in still_open["tally"]["unanswered"]} == {
        "Lysekil",
        "Mellerud",
        "Orust",
        "Tanum",
        "Åmål",
    }


def test_a_member_sees_the_tally_when_the_request_has_closed(running: Installation, officer: str) -> None:
    by_code = {request["insats"]["code"]: request for request in requests(running, officer)}
    assert by_code["4.3"]["tally"]["answered"] == 11
    assert by_code["4.4"]["tally"] == {
        "recipients": 14,
        "answered": None,
        "late": None,
        "rate": None,
        "unanswered": None,
        "overdue": None,
    }


def test_a_municipalitys_own_view(running: Installation, officer: str) -> None:
    query = """{ municipality {
        id asked(first: 50) { edges { node {
            request { insats { code } } answer { stance decision { recordNumber } inForce }
        } } }
        commitments { kind hours { role hours year } money { thousandKronor year } }
        load { year hours thousandKronor }
    } }"""
    found = running.data(officer, query)["municipality"]
    stances = {
        edge["node"]["request"]["insats"]["code"]: edge["node"]["answer"]["stance"]
        for edge in found["asked"]["edges"]
        if edge["node"]["answer"]
    }
    assert found["id"] == TROLLHATTAN
    assert set(stances.values()) == {"INTERESTED"}
    assert set(stances) == {"4.1", "4.2", "4.3", "4.4", "4.5"}
    assert [commitment["kind"] for commitment in found["commitments"]] == ["RESOURCES_SET_ASIDE"] * 3
    (load,) = found["load"]
    assert (load["hours"], load["thousandKronor"]) == (3 * 280, 3 * 75)


def test_an_insats_with_its_history_page_by_page(running: Installation, leader: str) -> None:
    listed = "query($id: ID!) { region(id: $id) { insatser { edges { node { id code } } } } }"
    found = running.data(leader, listed, id=FYRBODAL)["region"]["insatser"]["edges"]
    insats = next(edge["node"] for edge in found if edge["node"]["code"] == "4.1")
    page = """
        query($id: ID!, $after: String) { insats(id: $id) { history(first: 7, after: $after) {
            edges { node { id recordedAt type actor decision { body decidedBy } reason organisationId } }
            pageInfo { hasNextPage endCursor }
        } } }
    """
    entries, cursor, more = [], None, True
    while more:
        history = running.data(leader, page, id=insats["id"], after=cursor)["insats"]["history"]
        entries += [edge["node"] for edge in history["edges"]]
        cursor, more = history["pageInfo"]["endCursor"], history["pageInfo"]["hasNextPage"]
    moments = [entry["recordedAt"] for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert len({entry["id"] for entry in entries}) == len(entries)
    assert entries[-1]["type"] == "InsatsIdeaReceived"
    prioritised = next(entry for entry in entries if entry["type"] == "InsatsPrioritised")
    assert prioritised["decision"] == {"body": "E_RAD", "decidedBy": people.CHAIR}
    assert {"InterestRequestSent", "InterestResponseGiven", "CommitmentResourcesSetAside"} <= {
        entry["type"] for entry in entries
    }


def test_the_same_question_about_the_past_is_answered_from_the_past(running: Installation, leader: str) -> None:
    cells = "participationMatrix { cells { status } }"
    query = f"query($id: ID!, $day: Date) {{ region(id: $id, decidedAsOf: $day) {{ {cells} }} }}"
    now = running.data(leader, query, id=FYRBODAL)["region"]["participationMatrix"]["cells"]
    before = running.data(leader, query, id=FYRBODAL, day="2020-04-04")["region"]
    assert {"RESOURCES_SET_ASIDE", "DECLINED"} <= {cell["status"] for cell in now}
    assert before is None or before["participationMatrix"]["cells"] == []


async def changes(running: Installation, token: str, act: Any) -> list[dict[str, Any]]:
    """What a subscriber hears: the first thing after `act`, or that the server ends the subscription."""
    url = running.address.replace("http", "ws") + "/graphql"
    async with websockets.connect(url, subprotocols=[websockets.Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        query = f'subscription {{ regionChanged(regionId: "{FYRBODAL}") {{ regionId token }} }}'
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": {"query": query}}))
        await asyncio.to_thread(act)
        return [json.loads(await asyncio.wait_for(socket.recv(), PATIENCE_SECONDS))]


def test_a_subscriber_is_told_that_the_region_has_changed(running: Installation, leader: str, officer: str) -> None:
    def act() -> None:
        outcomes.append(running.command("POST", "/insatser", leader, IDEA | {"code": new_id()[-20:]}))

    outcomes: list[dict[str, Any]] = []
    (heard,) = asyncio.run(changes(running, officer, act))
    change = heard["payload"]["data"]["regionChanged"]
    assert heard["type"] == "next"
    assert change["regionId"] == FYRBODAL
    query = "query($id: ID!, $then: DateTime) { insats(id: $id, knownAt: $then) { id } }"
    told = running.data(officer, query, id=outcomes[0]["id"], then=change["token"])
    assert told["insats"] == {"id": outcomes[0]["id"]}


def test_a_stranger_is_not_told(running: Installation, leader: str) -> None:
    """Göteborg subscribes to Fyrbodal, and hears nothing while Fyrbodal's own member does."""

    async def listen() -> bool:
        stranger = running.token("officer", GOTEBORG)
        silent = asyncio.ensure_future(changes(running, stranger, lambda: None))
        await changes(
            running,
            running.token(DIRECTOR, TROLLHATTAN),
            lambda: running.command("POST", "/insatser", leader, IDEA | {"code": new_id()[-20:]}),
        )
        heard = silent.done()
        silent.cancel()
        return heard

    assert not asyncio.run(listen())
