"""What every decision must say, whichever aggregate it concerns."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from samverka_domain.kernel.decision import Body, Decision, require_decided, require_reason
from samverka_domain.kernel.limits import require_fitting
from samverka_domain.kernel.rules import Rule
from tests.unit.support import NOW, TODAY, TOMORROW, decided, refused


def require_decided_by(decision: Decision, *bodies: Body, at: datetime) -> None:
    """What every aggregate asks of a decision before it records it."""
    require_fitting(decision, "decision")
    require_decided(decision, bodies, at)


@pytest.mark.parametrize("body", Body)
def test_only_the_bodies_named_may_decide(body: Body) -> None:
    require_decided_by(decided(body), body, at=NOW)
    others = set(Body) - {body}
    for other in others:
        with refused(Rule.BODY_MAY_NOT_DECIDE, body=other, allowed=body.value):
            require_decided_by(decided(other), body, at=NOW)


def test_the_refusal_names_every_body_that_may() -> None:
    with refused(Rule.BODY_MAY_NOT_DECIDE, body=Body.KOMMUNLEDNING, allowed="E_RAD, KOMMUNDIREKTORER"):
        require_decided_by(decided(Body.KOMMUNLEDNING), Body.E_RAD, Body.KOMMUNDIREKTORER, at=NOW)


def test_a_decision_may_be_older_than_its_record() -> None:
    require_decided_by(decided(Body.E_RAD, on=date(2019, 12, 6)), Body.E_RAD, at=NOW)
    require_decided_by(decided(Body.E_RAD, on=TODAY), Body.E_RAD, at=NOW)


def test_a_decision_not_yet_taken_cannot_be_recorded() -> None:
    with refused(Rule.DECIDED_IN_THE_FUTURE, decided_on=TOMORROW):
        require_decided_by(decided(Body.E_RAD, on=TOMORROW), Body.E_RAD, at=NOW)


def test_today_is_the_swedish_day() -> None:
    new_year_in_sweden = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    require_decided_by(decided(Body.E_RAD, on=date(2027, 1, 1)), Body.E_RAD, at=new_year_in_sweden)


@pytest.mark.parametrize("record_number", ["", "   "])
def test_a_decision_without_record_number_cannot_be_traced(record_number: str) -> None:
    with refused(Rule.RECORD_NUMBER_MISSING):
        require_decided_by(decided(Body.E_RAD, record_number=record_number), Body.E_RAD, at=NOW)


def test_somebody_must_have_decided() -> None:
    with refused(Rule.TEXT_MISSING, field="decidedBy"):
        require_decided_by(replace(decided(Body.E_RAD), decided_by=" "), Body.E_RAD, at=NOW)


@pytest.mark.parametrize(
    ("field", "name", "longest"),
    [("record_number", "recordNumber", 300), ("decided_by", "decidedBy", 200), ("reason", "reason", 4000)],
)
def test_the_texts_of_a_decision_have_limits(field: str, name: str, longest: int) -> None:
    just_fits: Any = {field: "x" * longest}
    too_long: Any = {field: "x" * (longest + 1)}
    require_decided_by(replace(decided(Body.E_RAD), **just_fits), Body.E_RAD, at=NOW)
    with refused(Rule.TEXT_TOO_LONG, field=name, longest=longest):
        require_decided_by(replace(decided(Body.E_RAD), **too_long), Body.E_RAD, at=NOW)


def test_a_reason_is_more_than_spaces() -> None:
    require_reason(decided(Body.E_RAD, reason="Pengarna räcker inte"))
    with refused(Rule.REASON_MISSING):
        require_reason(decided(Body.E_RAD, reason=" \t"))
