"""The process of one insats in plain words and plain loops, written anew from its tables: nothing of the product.

A `Deed` is what somebody tries. `refusals` says by which rules it may be refused, none if it is accepted; `happened`
lets it count. A new gate, act or rule is a row in one of the tables.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.model.things import PROJECT_LEADER, Deed, Paper, Report, Request

WRITTEN = (
    *("COMMUNICATION_PLAN", "PRE_STUDY_DIRECTIVE", "PRE_STUDY_REPORT", "PROJECT_DIRECTIVE", "PROJECT_PLAN"),
    *("FINAL_REPORT", "EFFECT_REPORT"),
)
"""The kinds of document that are written; requests and status reports are things of their own."""
WITH_BENEFITS = ("PRE_STUDY_DIRECTIVE", "PRE_STUDY_REPORT", "PROJECT_DIRECTIVE")
"""Those with a benefit case."""


@dataclass(frozen=True)
class Row:
    """A gate: its steps, body, who records besides the process leader, outcomes and next steps, and its document."""

    steps: tuple[str, ...]
    body: str
    outcomes: Mapping[str, str]
    """By outcome the next step; empty: it stays."""
    kind: str = ""
    again: tuple[str, ...] = ()
    """Where something newer is decided about, once it has been presented: it stays there whatever comes of it."""
    led: bool = False
    """Whether who leads the insats records it too."""


def _document(then: str) -> Mapping[str, str]:
    return {"APPROVED": then, "RETURNED": "", "DECLINED": "STOPPED"}


def _judged(then: str) -> Mapping[str, str]:
    return {"GO": then, "WAIT": "WAITING", "NO_GO": "STOPPED"}


_WORDING = {"APPROVED": "", "RETURNED": "", "DECLINED": "STOPPED"}
_ANSWER = {"INTERESTED": "", "CONDITIONAL": "", "DECLINED": ""}
_PRIORITY = {"START_NOW": "FIRST_REQUEST_DRAFT", "WAIT": "WAITING", "DECLINE": "DECLINED"}
_PART = {"TAKES_PART": "", "RESOURCES_SET_ASIDE": "", "DECLINES": ""}

GATES: Mapping[str, Row] = {
    "PRIORITY": Row(("IDEA", "DECLINED"), "E_RAD", _PRIORITY),
    "FIRST_WORDING": Row(("FIRST_REQUEST_WORDING",), "E_RAD", _WORDING, "INTEREST_REQUEST"),
    "FIRST_ANSWER": Row(("FIRST_ANSWERS",), "KOMMUNLEDNING", _ANSWER),
    "FIRST_JUDGEMENT": Row(("FIRST_JUDGEMENT",), "E_RAD", _judged("DIRECTIVE_DRAFT")),
    "PRE_STUDY_DIRECTIVE": Row(
        ("PRE_STUDY_DIRECTIVE",), "STYRGRUPP", _document("PRE_STUDY"), "PRE_STUDY_DIRECTIVE", led=True
    ),
    "PRE_STUDY_REPORT": Row(
        ("PRE_STUDY",), "STYRGRUPP", _document("SECOND_REQUEST_WORDING"), "PRE_STUDY_REPORT", led=True
    ),
    "SECOND_WORDING": Row(("SECOND_REQUEST_WORDING",), "E_RAD", _WORDING, "INTEREST_REQUEST"),
    "SECOND_ANSWER": Row(("SECOND_ANSWERS",), "KOMMUNLEDNING", _ANSWER),
    "SECOND_JUDGEMENT": Row(("SECOND_JUDGEMENT",), "E_RAD", _judged("PROJECT_DIRECTIVE_DRAFT")),
    "PROJECT_DIRECTIVE": Row(
        ("DIRECTIVE_APPROVAL",),
        "FORBUNDSLEDNING",
        _document("PARTICIPATION"),
        "PROJECT_DIRECTIVE",
        again=("PROJECT_PLAN", "EXECUTION"),
    ),
    "PARTICIPATION": Row(("PARTICIPATION",), "KOMMUNLEDNING", _PART),
    "PROJECT_PLAN": Row(("PROJECT_PLAN", "EXECUTION"), "STYRGRUPP", _document("EXECUTION"), "PROJECT_PLAN", led=True),
    "STATUS_REPORT": Row(
        ("EXECUTION", "CLOSING"), "STYRGRUPP", {"APPROVED": "", "RETURNED": ""}, "STATUS_REPORT", led=True
    ),
    "FINAL_REPORT": Row(
        ("CLOSING",), "STYRGRUPP", {"APPROVED": "REALISATION", "RETURNED": ""}, "FINAL_REPORT", led=True
    ),
    "EFFECT_REPORT_E_RAD": Row(("REALISATION",), "E_RAD", {"APPROVED": "FINISHED", "RETURNED": ""}, "EFFECT_REPORT"),
    "EFFECT_REPORT_DIRECTORS": Row(
        ("REALISATION",), "KOMMUNDIREKTORER", {"APPROVED": "FINISHED", "RETURNED": ""}, "EFFECT_REPORT"
    ),
}
"""C3.2."""
BOTH = ("EFFECT_REPORT_E_RAD", "EFFECT_REPORT_DIRECTORS")
"""Only when both have approved one version is it finished."""

_STOPPABLE = (
    *("PRE_STUDY_DIRECTIVE", "PRE_STUDY", "SECOND_REQUEST_WORDING", "SECOND_ANSWERS", "SECOND_JUDGEMENT"),
    *("PROJECT_DIRECTIVE_DRAFT", "DIRECTIVE_APPROVAL", "PARTICIPATION", "PROJECT_PLAN", "EXECUTION", "CLOSING"),
)
ACTS: Mapping[str, Mapping[str, str]] = {
    "draft": {
        "FIRST_REQUEST_DRAFT": "FIRST_REQUEST_WORDING",
        "FIRST_REQUEST_WORDING": "FIRST_REQUEST_WORDING",
        "SECOND_REQUEST_WORDING": "SECOND_REQUEST_WORDING",
    },
    "send": {
        "FIRST_REQUEST_DRAFT": "FIRST_ANSWERS",
        "FIRST_REQUEST_WORDING": "FIRST_ANSWERS",
        "SECOND_REQUEST_WORDING": "SECOND_ANSWERS",
    },
    "close": {"FIRST_ANSWERS": "FIRST_JUDGEMENT", "SECOND_ANSWERS": "SECOND_JUDGEMENT"},
    "withdraw": {"FIRST_ANSWERS": "FIRST_REQUEST_WORDING", "SECOND_ANSWERS": "SECOND_REQUEST_WORDING"},
    "present directive": {
        "DIRECTIVE_DRAFT": "PRE_STUDY_DIRECTIVE",
        "PROJECT_DIRECTIVE_DRAFT": "DIRECTIVE_APPROVAL",
        "PARTICIPATION": "DIRECTIVE_APPROVAL",
        "PROJECT_PLAN": "PROJECT_PLAN",
        "EXECUTION": "EXECUTION",
    },
    "present report": {"SECOND_REQUEST_WORDING": "SECOND_REQUEST_WORDING"},
    "send directive": {"PARTICIPATION": "PARTICIPATION"},
    "start project": {"PARTICIPATION": "PROJECT_PLAN"},
    "begin handover": {"EXECUTION": "CLOSING"},
    "register agreement": {"EXECUTION": "EXECUTION", "CLOSING": "CLOSING"},
    "pause": {"EXECUTION": "EXECUTION"},
    "resume": {"EXECUTION": "EXECUTION"},
    "stop": dict.fromkeys(_STOPPABLE, "STOPPED"),
}
"""C3.3 and C3.5: from which step each act leads to which."""
LACKING = {
    "draft": "document-missing",
    "send": "request-not-sent",
    "close": "request-still-open",
    "present directive": "not-presented",
    "start project": "not-started",
    "begin handover": "handover-not-begun",
}
"""What the gate lacks to which the act leads, as long as it has not been done."""
ANEW = ("PARTICIPATION", "PROJECT_PLAN", "EXECUTION")
"""Where a directive that was changed after its approval is presented anew."""
LATE = ("PROJECT_PLAN", "EXECUTION", "CLOSING")
"""Where a municipality may still join; once the plan is approved, if who steers lets it in."""
STILL = ("WAITING", "STOPPED", "DECLINED")
PATH = (
    *("IDEA", "FIRST_REQUEST_DRAFT", "FIRST_REQUEST_WORDING", "FIRST_ANSWERS", "FIRST_JUDGEMENT", "DIRECTIVE_DRAFT"),
    *("PRE_STUDY_DIRECTIVE", "PRE_STUDY", "SECOND_REQUEST_WORDING", "SECOND_ANSWERS", "SECOND_JUDGEMENT"),
    *("PROJECT_DIRECTIVE_DRAFT", "DIRECTIVE_APPROVAL", "PARTICIPATION", "PROJECT_PLAN", "EXECUTION", "CLOSING"),
    *("REALISATION", "FINISHED"),
)
"""C3.1, in order."""
_STUDIED = (
    *("PRE_STUDY_DIRECTIVE", "PRE_STUDY", "SECOND_REQUEST_WORDING", "SECOND_ANSWERS", "SECOND_JUDGEMENT"),
    "PROJECT_DIRECTIVE_DRAFT",
)
REPORTED = {**dict.fromkeys(_STUDIED, "UTREDA"), "EXECUTION": "GENOMFORANDE", "CLOSING": "AVVECKLING"}
"""By step: the phase of its status reports."""


@dataclass
class Process:
    """One insats: where it stands, and what is known of it."""

    path: str
    municipalities: tuple[str, ...]
    step: str = "IDEA"
    stood_at: str = ""
    waits_for: str = ""
    priority: str = ""
    passed: dict[str, str] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    moved_by: Request | None = None
    """The request that it was moved by last."""
    steered: dict[str, str] = field(default_factory=dict)
    """By stage: which body acts as steering group."""
    led: bool = False
    done: set[str] = field(default_factory=set)
    anew: bool = False
    """Whether a changed directive has been presented while the project goes on."""
    paused: bool = False
    parts: dict[str, str] = field(default_factory=dict)
    """By municipality: TAKES_PART, SET_ASIDE or ENDED."""
    said_yes: tuple[str, ...] = ()
    """Those that were interested when that was judged last, with conditions or not."""
    conditions: dict[str, str] = field(default_factory=dict)
    """Of each that had a condition then: OPEN or MARKED, until it is settled."""
    asked: set[str] = field(default_factory=set)
    """About the directive of the project."""
    sent_to: set[str] = field(default_factory=set)
    let_in: set[str] = field(default_factory=set)
    handed_over: set[str] = field(default_factory=set)
    lines: int = 0
    """Of the effect report: how many organisations have one."""
    reports: list[Report] = field(default_factory=list)
    group: Any = None
    """The steering group that was formed last, and its last meeting."""
    meeting: Any = None

    def path_step(self) -> str:
        """The step of the path in which it stands, or stands still."""
        return self.stood_at or self.step

    def reported_phase(self) -> str:
        """The phase in which it stands, or stands still, if there are status reports in that."""
        return REPORTED.get(self.path_step(), "")

    def open_gates(self) -> list[str]:
        """Those that may be decided where it stands."""
        if self.step == "WAITING":
            return [self.waits_for]
        return [
            gate for gate, row in GATES.items() if self.step in row.steps or (self.anew and self.step in row.again)
        ]

    def led_by(self, act: str) -> str:
        """The step to which an act leads from here; empty: nowhere."""
        changed = self.at_hand("PROJECT_DIRECTIVE") is not None and not self.anew
        if act == "present directive" and self.step in ANEW and not changed:
            return ""
        straight = act == "present directive" and self.path == "PROJECT" and self.step == "DIRECTIVE_DRAFT"
        return ACTS[act].get("PROJECT_DIRECTIVE_DRAFT" if straight else self.step, "")

    def may(self, act: str) -> bool:
        """Whether an act leads somewhere from here; what is paused is resumed before it goes on."""
        in_turn = {"pause": not self.paused, "resume": self.paused, "begin handover": not self.paused}
        return in_turn.get(act, True) and self.led_by(act) != ""

    def allowed(self) -> dict[str, frozenset[str]]:
        """The gates that may be decided now or after one act, each with what it lacks."""
        found = {gate: self.missing(gate) for gate in self.open_gates()}
        for act in LACKING:
            for gate in self.reached(act):
                found.setdefault(gate, self.missing(gate))
        return found

    def reached(self, act: str) -> list[str]:
        """The gates to which an act leads: of what is presented anew later, its own alone."""
        to = self.led_by(act)
        again = [gate for gate, row in GATES.items() if to in row.again and act == "present directive"]
        return again or [gate for gate, row in GATES.items() if to in row.steps]

    def missing(self, gate: str) -> frozenset[str]:
        """Everything that a gate lacks."""
        if gate in self.open_gates():
            return frozenset(self._lacking(gate))
        if self.passed.get(gate) in ("GO", "NO_GO"):
            return frozenset({"already-judged"})
        for act, lack in LACKING.items():
            if gate in self.reached(act):
                return frozenset({lack})
        return frozenset({"wrong-step"})

    def _lacking(self, gate: str) -> Iterator[str]:
        for lack, is_wanting in NEEDS.get(gate, ()):
            if is_wanting(self):
                yield lack
        kind = GATES[gate].kind
        if kind in WRITTEN:
            paper = self.at_hand(kind)
            yield from paper.lacks if paper else ("document-missing",)

    def wording(self) -> str:
        """The gate at which a request's wording is approved next, or was approved last."""
        return self.judged_at().replace("JUDGEMENT", "WORDING")

    def keeps_out(self, municipality: str) -> frozenset[str]:
        """What a municipality lacks to take part."""
        if PATH.index(self.path_step()) < PATH.index("PARTICIPATION"):
            return frozenset({"directive-not-sent"})
        if self.step not in ("PARTICIPATION", *LATE):
            return frozenset({"wrong-step"})
        return frozenset(self._keeping_out(municipality))

    def _keeping_out(self, municipality: str) -> Iterator[str]:
        if "send directive" not in self.done:
            yield "directive-not-sent"
        elif municipality not in self.taking_part():
            if municipality not in self.let_in:
                if municipality not in self.sent_to:
                    yield "not-interested-before"
                elif self.step in LATE and "PROJECT_PLAN" in self.passed:
                    yield "late-joining-not-accepted"
            if municipality in self.conditions:
                yield "condition-open"

    def at_hand(self, kind: str) -> Paper | None:
        """The version that is on its way to a gate."""
        paper = self.papers.get(kind)
        return None if paper is None or paper.whole or paper.declined or paper.refused else paper

    def judged_at(self) -> str:
        """The gate at which interest is judged next, or was judged last."""
        second = PATH.index(self.path_step()) >= PATH.index("SECOND_REQUEST_WORDING")
        return "SECOND_JUDGEMENT" if second else "FIRST_JUDGEMENT"

    def interested(self) -> list[str]:
        """Those that said yes to the last request that was sent, with conditions or not."""
        sent = [each for each in self.requests if each.state in ("SENT", "CLOSED", "WITHDRAWN")]
        last = sent[-1].answers if sent else {}
        return [each for each, stance in last.items() if stance != "DECLINED"]

    def started(self) -> bool:
        """Whether the e-råd wants it to be carried out."""
        return self.priority == "START_NOW"

    def taking_part(self) -> list[str]:
        """Those whose part has not ended."""
        return [each for each, part in self.parts.items() if part != "ENDED"]

    def refusals(self, deed: Deed) -> frozenset[str]:
        """The rules by which it may be refused; none, if it is accepted."""
        if deed.by not in WHO[deed.name] or (deed.by == PROJECT_LEADER and not self.led):
            return frozenset({"role-missing"})
        return frozenset(RULES[deed.name](self, deed))

    def happened(self, deed: Deed) -> None:
        """Let it count."""
        COUNTS[deed.name](self, deed)

    def move(self, step: str, gate: str = "") -> None:
        """To another step; what stands still keeps the one where it stood."""
        here = self.path_step()
        self.paused = False
        self.stood_at = here if step in STILL else ""
        self.waits_for = gate if step == "WAITING" else ""
        self.step = step

    def decided(self, gate: str, outcome: str) -> None:
        """What a body decided at a gate, and where that leads."""
        self.passed[gate] = outcome
        leads = gate in self.open_gates() and self.step not in GATES[gate].again
        to = GATES[gate].outcomes.get(outcome, "") if leads else ""
        if gate == "PROJECT_DIRECTIVE" and outcome != "RETURNED":
            self.anew = False
        if to and not (gate in BOTH and outcome == "APPROVED" and not self.both_approved()):
            self.move(to, gate)

    def both_approved(self) -> bool:
        """Whether e-råd and directors have approved the same version of the effect report."""
        numbers = [self.papers["EFFECT_REPORT"].approvals.get(gate) for gate in BOTH]
        return numbers[0] is not None and numbers[0] == numbers[1]

    def acted(self, act: str) -> None:
        """What was done between gates, and where that leads."""
        to = self.led_by(act)
        if to:
            self.done.add(act)
            if to != self.step:
                self.move(to)


