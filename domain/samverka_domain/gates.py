"""The gates of the process in one table: where, by whom and about what each is decided, and where its outcomes lead.

What must hold before is judged by `case`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from samverka_domain.kernel.decision import Body
from samverka_domain.steps import Step


class Outcome(StrEnum):
    """What a body decides at a gate."""

    START_NOW = "START_NOW"
    WAIT = "WAIT"
    DECLINE = "DECLINE"
    APPROVED = "APPROVED"
    RETURNED = "RETURNED"
    """Back with remarks; the next decision concerns a newer version."""
    DECLINED = "DECLINED"
    GO = "GO"
    NO_GO = "NO_GO"
    INTERESTED = "INTERESTED"
    CONDITIONAL = "CONDITIONAL"
    TAKES_PART = "TAKES_PART"
    RESOURCES_SET_ASIDE = "RESOURCES_SET_ASIDE"
    DECLINES = "DECLINES"


class Recorder(StrEnum):
    """Who records a gate's decision, besides whoever took it herself."""

    PROCESS_LEADER = "PROCESS_LEADER"
    INSATS_LEADER = "INSATS_LEADER"
    """The investigator or the project leader of the insats."""
    OFFICER = "OFFICER"
    """Of the municipality whose decision it is."""


class DocumentKind(StrEnum):
    """The documents of an insats that bodies decide about, or take note of."""

    ANALYSIS = "ANALYSIS"
    INTEREST_REQUEST = "INTEREST_REQUEST"
    PRE_STUDY_DIRECTIVE = "PRE_STUDY_DIRECTIVE"
    PRE_STUDY_REPORT = "PRE_STUDY_REPORT"
    PROJECT_DIRECTIVE = "PROJECT_DIRECTIVE"
    ASSIGNMENT_DIRECTIVE = "ASSIGNMENT_DIRECTIVE"
    PROJECT_PLAN = "PROJECT_PLAN"
    STATUS_REPORT = "STATUS_REPORT"
    FINAL_REPORT = "FINAL_REPORT"
    EFFECT_REPORT = "EFFECT_REPORT"
    COMMUNICATION_PLAN = "COMMUNICATION_PLAN"
    """Of a request; a project plan has its own within it."""


DIRECTIVES = (DocumentKind.PROJECT_DIRECTIVE, DocumentKind.ASSIGNMENT_DIRECTIVE)
"""The kinds that municipalities decide about taking part by."""


class Missing(StrEnum):
    """What a gate can lack: the codes of a refusal because a gate is not open."""

    WRONG_STEP = "wrong-step"
    """The insats stands elsewhere."""
    DOCUMENT_MISSING = "document-missing"
    """There is no version to decide about."""
    NOTHING_CHANGED_SINCE_RETURN = "nothing-changed-since-return"
    COMMUNICATION_PLAN_MISSING = "communication-plan-missing"
    PART_MISSING = "part-missing"
    BENEFIT_CASE_MISSING = "benefit-case-missing"
    REQUEST_STILL_OPEN = "request-still-open"
    ALREADY_JUDGED = "already-judged"
    NOT_PRESENTED = "not-presented"
    REPORT_NOT_PRESENTED = "report-not-presented"
    INTERESTED_NOT_ASKED = "interested-not-asked"
    NO_STEERING_GROUP = "no-steering-group"
    REQUEST_NOT_SENT = "request-not-sent"
    DIRECTIVE_NOT_SENT = "directive-not-sent"
    NOT_INTERESTED_BEFORE = "not-interested-before"
    LATE_JOINING_NOT_ACCEPTED = "late-joining-not-accepted"
    """The project plan has been approved without it, and who steers has not let it in."""
    CONDITION_OPEN = "condition-open"
    TOO_FEW_TAKE_PART = "too-few-take-part"
    NOT_STARTED = "not-started"
    COST_KEY_UNDECIDED = "cost-key-undecided"
    OWNER_NOT_ACCEPTED = "owner-not-accepted"
    STATUS_REPORT_OPEN = "status-report-open"
    HANDOVER_NOT_BEGUN = "handover-not-begun"
    HANDOVER_OPEN = "handover-open"
    AGREEMENT_UNSIGNED = "agreement-unsigned"
    BENEFIT_LINE_MISSING = "benefit-line-missing"
    APPROVED_ANOTHER_VERSION = "approved-another-version"


class Gate(StrEnum):
    """A decision in the process; `GATES` says everything else of it."""

    PRIORITY = "PRIORITY"
    FIRST_WORDING = "FIRST_WORDING"
    FIRST_ANSWER = "FIRST_ANSWER"
    FIRST_JUDGEMENT = "FIRST_JUDGEMENT"
    PRE_STUDY_DIRECTIVE = "PRE_STUDY_DIRECTIVE"
    PRE_STUDY_REPORT = "PRE_STUDY_REPORT"
    SECOND_WORDING = "SECOND_WORDING"
    SECOND_ANSWER = "SECOND_ANSWER"
    SECOND_JUDGEMENT = "SECOND_JUDGEMENT"
    PROJECT_DIRECTIVE = "PROJECT_DIRECTIVE"
    PARTICIPATION = "PARTICIPATION"
    PROJECT_PLAN = "PROJECT_PLAN"
    STATUS_REPORT = "STATUS_REPORT"
    FINAL_REPORT = "FINAL_REPORT"
    EFFECT_REPORT_E_RAD = "EFFECT_REPORT_E_RAD"
    EFFECT_REPORT_DIRECTORS = "EFFECT_REPORT_DIRECTORS"


