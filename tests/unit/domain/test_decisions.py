"""What every decision must say, whichever aggregate it concerns."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from samverka_domain.kernel.decision import (
    Authority,
    AuthorityKind,
    Body,
    Decision,
    require_decided,
    require_reason,
)
from samverka_domain.kernel.limits import require_fitting
from samverka_domain.kernel.rules import Rule
from tests.unit.support import NOW, TODAY, TOMORROW, YESTERDAY, decided, refused


def require_decided_by(decision: Decision, *bodies: Body, at: datetime) -> None:
    """What every aggregate asks of a decision before it records it."""
    require_fitting(decision, "decision")
    require_decided(decision, bodies, at)


@pytest.mark.parametrize("body", Body)
def test_only_the_bodies_named_may_decide(body: Body) -> None:
    require_decided_by(decided(body), body, at=NOW)
    others = set(Body) - {body}
    for other in others:
        with refused(Rule.BODY_MAY_NOT_DECIDE, body=other, allowed=(body,)):
            require_decided_by(decided(other), body, at=NOW)


def test_the_refusal_names_every_body_that_may() -> None:
    with refused(Rule.BODY_MAY_NOT_DECIDE, body=Body.KOMMUNLEDNING, allowed=(Body.E_RAD, Body.KOMMUNDIREKTORER)):
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


TOLD: dict[AuthorityKind, dict[str, str]] = {
    AuthorityKind.NAMND: {"name": "Socialnämnden"},
    AuthorityKind.UTSKOTT: {"name": "Arbetsutskottet"},
    AuthorityKind.DELEGATION: {"office": "Kommundirektör", "point": "4.2"},
}
PARTS = ("name", "office", "point")


def by_authority(kind: AuthorityKind, **told: str) -> Decision:
    return replace(decided(Body.KOMMUNLEDNING), authority=Authority(kind, **told))


@pytest.mark.parametrize("kind", AuthorityKind)
def test_an_authority_says_what_its_kind_needs(kind: AuthorityKind) -> None:
    require_fitting(by_authority(kind, **TOLD.get(kind, {})), "decision")


@pytest.mark.parametrize("kind", AuthorityKind)
@pytest.mark.parametrize("part", PARTS)
def test_an_authority_says_neither_less_nor_more(kind: AuthorityKind, part: str) -> None:
    told = dict(TOLD.get(kind, {}))
    if not told.pop(part, None):
        told[part] = "Något"
    with refused(Rule.AUTHORITY_INCOMPLETE, field=part, pointer=f"/decision/authority/{part}", kind=kind):
        require_fitting(by_authority(kind, **told), "decision")


@pytest.mark.parametrize(
    ("part", "text", "rule"),
    [
        ("office", " ", Rule.TEXT_MISSING),
        ("office", "x" * 201, Rule.TEXT_TOO_LONG),
        ("point", "", Rule.TEXT_MISSING),
        ("point", "x" * 101, Rule.TEXT_TOO_LONG),
    ],
)
def test_what_an_authority_says_of_itself_is_said_in_short(part: str, text: str, rule: Rule) -> None:
    told = TOLD[AuthorityKind.DELEGATION] | {part: text}
    with refused(rule, field=part, pointer=f"/decision/authority/{part}"):
        require_fitting(by_authority(AuthorityKind.DELEGATION, **told), "decision")


@pytest.mark.parametrize("body", Body)
def test_a_body_of_which_there_are_several_is_named_and_no_other(body: Body) -> None:
    several = body in {Body.NATVERK, Body.STYRGRUPP}
    require_fitting(replace(decided(body), body_id="network-1" if several else None), "decision")
    with refused(Rule.BODY_WITHOUT_ID, body=body, pointer="/decision/bodyId"):
        require_fitting(replace(decided(body), body_id=None if several else "network-1"), "decision")


@pytest.mark.parametrize("body_id", ["nätverk 1", "network/1", "a b", "å"])
def test_the_id_of_a_body_is_one(body_id: str) -> None:
    with refused(Rule.TEXT_MALFORMED, field="bodyId"):
        require_fitting(replace(decided(Body.NATVERK), body_id=body_id), "decision")


def test_a_paragraph_is_short() -> None:
    require_fitting(replace(decided(Body.E_RAD), paragraph="§ 87"), "decision")
    for paragraph, rule in [
        (" ", Rule.TEXT_MISSING),
        ("§" * 51, Rule.TEXT_TOO_LONG),
        ("§\n87", Rule.TEXT_UNREADABLE),
    ]:
        with refused(rule, field="paragraph"):
            require_fitting(replace(decided(Body.E_RAD), paragraph=paragraph), "decision")


def test_a_decision_gains_force_when_it_is_taken_or_later() -> None:
    for day in [TODAY, TOMORROW]:
        require_fitting(replace(decided(Body.E_RAD), in_force_on=day), "decision")
    with refused(Rule.IN_FORCE_BEFORE_DECIDED, field="inForceOn", pointer="/decision/inForceOn"):
        require_fitting(replace(decided(Body.E_RAD), in_force_on=YESTERDAY), "decision")


def test_a_decision_is_in_force_from_its_day_on() -> None:
    decision = replace(decided(Body.E_RAD), in_force_on=TODAY)
    assert [decision.is_in_force(day) for day in (YESTERDAY, TODAY, TOMORROW)] == [False, True, True]
    assert decided(Body.E_RAD).is_in_force(YESTERDAY)


@pytest.mark.parametrize("day", [date(1969, 12, 31), date(2200, 1, 2)])
def test_the_day_of_a_decision_is_one_that_may_have_been_meant(day: date) -> None:
    with refused(Rule.DAY_OUT_OF_RANGE, field="decidedOn", earliest=date(1970, 1, 1), latest=date(2200, 1, 1)):
        require_fitting(decided(Body.E_RAD, on=day), "decision")


@pytest.mark.parametrize("body", [body for body in Body if body is not Body.STYRGRUPP])
def test_a_body_acts_as_steering_group_only(body: Body) -> None:
    require_fitting(replace(decided(Body.E_RAD), acting_as=Body.STYRGRUPP), "decision")
    with refused(Rule.BODY_MAY_NOT_DECIDE, field="actingAs", allowed=(Body.STYRGRUPP,)):
        require_fitting(replace(decided(Body.E_RAD), acting_as=body), "decision")
