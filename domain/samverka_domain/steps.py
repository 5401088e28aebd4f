"""The steps of an insats in their order and phases, and the acts that lead from one to the next."""

from collections.abc import Mapping
from enum import StrEnum


class Phase(StrEnum):
    """The seven phases of the model."""

    IDE = "IDE"
    INITIERA = "INITIERA"
    UTREDA = "UTREDA"
    ETABLERA = "ETABLERA"
    GENOMFORANDE = "GENOMFORANDE"
    AVVECKLING = "AVVECKLING"
    REALISERA = "REALISERA"


class StartsWith(StrEnum):
    """The path of an insats: whether it begins with a pre-study, or at once as a project or an assignment."""

    PRE_STUDY = "PRE_STUDY"
    PROJECT = "PROJECT"
    ASSIGNMENT = "ASSIGNMENT"
    """As a project, with an assignment's directive (uppdragsdirektiv)."""


class Step(StrEnum):
    """Where an insats stands: nineteen steps in their order, and the three in which it stands still."""

    IDEA = "IDEA"
    FIRST_REQUEST_DRAFT = "FIRST_REQUEST_DRAFT"
    FIRST_REQUEST_WORDING = "FIRST_REQUEST_WORDING"
    FIRST_ANSWERS = "FIRST_ANSWERS"
    FIRST_JUDGEMENT = "FIRST_JUDGEMENT"
    DIRECTIVE_DRAFT = "DIRECTIVE_DRAFT"
    PRE_STUDY_DIRECTIVE = "PRE_STUDY_DIRECTIVE"
    PRE_STUDY = "PRE_STUDY"
    SECOND_REQUEST_WORDING = "SECOND_REQUEST_WORDING"
    SECOND_ANSWERS = "SECOND_ANSWERS"
    SECOND_JUDGEMENT = "SECOND_JUDGEMENT"
    PROJECT_DIRECTIVE_DRAFT = "PROJECT_DIRECTIVE_DRAFT"
    DIRECTIVE_APPROVAL = "DIRECTIVE_APPROVAL"
    PARTICIPATION = "PARTICIPATION"
    PROJECT_PLAN = "PROJECT_PLAN"
    EXECUTION = "EXECUTION"
    CLOSING = "CLOSING"
    REALISATION = "REALISATION"
    FINISHED = "FINISHED"
    WAITING = "WAITING"
    STOPPED = "STOPPED"
    DECLINED = "DECLINED"


STANDING_STILL = frozenset({Step.WAITING, Step.STOPPED, Step.DECLINED})
"""Steps beside the path: an insats in one of them keeps the phase that it was in."""

AT_ITS_END = frozenset({Step.STOPPED, Step.DECLINED, Step.REALISATION, Step.FINISHED})
"""Where an insats can be succeeded by another: nothing more is carried out in it."""

PHASES: Mapping[Step, Phase] = {
    Step.IDEA: Phase.IDE,
    Step.FIRST_REQUEST_DRAFT: Phase.IDE,
    Step.FIRST_REQUEST_WORDING: Phase.INITIERA,
    Step.FIRST_ANSWERS: Phase.INITIERA,
    Step.FIRST_JUDGEMENT: Phase.INITIERA,
    Step.DIRECTIVE_DRAFT: Phase.INITIERA,
    Step.PRE_STUDY_DIRECTIVE: Phase.UTREDA,
    Step.PRE_STUDY: Phase.UTREDA,
    Step.SECOND_REQUEST_WORDING: Phase.UTREDA,
    Step.SECOND_ANSWERS: Phase.UTREDA,
    Step.SECOND_JUDGEMENT: Phase.UTREDA,
    Step.PROJECT_DIRECTIVE_DRAFT: Phase.UTREDA,
    Step.DIRECTIVE_APPROVAL: Phase.ETABLERA,
    Step.PARTICIPATION: Phase.ETABLERA,
    Step.PROJECT_PLAN: Phase.ETABLERA,
    Step.EXECUTION: Phase.GENOMFORANDE,
    Step.CLOSING: Phase.AVVECKLING,
    Step.REALISATION: Phase.REALISERA,
}
"""The phase of each step; what is finished has none."""

REPORTED = frozenset({Step.PRE_STUDY, Step.EXECUTION, Step.CLOSING})
"""The steps in which there are status reports."""

