"""What municipalities answered, were told and decided lets them take part, or keeps them or a gate waiting."""

from dataclasses import replace

from samverka_domain.gates import BOTH_NEEDED, DocumentKind, Gate, Missing, Outcome
from samverka_domain.happenings import Happening
from samverka_domain.parties import Became
from samverka_domain.steps import Act
from tests.unit.domain.test_case import PATH, at_gate, became, before, case_after, does, sets_aside, writes
from tests.unit.support import TODAY

TROLLHATTAN, UDDEVALLA, VANERSBORG = "2120001546", "2120001397", "2120001538"
SENT = (
    *PATH[: before(does(Act.SEND_DIRECTIVE))],
    became(Became.INTERESTED, TROLLHATTAN, UDDEVALLA, conditional=(UDDEVALLA,)),
    replace(does(Act.SEND_DIRECTIVE), became=Became.SENT, municipalities=(TROLLHATTAN, UDDEVALLA)),
)


def lacks(municipality: str, *happened: Happening) -> tuple[Missing, ...]:
    """What a municipality lacks to take part."""
    return replace(case_after(*happened), by=municipality).missing(Gate.PARTICIPATION)


def test_a_municipality_takes_part_once_the_directive_was_sent_to_it() -> None:
    assert lacks(TROLLHATTAN, *SENT[:-1]) == (Missing.DIRECTIVE_NOT_SENT,)
    assert lacks(TROLLHATTAN, *SENT) == ()
    assert lacks(TROLLHATTAN, *SENT, does(Act.START_PROJECT)) == ()


def test_one_that_was_not_interested_takes_part_once_who_steers_has_let_it_in() -> None:
    assert lacks(VANERSBORG, *SENT) == (Missing.NOT_INTERESTED_BEFORE,)
    assert lacks(VANERSBORG, *SENT, became(Became.ACCEPTED, VANERSBORG)) == ()


def test_after_the_plan_everybody_new_is_let_in_by_who_steers_and_nobody_after_the_final_report() -> None:
    rest = PATH[before(does(Act.START_PROJECT)) :]
    planned = (*SENT, sets_aside(VANERSBORG), *rest[: rest.index(does(Act.BEGIN_HANDOVER)) + 1])
    assert lacks(VANERSBORG, *planned) == (), "it takes part already"
    assert lacks(TROLLHATTAN, *planned) == (Missing.LATE_JOINING_NOT_ACCEPTED,)
    assert lacks(TROLLHATTAN, *planned, became(Became.ACCEPTED, TROLLHATTAN)) == ()
    left = (became(Became.ACCEPTED, TROLLHATTAN), sets_aside(TROLLHATTAN), sets_aside(TROLLHATTAN, still=False))
    assert lacks(TROLLHATTAN, *planned, *left) == (Missing.LATE_JOINING_NOT_ACCEPTED,)
    assert lacks(VANERSBORG, *SENT, sets_aside(VANERSBORG), *rest) == (Missing.WRONG_STEP,)


def test_an_open_condition_keeps_its_own_municipality_out_until_it_is_settled() -> None:
    assert lacks(UDDEVALLA, *SENT) == (Missing.CONDITION_OPEN,)
    assert lacks(UDDEVALLA, *SENT, became(Became.SETTLED, UDDEVALLA)) == ()
    assert Gate.PARTICIPATION in {each.gate for each in replace(case_after(*SENT), by=UDDEVALLA).allowed}


def test_a_directive_waits_until_all_that_are_interested_have_been_asked_about_it() -> None:
    reached = PATH[: before(at_gate(Gate.PROJECT_DIRECTIVE))]
    case = case_after(*reached, became(Became.INTERESTED, TROLLHATTAN, UDDEVALLA), became(Became.ASKED, TROLLHATTAN))
    assert case.missing(Gate.PROJECT_DIRECTIVE) == (Missing.INTERESTED_NOT_ASKED,)
    case.require_open(Gate.PROJECT_DIRECTIVE, Outcome.RETURNED)
    assert case.after(became(Became.ASKED, UDDEVALLA)).missing(Gate.PROJECT_DIRECTIVE) == ()


def test_a_plan_that_delivers_a_solution_waits_for_its_cost_key_and_its_owner() -> None:
    gate, reached = Gate.PROJECT_PLAN, PATH[: before(at_gate(Gate.PROJECT_PLAN))]
    case = case_after(*reached, Happening(on=TODAY, least=1, delivers=True))
    assert case.missing(gate) == (Missing.COST_KEY_UNDECIDED, Missing.OWNER_NOT_ACCEPTED)
    case = case.after(became(Became.OWNER, TROLLHATTAN))
    assert case.after(Happening(on=TODAY, least=1, delivers=True, cost_key=True)).missing(gate) == ()
    assert case_after(*reached, Happening(on=TODAY, least=1)).missing(gate) == (), "nothing is built or bought"


def test_a_final_report_waits_for_every_handover_and_for_agreements() -> None:
    gate, reached = Gate.FINAL_REPORT, PATH[: before(at_gate(Gate.FINAL_REPORT))]
    open_ones = (became(Became.HANDED_OVER, TROLLHATTAN), does(Act.REGISTER_AGREEMENT))
    case = case_after(*(each for each in reached if each not in open_ones))
    assert case.missing(gate) == (Missing.HANDOVER_OPEN, Missing.AGREEMENT_UNSIGNED)
    assert case.after(open_ones[0]).after(open_ones[1]).missing(gate) == ()


def test_an_effect_report_has_a_line_for_each_municipality_that_takes_part() -> None:
    reached = PATH[: before(at_gate(Gate.EFFECT_REPORT_DIRECTORS))]
    case = case_after(*reached, sets_aside(UDDEVALLA))
    for gate in BOTH_NEEDED:
        assert case.missing(gate) == (Missing.BENEFIT_LINE_MISSING,)
    two = replace(writes(DocumentKind.EFFECT_REPORT, "0.2"), lines=2)
    assert case.after(two).missing(Gate.EFFECT_REPORT_E_RAD) == ()
