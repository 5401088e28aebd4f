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


def _asked(last: str) -> list[Deed]:
    """A request until it is judged, with the answer of the last municipality."""
    answers = [
        did("answer", MUNICIPALITY, municipality=each, stance=stance)
        for each, stance in zip(MUNICIPALITIES, ("INTERESTED", "CONDITIONAL", last), strict=True)
    ]
    judged = did("judge", outcome="GO", least=2)
    return [did("draft"), written("COMMUNICATION_PLAN"), did("approve"), did("send"), *answers, did("close"), judged]


_PRE_STUDY = [
    written("PRE_STUDY_DIRECTIVE"),
    did("present directive", kind="PRE_STUDY_DIRECTIVE"),
    did("arrange", stage="PRE_STUDY", body="KOMMUNDIREKTORER"),
    decided("PRE_STUDY_DIRECTIVE", "KOMMUNDIREKTORER"),
    did("report"),
    did("receive report"),
    written("PRE_STUDY_REPORT"),
    decided("PRE_STUDY_REPORT", "KOMMUNDIREKTORER"),
    did("present report", kind="PRE_STUDY_REPORT"),
]
_PROJECT = [
    written("PROJECT_DIRECTIVE"),
    did("present directive", kind="PROJECT_DIRECTIVE"),
    did("ask", kind="PROJECT_DIRECTIVE"),
    did("close remiss", kind="PROJECT_DIRECTIVE"),
    did("arrange", stage="PROJECT", body="E_RAD"),
    decided("PROJECT_DIRECTIVE", "FORBUNDSLEDNING"),
    did("send directive", kind="PROJECT_DIRECTIVE"),
    did("take part", MUNICIPALITY, municipality="A", resources=True),
    did("mark condition", municipality="B"),
    did("confirm condition", MUNICIPALITY, municipality="B"),
    did("take part", MUNICIPALITY, municipality="B", resources=False),
    did("appoint"),
    did("start project"),
    written("PROJECT_PLAN"),
    decided("PROJECT_PLAN", "E_RAD", by=PROJECT_LEADER),
    written("PROJECT_DIRECTIVE"),
    did("present directive", kind="PROJECT_DIRECTIVE"),
    decided("PROJECT_DIRECTIVE", "FORBUNDSLEDNING", "DECLINED"),
    written("PROJECT_DIRECTIVE"),
    did("present directive", kind="PROJECT_DIRECTIVE"),
    decided("PROJECT_DIRECTIVE", "FORBUNDSLEDNING"),
    did("report", PROJECT_LEADER),
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
    written("EFFECT_REPORT"),
    decided("EFFECT_REPORT_E_RAD", "E_RAD"),
    decided("EFFECT_REPORT_DIRECTORS", "KOMMUNDIREKTORER"),
]


def story(path: str, last: str = "INTERESTED") -> list[Deed]:
    """From the idea to the effect report, nothing refused; with the answer of the last municipality."""
    begun = [did("prioritise", outcome="START_NOW")]
    if path == "PRE_STUDY":
        begun += _asked("DECLINED") + _PRE_STUDY
    return begun + _asked(last) + _PROJECT
