"""An insats goes through its steps by gates and acts, each in its place; what is out of place moves nothing."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from samverka_domain.case import Case, Happening, happening_of
from samverka_domain.gates import GATES, Gate, Missing, Outcome
from samverka_domain.insatser import Insats, StartsWith
from samverka_domain.kernel.rules import Rule
from samverka_domain.requests import InterestRequest
from samverka_domain.steps import Act, Phase, Step
from tests.unit.domain.test_insatser import RECEIVED, STARTED
from tests.unit.support import FYRBODAL, NOW, TODAY, TOMORROW, fact, refused

BEGUN = Happening(on=TODAY, starts_with=StartsWith.PRE_STUDY)
FIRST = {"about": "request-1"}


def decides(gate: Gate, outcome: Outcome, **more: Any) -> Happening:
    return Happening(on=TODAY, gate=gate, outcome=outcome, **more)


def does(act: Act, about: str | None = None) -> Happening:
    return Happening(on=TODAY, act=act, about=about)


TO_JUDGEMENT = (
    decides(Gate.PRIORITY, Outcome.START_NOW),
    does(Act.DRAFT_REQUEST, "request-1"),
    decides(Gate.FIRST_WORDING, Outcome.APPROVED),
    does(Act.SEND_REQUEST, "request-1"),
    does(Act.CLOSE_REQUEST, "request-1"),
)
GO = decides(Gate.FIRST_JUDGEMENT, Outcome.GO)
PATH = (
    *TO_JUDGEMENT,
    GO,
    does(Act.PRESENT_DIRECTIVE),
    decides(Gate.PRE_STUDY_DIRECTIVE, Outcome.APPROVED),
    decides(Gate.PRE_STUDY_REPORT, Outcome.APPROVED),
    decides(Gate.FIRST_WORDING, Outcome.APPROVED),
    does(Act.SEND_REQUEST, "request-2"),
    does(Act.CLOSE_REQUEST, "request-2"),
    decides(Gate.SECOND_JUDGEMENT, Outcome.GO),
    does(Act.PRESENT_DIRECTIVE),
    decides(Gate.PROJECT_DIRECTIVE, Outcome.APPROVED),
    does(Act.START_PROJECT),
    decides(Gate.PROJECT_PLAN, Outcome.APPROVED),
    does(Act.BEGIN_HANDOVER),
    decides(Gate.FINAL_REPORT, Outcome.APPROVED),
)


def case_after(*happenings: Happening) -> Case:
    return Case.of((BEGUN, *happenings))


def test_an_insats_goes_through_all_steps_in_their_order() -> None:
    cases = [case_after(*PATH[:length]) for length in range(len(PATH) + 1)]
    steps = list(dict.fromkeys(case.step for case in cases))
    assert steps == list(Step)[: list(Step).index(Step.REALISATION) + 1]
    assert list(dict.fromkeys(case.phase for case in cases)) == list(Phase)


def test_a_project_goes_from_the_first_judgement_to_the_approval_of_its_directive() -> None:
    project = replace(case_after(*TO_JUDGEMENT, GO), starts_with=StartsWith.PROJECT)
    assert project.missing(Gate.PROJECT_DIRECTIVE) == (Missing.NOT_PRESENTED,)
    assert project.after(does(Act.PRESENT_DIRECTIVE)).step is Step.DIRECTIVE_APPROVAL


def test_every_gate_open_on_the_way_is_allowed_and_ready() -> None:
    for before, after in pairwise(range(len(PATH) + 1)):
        case, next_one = case_after(*PATH[:before]), PATH[before]
        ready = [each.gate for each in case.allowed if each.ready]
        assert ready == list(case.open_gates)
        assert next_one.gate is None or case_after(*PATH[:after]).passed


@pytest.mark.parametrize(
    ("length", "gate", "missing"),
    [
        (1, Gate.FIRST_WORDING, Missing.DOCUMENT_MISSING),
        (2, Gate.FIRST_ANSWER, Missing.REQUEST_NOT_SENT),
        (4, Gate.FIRST_JUDGEMENT, Missing.REQUEST_STILL_OPEN),
        (6, Gate.PRE_STUDY_DIRECTIVE, Missing.NOT_PRESENTED),
        (6, Gate.FIRST_JUDGEMENT, Missing.ALREADY_JUDGED),
        (15, Gate.PROJECT_PLAN, Missing.NOT_STARTED),
        (17, Gate.FINAL_REPORT, Missing.HANDOVER_NOT_BEGUN),
        (0, Gate.FINAL_REPORT, Missing.WRONG_STEP),
    ],
)
def test_a_gate_that_is_not_open_says_what_it_lacks(length: int, gate: Gate, missing: Missing) -> None:
    case = case_after(*PATH[:length])
    assert case.missing(gate) == (missing,)
    stands = {"gate": gate, "step": case.step, "open_gates": case.open_gates, "missing": (missing,)}
    with refused(Rule.GATE_NOT_OPEN, **stands):
        case.require_open(gate)


@pytest.mark.parametrize(
    ("before", "gate", "step"),
    [
        ((), Gate.PRIORITY, Step.FIRST_REQUEST_DRAFT),
        (TO_JUDGEMENT, Gate.FIRST_JUDGEMENT, Step.DIRECTIVE_DRAFT),
    ],
)
def test_what_waits_is_decided_anew_by_the_gate_that_let_it_wait(
    before: tuple[Happening, ...], gate: Gate, step: Step
) -> None:
    waits = case_after(*before, decides(gate, Outcome.WAIT, review_on=TOMORROW))
    assert (waits.step, waits.open_gates, waits.review_on) == (Step.WAITING, (gate,), TOMORROW)
    assert waits.phase is case_after(*before).phase
    on = Outcome.START_NOW if gate is Gate.PRIORITY else Outcome.GO
    assert waits.after(decides(gate, on)).step is step


def test_what_is_declined_may_be_prioritised_again() -> None:
    declined = case_after(decides(Gate.PRIORITY, Outcome.DECLINE))
    assert (declined.step, declined.open_gates) == (Step.DECLINED, (Gate.PRIORITY,))
    assert declined.after(decides(Gate.PRIORITY, Outcome.START_NOW)).step is Step.FIRST_REQUEST_DRAFT


def test_nothing_is_decided_of_what_is_stopped() -> None:
    stopped = case_after(*TO_JUDGEMENT, decides(Gate.FIRST_JUDGEMENT, Outcome.NO_GO))
    assert (stopped.step, stopped.stood_at, stopped.allowed) == (Step.STOPPED, Step.FIRST_JUDGEMENT, ())
    assert stopped.missing(Gate.FIRST_JUDGEMENT) == (Missing.ALREADY_JUDGED,)


def test_a_withdrawn_request_leads_back_to_its_wording() -> None:
    assert case_after(*TO_JUDGEMENT[:4], does(Act.WITHDRAW_REQUEST, "request-1")).step is Step.FIRST_REQUEST_WORDING


def test_another_request_than_the_one_that_was_sent_last_moves_nothing() -> None:
    answered = case_after(*TO_JUDGEMENT[:4])
    assert answered.after(does(Act.CLOSE_REQUEST, "request-0")) == answered


def test_who_does_not_see_a_draft_sees_the_request_sent() -> None:
    assert case_after(TO_JUDGEMENT[0], TO_JUDGEMENT[3]).step is Step.FIRST_ANSWERS


def test_a_decision_out_of_its_place_is_known_and_moves_nothing() -> None:
    early = case_after(decides(Gate.FINAL_REPORT, Outcome.APPROVED))
    assert early.step is Step.IDEA
    assert early.passed[Gate.FINAL_REPORT].outcome is Outcome.APPROVED


def test_returns_are_counted() -> None:
    returned = decides(Gate.PRE_STUDY_REPORT, Outcome.RETURNED)
    case = case_after(*PATH[:8], returned, returned, decides(Gate.PRE_STUDY_REPORT, Outcome.APPROVED))
    assert case.passed[Gate.PRE_STUDY_REPORT].times_returned == 2
    assert case.step is Step.SECOND_REQUEST_WORDING


@pytest.mark.parametrize("gate", [Gate.FIRST_JUDGEMENT, Gate.SECOND_JUDGEMENT])
def test_interest_is_judged_at_the_gate_of_its_round(gate: Gate) -> None:
    place = next(index for index, each in enumerate(PATH) if each.gate is gate)
    assert case_after(*PATH[:place]).judgement is gate
    assert case_after(*PATH[: place + 1]).judgement is gate


def test_each_event_means_the_same_to_commands_and_views() -> None:
    received, started = (each.recorded("insats:insats-1", 1, NOW) for each in (RECEIVED, STARTED))
    assert happening_of(received) == BEGUN
    assert happening_of(started) == replace(TO_JUDGEMENT[0], decision=STARTED.says["decision"])
    closed = fact(InterestRequest.Closed, region_id=FYRBODAL, insats_id="insats-1", reason="Tiden är ute")
    assert happening_of(closed.recorded("interest-request:request-1", 3, NOW)) == replace(TO_JUDGEMENT[-1], on=TODAY)
    struck = fact(Insats.Struck, region_id=FYRBODAL, reason="Dubblett")
    assert happening_of(struck.recorded("insats:insats-1", 2, NOW)) is None


def test_every_gate_of_the_path_is_reached() -> None:
    seen = {gate for length in range(len(PATH) + 1) for gate in case_after(*PATH[:length]).open_gates}
    assert seen == set(GATES)
