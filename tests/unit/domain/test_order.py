"""About one thing decisions are recorded in the order in which they were taken; one overtaken changes nothing."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.belonging import MemberDescription
from samverka_domain.commitments import Commitment
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.aggregate import EVENT_TYPES
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.registry import AGGREGATES
from samverka_domain.kernel.rules import Rule
from samverka_domain.mandates import Mandate, Mandates, Role
from samverka_domain.requests import Ending
from tests.unit.domain.helpers import accepted, flawed, take_in
from tests.unit.domain.stories import ANSWER, COMMITMENT, INSATS, MANDATE, MEMBERSHIP, STORIES, of_every_aggregate
from tests.unit.domain.story import A_DAY, BECAUSE, BETWEEN, FIRST, LATER, SECOND, TERMS, Story
from tests.unit.support import NOW, TODAY, TROLLHATTAN, UDDEVALLA, decided, given, state_of


def test_there_is_a_story_of_every_aggregate_in_which_something_is_decided() -> None:
    deciding = {each.aggregate_class for each in EVENT_TYPES.values() if hasattr(each, "thing")}
    assert {story.aggregate_class for story in STORIES} == deciding <= set(AGGREGATES)


@of_every_aggregate
@pytest.mark.parametrize("day", [date(2020, 1, 1), FIRST - A_DAY])
def test_a_decision_from_before_the_last_is_refused_and_told_which_one_stands(story: Story, day: date) -> None:
    refused = story.decide(given(*story.first), story.decision(day))
    refused.then_refused(
        Rule.DECIDED_BEFORE_THE_LAST,
        decided_on=FIRST,
        record_number="2026/1",
        field="decidedOn",
        pointer="/decision/decidedOn",
    )


@of_every_aggregate
@pytest.mark.parametrize("day", [FIRST, FIRST + A_DAY, TODAY])
def test_a_decision_of_the_same_day_or_a_later_one_is_recorded(story: Story, day: date) -> None:
    decision = story.decision(day)
    story.decide(given(*story.first), decision).then(story.with_decision(decision))


def test_other_members_do_not_matter() -> None:
    other, earlier = MemberDescription("Uddevalla", "1485"), MEMBERSHIP.decision(FIRST - A_DAY)
    start = (take_in, UDDEVALLA, other, FIRST)
    result = given(*MEMBERSHIP.past).when(*start, earlier)
    assert result.refusal is None
    back = (take_in, TROLLHATTAN, replace(other, kommunkod="1488"), date(2027, 1, 1))
    again = given(*MEMBERSHIP.past).when(*back, earlier)
    again.then_refused(Rule.DECIDED_BEFORE_THE_LAST, decided_on=SECOND)


def test_other_mandates_do_not_matter() -> None:
    give = (Mandates.give, "third", Mandate("bo", Role.AUDITOR, None, FIRST))
    assert given(*MANDATE.past).when(*give, MANDATE.decision(FIRST - A_DAY)).refusal is None


@of_every_aggregate
def test_a_correction_is_about_what_it_corrects_and_nothing_else(story: Story) -> None:
    """It is decided long after; a decision about the thing itself may still be older than the correction."""
    renumbered = story.decision(FIRST, record_number="2026/7")
    correction = story.corrected(story.first_version, renumbered, story.decision(TODAY))
    decision = story.decision(BETWEEN)
    story.decide(given(*story.first, correction), decision).then(story.with_decision(decision))


@of_every_aggregate
def test_corrections_of_one_event_follow_upon_one_another(story: Story) -> None:
    once, twice = (story.decision(SECOND, record_number=number) for number in ("2026/7", "2026/8"))
    history = given(*story.past, story.corrected(story.version, once, story.decision(LATER)))
    earlier = story.correct(history, story.version, twice, story.decision(LATER - A_DAY))
    earlier.then_refused(Rule.DECIDED_BEFORE_THE_LAST, decided_on=LATER, pointer="/decision/decidedOn")
    other = story.correct(
        history, story.first_version, story.decision(FIRST, record_number="2026/9"), story.decision(LATER - A_DAY)
    )
    assert other.refusal is None


DAYS = st.integers(0, 30).map(lambda days: FIRST + timedelta(days=days))


@every(st.lists(DAYS, max_size=8))
def test_in_whichever_order_decisions_are_sent_their_days_are_recorded_in_order(days: list[date]) -> None:
    insats = given(*INSATS.first).state()
    priorities = [Priority.START_NOW, Priority.DECLINE]
    recorded = [FIRST]
    for day in days:
        priority = priorities[len(recorded) - 1 & 1]
        taken = accepted(insats.prioritise, priority, decided(Body.E_RAD, BECAUSE, day), at=NOW)
        assert taken is (day >= recorded[-1])
        recorded += [day] if taken else []
    assert [event.decision.decided_on for event in insats.past if hasattr(event, "decision")] == recorded


@of_every_aggregate
@pytest.mark.parametrize("day", [FIRST, BETWEEN, SECOND - A_DAY])
def test_a_forgotten_decision_that_was_overtaken_is_recorded_and_changes_nothing(story: Story, day: date) -> None:
    overtaken = story.decision(day, overtaken=True)
    history = given(*story.past)
    story.decide(history.forgotten(day), overtaken).then(story.with_decision(overtaken))
    after = given(*story.past, story.with_decision(overtaken)).state()
    assert state_of(after) == state_of(history.state())
    assert after.version == len(story.past) + 1


@of_every_aggregate
def test_a_forgotten_decision_goes_to_the_end_of_the_stream(story: Story) -> None:
    result = story.decide(given(*story.past).forgotten(BETWEEN), story.decision(BETWEEN, overtaken=True))
    assert [event.originator_version for event in result.aggregate.collect_events()] == [len(story.past) + 1]


@of_every_aggregate
def test_only_what_a_later_decision_overtook_was_overtaken(story: Story) -> None:
    nothing_later = story.decision(BETWEEN, overtaken=True)
    story.decide(given(*story.first).forgotten(BETWEEN), nothing_later).then_refused(Rule.NOTHING_OVERTOOK_IT)
    story.decide(given(*story.first), nothing_later).then_refused(Rule.NOTHING_OVERTOOK_IT)
    on_the_day = story.decision(SECOND, overtaken=True)
    story.decide(given(*story.past).forgotten(BETWEEN), on_the_day).then_refused(Rule.NOTHING_OVERTOOK_IT)


@of_every_aggregate
def test_what_was_forgotten_is_not_recorded_as_if_it_stood(story: Story) -> None:
    as_if = story.decide(given(*story.past).forgotten(BETWEEN), story.decision(BETWEEN))
    as_if.then_refused(Rule.DECIDED_BEFORE_THE_LAST, decided_on=SECOND, record_number="2026/2")


@of_every_aggregate
def test_what_was_overtaken_does_not_become_the_last(story: Story) -> None:
    """Neither does it refuse what is older than itself, nor let anything pass that is older than what stands."""
    history = (*story.past, story.with_decision(story.decision(LATER - A_DAY, overtaken=True)))
    earlier = story.decision(SECOND - A_DAY, overtaken=True)
    story.decide(given(*history).forgotten(SECOND - A_DAY), earlier).then(story.with_decision(earlier))
    as_if = story.decide(given(*history).forgotten(BETWEEN), story.decision(BETWEEN))
    as_if.then_refused(Rule.DECIDED_BEFORE_THE_LAST, decided_on=SECOND)


@of_every_aggregate
def test_who_may_decide_may_decide_what_was_overtaken(story: Story) -> None:
    for decision, rule in flawed(*story.bodies):
        overtaken = replace(decision, overtaken=True)
        story.decide(given(*story.past).forgotten(BETWEEN), overtaken).then_refused(rule)


def test_what_begins_something_overtakes_nothing() -> None:
    first = (InterestResponse.give, "request-1", TROLLHATTAN, TERMS, Reply(Stance.INTERESTED))
    given().when(*first, ANSWER.decision(FIRST, overtaken=True)).then_refused(Rule.NOTHING_OVERTOOK_IT)


def test_what_was_overtaken_keeps_to_the_rules_as_they_stood_that_day() -> None:
    again = given(*INSATS.past).forgotten(BETWEEN)
    overtaken = INSATS.decision(BETWEEN, overtaken=True)
    again.when(Insats.prioritise, Priority.WAIT, overtaken).then_refused(Rule.PRIORITY_UNCHANGED)
    early = given(*COMMITMENT.past).forgotten(FIRST - A_DAY)
    adjust = (Commitment.adjust, *COMMITMENT.arguments)
    early.when(*adjust, COMMITMENT.decision(FIRST - A_DAY, overtaken=True)).then_refused(Rule.COMMITMENT_MISSING)


def test_a_forgotten_change_of_an_answer_is_recorded_also_after_the_request_has_closed() -> None:
    closed, forgotten = replace(TERMS, ending=Ending.CLOSED), ANSWER.decision(BETWEEN, overtaken=True)
    change = (InterestResponse.change, closed, Reply(Stance.DECLINED), None)
    late = replace(ANSWER.with_decision(forgotten), says={**ANSWER.second.says, "decision": forgotten, "late": True})
    given(*ANSWER.past).forgotten(BETWEEN).when(*change, forgotten).then(late)


@every(st.lists(DAYS, min_size=2, max_size=6), DAYS)
def test_as_decided_by_a_day_is_what_the_decisions_until_then_make(days: list[date], asked: date) -> None:
    priorities: Any = [Priority.START_NOW, Priority.WAIT] * 3
    decisions = [INSATS.decision(day) for day in sorted(days)]
    facts = [
        replace(INSATS.second, says={**INSATS.second.says, "priority": priority, "decision": decision})
        for priority, decision in zip(priorities, decisions, strict=False)
    ]
    idea = INSATS.first[0]
    until = [each for each in facts if each.says["decision"].decided_on <= asked]
    found = given(idea, *facts).state().as_decided_by(asked)
    assert state_of(found) == state_of(given(idea, *until).state())
    assert found.version == len(facts) + 1
