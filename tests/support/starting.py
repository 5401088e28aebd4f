"""An insats of its own for a test over HTTP: one about which a request may be written, or one to take part in."""

from itertools import count
from typing import Any

from samverka_services.demo import people
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

_NUMBERS = count(1)
_DECIDED = {"decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 2026/1"}
_BY_E_RAD = {**_DECIDED, "body": "E_RAD", "decidedBy": people.CHAIR, "reason": ""}
_ROW = {"audience": "Kommunledningar", "message": "Förfrågan", "channel": "Brev", "when": "När den skickas"}
_PASSAGES = (
    *("background", "purpose", "effectGoals", "deliveryGoals", "delimitation", "timePlan", "cost", "funding"),
    *("costKey", "client", "steering", "projectLeader", "referenceGroup", "tolerances", "risks"),
)
_BENEFIT = {
    "alternative": "Exempel: e-arkiv",
    "stakeholder": "Arkivarier",
    "kind": "ECONOMIC",
    "reach": "INTERNAL",
    "enables": "Handlingar hittas fortare",
    "thousandKronor": 300,
}
_DIRECTIVE = dict.fromkeys(_PASSAGES, "Exempel") | {
    "minimumParticipants": 1,
    "deliversSolution": "NONE",
    "needs": [{"role": "projektdeltagare", "year": 2026, "municipality": "Trollhättan", "hours": 100}],
    "benefits": [_BENEFIT],
}


def ready_to_ask(running: Installation) -> str:
    """The id of an insats that the e-råd has started, with its communication plan."""
    leader = running.token(people.LEADER, FYRBODAL)
    insats_id = str(running.command("POST", "/insatser", leader, _idea())["id"])
    priority = {"priority": "START_NOW", "decision": _BY_E_RAD}
    running.command("POST", f"/insatser/{insats_id}/priorities", leader, priority, version=1)
    begun = {"insatsId": insats_id, "kind": "COMMUNICATION_PLAN", "title": "Exempel: kommunikationsplan"}
    document_id = running.command("POST", "/documents", leader, begun)["id"]
    version = {"change": "Exempel", "communication": [{**_ROW, "responsible": "Processledaren"}]}
    done = running.command("POST", f"/documents/{document_id}/versions", leader, version, version=1)
    running.wait_until_projected(done["token"], leader, FYRBODAL)
    return insats_id


def ready_to_join(running: Installation, *municipalities: str) -> str:
    """The id of one that was taken over while it was carried out, with parts that these are to confirm."""
    leader, decided = running.token(people.LEADER, FYRBODAL), {**_DECIDED, "body": "E_RAD"}
    taken = {
        "step": "EXECUTION",
        "since": "2026-01-15",
        "decisions": [{"gate": "PROJECT_PLAN", "outcome": "APPROVED", **decided}],
        "parts": [{"municipalityId": each, "since": "2026-01-15"} for each in municipalities],
        "projectSteeredBy": "E_RAD",
    }
    done = running.command("POST", "/take-overs", leader, _idea() | {"taken": taken})
    running.wait_until_projected(done["token"], leader, FYRBODAL)
    return str(done["id"])


def ready_to_study(running: Installation) -> str:
    """The id of one that was taken over before its pre-study."""
    leader = running.token(people.LEADER, FYRBODAL)
    decided = {"gate": "FIRST_JUDGEMENT", "outcome": "GO", **_DECIDED, "body": "E_RAD"}
    taken = {"step": "DIRECTIVE_DRAFT", "since": "2026-01-15", "decisions": [decided]}
    done = running.command("POST", "/take-overs", leader, _idea() | {"startsWith": "PRE_STUDY", "taken": taken})
    running.wait_until_projected(done["token"], leader, FYRBODAL)
    return str(done["id"])


def approved_directive(running: Installation) -> tuple[str, str]:
    """The ids of an insats and of its project directive, which was approved here as its first whole version."""
    leader, decided = running.token(people.LEADER, FYRBODAL), {**_DECIDED, "body": "E_RAD"}
    taken = {
        "step": "DIRECTIVE_DRAFT",
        "since": "2026-01-15",
        "decisions": [{"gate": "FIRST_JUDGEMENT", "outcome": "GO", **decided}],
        "projectSteeredBy": "E_RAD",
    }
    insats_id = str(running.command("POST", "/take-overs", leader, _idea() | {"taken": taken})["id"])
    begun = {"insatsId": insats_id, "kind": "PROJECT_DIRECTIVE", "title": "Exempel: projektdirektiv"}
    about = {"documentId": str(running.command("POST", "/documents", leader, begun)["id"]), "version": "0.1"}
    version = f"/documents/{about['documentId']}/versions"
    running.command("POST", version, leader, {"change": "Exempel"} | _DIRECTIVE, version=1)
    presented = about | {"presentedOn": "2026-01-15"}
    running.command("POST", f"/insatser/{insats_id}/directive-presentations", leader, presented, version=2)
    decision = {**_BY_E_RAD, "body": "FORBUNDSLEDNING", "decidedBy": people.MANAGER}
    approval = about | {"gate": "PROJECT_DIRECTIVE", "outcome": "APPROVED", "decision": decision}
    done = running.command("POST", f"/insatser/{insats_id}/gate-decisions", leader, approval, version=2)
    running.wait_until_projected(done["token"], leader, FYRBODAL)
    return insats_id, about["documentId"]


def _idea() -> dict[str, Any]:
    number = next(_NUMBERS)
    return {"code": f"8.{number}", "title": f"Exempelinsats {number}", "origin": "NETWORK", "startsWith": "PROJECT"}
