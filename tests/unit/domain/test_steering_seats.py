"""S5 and S11: who sits on a seat is its organisation's own decision, and what is amiss is told."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.steering import Charter, SteeringGroup
from samverka_domain.steering_seats import Seating, SteeringSeat, seated_on
from samverka_domain.steering_warnings import Met, SteeringWarning, of_group, of_seat
from tests.unit.domain.helpers import flawed
from tests.unit.support import FYRBODAL, NOW, TODAY, TROLLHATTAN, UDDEVALLA, decided, fact, given

HOME = decided(Body.KOMMUNLEDNING)
CHARTER = Charter(
    name="Styrgruppen", seats=(TROLLHATTAN,), adjuncts=(UDDEVALLA,), chair=TROLLHATTAN, months_between=3
)
ANNA = Seating(
    person_id="anna", function="Kommundirektör", deputy_id="bo", valid_from=date(2026, 1, 1), may_commit=250
)
CECILIA = Seating(person_id="cecilia", function="It-chef", valid_from=date(2026, 6, 1), valid_to=date(2026, 12, 31))
ABOUT = {"region_id": FYRBODAL, "group_id": "group-1", "municipality_id": TROLLHATTAN}
FILLED = fact(SteeringSeat.Filled, **ABOUT, seating=ANNA, decision=HOME)
HANDED_OVER = fact(SteeringSeat.HandedOver, **ABOUT, seating=CECILIA, decision=HOME)


def group() -> SteeringGroup:
    return SteeringGroup.form("group-1", FYRBODAL, CHARTER, {TROLLHATTAN}, decided(Body.E_RAD), NOW)


def test_s5_the_organisation_decides_who_sits_on_its_seat() -> None:
    fill = (SteeringSeat.fill, "group-1", group(), TROLLHATTAN, ANNA)
    given().when(*fill, HOME).then(FILLED, stream="steering-seat:group-1")
    given(FILLED).when(SteeringSeat.hand_over, group(), CECILIA, HOME).then(HANDED_OVER)


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.KOMMUNLEDNING))
def test_s5_nobody_else_appoints_her(decision: Decision, rule: Rule) -> None:
    given().when(SteeringSeat.fill, "group-1", group(), TROLLHATTAN, ANNA, decision).then_refused(rule)
    given(FILLED).when(SteeringSeat.hand_over, group(), CECILIA, decision).then_refused(rule)


def test_s5_an_adjunct_and_whoever_has_no_seat_appoint_nobody() -> None:
    for organisation in (UDDEVALLA, FYRBODAL):
        fill = (SteeringSeat.fill, "group-1", group(), organisation, ANNA, HOME)
        given().when(*fill).then_refused(Rule.NO_SEAT_IN_GROUP, name="Styrgruppen")


def test_s5_nobody_deputises_for_herself_or_ends_before_she_starts() -> None:
    for seating, rule in (
        (replace(ANNA, deputy_id="anna"), Rule.DEPUTY_FOR_HERSELF),
        (replace(ANNA, valid_to=date(2025, 12, 31)), Rule.ENDS_BEFORE_IT_STARTS),
        (replace(ANNA, may_commit=0), Rule.MONEY_OUT_OF_RANGE),
    ):
        given().when(SteeringSeat.fill, "group-1", group(), TROLLHATTAN, seating, HOME).then_refused(rule)


def test_s5_who_sat_there_that_day_is_told_for_every_day() -> None:
    seat = given(FILLED, HANDED_OVER).state()
    held = {day: [each for each in ("anna", "bo", "cecilia") if seat.is_held_by(each, day)] for day in DAYS}
    assert list(held.values()) == [[], ["anna", "bo"], ["anna", "bo"], ["cecilia"], ["cecilia"], []]


DAYS = (
    date(2025, 12, 31),
    date(2026, 1, 1),
    date(2026, 5, 31),
    date(2026, 6, 1),
    date(2026, 12, 31),
    date(2027, 1, 1),
)


def test_s5_a_seat_is_left_once() -> None:
    vacated = fact(SteeringSeat.Vacated, **ABOUT, valid_to=TODAY, decision=HOME)
    given(FILLED).when(SteeringSeat.vacate, TODAY, HOME).then(vacated)
    given(FILLED, vacated).when(SteeringSeat.vacate, TODAY, HOME).then_refused(Rule.SEAT_EMPTY)
    given(FILLED).when(SteeringSeat.vacate, date(2025, 12, 31), HOME).then_refused(Rule.ENDS_BEFORE_IT_STARTS)
    assert seated_on(given(FILLED, vacated).state().seatings, TODAY) == replace(ANNA, valid_to=TODAY)


@pytest.mark.parametrize(
    ("charter", "participants", "met", "expected"),
    [
        (CHARTER, {TROLLHATTAN}, Met(TODAY), []),
        (replace(CHARTER, chair=None), {TROLLHATTAN}, Met(TODAY), [SteeringWarning.CHAIR_MISSING]),
        (CHARTER, {TROLLHATTAN}, Met(date(2026, 7, 31)), [SteeringWarning.NO_MEETING_IN_RHYTHM]),
        (CHARTER, {TROLLHATTAN}, Met(date(2026, 1, 1), date(2026, 8, 1)), []),
        (CHARTER, {TROLLHATTAN}, Met(TODAY, TODAY, had_quorum=False), [SteeringWarning.NO_QUORUM_AT_LAST_MEETING]),
        (CHARTER, {TROLLHATTAN, UDDEVALLA}, Met(TODAY), [SteeringWarning.PARTICIPANT_WITHOUT_SEAT]),
    ],
)
def test_s11_what_is_amiss_with_a_group(
    charter: Charter, participants: set[str], met: Met, expected: list[SteeringWarning]
) -> None:
    assert list(of_group(charter, participants, met, (), TODAY)) == expected


def test_s11_a_document_waits_for_the_group_more_than_30_days() -> None:
    for days, expected in ((30, []), (31, [SteeringWarning.DOCUMENT_WAITS])):
        waiting = (TODAY, TODAY - timedelta(days=days))
        assert list(of_group(CHARTER, {TROLLHATTAN}, Met(TODAY), waiting, TODAY)) == expected


@pytest.mark.parametrize(
    ("seatings", "groups", "day", "expected"),
    [
        ((ANNA,), 3, TODAY, []),
        ((), 0, TODAY, [SteeringWarning.SEAT_WITHOUT_HOLDER]),
        ((CECILIA,), 1, date(2027, 1, 1), [SteeringWarning.MANDATE_ENDED]),
        ((CECILIA,), 1, date(2026, 10, 31), []),
        ((CECILIA,), 1, date(2026, 11, 1), [SteeringWarning.MANDATE_ENDS_SOON]),
        ((ANNA,), 4, TODAY, [SteeringWarning.HOLDER_IN_MANY_GROUPS]),
    ],
)
def test_s11_what_is_amiss_with_a_seat(
    seatings: tuple[Seating, ...], groups: int, day: date, expected: list[SteeringWarning]
) -> None:
    assert list(of_seat(seatings, True, groups, day)) == expected
    assert list(of_seat(seatings, False, groups, day)) == [SteeringWarning.SEAT_OF_NO_PARTICIPANT, *expected]
