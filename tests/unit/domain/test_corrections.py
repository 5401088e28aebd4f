"""What was recorded wrongly is put right by a correction: what holds for all that can be corrected."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.decision import Authority, AuthorityKind, Decision
from samverka_domain.kernel.rules import Rule
from tests.unit.domain.helpers import accepted, flawed
from tests.unit.domain.stories import (
    ANSWER,
    COMMITMENT,
    INSATS,
    MANDATE,
    MEMBERSHIP,
    of_every_aggregate,
    of_every_content,
)
from tests.unit.domain.story import A_DAY, BETWEEN, FIRST, LATER, SECOND, Story
from tests.unit.support import NOW, TODAY, Fact, fact_of, given, known, state_of

DELEGATION = Authority(AuthorityKind.DELEGATION, office="Kommundirektör", point="4.2")


def renumbered(story: Story, on: date = SECOND, **says: Any) -> Decision:
    """The second decision under the number that it should have had."""
    return story.decision(on, record_number="2026/20", **says)


def correction(story: Story, on: date = TODAY, **says: Any) -> Decision:
    return story.decision(on, record_number="2026/99", **says)


def rightly(story: Story, corrected: Decision, **content: Any) -> Fact:
    """The second event as it should have been recorded."""
    return Fact(story.second.event_class, {**story.second.says, **content, "decision": corrected})


@of_every_aggregate
def test_day_number_and_authority_of_a_decision_are_put_right(story: Story) -> None:
    right = renumbered(story, BETWEEN, authority=DELEGATION, paragraph="§ 87", in_force_on=LATER)
    result = story.correct(given(*story.past), story.version, right, correction(story))
    result.then(story.corrected(story.version, right, correction(story)))
    assert fact_of(result.aggregate.past[story.version - 1]) == rightly(story, right)


@of_every_content
def test_content_is_put_right_and_everything_follows_from_it(story: Story) -> None:
    right = renumbered(story)
    result = story.correct(given(*story.past), story.version, right, correction(story), **story.better)
    result.then(story.corrected(story.version, right, correction(story), **story.better))
    assert state_of(result.aggregate) == state_of(given(*story.first, rightly(story, right, **story.better)).state())


@of_every_content
def test_content_is_put_right_by_itself(story: Story) -> None:
    as_recorded = story.second.says["decision"]
    result = story.correct(given(*story.past), story.version, as_recorded, correction(story), **story.better)
    result.then(story.corrected(story.version, as_recorded, correction(story), **story.better))


@of_every_aggregate
def test_both_stay_in_the_history_and_the_old_stands_until_the_correction(story: Story) -> None:
    scenario = given(*story.past, story.corrected(story.version, renumbered(story), correction(story)))
    recorded = scenario.history()
    assert fact_of(recorded[story.version - 1]) == story.second
    before = Aggregate.replay(recorded[:-1])
    assert known(before) == known(given(*story.past).state())


@of_every_aggregate
def test_what_was_corrected_is_corrected_again(story: Story) -> None:
    once = story.corrected(story.version, renumbered(story), correction(story), **story.better)
    twice = replace(renumbered(story), record_number="2026/21")
    result = story.correct(given(*story.past, once), story.version, twice, correction(story))
    result.then(story.corrected(story.version, twice, correction(story)))
    assert fact_of(result.aggregate.past[story.version - 1]) == rightly(story, twice, **story.better)


@of_every_aggregate
def test_what_was_decided_first_is_corrected_under_what_followed(story: Story) -> None:
    right = story.decision(FIRST - A_DAY, record_number="2026/20")
    other_days = "decision" in story.first[max(story.first_version - 2, 0)].says and story.first_version > 1
    result = story.correct(given(*story.past), story.first_version, right, correction(story))
    if other_days:
        result.then_refused(Rule.CORRECTION_OUT_OF_ORDER, decided_on=FIRST)
    else:
        result.then(story.corrected(story.first_version, right, correction(story)))
        assert state_of(result.aggregate) == state_of(given(*story.past).state())


@of_every_aggregate
def test_a_correction_that_changes_nothing_is_none(story: Story) -> None:
    as_recorded, nothing = story.second.says["decision"], Rule.CORRECTION_CHANGES_NOTHING
    story.correct(given(*story.past), story.version, as_recorded, correction(story)).then_refused(nothing)
    same = {name: story.second.says[name] for name in story.better}
    story.correct(given(*story.past), story.version, as_recorded, correction(story), **same).then_refused(nothing)
    done = given(*story.past, story.corrected(story.version, renumbered(story), correction(story)))
    story.correct(done, story.version, renumbered(story), correction(story)).then_refused(nothing)


@of_every_aggregate
def test_only_a_recorded_decision_can_be_corrected(story: Story) -> None:
    done = given(*story.past, story.corrected(story.version, renumbered(story), correction(story)))
    for version in [0, story.version + 1, story.version + 2]:
        nothing = story.correct(done, version, renumbered(story), correction(story))
        nothing.then_refused(Rule.NOTHING_TO_CORRECT, version=version)


@pytest.mark.parametrize("story", [INSATS, MEMBERSHIP, MANDATE])
def test_what_nobody_decided_has_no_decision_to_correct(story: Story) -> None:
    story.correct(given(*story.past), 1, renumbered(story), correction(story)).then_refused(Rule.NOTHING_TO_CORRECT)


@pytest.mark.parametrize(
    ("story", "version", "foreign"),
    [
        (COMMITMENT, 1, {"resources": COMMITMENT.second.says["resources"]}),
        (COMMITMENT, 3, {"valid_to": LATER}),
        (ANSWER, 2, {"effective_from": LATER}),
        (MEMBERSHIP, 2, {"valid_to": LATER}),
        (MEMBERSHIP, 3, {"valid_from": FIRST}),
        (MEMBERSHIP, 3, {"description": MEMBERSHIP.first[1].says["description"]}),
        (MANDATE, 2, {"valid_to": LATER}),
        (MANDATE, 3, {"mandate": MANDATE.first[1].says["mandate"]}),
    ],
)
def test_an_event_is_given_nothing_that_it_does_not_say(story: Story, version: int, foreign: Any) -> None:
    decision = renumbered(story, FIRST)
    result = story.correct(given(*story.past), version, decision, correction(story), **foreign)
    result.then_refused(Rule.CORRECTION_DOES_NOT_FIT, fields=next(iter(foreign)))


@of_every_aggregate
def test_who_may_decide_what_is_corrected_corrects_it_and_says_why(story: Story) -> None:
    for decision, rule in flawed(*story.bodies):
        result = story.correct(given(*story.past), story.version, renumbered(story), decision)
        result.then_refused(rule)
        assert result.refusal is not None
        assert str(result.refusal.params["pointer"]).startswith("/decision/")
    without_reason = story.correct(
        given(*story.past), story.version, renumbered(story), correction(story, reason=" ")
    )
    without_reason.then_refused(Rule.REASON_MISSING, pointer="/decision/reason")


@of_every_aggregate
def test_what_is_right_must_have_been_right_to_record(story: Story) -> None:
    for corrected, rule in flawed(*story.bodies):
        result = story.correct(given(*story.past), story.version, corrected, correction(story))
        result.then_refused(rule)
        assert result.refusal is not None
        assert str(result.refusal.params["pointer"]).startswith("/corrected/")


@of_every_aggregate
def test_a_correction_is_not_overtaken(story: Story) -> None:
    overtaken = correction(story, overtaken=True)
    result = story.correct(given(*story.past), story.version, renumbered(story), overtaken)
    result.then_refused(Rule.NOTHING_OVERTOOK_IT)


@of_every_aggregate
@pytest.mark.parametrize("day", [FIRST - A_DAY, date(2020, 1, 1)])
def test_a_decision_does_not_come_before_the_one_it_followed(story: Story, day: date) -> None:
    result = story.correct(given(*story.past), story.version, renumbered(story, day), correction(story))
    result.then_refused(
        Rule.CORRECTION_OUT_OF_ORDER, field="decidedOn", pointer="/corrected/decidedOn", decided_on=FIRST
    )


@of_every_aggregate
@pytest.mark.parametrize("day", [SECOND + A_DAY, TODAY])
def test_a_decision_does_not_come_after_the_one_that_followed(story: Story, day: date) -> None:
    corrected = story.decision(day)
    result = story.correct(given(*story.past), story.first_version, corrected, correction(story))
    result.then_refused(Rule.CORRECTION_OUT_OF_ORDER, decided_on=SECOND)


DAYS = st.integers(-30, 400).map(lambda days: FIRST + timedelta(days=days))


@every(DAYS, st.booleans())
def test_a_corrected_day_lies_between_those_of_its_neighbours(day: date, followed: bool) -> None:
    third = replace(INSATS.first[1], says={**INSATS.first[1].says, "decision": INSATS.decision(LATER)})
    insats = given(*INSATS.past, *([third] if followed else [])).state()
    corrected = renumbered(INSATS, day)
    fits = FIRST <= day <= (LATER if followed else TODAY)
    assert accepted(insats.correct, INSATS.version, corrected, correction(INSATS), NOW, {}) is fits


@of_every_aggregate
def test_what_was_overtaken_can_be_corrected_and_still_changes_nothing(story: Story) -> None:
    overtaken = story.with_decision(story.decision(BETWEEN, overtaken=True))
    history, version = given(*story.past, overtaken), story.version + 1
    for day in [FIRST - A_DAY, FIRST, SECOND - A_DAY]:
        right = renumbered(story, day)
        result = story.correct(history, version, right, correction(story), **story.better)
        stored = replace(right, overtaken=True)
        result.then(story.corrected(version, stored, correction(story), **story.better))
        assert state_of(result.aggregate) == state_of(given(*story.past).state())
        assert result.aggregate.past[version - 1].decision.overtaken


@of_every_aggregate
@pytest.mark.parametrize("day", [SECOND, LATER])
def test_what_was_overtaken_stays_so(story: Story, day: date) -> None:
    overtaken = story.with_decision(story.decision(BETWEEN, overtaken=True))
    result = story.correct(
        given(*story.past, overtaken), story.version + 1, renumbered(story, day), correction(story)
    )
    result.then_refused(Rule.CORRECTION_OUT_OF_ORDER, decided_on=SECOND)


@of_every_aggregate
def test_what_overtook_another_stays_after_it(story: Story) -> None:
    history = given(*story.past, story.with_decision(story.decision(BETWEEN, overtaken=True)))
    for day in [FIRST, BETWEEN]:
        passed_by = story.correct(history, story.version, renumbered(story, day), correction(story))
        passed_by.then_refused(Rule.CORRECTION_OUT_OF_ORDER, decided_on=BETWEEN)
    right = renumbered(story, BETWEEN + A_DAY)
    result = story.correct(history, story.version, right, correction(story))
    result.then(story.corrected(story.version, right, correction(story)))


def test_a_decision_before_the_one_that_stands_is_put_right_whatever_was_overtaken_between() -> None:
    overtaken = COMMITMENT.with_decision(COMMITMENT.decision(BETWEEN, overtaken=True))
    later = COMMITMENT.decision(FIRST + A_DAY)
    history, version = given(*COMMITMENT.past, overtaken), len(COMMITMENT.first)
    assert COMMITMENT.correct(history, version, later, correction(COMMITMENT)).refusal is None


@of_every_aggregate
def test_what_stands_does_not_become_overtaken_by_being_corrected(story: Story) -> None:
    right = renumbered(story, overtaken=True)
    result = story.correct(given(*story.past), story.version, right, correction(story))
    assert result.refusal is None
    assert not result.aggregate.past[story.version - 1].decision.overtaken


@of_every_aggregate
def test_what_was_decided_by_a_day_goes_by_corrected_days(story: Story) -> None:
    moved = story.corrected(story.version, renumbered(story, BETWEEN), correction(story), **story.better)
    found = given(*story.past, moved).state().as_decided_by(BETWEEN)
    assert state_of(found) == state_of(given(*story.past, moved).state())
