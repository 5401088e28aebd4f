"""The e-råd judges the interest that was answered: by a threshold, against it only with a reason."""

from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.gates import Gate
from samverka_domain.insatser import Insats
from samverka_domain.judgements import Counting, Counts, Interest, Judgement, Threshold
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.participation import NOTHING_SAID, Said
from tests.unit.domain.helpers import flawed
from tests.unit.domain.test_insatser import RECEIVED, STARTED, struck
from tests.unit.support import FYRBODAL, TOMORROW, TROLLHATTAN, UDDEVALLA, Fact, Result, decided, fact, given

COUNTS = Counts(
    recipients=4, interested=2, conditional=1, declined=0, unanswered=1, came_late=0, withdrawn=0, on_behalf=0, left=0
)
INTEREST = Interest(COUNTS, (TROLLHATTAN, UDDEVALLA), (UDDEVALLA,))
TWO = Threshold(2, Counting.INTERESTED)
THREE = Threshold(3, Counting.INTERESTED)
WITH_CONDITIONS = Threshold(3, Counting.INTERESTED_AND_CONDITIONAL)
E_RAD = decided(Body.E_RAD)
BECAUSE = decided(Body.E_RAD, reason="Intresset är för litet")


def judged(judgement: Judgement, threshold: Threshold, decision: Decision, **more: Any) -> Fact:
    says = {"judgement": judgement, "threshold": threshold, **vars(INTEREST), "decision": decision}
    about = {"region_id": FYRBODAL, "gate": Gate.FIRST_JUDGEMENT, "request_id": "request-1"}
    return fact(Insats.Judged, **about | {"review_on": None, "instead": None} | says | more)


def judge(judgement: Judgement, threshold: Threshold, decision: Decision, **more: Any) -> Result:
    about = (Gate.FIRST_JUDGEMENT, "request-1", judgement, threshold, INTEREST, decision)
    return given(RECEIVED, STARTED).when(Insats.judge, *about, **more)


@pytest.mark.parametrize(
    ("judgement", "threshold"),
    [
        (Judgement.GO, TWO),
        (Judgement.GO, WITH_CONDITIONS),
        (Judgement.NO_GO, THREE),
    ],
)
def test_a_judgement_by_the_threshold_stores_the_counts(judgement: Judgement, threshold: Threshold) -> None:
    judge(judgement, threshold, BECAUSE).then(judged(judgement, threshold, BECAUSE))


@pytest.mark.parametrize(("judgement", "threshold"), [(Judgement.GO, THREE), (Judgement.NO_GO, TWO)])
def test_a_judgement_against_the_threshold_needs_a_reason(judgement: Judgement, threshold: Threshold) -> None:
    judge(judgement, threshold, E_RAD).then_refused(Rule.OUTCOME_AGAINST_THRESHOLD_NEEDS_REASON, field="reason")
    judge(judgement, threshold, BECAUSE).then(judged(judgement, threshold, BECAUSE))


def test_going_on_by_the_threshold_needs_no_reason_but_not_going_on_does() -> None:
    for reached in (TWO, WITH_CONDITIONS):
        judge(Judgement.GO, reached, E_RAD).then(judged(Judgement.GO, reached, E_RAD))
    judge(Judgement.NO_GO, THREE, E_RAD).then_refused(Rule.REASON_MISSING)


def test_waiting_needs_a_day_of_review() -> None:
    judge(Judgement.WAIT, TWO, E_RAD).then_refused(Rule.REVIEW_DATE_MISSING, field="reviewOn")
    waits = judged(Judgement.WAIT, TWO, E_RAD, review_on=TOMORROW)
    judge(Judgement.WAIT, TWO, E_RAD, review_on=TOMORROW).then(waits)


def test_what_is_not_carried_out_may_name_what_is_instead() -> None:
    judge(Judgement.NO_GO, THREE, BECAUSE, instead="insats-2").then(
        judged(Judgement.NO_GO, THREE, BECAUSE, instead="insats-2")
    )


@pytest.mark.parametrize("least", [0, 401])
def test_a_threshold_is_a_number_of_municipalities(least: int) -> None:
    judge(Judgement.GO, Threshold(least, Counting.INTERESTED), BECAUSE).then_refused(Rule.NUMBER_OUT_OF_RANGE)


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.E_RAD))
def test_only_the_e_rad_judges(decision: Decision, rule: Rule) -> None:
    judge(Judgement.GO, TWO, decision).then_refused(rule)


def test_what_is_struck_is_not_judged() -> None:
    about = (Gate.FIRST_JUDGEMENT, "request-1", Judgement.GO, TWO, COUNTS, E_RAD)
    given(RECEIVED, struck()).when(Insats.judge, *about).then_refused(Rule.INSATS_STRUCK)


def test_counts_are_of_members_and_a_withdrawn_answer_is_none() -> None:
    said = [
        Said(Stance.INTERESTED),
        Said(Stance.CONDITIONAL, late=True),
        Said(Stance.DECLINED, on_behalf=True),
        Said(Stance.INTERESTED, withdrawn=True),
        NOTHING_SAID,
    ]
    assert Counts.of(said, left=1) == Counts(
        recipients=5,
        interested=1,
        conditional=1,
        declined=1,
        unanswered=2,
        came_late=1,
        withdrawn=1,
        on_behalf=1,
        left=1,
    )
