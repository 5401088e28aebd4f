"""What the region's story lacks of an insats's life: taking over, a seat that lapses, a condition that is marked."""

from typing import Any

from samverka_services.demo import people
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation, an_idea
from tests.support.region import Things, decision
from tests.support.world import TROLLHATTAN, UDDEVALLA

THEN = "2025-03-12"
CHAIR, DIRECTOR = ("E_RAD", people.CHAIR), ("KOMMUNLEDNING", people.director("1488"))
OF_A_GROUP = {"stage": "PROJECT", "name": "Övertagna exempelgruppen", "seats": [TROLLHATTAN, UDDEVALLA]}
RESOURCES = {"validFrom": "2025-04-01", "validTo": "2099-12-31", "money": [{"year": 2026, "thousandKronor": 1}]}


def life_goes_on(running: Installation, things: Things) -> None:
    """Returns when the region's views show it."""
    leader, officer = running.token(people.LEADER, FYRBODAL), running.token(people.officer("1488"), TROLLHATTAN)
    addendum = {"addendum": "Exempel", "addedOn": "2026-01-17", "recordNumber": "EXEMPEL 2026/3"}
    running.command("POST", f"/meetings/{things.meeting_id}/addenda", leader, addendum, version=4)
    right = {**addendum, "addendum": "Exempel, rättat", "version": 5, "reason": "Exempel"}
    running.command("POST", f"/meetings/{things.meeting_id}/addenda/corrections", leader, right, version=5)
    _seat_that_lapses(running, leader, officer)
    told = _condition(running, leader, officer)
    running.wait_until_projected(told, leader, FYRBODAL)


def _seat_that_lapses(running: Installation, leader: str, officer: str) -> None:
    """Of two that were interested before, one takes part."""
    insats_id = running.command("POST", "/take-overs", leader, an_idea() | {"taken": _UNDER_WAY})["id"]
    part = {"resources": RESOURCES, "decision": decision(*DIRECTOR)}
    running.command("POST", f"/insatser/{insats_id}/commitments", officer, part)
    body = {"insatsId": insats_id, **OF_A_GROUP, "decision": decision(*CHAIR)}
    group_id = running.command("POST", "/steering-groups", leader, body)["id"]
    running.command("POST", f"/steering-groups/{group_id}/lapses", leader, {}, version=1)


def _condition(running: Installation, leader: str, officer: str) -> str:
    """A conditional yes, judged, whose condition is marked and the mark put right; returns the token of that."""
    insats_id = running.command("POST", "/take-overs", leader, an_idea() | {"taken": _TO_BE_ASKED_ABOUT})["id"]
    _communication_planned(running, leader, insats_id)
    asked = {"insatsId": insats_id, "round": "PRE_STUDY", "title": "Exempel", "text": "Exempel", "questions": []}
    request_id = running.command("POST", "/interest-requests", leader, asked)["id"]
    request = f"/interest-requests/{request_id}"
    dispatch = {"recipients": ["1488"], "deadline": "2099-12-31"}
    answer = {"stance": "CONDITIONAL", "conditions": "Exempel", "answers": [], "decision": decision(*DIRECTOR)}
    running.command("POST", f"{request}/approvals", leader, {"decision": decision(*CHAIR)}, version=1)
    running.command("POST", f"{request}/dispatches", leader, dispatch, version=2)
    running.command("POST", f"{request}/responses", officer, answer)
    running.command("POST", f"{request}/closings", leader, {"reason": "Exempel"}, version=3)
    threshold = {"least": 1, "counting": "INTERESTED_AND_CONDITIONAL"}
    judged = {"judgement": "GO", "threshold": threshold, "decision": decision(*CHAIR)}
    running.command("POST", f"/insatser/{insats_id}/judgements", leader, judged, version=2)
    mark, conditions = {"met": False, "explanation": "Exempel"}, f"/insatser/{insats_id}/conditions"
    running.command("PUT", conditions, leader, {"kommunkod": "1488", **mark})
    right = {"version": 1, "mark": mark | {"explanation": "Exempel, rättat"}, "reason": "Exempel"}
    marked = f"{conditions}/marks/{request_id}/{TROLLHATTAN}/corrections"
    return str(running.command("POST", marked, leader, right, version=1)["token"])


def _decided(gate: str, outcome: str) -> dict[str, Any]:
    return {"gate": gate, "outcome": outcome, "body": "E_RAD", "decidedOn": THEN, "recordNumber": "2025/17"}


def _communication_planned(running: Installation, leader: str, insats_id: object) -> None:
    begun = {"insatsId": insats_id, "kind": "COMMUNICATION_PLAN", "title": "Exempel"}
    document_id = running.command("POST", "/documents", leader, begun)["id"]
    line = dict.fromkeys(("audience", "message", "channel", "when", "responsible"), "Exempel")
    version = {"change": "Exempel", "communication": [line]}
    running.command("POST", f"/documents/{document_id}/versions", leader, version, version=1)


_UNDER_WAY = {
    "step": "EXECUTION",
    "since": THEN,
    "path": "PROJECT",
    "decisions": [_decided("PROJECT_PLAN", "APPROVED")],
    "acts": [{"act": "START_PROJECT", "doneOn": THEN}],
    "documents": [
        {"kind": "PROJECT_PLAN", "number": "1.0", "title": "Exempel", "approvedOn": THEN, "recordNumber": "2025/48"}
    ],
    "answers": [
        {"municipalityId": each, "stance": "INTERESTED", "answeredOn": THEN} for each in (TROLLHATTAN, UDDEVALLA)
    ],
    "parts": [{"municipalityId": TROLLHATTAN, "since": THEN, "hours": [{"year": 2025, "hours": 100}]}],
}
_TO_BE_ASKED_ABOUT = {
    "step": "FIRST_REQUEST_DRAFT",
    "since": THEN,
    "path": "PRE_STUDY",
    "decisions": [_decided("PRIORITY", "START_NOW")],
}
