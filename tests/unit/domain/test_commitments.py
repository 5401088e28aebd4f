"""The commitment: a municipality takes part, sets resources aside, adjusts them and leaves."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.commitments import Commitment, Resources, RoleHours
from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.resources import YearMoney
from samverka_domain.steps import StartsWith
from tests.unit.domain.helpers import accepted, flawed
from tests.unit.support import FYRBODAL, NOW, TODAY, TOMORROW, TROLLHATTAN, YESTERDAY, Fact, decided, fact, given

LEADERS = decided(Body.KOMMUNLEDNING)
BECAUSE = decided(Body.KOMMUNLEDNING, reason="Arkivarien slutar")
PART = {"region_id": FYRBODAL, "insats_id": "insats-1", "municipality_id": TROLLHATTAN}
LEADER = RoleHours("Projektledare", 2027, 200)
MONEY = YearMoney(2028, 150)
RESOURCES = Resources(hours=(LEADER,), money=(MONEY,), valid_from=date(2027, 1, 1), valid_to=date(2028, 12, 31))
OTHER_RESOURCES = replace(RESOURCES, money=())

TAKING_PART = fact(Commitment.TakingPartDecided, **PART, decision=LEADERS)
IDEA = fact(
    Insats.IdeaReceived,
    region_id=FYRBODAL,
    idea=Idea(code="4B1", title="Gemensamt e-arkiv", origin=Origin.NETWORK, starts_with=StartsWith.PRE_STUDY),
)
MOST_HOURS, MOST_MONEY = 20_000, 500_000


def prioritised(priority: Priority) -> Fact:
    return fact(Insats.Prioritised, region_id=FYRBODAL, priority=priority, decision=decided(Body.E_RAD))


def set_aside(resources: Resources = RESOURCES) -> Fact:
    return fact(Commitment.ResourcesSetAside, **PART, resources=resources, decision=LEADERS)


def adjusted(resources: Resources = OTHER_RESOURCES) -> Fact:
    return fact(Commitment.Adjusted, **PART, resources=resources, decision=LEADERS)


def ended(valid_to: date = TODAY) -> Fact:
    return fact(Commitment.Ended, **PART, valid_to=valid_to, decision=BECAUSE)


def take_part(*history: Fact, decision: Decision = LEADERS) -> Any:
    insats = given(IDEA, *history).state()
    return given().when(Commitment.take_part, "insats-1", insats, TROLLHATTAN, decision)


def test_a_municipality_takes_part_in_what_is_started() -> None:
    take_part(prioritised(Priority.START_NOW)).then(TAKING_PART, stream="commitment:insats-1")


@pytest.mark.parametrize(
    ("history", "rule"),
    [
        ((), Rule.INSATS_NOT_PRIORITISED),
        ((prioritised(Priority.WAIT),), Rule.INSATS_NOT_PRIORITISED),
        ((prioritised(Priority.START_NOW), prioritised(Priority.DECLINE)), Rule.INSATS_DECLINED),
    ],
)
def test_nobody_takes_part_in_what_is_not_started(history: tuple[Fact, ...], rule: Rule) -> None:
    take_part(*history).then_refused(rule, title="Gemensamt e-arkiv")


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.KOMMUNLEDNING))
def test_only_the_management_of_a_municipality_commits_it(decision: Decision, rule: Rule) -> None:
    take_part(prioritised(Priority.START_NOW), decision=decision).then_refused(rule)
    given(TAKING_PART).when(Commitment.set_aside, RESOURCES, decision).then_refused(rule)
    given(TAKING_PART, set_aside()).when(Commitment.adjust, RESOURCES, decision).then_refused(rule)
    given(TAKING_PART).when(Commitment.end, TODAY, decision).then_refused(rule)


def test_resources_are_set_aside() -> None:
    given(TAKING_PART).when(Commitment.set_aside, RESOURCES, LEADERS).then(set_aside())
    assert given(TAKING_PART, set_aside()).state().resources == RESOURCES


@pytest.mark.parametrize("history", [(set_aside(),), (set_aside(), adjusted()), (ended(), set_aside())])
def test_what_is_set_aside_is_not_set_aside_again(history: tuple[Fact, ...]) -> None:
    again = given(TAKING_PART, *history).when(Commitment.set_aside, RESOURCES, LEADERS)
    again.then_refused(Rule.COMMITMENT_EXISTS)


@pytest.mark.parametrize("history", [(ended(),), (set_aside(), ended()), (set_aside(), ended(date(2028, 6, 30)))])
def test_who_has_left_may_set_resources_aside_anew(history: tuple[Fact, ...]) -> None:
    anew = given(TAKING_PART, *history).when(Commitment.set_aside, OTHER_RESOURCES, LEADERS)
    anew.then(set_aside(OTHER_RESOURCES))
    assert not given(TAKING_PART, *history, set_aside()).state().ended


@pytest.mark.parametrize("history", [(set_aside(),), (set_aside(), adjusted()), (set_aside(), ended(), set_aside())])
def test_what_is_set_aside_is_adjusted(history: tuple[Fact, ...]) -> None:
    adjust = given(TAKING_PART, *history).when(Commitment.adjust, OTHER_RESOURCES, LEADERS)
    adjust.then(adjusted())
    assert given(TAKING_PART, *history, adjusted()).state().resources == OTHER_RESOURCES


def test_only_what_is_set_aside_can_be_adjusted() -> None:
    given(TAKING_PART).when(Commitment.adjust, RESOURCES, LEADERS).then_refused(Rule.COMMITMENT_MISSING)


@pytest.mark.parametrize("history", [(ended(),), (set_aside(), ended()), (set_aside(), ended(date(2028, 6, 30)))])
def test_nothing_is_adjusted_once_an_end_is_decided(history: tuple[Fact, ...]) -> None:
    adjust = given(TAKING_PART, *history).when(Commitment.adjust, RESOURCES, LEADERS)
    adjust.then_refused(Rule.COMMITMENT_ENDED)


def hours(*lines: RoleHours) -> Resources:
    return replace(RESOURCES, hours=lines)


def money(*lines: YearMoney) -> Resources:
    return replace(RESOURCES, money=lines)


NEW_YEAR = date(2027, 1, 1)
A_DAY = timedelta(days=1)
LEADER_OF_2028 = RoleHours("Projektledare", 2028, 200)
ARCHIVIST = RoleHours("Arkivarie", 2027, 200)


@pytest.mark.parametrize(
    "resources",
    [
        hours(),
        money(),
        hours(replace(LEADER, hours=1)),
        hours(replace(LEADER, hours=MOST_HOURS)),
        hours(replace(LEADER, role="x" * 100)),
        hours(LEADER, LEADER_OF_2028, ARCHIVIST),
        money(replace(MONEY, thousand_kronor=1)),
        money(replace(MONEY, thousand_kronor=MOST_MONEY)),
        money(YearMoney(2027, 1), YearMoney(2028, 1)),
        Resources(hours=(LEADER,), valid_from=NEW_YEAR, valid_to=NEW_YEAR),
        Resources(hours=(LEADER,), valid_from=date(2027, 12, 31), valid_to=date(2027, 12, 31)),
    ],
)
def test_hours_or_money_or_both_are_set_aside(resources: Resources) -> None:
    given(TAKING_PART).when(Commitment.set_aside, resources, LEADERS).then(set_aside(resources))
    given(TAKING_PART, set_aside()).when(Commitment.adjust, resources, LEADERS).then(adjusted(resources))


def off(rule: Rule, resources: Resources, **params: Any) -> tuple[Rule, Resources, dict[str, Any]]:
    return rule, resources, params


@pytest.mark.parametrize(
    ("rule", "resources", "params"),
    [
        off(Rule.ENDS_BEFORE_IT_STARTS, replace(RESOURCES, valid_from=NEW_YEAR, valid_to=NEW_YEAR - A_DAY)),
        off(Rule.NOTHING_SET_ASIDE, replace(RESOURCES, hours=(), money=())),
        off(Rule.TEXT_MISSING, hours(replace(LEADER, role=" ")), field="role"),
        off(Rule.TEXT_TOO_LONG, hours(replace(LEADER, role="x" * 101)), field="role", longest=100),
        off(Rule.HOURS_OUT_OF_RANGE, hours(replace(LEADER, hours=0)), value=0, most=MOST_HOURS),
        off(Rule.HOURS_OUT_OF_RANGE, hours(replace(LEADER, hours=-1)), value=-1),
        off(Rule.HOURS_OUT_OF_RANGE, hours(ARCHIVIST, replace(LEADER, hours=20_001)), value=20_001, most=20_000),
        off(Rule.MONEY_OUT_OF_RANGE, money(replace(MONEY, thousand_kronor=0)), value=0, most=MOST_MONEY),
        off(Rule.MONEY_OUT_OF_RANGE, money(replace(MONEY, thousand_kronor=-1)), value=-1),
        off(
            Rule.MONEY_OUT_OF_RANGE, money(YearMoney(2027, 1), YearMoney(2028, 500_001)), value=500_001, most=500_000
        ),
        off(Rule.LISTED_TWICE, hours(LEADER, ARCHIVIST, LEADER)),
        off(Rule.LISTED_TWICE, hours(LEADER, replace(LEADER, role=" PROJEKTLEDARE", hours=1))),
        off(Rule.LISTED_TWICE, money(MONEY, replace(MONEY, thousand_kronor=1))),
        off(Rule.YEAR_OUTSIDE_VALIDITY, hours(replace(LEADER, year=2026)), year=2026),
        off(Rule.YEAR_OUTSIDE_VALIDITY, hours(replace(LEADER, year=2029)), year=2029),
        off(Rule.YEAR_OUTSIDE_VALIDITY, money(YearMoney(2026, 1)), year=2026),
        off(Rule.YEAR_OUTSIDE_VALIDITY, money(YearMoney(2029, 1), YearMoney(2026, 1)), year=2026),
    ],
)
def test_what_is_set_aside_must_make_sense(rule: Rule, resources: Resources, params: dict[str, Any]) -> None:
    given(TAKING_PART).when(Commitment.set_aside, resources, LEADERS).then_refused(rule, **params)
    given(TAKING_PART, set_aside()).when(Commitment.adjust, resources, LEADERS).then_refused(rule, **params)


@pytest.mark.parametrize("history", [(), (set_aside(),), (set_aside(), adjusted()), (ended(YESTERDAY), set_aside())])
@pytest.mark.parametrize("last_day", [YESTERDAY, TODAY, TOMORROW])
def test_a_municipality_leaves_with_any_day_as_its_last(history: tuple[Fact, ...], last_day: date) -> None:
    given(TAKING_PART, *history).when(Commitment.end, last_day, BECAUSE).then(ended(last_day))
    assert given(TAKING_PART, *history, ended(last_day)).state().ended


def test_leaving_needs_a_reason() -> None:
    given(TAKING_PART, set_aside()).when(Commitment.end, TODAY, LEADERS).then_refused(Rule.REASON_MISSING)


def test_an_end_moves_earlier_but_not_later() -> None:
    left = given(TAKING_PART, set_aside(), ended(TODAY))
    left.when(Commitment.end, YESTERDAY, BECAUSE).then(ended(YESTERDAY))
    for day in [TODAY, TOMORROW]:
        left.when(Commitment.end, day, BECAUSE).then_refused(Rule.COMMITMENT_ENDED)


@every(st.lists(st.dates(date(1970, 1, 1), date(2200, 1, 1)), min_size=1, max_size=8))
def test_of_all_ends_decided_the_earliest_holds(days: list[date]) -> None:
    commitment = given(TAKING_PART, set_aside()).state()
    assert not commitment.ended
    for day in days:
        accepted(commitment.end, day, BECAUSE, at=NOW)
    assert commitment.last_day == min(days)


LINES = st.builds(RoleHours, st.sampled_from(["Arkivarie", "arkivarie "]), st.integers(2026, 2029), st.integers(0, 2))


@every(st.lists(LINES, max_size=3))
def test_hours_are_set_aside_once_per_role_and_year_within_the_days_they_hold(lines: list[RoleHours]) -> None:
    resources = replace(RESOURCES, hours=tuple(lines), money=())
    years = [line.year for line in lines]
    sensible = len(set(years)) == len(years) > 0 and all(line.hours for line in lines)
    expected = sensible and {2027, 2028}.issuperset(years)
    assert accepted(given(TAKING_PART).state().set_aside, resources, LEADERS, at=NOW) is expected


def test_two_units_give_the_same_role_in_one_year() -> None:
    by_units = (replace(LEADER, unit="Socialnämnden"), replace(LEADER, unit="Utbildningsnämnden"))
    both = replace(RESOURCES, hours=by_units)
    given(TAKING_PART).when(Commitment.set_aside, both, LEADERS).then(set_aside(both))
    twice = replace(RESOURCES, hours=(by_units[0], by_units[0]))
    given(TAKING_PART).when(Commitment.set_aside, twice, LEADERS).then_refused(Rule.LISTED_TWICE)
