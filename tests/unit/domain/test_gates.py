"""The table of gates: every step is reached and left, and every gate says by whom it is decided."""

import pytest

from samverka_domain.gates import BOTH_NEEDED, GATES, Gate, Outcome, gates_at
from samverka_domain.kernel.decision import Body
from samverka_domain.steps import ACTS, PHASES, STANDING_STILL, Phase, Step

PATH = [step for step in Step if step not in STANDING_STILL]


def led_to() -> set[Step]:
    """The steps to which a gate's outcome or an act leads."""
    decided = {step for rule in GATES.values() for step in rule.outcomes.values() if step}
    return decided | {step for moves in ACTS.values() for step in moves.values()}


def left() -> set[Step]:
    """The steps from which a gate or an act leads elsewhere."""
    decided = {step for rule in GATES.values() if any(rule.outcomes.values()) for step in rule.steps}
    return decided | {step for moves in ACTS.values() for step in moves}


def test_there_are_nineteen_steps_on_the_path() -> None:
    assert len(PATH) == 19


def test_every_step_but_the_first_is_led_to() -> None:
    assert led_to() == set(Step) - {Step.IDEA}


def test_every_step_of_the_path_but_the_last_is_left() -> None:
    assert left() - STANDING_STILL == set(PATH) - {Step.FINISHED}


def test_every_step_of_the_path_but_the_last_has_a_phase_and_they_follow_upon_one_another() -> None:
    phases = [PHASES[step] for step in PATH if step is not Step.FINISHED]
    assert list(dict.fromkeys(phases)) == list(Phase)
    assert phases == sorted(phases, key=list(Phase).index)


def test_every_gate_stands_in_the_table_in_the_order_of_the_path() -> None:
    labels = [rule.label for rule in GATES.values()]
    assert list(GATES) == list(Gate)
    assert labels == [f"G{number}" for number in range(1, 15)] + ["G15a", "G15b"]


@pytest.mark.parametrize("gate", Gate)
def test_a_return_stays_where_the_insats_is(gate: Gate) -> None:
    assert GATES[gate].outcomes.get(Outcome.RETURNED) is None


@pytest.mark.parametrize("gate", Gate)
def test_a_gate_has_a_step_an_outcome_and_somebody_who_records_it(gate: Gate) -> None:
    rule = GATES[gate]
    assert all((rule.steps, rule.outcomes, rule.recorders))


def test_the_effect_report_is_approved_by_two_bodies() -> None:
    assert {GATES[gate].body for gate in BOTH_NEEDED} == {Body.E_RAD, Body.KOMMUNDIREKTORER}


def test_the_gates_of_a_step_are_those_that_name_it() -> None:
    assert gates_at(Step.EXECUTION) == (Gate.PROJECT_PLAN, Gate.STATUS_REPORT)
    assert gates_at(Step.FINISHED) == ()
