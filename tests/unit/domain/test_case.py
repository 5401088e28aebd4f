"""An insats goes through its steps by gates and acts, each in its place; what is out of place moves nothing."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from samverka_domain.allowed import AtHand
from samverka_domain.case import Case
from samverka_domain.gates import GATES, DocumentKind, Gate, Missing, Outcome
from samverka_domain.happenings import Happening, happening_of
from samverka_domain.insatser import Insats
from samverka_domain.kernel.rules import Rule
from samverka_domain.parties import Became
from samverka_domain.requests import InterestRequest
from samverka_domain.steering import Stage
from samverka_domain.steps import Act, Phase, StartsWith, Step
from tests.unit.domain.test_insatser import RECEIVED, STARTED
from tests.unit.support import FYRBODAL, NOW, TODAY, TOMORROW, fact, refused

BEGUN = Happening(on=TODAY, starts_with=StartsWith.PRE_STUDY)
FIRST = {"about": "request-1"}


def decides(gate: Gate, outcome: Outcome, **more: Any) -> Happening:
    return Happening(on=TODAY, gate=gate, outcome=outcome, **more)


def does(act: Act, about: str | None = None) -> Happening:
    return Happening(on=TODAY, act=act, about=about)


def steers(stage: Stage) -> Happening:
    return Happening(on=TODAY, steers=stage)


def became(what: Became, *municipalities: str, conditional: tuple[str, ...] = ()) -> Happening:
    return Happening(on=TODAY, became=what, municipalities=municipalities, conditional=conditional)


def sets_aside(municipality: str, *, still: bool = True) -> Happening:
    return became(Became.SET_ASIDE if still else Became.ENDED, municipality)


def reports(number: int, *, settled: bool = False) -> Happening:
    return Happening(on=TODAY, report=number, settled=settled)


def writes(kind: DocumentKind, number: str = "0.1", *lacks: Missing) -> Happening:
    return Happening(on=TODAY, kind=kind, about=f"{kind}-1", number=number, lacks=lacks)


def at_gate(gate: Gate, outcome: Outcome = Outcome.APPROVED, number: str = "0.1") -> Happening:
    kind = GATES[gate].kinds[0]
    return Happening(on=TODAY, gate=gate, outcome=outcome, kind=kind, about=f"{kind}-1", number=number)


TO_JUDGEMENT = (
    decides(Gate.PRIORITY, Outcome.START_NOW),
    does(Act.DRAFT_REQUEST, "request-1"),
    writes(DocumentKind.COMMUNICATION_PLAN),
    decides(Gate.FIRST_WORDING, Outcome.APPROVED),
    does(Act.SEND_REQUEST, "request-1"),
    does(Act.CLOSE_REQUEST, "request-1"),
)
GO = decides(Gate.FIRST_JUDGEMENT, Outcome.GO)
PATH = (
    *TO_JUDGEMENT,
    GO,
    writes(DocumentKind.PRE_STUDY_DIRECTIVE),
    steers(Stage.PRE_STUDY),
    does(Act.PRESENT_DIRECTIVE),
    at_gate(Gate.PRE_STUDY_DIRECTIVE),
    writes(DocumentKind.PRE_STUDY_REPORT),
    at_gate(Gate.PRE_STUDY_REPORT),
    does(Act.PRESENT_REPORT),
    decides(Gate.FIRST_WORDING, Outcome.APPROVED),
    does(Act.SEND_REQUEST, "request-2"),
    does(Act.CLOSE_REQUEST, "request-2"),
    decides(Gate.SECOND_JUDGEMENT, Outcome.GO),
    writes(DocumentKind.PROJECT_DIRECTIVE),
    steers(Stage.PROJECT),
    does(Act.PRESENT_DIRECTIVE),
    at_gate(Gate.PROJECT_DIRECTIVE),
    does(Act.SEND_DIRECTIVE),
    sets_aside("2120001546"),
    does(Act.START_PROJECT),
    writes(DocumentKind.PROJECT_PLAN),
    at_gate(Gate.PROJECT_PLAN),
    does(Act.BEGIN_HANDOVER),
    became(Became.HANDED_OVER, "2120001546"),
    does(Act.REGISTER_AGREEMENT),
    writes(DocumentKind.FINAL_REPORT),
    at_gate(Gate.FINAL_REPORT),
    replace(writes(DocumentKind.EFFECT_REPORT), lines=1),
    at_gate(Gate.EFFECT_REPORT_DIRECTORS),
    at_gate(Gate.EFFECT_REPORT_E_RAD),
)


def before(happening: Happening) -> int:
    """How far the path has come when something happens on it."""
    return PATH.index(happening)


def case_after(*happenings: Happening) -> Case:
    return Case.of((BEGUN, *happenings))


def test_an_insats_goes_through_all_steps_in_their_order() -> None:
    cases = [case_after(*PATH[:length]) for length in range(len(PATH) + 1)]
    steps = list(dict.fromkeys(case.step for case in cases))
    assert steps == list(Step)[: list(Step).index(Step.FINISHED) + 1]
    assert list(dict.fromkeys(case.phase for case in cases)) == [*Phase, None]


def test_a_project_goes_from_the_first_judgement_to_the_approval_of_its_directive() -> None:
    project = replace(case_after(*TO_JUDGEMENT, GO), starts_with=StartsWith.PROJECT)
    assert project.missing(Gate.PROJECT_DIRECTIVE) == (Missing.NOT_PRESENTED,)
    assert project.after(does(Act.PRESENT_DIRECTIVE)).step is Step.DIRECTIVE_APPROVAL


def test_every_gate_that_is_decided_on_the_way_was_ready() -> None:
    for length, next_one in enumerate(PATH):
        case = case_after(*PATH[:length])
        ready = {each.gate for each in case.allowed if each.ready}
        assert ready <= set(case.open_gates)
        assert next_one.gate is None or next_one.gate in ready | {Gate.FIRST_WORDING}


@pytest.mark.parametrize(
    ("length", "gate", "missing"),
    [
        (1, Gate.FIRST_WORDING, Missing.DOCUMENT_MISSING),
        (2, Gate.FIRST_WORDING, Missing.COMMUNICATION_PLAN_MISSING),
        (2, Gate.FIRST_ANSWER, Missing.REQUEST_NOT_SENT),
        (5, Gate.FIRST_JUDGEMENT, Missing.REQUEST_STILL_OPEN),
        (7, Gate.PRE_STUDY_DIRECTIVE, Missing.NOT_PRESENTED),
        (7, Gate.FIRST_JUDGEMENT, Missing.ALREADY_JUDGED),
        (before(does(Act.START_PROJECT)), Gate.PROJECT_PLAN, Missing.NOT_STARTED),
        (before(writes(DocumentKind.PROJECT_PLAN)), Gate.PROJECT_PLAN, Missing.DOCUMENT_MISSING),
        (before(does(Act.BEGIN_HANDOVER)), Gate.FINAL_REPORT, Missing.HANDOVER_NOT_BEGUN),
        (before(does(Act.PRESENT_REPORT)), Gate.SECOND_WORDING, Missing.REPORT_NOT_PRESENTED),
        (before(does(Act.SEND_DIRECTIVE)), Gate.PARTICIPATION, Missing.DIRECTIVE_NOT_SENT),
        (0, Gate.PARTICIPATION, Missing.DIRECTIVE_NOT_SENT),
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
    ("reached", "gate", "step"),
    [
        ((), Gate.PRIORITY, Step.FIRST_REQUEST_DRAFT),
        (TO_JUDGEMENT, Gate.FIRST_JUDGEMENT, Step.DIRECTIVE_DRAFT),
    ],
)
def test_what_waits_is_decided_anew_by_the_gate_that_let_it_wait(
    reached: tuple[Happening, ...], gate: Gate, step: Step
) -> None:
    waits = case_after(*reached, decides(gate, Outcome.WAIT, review_on=TOMORROW))
    assert (waits.step, waits.open_gates, waits.review_on) == (Step.WAITING, (gate,), TOMORROW)
    assert waits.phase is case_after(*reached).phase
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
    assert case_after(*TO_JUDGEMENT[:5], does(Act.WITHDRAW_REQUEST, "request-1")).step is Step.FIRST_REQUEST_WORDING


def test_another_request_than_the_one_that_was_sent_last_moves_nothing() -> None:
    answered = case_after(*TO_JUDGEMENT[:5])
    assert answered.after(does(Act.CLOSE_REQUEST, "request-0")) == answered


def test_who_does_not_see_a_draft_sees_the_request_sent() -> None:
    assert case_after(TO_JUDGEMENT[0], does(Act.SEND_REQUEST, "request-1")).step is Step.FIRST_ANSWERS


def test_a_decision_out_of_its_place_is_known_and_moves_nothing() -> None:
    early = case_after(decides(Gate.FINAL_REPORT, Outcome.APPROVED))
    assert early.step is Step.IDEA
    assert early.passed[Gate.FINAL_REPORT].outcome is Outcome.APPROVED


def test_returns_are_counted() -> None:
    returned = at_gate(Gate.PRE_STUDY_REPORT, Outcome.RETURNED)
    reached = before(at_gate(Gate.PRE_STUDY_REPORT))
    case = case_after(*PATH[:reached], returned, returned, at_gate(Gate.PRE_STUDY_REPORT))
    assert case.passed[Gate.PRE_STUDY_REPORT].times_returned == 2
    assert case.step is Step.SECOND_REQUEST_WORDING


def test_a_document_is_ready_once_no_part_is_missing_and_again_once_something_has_changed() -> None:
    gate, kind = Gate.PRE_STUDY_REPORT, DocumentKind.PRE_STUDY_REPORT
    case = case_after(*PATH[: before(writes(kind))])
    assert case.missing(gate) == (Missing.DOCUMENT_MISSING,)
    case = case.after(writes(kind, "0.1", Missing.PART_MISSING, Missing.BENEFIT_CASE_MISSING))
    assert case.missing(gate) == (Missing.PART_MISSING, Missing.BENEFIT_CASE_MISSING)
    case = case.after(at_gate(gate, Outcome.RETURNED))
    assert case.missing(gate) == (Missing.NOTHING_CHANGED_SINCE_RETURN,)
    case = case.after(writes(kind, "0.2"))
    assert case.missing(gate) == ()
    assert case.version_for(gate) == AtHand(f"{kind}-1", "0.2", ())


def test_an_effect_report_is_approved_when_both_bodies_have_approved_one_version() -> None:
    gate = Gate.EFFECT_REPORT_E_RAD
    first = case_after(*PATH[:-1])
    assert first.step is Step.REALISATION
    returned = first.after(at_gate(gate, Outcome.RETURNED)).after(writes(DocumentKind.EFFECT_REPORT, "0.2"))
    assert returned.after(at_gate(gate, number="0.2")).step is Step.REALISATION
    both = returned.after(at_gate(gate, number="0.2")).after(at_gate(Gate.EFFECT_REPORT_DIRECTORS, number="0.2"))
    assert both.step is Step.FINISHED


def test_an_effect_report_that_one_body_gave_back_is_approved_only_when_both_have_approved_the_next() -> None:
    own, others = Gate.EFFECT_REPORT_E_RAD, Gate.EFFECT_REPORT_DIRECTORS
    given_back = case_after(*PATH[:-2]).after(at_gate(own)).after(at_gate(others, Outcome.RETURNED))
    once = given_back.after(writes(DocumentKind.EFFECT_REPORT, "0.2")).after(at_gate(own, number="0.2"))
    assert once.step is Step.REALISATION
    assert once.after(at_gate(others, number="0.2")).step is Step.FINISHED


def test_a_newer_project_plan_is_decided_about_while_the_project_is_carried_out() -> None:
    executed = case_after(*PATH[: before(does(Act.BEGIN_HANDOVER))])
    assert executed.missing(Gate.PROJECT_PLAN) == (Missing.DOCUMENT_MISSING,)
    newer = executed.after(writes(DocumentKind.PROJECT_PLAN, "1.1"))
    assert newer.missing(Gate.PROJECT_PLAN) == ()
    assert newer.after(at_gate(Gate.PROJECT_PLAN, number="1.1")).step is Step.EXECUTION


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


def test_a_directive_is_not_decided_about_before_it_is_known_who_steers() -> None:
    gate, presented = Gate.PRE_STUDY_DIRECTIVE, PATH[: before(at_gate(Gate.PRE_STUDY_DIRECTIVE))]
    case = case_after(*(each for each in presented if each.steers is None))
    assert case.missing(gate) == (Missing.NO_STEERING_GROUP,)
    assert case.after(steers(Stage.PROJECT)).missing(gate) == (Missing.NO_STEERING_GROUP,)
    assert case.after(steers(Stage.PRE_STUDY)).missing(gate) == ()


def test_a_directive_that_was_sent_is_decided_about_by_municipalities() -> None:
    case = case_after(*PATH[: before(does(Act.START_PROJECT))])
    assert (case.step, case.missing(Gate.PARTICIPATION)) == (Step.PARTICIPATION, ())


def test_a_plan_waits_until_as_many_take_part_as_the_directive_demands() -> None:
    gate, reached = Gate.PROJECT_PLAN, PATH[: before(at_gate(Gate.PROJECT_PLAN))]
    case = case_after(*reached).after(Happening(on=TODAY, least=2))
    assert case.missing(gate) == (Missing.TOO_FEW_TAKE_PART,)
    case = case.after(sets_aside("2120001397"))
    assert case.missing(gate) == ()
    assert case.after(sets_aside("2120001397", still=False)).missing(gate) == (Missing.TOO_FEW_TAKE_PART,)


def test_a_final_report_waits_for_the_status_reports_on_their_way() -> None:
    case = case_after(*PATH[: before(at_gate(Gate.FINAL_REPORT))], reports(1), reports(2), reports(1, settled=True))
    assert case.missing(Gate.FINAL_REPORT) == (Missing.STATUS_REPORT_OPEN,)
    assert case.after(reports(2, settled=True)).missing(Gate.FINAL_REPORT) == ()


def test_what_lacks_a_part_is_given_back_but_not_approved() -> None:
    gate, kind = Gate.PRE_STUDY_REPORT, DocumentKind.PRE_STUDY_REPORT
    case = case_after(*PATH[: before(writes(kind))], writes(kind, "0.1", Missing.PART_MISSING))
    case.require_open(gate, Outcome.RETURNED)
    stands = {"gate": gate, "step": case.step, "open_gates": (gate,), "missing": (Missing.PART_MISSING,)}
    with refused(Rule.GATE_NOT_OPEN, **stands):
        case.require_open(gate, Outcome.APPROVED)


def test_an_act_leads_to_its_gates_and_is_refused_out_of_its_place() -> None:
    written = case_after(*PATH[: before(does(Act.PRESENT_DIRECTIVE))])
    assert written.require_in_place(Act.PRESENT_DIRECTIVE) == (Gate.PRE_STUDY_DIRECTIVE,)
    with refused(Rule.ACT_OUT_OF_PLACE, act=Act.START_PROJECT, step=Step.DIRECTIVE_DRAFT):
        written.require_in_place(Act.START_PROJECT)


def test_a_directive_that_was_changed_after_its_approval_is_presented_anew_and_must_be_sent_anew() -> None:
    participation = case_after(*PATH[: before(sets_aside("2120001546"))], became(Became.SENT, "2120001546"))
    assert not participation.may(Act.PRESENT_DIRECTIVE), "nothing has changed"
    changed = participation.after(writes(DocumentKind.PROJECT_DIRECTIVE, "1.1"))
    assert changed.missing(Gate.PROJECT_DIRECTIVE) == (Missing.NOT_PRESENTED,)
    presented = changed.after(does(Act.PRESENT_DIRECTIVE))
    assert (presented.step, presented.missing(Gate.PROJECT_DIRECTIVE)) == (Step.DIRECTIVE_APPROVAL, ())
    anew = presented.after(at_gate(Gate.PROJECT_DIRECTIVE, number="1.1"))
    assert (anew.step, anew.parties.sent) == (Step.PARTICIPATION, frozenset())
    assert Missing.DIRECTIVE_NOT_SENT in replace(anew, by="2120001546").missing(Gate.PARTICIPATION)
    assert not anew.may(Act.PRESENT_DIRECTIVE)


def test_a_directive_of_which_only_the_wording_was_adjusted_is_sent_as_it_is() -> None:
    participation = case_after(*PATH[: before(does(Act.SEND_DIRECTIVE))])
    sent = participation.after(writes(DocumentKind.PROJECT_DIRECTIVE, "1.1")).after(does(Act.SEND_DIRECTIVE))
    assert (sent.step, sent.may(Act.PRESENT_DIRECTIVE)) == (Step.PARTICIPATION, False)


def test_an_insats_is_stopped_between_its_pre_study_and_its_closing() -> None:
    stopped = case_after(*PATH[: before(at_gate(Gate.PROJECT_PLAN))], does(Act.STOP))
    assert (stopped.step, stopped.stood_at, stopped.open_gates) == (Step.STOPPED, Step.PROJECT_PLAN, ())
    assert not case_after(*TO_JUDGEMENT).may(Act.STOP)
    assert not case_after(*PATH).may(Act.STOP)


def test_an_act_counts_from_its_own_day() -> None:
    presented = fact(
        Insats.DirectivePresented, region_id=FYRBODAL, document_id="document-1", number="0.1", presented_on=TODAY
    )
    happening = happening_of(presented.recorded("insats:insats-1", 4, NOW + timedelta(days=9)))
    assert happening == replace(does(Act.PRESENT_DIRECTIVE, "insats-1"), on=TODAY)


def test_every_gate_of_the_path_is_reached() -> None:
    seen = {gate for length in range(len(PATH) + 1) for gate in case_after(*PATH[:length]).open_gates}
    assert seen == set(GATES)


def test_an_insats_is_paused_and_resumed_while_it_is_carried_out_alone() -> None:
    carried_out = case_after(*PATH[: before(does(Act.BEGIN_HANDOVER))])
    assert carried_out.may(Act.PAUSE)
    assert not carried_out.may(Act.RESUME)
    paused = carried_out.after(replace(does(Act.PAUSE), review_on=TOMORROW))
    assert (paused.step, paused.paused, paused.review_on) == (Step.EXECUTION, True, TOMORROW)
    assert not paused.may(Act.BEGIN_HANDOVER)
    assert paused.may(Act.STOP)
    resumed = paused.after(does(Act.RESUME))
    assert (resumed.paused, resumed.review_on) == (False, None)
    assert resumed.may(Act.PAUSE)
    assert not case_after().may(Act.PAUSE)


def test_an_assignment_skips_the_pre_study_and_has_a_directive_of_its_own() -> None:
    case = case_after(*TO_JUDGEMENT, GO).after(Happening(on=TODAY, path=StartsWith.ASSIGNMENT))
    assert case.kinds_at(Gate.PROJECT_DIRECTIVE) == (DocumentKind.ASSIGNMENT_DIRECTIVE,)
    presented = case.after(does(Act.PRESENT_DIRECTIVE))
    assert presented.step is Step.DIRECTIVE_APPROVAL
    assert presented.after(writes(DocumentKind.PROJECT_DIRECTIVE)).version_for(Gate.PROJECT_DIRECTIVE) is None
    assert presented.after(writes(DocumentKind.ASSIGNMENT_DIRECTIVE)).version_for(Gate.PROJECT_DIRECTIVE)