_IN_ORDER = list(Step)
IN_PRE_STUDY = frozenset(
    _IN_ORDER[_IN_ORDER.index(Step.DIRECTIVE_DRAFT) : _IN_ORDER.index(Step.SECOND_JUDGEMENT) + 1]
)
"""The steps in which municipalities give hours to a pre-study."""


class Act(StrEnum):
    """What is done between the gates, with its day: it moves an insats on, or the next gate relies on it."""

    DRAFT_REQUEST = "DRAFT_REQUEST"
    SEND_REQUEST = "SEND_REQUEST"
    CLOSE_REQUEST = "CLOSE_REQUEST"
    WITHDRAW_REQUEST = "WITHDRAW_REQUEST"
    PRESENT_DIRECTIVE = "PRESENT_DIRECTIVE"
    PRESENT_REPORT = "PRESENT_REPORT"
    SEND_DIRECTIVE = "SEND_DIRECTIVE"
    START_PROJECT = "START_PROJECT"
    BEGIN_HANDOVER = "BEGIN_HANDOVER"
    REGISTER_AGREEMENT = "REGISTER_AGREEMENT"
    PAUSE = "PAUSE"
    RESUME = "RESUME"
    STOP = "STOP"


STOPPABLE = (Phase.UTREDA, Phase.ETABLERA, Phase.GENOMFORANDE, Phase.AVVECKLING)
"""The phases in which an insats is stopped, and then still owes a final report if resources were promised to it."""

ACTS: Mapping[Act, Mapping[Step, Step]] = {
    Act.DRAFT_REQUEST: {
        Step.FIRST_REQUEST_DRAFT: Step.FIRST_REQUEST_WORDING,
        Step.FIRST_REQUEST_WORDING: Step.FIRST_REQUEST_WORDING,
        Step.SECOND_REQUEST_WORDING: Step.SECOND_REQUEST_WORDING,
    },
    Act.SEND_REQUEST: {
        Step.FIRST_REQUEST_DRAFT: Step.FIRST_ANSWERS,
        Step.FIRST_REQUEST_WORDING: Step.FIRST_ANSWERS,
        Step.SECOND_REQUEST_WORDING: Step.SECOND_ANSWERS,
    },
    Act.CLOSE_REQUEST: {Step.FIRST_ANSWERS: Step.FIRST_JUDGEMENT, Step.SECOND_ANSWERS: Step.SECOND_JUDGEMENT},
    Act.WITHDRAW_REQUEST: {
        Step.FIRST_ANSWERS: Step.FIRST_REQUEST_WORDING,
        Step.SECOND_ANSWERS: Step.SECOND_REQUEST_WORDING,
    },
    Act.PRESENT_DIRECTIVE: {
        Step.DIRECTIVE_DRAFT: Step.PRE_STUDY_DIRECTIVE,
        Step.PROJECT_DIRECTIVE_DRAFT: Step.DIRECTIVE_APPROVAL,
        Step.PARTICIPATION: Step.DIRECTIVE_APPROVAL,
        Step.PROJECT_PLAN: Step.PROJECT_PLAN,
        Step.EXECUTION: Step.EXECUTION,
    },
    Act.PRESENT_REPORT: {Step.SECOND_REQUEST_WORDING: Step.SECOND_REQUEST_WORDING},
    Act.SEND_DIRECTIVE: {Step.PARTICIPATION: Step.PARTICIPATION},
    Act.START_PROJECT: {Step.PARTICIPATION: Step.PROJECT_PLAN},
    Act.BEGIN_HANDOVER: {Step.EXECUTION: Step.CLOSING},
    Act.REGISTER_AGREEMENT: {Step.EXECUTION: Step.EXECUTION, Step.CLOSING: Step.CLOSING},
    Act.PAUSE: {Step.EXECUTION: Step.EXECUTION},
    Act.RESUME: {Step.EXECUTION: Step.EXECUTION},
    Act.STOP: {step: Step.STOPPED for step, phase in PHASES.items() if phase in STOPPABLE},
}
"""From which step each act leads to which; without a pre-study, the first directive goes straight to its approval.

One that leads to the step in which it is done moves nothing. An approved directive is presented anew, once it has
been changed: before the project has started it goes back to its approval, afterwards the project goes on meanwhile.
To those who do not see a request's draft, it is sent from the step before.
"""
