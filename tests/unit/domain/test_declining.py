"""A municipality declines to take part, with a reason, while it has no part; later it may decline anew."""

from datetime import date
from typing import Any

import pytest

from samverka_domain.commitments import Commitment
from samverka_domain.declining import Declining
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from tests.unit.domain.test_commitments import TAKING_PART, ended
from tests.unit.support import FYRBODAL, TODAY, TROLLHATTAN, YESTERDAY, decided, fact, given

PART = {"region_id": FYRBODAL, "insats_id": "insats-1", "municipality_id": TROLLHATTAN}
BECAUSE = decided(Body.KOMMUNLEDNING, reason="Införandet ryms inte i budgeten")
DECLINED = fact(Declining.Decided, **PART, decision=BECAUSE)


def decline(part: Commitment | None, decision: Any = BECAUSE) -> Any:
    return given().when(Declining.decide, FYRBODAL, "insats-1", TROLLHATTAN, part, decision)


def test_a_municipality_declines_with_its_reason() -> None:
    decline(None).then(DECLINED, stream="declining:insats-1")


@pytest.mark.parametrize(
    ("decision", "rule"),
    [
        (decided(Body.KOMMUNLEDNING), Rule.REASON_MISSING),
        (decided(Body.E_RAD, reason="Nej"), Rule.BODY_MAY_NOT_DECIDE),
    ],
)
def test_it_needs_a_reason_and_is_the_municipalitys_own(decision: Any, rule: Rule) -> None:
    decline(None, decision).then_refused(rule)


def test_who_takes_part_ends_its_part_instead() -> None:
    decline(given(TAKING_PART).state()).then_refused(Rule.PART_HOLDS)


@pytest.mark.parametrize(("last_day", "declines"), [(YESTERDAY, True), (TODAY, False)])
def test_whose_part_has_ended_declines_from_the_day_after(last_day: date, declines: bool) -> None:
    result = decline(given(TAKING_PART, ended(last_day)).state())
    result.then(DECLINED) if declines else result.then_refused(Rule.PART_HOLDS)


def test_it_declines_again() -> None:
    again = fact(Declining.DecidedAnew, **PART, decision=BECAUSE)
    given(DECLINED).when(Declining.decide_anew, None, BECAUSE).then(again)
