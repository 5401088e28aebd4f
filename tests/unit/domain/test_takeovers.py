"""An insats that began before Samverka is entered at its step by what had been decided; contradiction is refused."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.case import Case
from samverka_domain.gates import GATES, DocumentKind, Gate, Missing, Outcome
from samverka_domain.happenings import happening_of
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.resources import YearHours, YearMoney
from samverka_domain.steering import Stage
from samverka_domain.steps import Act, StartsWith, Step
from samverka_domain.takeover_rules import Contradiction, contradictions
from samverka_domain.takeovers import PastAct, PastAnswer, PastDecision, PastDocument, PastPart, TakeOver
from tests.unit.domain.test_insatser import RECEIVED, STARTED, described
from tests.unit.support import FYRBODAL, TODAY, TOMORROW, TROLLHATTAN, UDDEVALLA, fact, given

THEN = date(2025, 3, 12)


def past(gate: Gate, outcome: Outcome = Outcome.APPROVED, on: date = THEN, **more: Any) -> PastDecision:
    body = GATES[gate].body
    usual = {"body": Body.E_RAD if body is Body.STYRGRUPP else body, "record_number": "2025/17"}
    return PastDecision(gate=gate, outcome=outcome, decided_on=on, **usual | more)


START = past(Gate.PRIORITY, Outcome.START_NOW)
GO = past(Gate.FIRST_JUDGEMENT, Outcome.GO)
DIRECTIVE = past(Gate.PRE_STUDY_DIRECTIVE)
REPORT = past(Gate.PRE_STUDY_REPORT)
GO_ON = past(Gate.SECOND_JUDGEMENT, Outcome.GO)
PROJECT = past(Gate.PROJECT_DIRECTIVE)
PLAN = past(Gate.PROJECT_PLAN)
FINAL = past(Gate.FINAL_REPORT)
ALL = (START, GO, DIRECTIVE, REPORT, GO_ON, PROJECT, PLAN, FINAL)
BEHIND = {
    Step.IDEA: (),
    Step.FIRST_REQUEST_DRAFT: ALL[:1],
    Step.FIRST_REQUEST_WORDING: ALL[:1],
    Step.FIRST_JUDGEMENT: ALL[:1],
    Step.DIRECTIVE_DRAFT: ALL[:2],
    Step.PRE_STUDY_DIRECTIVE: ALL[:2],
    Step.PRE_STUDY: ALL[:3],
    Step.SECOND_REQUEST_WORDING: ALL[:4],
    Step.SECOND_JUDGEMENT: ALL[:4],
    Step.PROJECT_DIRECTIVE_DRAFT: ALL[:5],
    Step.DIRECTIVE_APPROVAL: ALL[:5],
    Step.PARTICIPATION: ALL[:6],
    Step.PROJECT_PLAN: ALL[:6],
    Step.EXECUTION: ALL[:7],
    Step.CLOSING: ALL[:7],
    Step.REALISATION: ALL,
}


def taken(step: Step = Step.PRE_STUDY, **says: Any) -> TakeOver:
    usual: dict[str, Any] = {"since": THEN, "path": StartsWith.PRE_STUDY, "decisions": BEHIND.get(step, ())}
    return TakeOver(step=step, **usual | says)


def taken_over(*args: Any, **says: Any) -> Any:
    return fact(Insats.TakenOver, region_id=FYRBODAL, taken=taken(*args, **says))


def wrong_with(*args: Any, **says: Any) -> list[Contradiction]:
    return [each.what for each in contradictions(taken(*args, **says), TODAY)]


def case_of(said: TakeOver) -> Case:
    result = given(RECEIVED).when(Insats.take_over, said)
    result.then(fact(Insats.TakenOver, region_id=FYRBODAL, taken=said))
    return Case.of(filter(None, map(happening_of, result.aggregate.past)))


@pytest.mark.parametrize("step", BEHIND)
def test_an_insats_stands_at_the_step_at_which_it_was_taken_over_and_its_gates_are_open(step: Step) -> None:
    case = case_of(taken(step))
    assert (case.step, case.since, case.path_step) == (step, THEN, step)
    assert set(case.passed) == {each.gate for each in BEHIND[step]}
    assert all(step in GATES[gate].steps for gate in case.open_gates)


def test_nothing_that_was_taken_over_is_a_decision_of_samverka() -> None:
    passed = case_of(taken(Step.EXECUTION)).passed[Gate.PROJECT_PLAN]
    assert passed.before == PLAN
    assert passed.happening.decision is None


def test_it_goes_on_from_there() -> None:
    part = PastPart(
        municipality_id=TROLLHATTAN, since=THEN, hours=(YearHours(2025, 200),), money=(YearMoney(2025, 50),)
    )
    more = {
        "acts": (PastAct(act=Act.SEND_DIRECTIVE, done_on=THEN),),
        "project_steered_by": Body.E_RAD,
        "parts": (part,),
    }
    case = case_of(taken(Step.PARTICIPATION, **more))
    assert case.steered == {Stage.PROJECT}
    assert case.missing(Gate.PARTICIPATION) == ()
    assert case.missing(Gate.PROJECT_PLAN) == (Missing.NOT_STARTED,)
    assert case.parties.set_aside == frozenset(), "a municipality's part is its own to confirm"
    assert case.may(Act.START_PROJECT)


@pytest.mark.parametrize(
    ("decision", "priority", "at"),
    [
        (past(Gate.PRIORITY, Outcome.WAIT), Priority.WAIT, Step.IDEA),
        (past(Gate.FIRST_JUDGEMENT, Outcome.WAIT), Priority.START_NOW, Step.FIRST_JUDGEMENT),
        (past(Gate.SECOND_JUDGEMENT, Outcome.WAIT), Priority.START_NOW, Step.SECOND_JUDGEMENT),
    ],
)
def test_what_waits_is_decided_anew_at_the_gate_that_let_it_wait(
    decision: PastDecision, priority: Priority, at: Step
) -> None:
    waiting = taken(Step.WAITING, decisions=(decision,), review_on=TOMORROW)
    case = case_of(waiting)
    assert (case.stood_at, case.open_gates, case.review_on) == (at, (decision.gate,), TOMORROW)
    insats = given(RECEIVED, fact(Insats.TakenOver, region_id=FYRBODAL, taken=waiting)).state()
    assert insats.priority is priority
    without = given(RECEIVED).when(Insats.take_over, replace(waiting, review_on=None))
    without.then_refused(Rule.REVIEW_DATE_MISSING, field="reviewOn")


def test_what_was_stopped_or_declined_stays_so() -> None:
    no = past(Gate.FIRST_JUDGEMENT, Outcome.NO_GO)
    assert case_of(taken(Step.STOPPED, stopped_at=Step.FIRST_JUDGEMENT, decisions=(no,))).open_gates == ()
    assert case_of(taken(Step.STOPPED, stopped_at=Step.EXECUTION, decisions=ALL[:7])).stood_at is Step.EXECUTION
    declined = past(Gate.PRIORITY, Outcome.DECLINE)
    assert case_of(taken(Step.DECLINED, decisions=(declined,))).open_gates == (Gate.PRIORITY,)
    both = [past(gate) for gate in (Gate.EFFECT_REPORT_E_RAD, Gate.EFFECT_REPORT_DIRECTORS)]
    assert case_of(taken(Step.FINISHED, decisions=(*ALL, *both))).phase is None
    assert wrong_with(Step.FINISHED, decisions=(*ALL, both[0])) == [Contradiction.DECISION_BEHIND_IT_MISSING]
    assert wrong_with(Step.REALISATION, decisions=(*ALL, both[0])) == []


LATER = THEN + timedelta(days=1)
DOCUMENT: dict[str, Any] = {"title": "Direktiv", "number": "1.0", "approved_on": THEN, "record_number": "2025/17"}
YES = PastAnswer(municipality_id=UDDEVALLA, stance=Stance.INTERESTED, answered_on=THEN)


@pytest.mark.parametrize(
    ("step", "says", "wrong"),
    [
        (Step.PRE_STUDY, {"path": StartsWith.PROJECT}, Contradiction.STEP_OFF_PATH),
        (Step.FIRST_ANSWERS, {}, Contradiction.REQUEST_RUNS_ELSEWHERE),
        (Step.STOPPED, {}, Contradiction.STOPPED_AT_MISSING),
        (Step.WAITING, {"review_on": TOMORROW}, Contradiction.DECISION_BEHIND_IT_MISSING),
        (Step.EXECUTION, {"decisions": ALL[:6]}, Contradiction.DECISION_BEHIND_IT_MISSING),
        (Step.PRE_STUDY, {"decisions": (DIRECTIVE, PLAN)}, Contradiction.DECISION_AHEAD),
        (Step.PRE_STUDY, {"decisions": (DIRECTIVE, REPORT)}, Contradiction.DECISION_LEADS_ELSEWHERE),
        (
            Step.PRE_STUDY,
            {"decisions": (past(Gate.FIRST_JUDGEMENT, Outcome.NO_GO), DIRECTIVE)},
            Contradiction.DECISION_LEADS_ELSEWHERE,
        ),
        (
            Step.DIRECTIVE_DRAFT,
            {"path": StartsWith.ASSIGNMENT, "decisions": (GO, DIRECTIVE)},
            Contradiction.DECISION_OFF_PATH,
        ),
        (
            Step.PRE_STUDY,
            {"decisions": (past(Gate.FIRST_ANSWER, Outcome.INTERESTED), DIRECTIVE)},
            Contradiction.DECISION_OF_ANOTHER,
        ),
        (Step.PRE_STUDY, {"decisions": (past(Gate.PRIORITY), DIRECTIVE)}, Contradiction.OUTCOME_OF_ANOTHER_GATE),
        (
            Step.PRE_STUDY,
            {"decisions": (past(Gate.FIRST_JUDGEMENT, Outcome.GO, body=Body.FORBUNDSLEDNING), DIRECTIVE)},
            Contradiction.BODY_OF_ANOTHER_GATE,
        ),
        (
            Step.PRE_STUDY,
            {"since": LATER, "decisions": (past(Gate.FIRST_JUDGEMENT, Outcome.GO, LATER), DIRECTIVE)},
            Contradiction.DECISIONS_OUT_OF_ORDER,
        ),
        (
            Step.PRE_STUDY,
            {"decisions": (past(Gate.PRE_STUDY_DIRECTIVE, on=LATER),)},
            Contradiction.STEP_BEFORE_ITS_DECISION,
        ),
        (
            Step.PRE_STUDY,
            {"documents": (PastDocument(kind=DocumentKind.PROJECT_PLAN, **DOCUMENT),)},
            Contradiction.DOCUMENT_AHEAD,
        ),
        (Step.PRE_STUDY, {"acts": (PastAct(act=Act.START_PROJECT, done_on=THEN),)}, Contradiction.ACT_AHEAD),
        (Step.FIRST_REQUEST_DRAFT, {"answers": (YES,)}, Contradiction.ANSWER_AHEAD),
        (Step.PRE_STUDY, {"parts": (PastPart(municipality_id=UDDEVALLA, since=THEN),)}, Contradiction.PART_AHEAD),
        (Step.PRE_STUDY, {"since": TOMORROW}, Contradiction.DAY_TO_COME),
    ],
)
def test_what_contradicts_the_step_is_refused(step: Step, says: dict[str, Any], wrong: Contradiction) -> None:
    assert wrong_with(step, **says) == [wrong]
    result = given(RECEIVED).when(Insats.take_over, taken(step, **says))
    result.then_refused(Rule.TAKE_OVER_CONTRADICTS, contradictions=(wrong,))


def test_all_that_contradicts_is_said_in_one_answer_each_at_its_place() -> None:
    more: dict[str, Any] = {"decisions": (PLAN,), "parts": (PastPart(municipality_id=UDDEVALLA, since=TOMORROW),)}
    found = (
        Contradiction.DAY_TO_COME,
        Contradiction.DECISION_AHEAD,
        Contradiction.DECISION_BEHIND_IT_MISSING,
        Contradiction.PART_AHEAD,
    )
    places = ("/parts/0/since", "/decisions/0", "/decisions", "/parts")
    result = given(RECEIVED).when(Insats.take_over, taken(**more))
    result.then_refused(Rule.TAKE_OVER_CONTRADICTS, contradictions=found, places=places)


def test_what_was_taken_over_wrongly_is_taken_over_again_until_something_has_happened() -> None:
    again = taken(Step.EXECUTION)
    expected = fact(Insats.TakenOver, region_id=FYRBODAL, taken=again)
    given(RECEIVED, taken_over(), described()).when(Insats.take_over, again).then(expected)
    for happened in (STARTED, fact(Insats.ProjectStarted, region_id=FYRBODAL, started_on=TODAY)):
        too_late = given(RECEIVED, taken_over(), happened).when(Insats.take_over, again)
        too_late.then_refused(Rule.INSATS_UNDER_WAY)


def test_a_body_that_steers_nothing_and_a_municipality_that_stands_twice_are_refused() -> None:
    steered = given(RECEIVED).when(Insats.take_over, taken(project_steered_by=Body.STYRGRUPP))
    steered.then_refused(Rule.BODY_MAY_NOT_STEER, field="projectSteeredBy")
    twice = given(RECEIVED).when(Insats.take_over, taken(answers=(YES, YES)))
    twice.then_refused(Rule.LISTED_TWICE, pointer="/answers/1")
