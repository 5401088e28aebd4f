"""A municipality gives hours to a pre-study while there is one; they say nothing about the project."""

from dataclasses import replace
from typing import Any

import pytest

from samverka_domain.case import Case
from samverka_domain.commitments import RoleHours
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.parties import Became
from samverka_domain.pre_studies import require_takes_hours
from samverka_domain.pre_study_hours import PreStudyHours
from samverka_domain.steps import StartsWith, Step
from tests.unit.domain.test_case import GO, TO_JUDGEMENT, became, case_after
from tests.unit.domain.test_insatser import RECEIVED, STARTED
from tests.unit.support import FYRBODAL, TROLLHATTAN, decided, fact, given, refused

HOURS = (RoleHours(role="verksamhetskunnig", year=2026, hours=24),)
MORE = (RoleHours(role="verksamhetskunnig", year=2026, hours=40),)
PART = {"region_id": FYRBODAL, "insats_id": "insats-1", "municipality_id": TROLLHATTAN}
OWN = decided(Body.KOMMUNLEDNING)
GIVEN = fact(PreStudyHours.Decided, **PART, hours=HOURS, decision=OWN)


def give(hours: tuple[RoleHours, ...] = HOURS, decision: Any = OWN) -> Any:
    insats = given(RECEIVED, STARTED).state()
    return given().when(PreStudyHours.decide, "insats-1", insats, TROLLHATTAN, hours, decision)


def test_a_municipality_gives_hours_to_a_pre_study() -> None:
    give().then(GIVEN, stream="pre-study-hours:insats-1")


@pytest.mark.parametrize("step", [Step.DIRECTIVE_DRAFT, Step.PRE_STUDY, Step.SECOND_JUDGEMENT])
def test_hours_are_given_from_the_first_judgement_until_the_second(step: Step) -> None:
    require_takes_hours(Case(step=step))


@pytest.mark.parametrize(
    "case",
    [
        Case(step=Step.FIRST_JUDGEMENT),
        Case(step=Step.PROJECT_DIRECTIVE_DRAFT),
        Case(step=Step.WAITING, stood_at=Step.SECOND_JUDGEMENT),
        Case(step=Step.DIRECTIVE_DRAFT, starts_with=StartsWith.PROJECT),
    ],
)
def test_outside_the_pre_study_there_is_nothing_to_give_hours_to(case: Case) -> None:
    with refused(Rule.OUTSIDE_PRE_STUDY, step=case.step):
        require_takes_hours(case)


def test_they_are_promised_by_an_authority_not_by_an_official() -> None:
    official = replace(OWN, authority=Authority(AuthorityKind.OFFICIAL))
    give(decision=official).then_refused(Rule.AUTHORITY_TOO_LOW)


def test_no_hours_at_all_and_a_role_that_stands_twice_are_refused() -> None:
    give(hours=()).then_refused(Rule.NOTHING_SET_ASIDE)
    give(hours=HOURS + MORE).then_refused(Rule.LISTED_TWICE)


@pytest.mark.parametrize("hours", [MORE, ()])
def test_later_hours_take_the_place_of_those_before_and_none_are_none_any_more(hours: tuple[RoleHours, ...]) -> None:
    again = fact(PreStudyHours.DecidedAnew, **PART, hours=hours, decision=OWN)
    given(GIVEN).when(PreStudyHours.decide_anew, hours, OWN).then(again)


def test_they_say_nothing_about_the_project() -> None:
    case = case_after(*TO_JUDGEMENT, GO)
    gave = case.after(became(Became.GAVE_HOURS, TROLLHATTAN))
    assert gave.parties.promised == {TROLLHATTAN}
    assert (gave.parties.taking_part, gave.parties.set_aside) == (frozenset(), frozenset())
    assert (gave.step, gave.allowed) == (case.step, case.allowed)
