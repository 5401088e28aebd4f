"""The story of an insats in deeds, from its idea to its effect report, on either path."""

from typing import Any

from tests.model.deeds import MUNICIPALITY
from tests.model.process import GATES
from tests.model.things import LEADER, PROJECT_LEADER, Deed

MUNICIPALITIES = ("A", "B", "C")
BODIES = ("E_RAD", "KOMMUNDIREKTORER", "FORBUNDSLEDNING")
_ALL = {"reason": True, "remarks": True}


def did(name: str, by: str = LEADER, **said: Any) -> Deed:
    """A deed in which nothing is wrong."""
    return Deed(name, by, {"reason": True, **said})


def decided(gate: str, body: str, outcome: str = "APPROVED", by: str = LEADER) -> Deed:
    """A decision at a gate about its document."""
    said = {"gate": gate, "kind": GATES[gate].kind, "body": body, "outcome": outcome}
    return Deed("decide", by, {**said, **_ALL})


def written(kind: str) -> Deed:
    """A version with all its parts."""
    return did("write", kind=kind, complete=True)


def _asked() -> list[Deed]:
    """A request until it is judged."""
    answers = [
        did("answer", MUNICIPALITY, municipality=each, stance=stance)
        for each, stance in zip(MUNICIPALITIES, ("INTERESTED", "INTERESTED", "DECLINED"), strict=True)
    ]
    judged = did("judge", outcome="GO", least=2)
    return [written("COMMUNICATION_PLAN"), did("draft"), did("approve"), did("send"), *answers, did("close"), judged]


_PRE_STUDY = [
    written("PRE_STUDY_DIRECTIVE"),
    did("arrange", stage="PRE_STUDY", body="KOMMUNDIREKTORER"),
    did("present directive", kind="PRE_STUDY_DIRECTIVE"),
    decided("PRE_STUDY_DIRECTIVE", "KOMMUNDIREKTORER"),
    did("report", phase="UTREDA"),
    did("receive report"),
    written("PRE_STUDY_REPORT"),
    decided("PRE_STUDY_REPORT", "KOMMUNDIREKTORER"),
    did("present report", kind="PRE_STUDY_REPORT"),
]
_PROJECT = [
    written("PROJECT_DIRECTIVE"),
    did("ask", kind="PROJECT_DIRECTIVE"),
    did("close remiss", kind="PROJECT_DIRECTIVE"),
    did("arrange", stage="PROJECT", body="E_RAD"),
    did("present directive", kind="PROJECT_DIRECTIVE"),
    decided("PROJECT_DIRECTIVE", "FORBUNDSLEDNING"),
    did("send directive", kind="PROJECT_DIRECTIVE"),
    did("take part", MUNICIPALITY, municipality="A", resources=True),
    did("take part", MUNICIPALITY, municipality="B", resources=False),
    did("appoint"),
    did("start project"),
    written("PROJECT_PLAN"),
    decided("PROJECT_PLAN", "E_RAD", by=PROJECT_LEADER),
    did("report", PROJECT_LEADER, phase="GENOMFORANDE"),
    did("approve report"),
    did("pass report on"),
    did("begin handover", PROJECT_LEADER),
    did("register agreement"),
    did("hand over", MUNICIPALITY, municipality="A"),
    did("hand over", MUNICIPALITY, municipality="B"),
    written("FINAL_REPORT"),
    decided("FINAL_REPORT", "E_RAD", by=PROJECT_LEADER),
    written("EFFECT_REPORT"),
    decided("EFFECT_REPORT_E_RAD", "E_RAD"),
    decided("EFFECT_REPORT_DIRECTORS", "KOMMUNDIREKTORER"),
]


def story(path: str) -> list[Deed]:
    """From the idea to the effect report, nothing refused."""
    begun = [did("prioritise", outcome="START_NOW"), *_asked()]
    return begun + (_PRE_STUDY + _asked() if path == "PRE_STUDY" else []) + _PROJECT