@dataclass(frozen=True, kw_only=True)
class GateRule:
    """Where, by whom and with which outcomes a gate is decided, about what, and what must hold."""

    label: str
    """Its sign in the model, such as G10."""
    steps: tuple[Step, ...]
    """What waits from one of these steps is decided about anew by the same gate."""
    again: tuple[Step, ...] = ()
    """Where a newer version is decided about, once it has been presented: whatever comes of it, the insats stays."""
    body: Body
    """For STYRGRUPP: the group that steers the insats, or the body that acts as one."""
    recorders: tuple[Recorder, ...] = (Recorder.PROCESS_LEADER,)
    outcomes: Mapping[Outcome, Step | None]
    """Each with the step to which it leads; None: the insats stays where it is."""
    kinds: tuple[DocumentKind, ...] = ()
    """Of which document a version is decided about."""
    needs: tuple[Missing, ...] = field(default=())
    """What it can lack, besides the right step."""


_LEADERS = (Recorder.INSATS_LEADER, Recorder.PROCESS_LEADER)
_WORDING: Mapping[Outcome, Step | None] = {
    Outcome.APPROVED: None,
    Outcome.RETURNED: None,
    Outcome.DECLINED: Step.STOPPED,
}
_ANSWER: Mapping[Outcome, Step | None] = {
    Outcome.INTERESTED: None,
    Outcome.CONDITIONAL: None,
    Outcome.DECLINED: None,
}


def _judged(go: Step) -> Mapping[Outcome, Step | None]:
    return {Outcome.GO: go, Outcome.WAIT: Step.WAITING, Outcome.NO_GO: Step.STOPPED}


def _document(approved: Step | None) -> Mapping[Outcome, Step | None]:
    return {Outcome.APPROVED: approved, Outcome.RETURNED: None, Outcome.DECLINED: Step.STOPPED}


def _report(approved: Step | None) -> Mapping[Outcome, Step | None]:
    return {Outcome.APPROVED: approved, Outcome.RETURNED: None}


