"""What is tried next in a process: the story in order, what may be decided, what is lacking, or anything at all."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from tests.model.deeds import MUNICIPALITY
from tests.model.process import GATES, WHO, WRITTEN, Process
from tests.model.process_story import BODIES, MUNICIPALITIES, decided, did, written
from tests.model.things import LEADER, PROJECT_LEADER, STRANGER, Deed

_MOST = 0.95
"""So much of what is tried at random is about a steering group in some histories."""
OfGroups = Callable[["Proposals"], tuple[str, Mapping[str, Any]]]


class Proposals:
    """Draws what is tried next in a process."""

    def __init__(self, chance: Random, process: Process, of_groups: "OfGroups | None" = None) -> None:
        self.chance, self.process, self.of_groups = chance, process, of_groups
        self.of_groups_share = chance.choice((0.1, 0.4, _MOST, _MOST))

    def next(self) -> Deed:
        """Half of it may be decided; of the rest some is what something lacks, and most is anything."""
        drawn = self.chance.random()
        lacking = 0.5 if self.of_groups and self.of_groups_share == _MOST else 0.65
        deed = self.of_the_allowed() if drawn < 0.5 else self.remedy() if drawn < lacking else None
        return deed or self.anything()

    def of_the_allowed(self) -> Deed | None:
        """A decision at one of the gates that may be decided now or next, which lacks something or not."""
        allowed = self.process.allowed()
        ready = [gate for gate, lacks in allowed.items() if not lacks]
        gate = self.chance.choice(ready if ready and self.perhaps(0.8) else list(allowed)) if allowed else ""
        return self._decision(gate) if gate else None

    def _decision(self, gate: str) -> Deed | None:
        row, process = GATES[gate], self.process
        outcome = self._outcome(gate)
        if gate == "PRIORITY":
            return did("prioritise", outcome=outcome, review=self.perhaps(0.8))
        if gate in ("FIRST_JUDGEMENT", "SECOND_JUDGEMENT"):
            judged = did("judge", outcome=outcome, least=self.chance.randint(1, 4), review=self.perhaps(0.8))
            return self._spoilt(judged)
        if gate in ("FIRST_WORDING", "SECOND_WORDING"):
            return did("approve") if process.requests else None
        if row.body == "KOMMUNLEDNING":
            return self._of_a_municipality(gate)
        if gate == "STATUS_REPORT":
            name = "approve report" if self.perhaps(0.7) else "return report"
            return self._spoilt(did(name, remarks=True, body=self.body_of(gate)))
        if row.kind not in process.papers:
            return None
        if process.papers[row.kind].asked and self.perhaps(0.6):
            return did("close remiss", kind=row.kind)
        by = self.chance.choice((LEADER, self._led()))
        return self._spoilt(decided(gate, self.body_of(gate), outcome, by))

    def body_of(self, gate: str) -> str:
        """Which decides at a gate."""
        stage = "PRE_STUDY" if gate.startswith("PRE_STUDY") else "PROJECT"
        body = GATES[gate].body
        return self.process.steered.get(stage, "E_RAD") if body == "STYRGRUPP" else body

    def _outcome(self, gate: str) -> str:
        """Most often the one that leads on, which stands first."""
        outcomes = list(GATES[gate].outcomes)
        return outcomes[0] if self.perhaps(0.75) else self.chance.choice(outcomes)

    def _of_a_municipality(self, gate: str) -> Deed | None:
        who = self.chance.choice(MUNICIPALITIES)
        if gate == "PARTICIPATION" and who in self.process.conditions and self.perhaps(0.8):
            return _settles(self, who)
        if gate == "PARTICIPATION":
            return did("take part", MUNICIPALITY, municipality=who, resources=self.perhaps(0.6))
        stance = self.chance.choice(("INTERESTED", "INTERESTED", "CONDITIONAL", "DECLINED"))
        return did("answer", MUNICIPALITY, municipality=who, stance=stance) if self.process.requests else None

    def remedy(self) -> Deed | None:
        """What the first gate that may be decided lacks; what leads to the next gate where none may be."""
        lacks = [(gate, lack) for gate, missing in self.process.allowed().items() for lack in sorted(missing)]
        if not lacks:
            return None
        gate, lack = self.chance.choice(lacks[:3])
        found = REMEDIES.get(lack)
        return self._spoilt(found(self, gate)) if found else None

    def anything(self) -> Deed:
        """By anybody, with anything wrong."""
        if self.of_groups is not None and self.perhaps(self.of_groups_share):
            name, said = self.of_groups(self)
            return Deed(name, self._by(name), {**said, "reason": self.perhaps(0.8)})
        name = self.chance.choice(list(_ANYTHING))
        kind = self._kind()
        if kind is None and name in _ABOUT_PAPERS:
            name = "write"
        if _declined(self) and self.perhaps(0.1):
            name = "write"
        if name in _ABOUT_REQUESTS and not self.process.requests:
            name = "draft"
        said = {**_ANYTHING[name](self), "reason": self.perhaps(0.8), "remarks": self.perhaps(0.7)}
        return self._spoilt(Deed(name, self._by(name), said))

    def _by(self, name: str) -> str:
        if name == "time passes":
            return LEADER
        if self.perhaps(0.03):
            return STRANGER
        others = WHO[name]
        return self._led() if PROJECT_LEADER in others and self.perhaps(0.4) else others[0]

    def _led(self) -> str:
        """Who leads the insats, most often once somebody does."""
        return PROJECT_LEADER if self.process.led or self.perhaps(0.1) else LEADER

    def _spoilt(self, deed: Deed) -> Deed:
        """Perhaps with one thing wrong that its kind may have."""
        flaws = FLAWS.get(deed.name)
        if flaws is None or self.perhaps(0.65):
            return deed
        flaw, value = self.chance.choice(flaws)
        return Deed(deed.name, deed.by, {**deed.said, flaw: value})

    def _kind(self) -> str | None:
        known = [kind for kind, paper in self.process.papers.items() if not paper.declined]
        return self.chance.choice(known) if known else None

    def _writes(self, kind: str) -> Deed:
        paper = self.process.papers.get(kind)
        if paper and paper.declined and self.perhaps(0.8):
            return did("begin anew", kind=kind)
        return did("write", kind=kind, complete=kind == "COMMUNICATION_PLAN" or self.perhaps(0.85))

    def perhaps(self, share: float) -> bool:
        """By chance, so often."""
        return self.chance.random() < share

    def pick(self, *of: str) -> str:
        """One of them."""
        return self.chance.choice(of)


def _document_of(proposals: Proposals, gate: str) -> Deed:
    """The document of a gate, or the request."""
    kind = GATES[gate].kind
    if kind in WRITTEN:
        return proposals._writes(kind)
    return did("draft")


def _presents(proposals: Proposals, gate: str) -> Deed:
    kind = GATES[gate].kind
    paper = proposals.process.papers.get(kind)
    if paper is None or paper.declined:
        return proposals._writes(kind)
    return did("present directive", kind=kind)


def _presents_report(proposals: Proposals, _: str) -> Deed:
    return did("present report", kind="PRE_STUDY_REPORT")


def _steers(proposals: Proposals, gate: str) -> Deed:
    stage = "PRE_STUDY" if gate.startswith("PRE_STUDY") else "PROJECT"
    return did("arrange", stage=stage, body=proposals.pick(*BODIES))


def _ends_request(proposals: Proposals, _: str) -> Deed:
    request = proposals.process.requests[-1]
    if request.over or set(MUNICIPALITIES) <= set(request.answers):
        return did("close")
    left = [each for each in MUNICIPALITIES if each not in request.answers]
    stance = proposals.pick("INTERESTED", "INTERESTED", "CONDITIONAL", "DECLINED")
    return did("answer", MUNICIPALITY, municipality=left[0], stance=stance)


def _sends(proposals: Proposals, _: str) -> Deed:
    """Whatever the latest request lacks to be on its way."""
    requests = proposals.process.requests
    state = requests[-1].state if requests else ""
    name = {"DRAFT": "approve", "APPROVED": "send"}.get(state, "draft")
    return did("send" if name == "approve" and proposals.perhaps(0.2) else name)


def _sets_aside(proposals: Proposals, _: str) -> Deed:
    return did("take part", MUNICIPALITY, municipality=proposals.pick(*MUNICIPALITIES), resources=True)


def _starts(proposals: Proposals, _: str) -> Deed:
    return did("start project" if proposals.process.led or proposals.perhaps(0.2) else "appoint")


def _settles_report(proposals: Proposals, _: str) -> Deed:
    report = proposals.process.reports[-1]
    if report.state == "RETURNED":
        return did("revise report")
    body = proposals.body_of("STATUS_REPORT")
    return did("receive report") if report.phase == "UTREDA" else did("approve report", body=body)


def _settles(proposals: Proposals, who: str) -> Deed:
    """A condition: it is marked, then confirmed."""
    if proposals.process.conditions[who] == "OPEN":
        return did("mark condition", municipality=who)
    return did("confirm condition", MUNICIPALITY, municipality=who)


def _asks(proposals: Proposals, gate: str) -> Deed:
    """About the directive, if there is one."""
    paper = proposals.process.papers.get("PROJECT_DIRECTIVE")
    if paper is None or paper.declined:
        return proposals._writes("PROJECT_DIRECTIVE")
    return did("close remiss" if paper.asked else "ask", kind="PROJECT_DIRECTIVE")


def _goes_on(proposals: Proposals) -> Deed:
    process = proposals.process
    return did("resume", body=process.steered["PROJECT"]) if process.paused else did("begin handover")


def _hands_over(proposals: Proposals, _: str) -> Deed:
    left = [each for each in proposals.process.taking_part() if each not in proposals.process.handed_over]
    return did("hand over", MUNICIPALITY, municipality=proposals.pick(*left))


REMEDIES: Mapping[str, Callable[[Proposals, str], Deed]] = {
    "document-missing": _document_of,
    "part-missing": _document_of,
    "benefit-case-missing": _document_of,
    "nothing-changed-since-return": _document_of,
    "request-not-sent": _sends,
    "request-still-open": _ends_request,
    "not-presented": _presents,
    "report-not-presented": _presents_report,
    "no-steering-group": _steers,
    "directive-not-sent": lambda *_: did("send directive", kind="PROJECT_DIRECTIVE"),
    "too-few-take-part": _sets_aside,
    "not-started": _starts,
    "status-report-open": _settles_report,
    "communication-plan-missing": lambda *_: written("COMMUNICATION_PLAN"),
    "interested-not-asked": _asks,
    "handover-open": _hands_over,
    "agreement-unsigned": lambda *_: did("register agreement"),
    "benefit-line-missing": _document_of,
    "handover-not-begun": lambda proposals, _: _goes_on(proposals),
}
"""By what a gate lacks: what brings it there."""

FLAWS: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "prioritise": (("review", False), ("reason", False)),
    "send": (("late", True),),
    "withdraw": (("reason", False),),
    "judge": (("review", False), ("reason", False), ("reason", False)),
    "write": (("same", True), ("foreign", True)),
    "ask": (("late", True), ("nobody", True)),
    "decide": (
        *(("body", each) for each in BODIES),
        *(("older", True), ("remarks", False), ("reason", False), ("outcome", "GO"), ("gate", "PROJECT_PLAN")),
    ),
    "present directive": (("older", True), ("late", True), ("kind", "COMMUNICATION_PLAN")),
    "present report": (("older", True), ("late", True), ("kind", "COMMUNICATION_PLAN")),
    "send directive": (("older", True), ("late", True), ("kind", "COMMUNICATION_PLAN")),
    "start project": (("late", True),),
    "begin handover": (("late", True),),
    "stop": (("reason", False),),
    "pause": (("reason", False), ("late", True)),
    "arrange": (("body", "KOMMUNLEDNING"),),
    "register agreement": (("late", True),),
    "take part": (("informal", True),),
    "give hours": (("informal", True),),
    "hand over": (("nobody", True),),
    "mark condition": (("unexplained", True),),
    "end part": (("reason", False),),
    "report": (("overlaps", True), ("unexplained", True), ("late", True)),
    "revise report": (("unknown", True),),
    "receive report": (("late", True), ("unknown", True)),
    "approve report": (("unknown", True), *(("body", each) for each in BODIES)),
    "return report": (("remarks", False), ("unknown", True), *(("body", each) for each in BODIES)),
    "pass report on": (("late", True), ("unknown", True)),
}
"""By deed: what may be wrong with it."""


def _a_gate(proposals: Proposals) -> Mapping[str, Any]:
    """Most often about its own document, if that is written, and by its own body."""
    gate = proposals.chance.choice([gate for gate, row in GATES.items() if row.kind in WRITTEN])
    outcome = proposals.pick("APPROVED", "RETURNED", "DECLINED")
    own = GATES[gate].kind in proposals.process.papers and proposals.perhaps(0.8)
    body = proposals.body_of(gate) if own else proposals.pick(*BODIES)
    return {"gate": gate, "kind": GATES[gate].kind if own else proposals._kind(), "body": body, "outcome": outcome}


def _a_paper(proposals: Proposals) -> Mapping[str, Any]:
    return {"kind": proposals._kind()}


def _a_municipality(proposals: Proposals) -> Mapping[str, Any]:
    stance = proposals.pick("INTERESTED", "CONDITIONAL", "DECLINED")
    who = proposals.pick(*MUNICIPALITIES)
    return {"municipality": who, "stance": stance, "resources": proposals.perhaps(0.5)}


def _declined(proposals: Proposals) -> tuple[str, ...]:
    return tuple(kind for kind, paper in proposals.process.papers.items() if paper.declined)


def _nothing(_: Proposals) -> Mapping[str, Any]:
    return {}


_ANYTHING: Mapping[str, Callable[[Proposals], Mapping[str, Any]]] = {
    "prioritise": lambda proposals: {"outcome": proposals.pick("START_NOW", "WAIT", "DECLINE"), "review": True},
    "draft": _nothing,
    "approve": _nothing,
    "send": _nothing,
    "answer": _a_municipality,
    "close": _nothing,
    "withdraw": _nothing,
    "judge": lambda proposals: {"outcome": proposals.pick("GO", "WAIT", "NO_GO"), "least": 2, "review": True},
    "write": lambda proposals: {"kind": proposals.pick(*WRITTEN, *_declined(proposals) * 20), "complete": True},
    "ask": _a_paper,
    "close remiss": _a_paper,
    "handle": _a_paper,
    "decide": _a_gate,
    "present directive": _a_paper,
    "present report": _a_paper,
    "send directive": _a_paper,
    "start project": _nothing,
    "begin handover": _nothing,
    "stop": _nothing,
    "pause": lambda proposals: {"body": proposals.process.steered.get("PROJECT") or "E_RAD"},
    "resume": lambda proposals: {"body": proposals.process.steered.get("PROJECT") or "E_RAD"},
    "arrange": lambda proposals: {"stage": proposals.pick("PRE_STUDY", "PROJECT"), "body": proposals.pick(*BODIES)},
    "appoint": _nothing,
    "take part": _a_municipality,
    "give hours": _a_municipality,
    "end part": _a_municipality,
    "register agreement": _nothing,
    "hand over": _a_municipality,
    "let in": lambda proposals: {**_a_municipality(proposals), "body": proposals.pick(*BODIES)},
    "mark condition": _a_municipality,
    "confirm condition": _a_municipality,
    "report": _nothing,
    "revise report": _nothing,
    "receive report": _nothing,
    "approve report": lambda proposals: {"body": proposals.body_of("STATUS_REPORT")},
    "return report": lambda proposals: {"body": proposals.body_of("STATUS_REPORT")},
    "pass report on": _nothing,
    "time passes": _nothing,
}
"""Everything that may be tried at any time, and about what."""
_ABOUT_PAPERS = frozenset(
    {"ask", "close remiss", "handle", "decide", "present directive", "present report", "send directive"}
)
_ABOUT_REQUESTS = frozenset({"approve", "send", "answer", "close", "withdraw"})