def _stage_unsteered(stage: str) -> Callable[[Process], bool]:
    return lambda process: stage not in process.steered


def _not_done(act: str) -> Callable[[Process], bool]:
    return lambda process: act not in process.done


def _without_plan(process: Process) -> bool:
    plan = process.at_hand("COMMUNICATION_PLAN")
    return plan is None or bool(plan.lacks)


def _without_line(process: Process) -> bool:
    return process.lines < len(process.taking_part())


NEEDS: Mapping[str, tuple[tuple[str, Callable[[Process], bool]], ...]] = {
    "FIRST_WORDING": (("communication-plan-missing", _without_plan),),
    "PRE_STUDY_DIRECTIVE": (("no-steering-group", _stage_unsteered("PRE_STUDY")),),
    "SECOND_WORDING": (
        ("report-not-presented", _not_done("present report")),
        ("communication-plan-missing", _without_plan),
    ),
    "PROJECT_DIRECTIVE": (
        ("no-steering-group", _stage_unsteered("PROJECT")),
        ("interested-not-asked", lambda process: not set(process.said_yes) <= process.asked),
    ),
    "PARTICIPATION": (("directive-not-sent", _not_done("send directive")),),
    "PROJECT_PLAN": (("too-few-take-part", lambda process: "SET_ASIDE" not in process.parts.values()),),
    "FINAL_REPORT": (
        (
            "status-report-open",
            lambda process: any(each.state in ("SUBMITTED", "RETURNED") for each in process.reports),
        ),
        ("handover-open", lambda process: not set(process.taking_part()) <= process.handed_over),
        ("agreement-unsigned", _not_done("register agreement")),
    ),
    "EFFECT_REPORT_E_RAD": (("benefit-line-missing", _without_line),),
    "EFFECT_REPORT_DIRECTORS": (("benefit-line-missing", _without_line),),
}
"""By gate: what it can lack besides step and document, and when."""


Rules = Callable[[Process, Deed], Iterator[str]]
Counting = Callable[[Process, Deed], None]
WHO: dict[str, tuple[str, ...]] = {}
RULES: dict[str, Rules] = {}
COUNTS: dict[str, Counting] = {}
"""By deed: who may try it, by which rules it is refused, and what it comes to."""