GATES: Mapping[Gate, GateRule] = {
    Gate.PRIORITY: GateRule(
        label="G1",
        steps=(Step.IDEA, Step.DECLINED),
        body=Body.E_RAD,
        outcomes={
            Outcome.START_NOW: Step.FIRST_REQUEST_DRAFT,
            Outcome.WAIT: Step.WAITING,
            Outcome.DECLINE: Step.DECLINED,
        },
    ),
    Gate.FIRST_WORDING: GateRule(
        label="G2",
        steps=(Step.FIRST_REQUEST_WORDING,),
        body=Body.E_RAD,
        outcomes=_WORDING,
        kinds=(DocumentKind.INTEREST_REQUEST,),
        needs=(Missing.COMMUNICATION_PLAN_MISSING,),
    ),
    Gate.FIRST_ANSWER: GateRule(
        label="G3",
        steps=(Step.FIRST_ANSWERS,),
        body=Body.KOMMUNLEDNING,
        recorders=(Recorder.OFFICER,),
        outcomes=_ANSWER,
    ),
    Gate.FIRST_JUDGEMENT: GateRule(
        label="G4",
        steps=(Step.FIRST_JUDGEMENT,),
        body=Body.E_RAD,
        outcomes=_judged(go=Step.DIRECTIVE_DRAFT),
        needs=(Missing.REQUEST_STILL_OPEN, Missing.ALREADY_JUDGED),
    ),
    Gate.PRE_STUDY_DIRECTIVE: GateRule(
        label="G5",
        steps=(Step.PRE_STUDY_DIRECTIVE,),
        body=Body.STYRGRUPP,
        recorders=_LEADERS,
        outcomes=_document(approved=Step.PRE_STUDY),
        kinds=(DocumentKind.PRE_STUDY_DIRECTIVE,),
        needs=(
            Missing.NOT_PRESENTED,
            Missing.NO_STEERING_GROUP,
            Missing.PART_MISSING,
            Missing.BENEFIT_CASE_MISSING,
        ),
    ),
    Gate.PRE_STUDY_REPORT: GateRule(
        label="G6",
        steps=(Step.PRE_STUDY,),
        body=Body.STYRGRUPP,
        recorders=_LEADERS,
        outcomes=_document(approved=Step.SECOND_REQUEST_WORDING),
        kinds=(DocumentKind.PRE_STUDY_REPORT,),
        needs=(Missing.PART_MISSING,),
    ),
    Gate.SECOND_WORDING: GateRule(
        label="G7",
        steps=(Step.SECOND_REQUEST_WORDING,),
        body=Body.E_RAD,
        outcomes=_WORDING,
        kinds=(DocumentKind.INTEREST_REQUEST,),
        needs=(Missing.REPORT_NOT_PRESENTED, Missing.COMMUNICATION_PLAN_MISSING),
    ),
    Gate.SECOND_ANSWER: GateRule(
        label="G8",
        steps=(Step.SECOND_ANSWERS,),
        body=Body.KOMMUNLEDNING,
        recorders=(Recorder.OFFICER,),
        outcomes=_ANSWER,
    ),
    Gate.SECOND_JUDGEMENT: GateRule(
        label="G9",
        steps=(Step.SECOND_JUDGEMENT,),
        body=Body.E_RAD,
        outcomes=_judged(go=Step.PROJECT_DIRECTIVE_DRAFT),
        needs=(Missing.REQUEST_STILL_OPEN, Missing.ALREADY_JUDGED),
    ),
    Gate.PROJECT_DIRECTIVE: GateRule(
        label="G10",
        steps=(Step.DIRECTIVE_APPROVAL,),
        again=(Step.PROJECT_PLAN, Step.EXECUTION),
        body=Body.FORBUNDSLEDNING,
        outcomes=_document(approved=Step.PARTICIPATION),
        kinds=DIRECTIVES,
        needs=(
            Missing.NOT_PRESENTED,
            Missing.PART_MISSING,
            Missing.BENEFIT_CASE_MISSING,
            Missing.INTERESTED_NOT_ASKED,
            Missing.NO_STEERING_GROUP,
        ),
    ),
    Gate.PARTICIPATION: GateRule(
        label="G11",
        steps=(Step.PARTICIPATION,),
        body=Body.KOMMUNLEDNING,
        recorders=(Recorder.OFFICER,),
        outcomes={Outcome.TAKES_PART: None, Outcome.RESOURCES_SET_ASIDE: None, Outcome.DECLINES: None},
        needs=(
            Missing.DIRECTIVE_NOT_SENT,
            Missing.NOT_INTERESTED_BEFORE,
            Missing.LATE_JOINING_NOT_ACCEPTED,
            Missing.CONDITION_OPEN,
        ),
    ),
    Gate.PROJECT_PLAN: GateRule(
        label="G12",
        steps=(Step.PROJECT_PLAN, Step.EXECUTION),
        body=Body.STYRGRUPP,
        recorders=_LEADERS,
        outcomes=_document(approved=Step.EXECUTION),
        kinds=(DocumentKind.PROJECT_PLAN,),
        needs=(
            Missing.TOO_FEW_TAKE_PART,
            Missing.NOT_STARTED,
            Missing.PART_MISSING,
            Missing.COST_KEY_UNDECIDED,
            Missing.OWNER_NOT_ACCEPTED,
        ),
    ),
    Gate.STATUS_REPORT: GateRule(
        label="G13",
        steps=(Step.EXECUTION, Step.CLOSING),
        body=Body.STYRGRUPP,
        recorders=_LEADERS,
        outcomes=_report(approved=None),
        kinds=(DocumentKind.STATUS_REPORT,),
    ),
    Gate.FINAL_REPORT: GateRule(
        label="G14",
        steps=(Step.CLOSING,),
        body=Body.STYRGRUPP,
        recorders=_LEADERS,
        outcomes=_report(approved=Step.REALISATION),
        kinds=(DocumentKind.FINAL_REPORT,),
        needs=(
            Missing.STATUS_REPORT_OPEN,
            Missing.PART_MISSING,
            Missing.HANDOVER_OPEN,
            Missing.AGREEMENT_UNSIGNED,
        ),
    ),
    Gate.EFFECT_REPORT_E_RAD: GateRule(
        label="G15a",
        steps=(Step.REALISATION,),
        body=Body.E_RAD,
        outcomes=_report(approved=Step.FINISHED),
        kinds=(DocumentKind.EFFECT_REPORT,),
        needs=(Missing.BENEFIT_LINE_MISSING, Missing.APPROVED_ANOTHER_VERSION),
    ),
    Gate.EFFECT_REPORT_DIRECTORS: GateRule(
        label="G15b",
        steps=(Step.REALISATION,),
        body=Body.KOMMUNDIREKTORER,
        outcomes=_report(approved=Step.FINISHED),
        kinds=(DocumentKind.EFFECT_REPORT,),
        needs=(Missing.BENEFIT_LINE_MISSING, Missing.APPROVED_ANOTHER_VERSION),
    ),
}
"""The process's decisions, in the order of the path."""

BOTH_NEEDED = (Gate.EFFECT_REPORT_E_RAD, Gate.EFFECT_REPORT_DIRECTORS)
"""Only when both have approved one version does either lead on."""


def gates_at(step: Step, *, again: bool = False) -> tuple[Gate, ...]:
    """The gates that may be decided in a step; or those that may be once something newer has been presented in it."""
    return tuple(gate for gate, rule in GATES.items() if step in (rule.again if again else rule.steps))
