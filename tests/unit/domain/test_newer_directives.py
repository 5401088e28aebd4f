"""A directive that changes while its project is under way is decided about anew; the project goes on meanwhile."""

import pytest

from samverka_domain.gates import DocumentKind, Gate, Missing, Outcome
from samverka_domain.happenings import Happening
from samverka_domain.steps import Act, Step
from tests.unit.domain.test_case import PATH, at_gate, before, case_after, does, writes

UNDER_WAY = [does(Act.START_PROJECT), writes(DocumentKind.PROJECT_PLAN), at_gate(Gate.PROJECT_PLAN)]


@pytest.mark.parametrize("last", UNDER_WAY)
def test_a_newer_directive_is_decided_about_while_the_project_is_under_way_and_stops_nothing(last: Happening) -> None:
    gate, kind = Gate.PROJECT_DIRECTIVE, DocumentKind.PROJECT_DIRECTIVE
    case = case_after(*PATH[: before(last) + 1])
    assert (case.may(Act.PRESENT_DIRECTIVE), case.missing(gate)) == (False, (Missing.WRONG_STEP,))
    written = case.after(writes(kind, "1.1"))
    assert written.missing(gate) == (Missing.NOT_PRESENTED,)
    assert written.require_in_place(Act.PRESENT_DIRECTIVE) == (gate,)
    presented = written.after(does(Act.PRESENT_DIRECTIVE))
    assert (presented.step, presented.missing(gate)) == (case.step, ())
    assert not presented.may(Act.PRESENT_DIRECTIVE), "once is enough"
    returned = presented.after(at_gate(gate, Outcome.RETURNED, "1.1"))
    assert (returned.step, returned.missing(gate)) == (case.step, (Missing.NOTHING_CHANGED_SINCE_RETURN,))
    again = returned.after(writes(kind, "1.2"))
    assert again.missing(gate) == ()
    for outcome in (Outcome.APPROVED, Outcome.DECLINED):
        decided = again.after(at_gate(gate, outcome, "1.2"))
        assert (decided.step, decided.missing(gate)) == (case.step, (Missing.WRONG_STEP,))
        assert decided.parties == case.parties
        assert decided.done == case.done
    newest = again.after(at_gate(gate, Outcome.DECLINED, "1.2")).after(writes(kind, "1.3"))
    assert newest.may(Act.PRESENT_DIRECTIVE)


def test_a_newer_directive_waits_while_the_plan_is_approved_and_no_longer_once_the_project_is_closed() -> None:
    gate = Gate.PROJECT_DIRECTIVE
    planned = case_after(*PATH[: before(at_gate(Gate.PROJECT_PLAN))])
    waiting = planned.after(writes(DocumentKind.PROJECT_DIRECTIVE, "1.1")).after(does(Act.PRESENT_DIRECTIVE))
    carried_out = waiting.after(at_gate(Gate.PROJECT_PLAN))
    assert (carried_out.step, carried_out.missing(gate)) == (Step.EXECUTION, ())
    assert carried_out.after(does(Act.BEGIN_HANDOVER)).missing(gate) == (Missing.WRONG_STEP,)
