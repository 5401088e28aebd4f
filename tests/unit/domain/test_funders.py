"""A funder is let in to the reports of an insats, from one day to another, and told when the insats is stopped."""

from datetime import date
from typing import Any

import pytest

from samverka_domain.funders import Funder
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.steps import Step
from tests.unit.domain.helpers import flawed
from tests.unit.support import FYRBODAL, NOW, TODAY, TOMORROW, YESTERDAY, decided, fact, given

FUND, CALLED = "2021009994", ("Exempelfonden", "Fyrbodals kommunalförbund", "4.1 Upphandling")
MANAGEMENT = decided(Body.FORBUNDSLEDNING)
STOP = decided(Body.E_RAD, reason="Pengarna räcker inte")


def let_in(first: date = TODAY, last: date | None = None) -> Any:
    said = {"region_id": FYRBODAL, "addressed_to": (FUND,), "insats_id": "insats-1"}
    named = dict(zip(("funder", "forbund", "insats"), CALLED, strict=True))
    return fact(Funder.LetIn, **said, **named, valid_from=first, valid_to=last, decision=MANAGEMENT)


def said(event: type[Any], **content: Any) -> Any:
    return fact(event, region_id=FYRBODAL, addressed_to=(FUND,), insats_id="insats-1", **content)


def funder(first: date, last: date | None = None, number: str = FUND) -> Funder:
    about = ("funder-2", FYRBODAL, "insats-1", number)
    return Funder.let_in(*about, CALLED, (first, last), MANAGEMENT, NOW)


LET_IN = (Funder.let_in, "funder-1", FYRBODAL, "insats-1", "202100-9994", CALLED)


def test_a_funder_is_let_in_by_the_förbundsledning_for_its_days() -> None:
    given().when(*LET_IN, (TODAY, TOMORROW), MANAGEMENT).then(let_in(TODAY, TOMORROW), stream="funder:funder-1")
    given().when(*LET_IN, (TODAY, YESTERDAY), MANAGEMENT).then_refused(Rule.ENDS_BEFORE_IT_STARTS)


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.FORBUNDSLEDNING))
def test_nobody_else_lets_in_and_ends(decision: Decision, rule: Rule) -> None:
    given().when(*LET_IN, (TODAY, None), decision).then_refused(rule)
    given(let_in()).when(Funder.end, TOMORROW, decision).then_refused(rule)


def test_it_reads_on_its_days_and_on_no_other() -> None:
    reads = funder(TODAY, TOMORROW)
    assert [reads.reads_on(day) for day in (YESTERDAY, TODAY, TOMORROW, date(2099, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]
    assert funder(TODAY).reads_on(date(2099, 1, 1))


def test_its_reading_ends_earlier_and_never_later() -> None:
    given(let_in()).when(Funder.end, TOMORROW, MANAGEMENT).then(
        said(Funder.Ended, valid_to=TOMORROW, decision=MANAGEMENT)
    )
    bounded = given(let_in(TODAY, TOMORROW))
    bounded.when(Funder.end, TOMORROW, MANAGEMENT).then_refused(Rule.FUNDER_ENDED, valid_to=TOMORROW)
    bounded.when(Funder.end, YESTERDAY, MANAGEMENT).then(said(Funder.Ended, valid_to=YESTERDAY, decision=MANAGEMENT))


def test_it_is_let_in_once_on_the_same_days() -> None:
    with pytest.raises(Refused) as refused:
        funder(TODAY).require_apart([funder(YESTERDAY, TODAY)])
    assert refused.value.rule is Rule.FUNDER_LET_IN_ALREADY
    funder(TOMORROW).require_apart([funder(YESTERDAY, TODAY)])
    funder(TODAY).require_apart([funder(TODAY, number="2220001776")])


@pytest.mark.parametrize("step", [Step.PARTICIPATION, Step.EXECUTION, Step.CLOSING])
def test_it_is_told_when_a_project_is_stopped(step: Step) -> None:
    told = said(Funder.ToldOfStop, stopped_on=STOP.decided_on, why=STOP.reason)
    given(let_in()).when(Funder.tell_of_stop, step, STOP).then(told)


@pytest.mark.parametrize(("past", "step"), [(let_in(), Step.PRE_STUDY), (let_in(TOMORROW), Step.EXECUTION)])
def test_it_is_not_told_of_a_pre_study_nor_before_it_reads(past: Any, step: Step) -> None:
    given(past).when(Funder.tell_of_stop, step, STOP).then()
