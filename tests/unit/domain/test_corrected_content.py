"""After a correction everything still fits together: memberships, mandates, answers, priorities and commitments."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.belonging import MemberDescription
from samverka_domain.commitments import Commitment
from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.mandates import Mandate, Mandates, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.questions import Answer, Question, QuestionKind
from samverka_domain.requests import Ending
from tests.unit.domain.helpers import accepted
from tests.unit.domain.stories import ANSWER, COMMITMENT, INSATS, MANDATE, MEMBERSHIP
from tests.unit.domain.story import SECOND, TERMS, Story
from tests.unit.support import (
    FYRBODAL,
    NOW,
    TODAY,
    TOMORROW,
    TROLLHATTAN,
    UDDEVALLA,
    YESTERDAY,
    Fact,
    Result,
    decided,
    fact,
    given,
)

A_DAY = timedelta(days=1)
RANGES = st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60))


def correct(story: Story, version: int, *history: Fact, **content: Any) -> Result:
    """Put right the content of an event, whose decision was recorded rightly."""
    as_recorded = history[version - 1].says["decision"]
    return story.correct(given(*history), version, as_recorded, story.decision(TODAY), **content)


# Memberships


def membership(
    member_id: str, kommunkod: str | None, valid_from: date, valid_to: date | None = None, region: str = FYRBODAL
) -> list[Fact]:
    """A membership and its end, if it has one."""
    said = {
        "region_id": region,
        "addressed_to": (member_id,),
        "member_id": member_id,
        "decision": MEMBERSHIP.decision(SECOND),
    }
    description = MemberDescription(f"Medlem {member_id}", kommunkod)
    invited = {"forbund": "Fyrbodal", "description": description, "connected": False, "valid_from": valid_from}
    started = fact(Kommunalforbund.MemberInvited, **said, **invited)
    ended = fact(Kommunalforbund.MembershipEnded, **said, valid_to=valid_to)
    return [started, ended] if valid_to else [started]


FOUNDED = MEMBERSHIP.first[0]
SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
LEFT_AND_CAME_BACK = (
    FOUNDED,
    *membership(TROLLHATTAN, "1488", SPRING, SUMMER),
    *membership(TROLLHATTAN, "1488", AUTUMN),
)


def test_a_membership_typed_wrong_is_put_right() -> None:
    history = (FOUNDED, *membership(UDDEVALLA, "1458", SPRING))
    right = MemberDescription("Uddevalla", "1485", 56_703)
    forbund = correct(MEMBERSHIP, 2, *history, member_id=TROLLHATTAN, description=right, valid_from=SUMMER).aggregate
    assert [(each.member_id, each.description) for each in forbund.members_on(TODAY)] == [(TROLLHATTAN, right)]
    assert forbund.members_on(SUMMER - A_DAY) == []
    assert not forbund.is_member(UDDEVALLA, TODAY)


def test_a_corrected_number_is_recorded_without_its_dash() -> None:
    result = correct(MEMBERSHIP, 2, FOUNDED, *membership(UDDEVALLA, None, SPRING), member_id="212000-1546")
    assert result.aggregate.is_member(TROLLHATTAN, TODAY)
    assert result.aggregate.collect_events()[0].member_id == TROLLHATTAN


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ({"member_id": "2120001547"}, Rule.ORGANISATION_NUMBER_INVALID),
        ({"description": MemberDescription("Uddevalla", "")}, Rule.TEXT_MALFORMED),
        ({"description": MemberDescription("Uddevalla", "148")}, Rule.TEXT_MALFORMED),
        ({"description": MemberDescription(" ", "1485")}, Rule.TEXT_MISSING),
        ({"description": MemberDescription("Uddevalla", "1485", 0)}, Rule.INHABITANTS_OUT_OF_RANGE),
    ],
)
def test_a_corrected_member_must_make_sense(content: dict[str, Any], rule: Rule) -> None:
    correct(MEMBERSHIP, 2, FOUNDED, *membership(UDDEVALLA, "1485", SPRING), **content).then_refused(rule)


@pytest.mark.parametrize("valid_from", [SUMMER + A_DAY, TODAY])
def test_a_corrected_membership_does_not_end_before_it_starts(valid_from: date) -> None:
    history = (FOUNDED, *membership(TROLLHATTAN, "1488", SPRING, SUMMER))
    correct(MEMBERSHIP, 2, *history, valid_from=valid_from).then_refused(Rule.ENDS_BEFORE_IT_STARTS)
    correct(MEMBERSHIP, 3, *history, valid_to=SPRING - A_DAY).then_refused(Rule.ENDS_BEFORE_IT_STARTS)


def test_corrected_memberships_of_one_member_do_not_overlap() -> None:
    correct(MEMBERSHIP, 4, *LEFT_AND_CAME_BACK, valid_from=SUMMER).then_refused(
        Rule.ALREADY_MEMBER, name=f"Medlem {TROLLHATTAN}"
    )
    correct(MEMBERSHIP, 3, *LEFT_AND_CAME_BACK, valid_to=AUTUMN).then_refused(Rule.ALREADY_MEMBER)
    assert correct(MEMBERSHIP, 4, *LEFT_AND_CAME_BACK, valid_from=SUMMER + A_DAY).refusal is None
    assert correct(MEMBERSHIP, 3, *LEFT_AND_CAME_BACK, valid_to=AUTUMN - A_DAY).refusal is None


def test_a_corrected_kommunkod_is_nobody_elses() -> None:
    history = (FOUNDED, *membership(TROLLHATTAN, "1488", SPRING), *membership(UDDEVALLA, "1485", SPRING))
    for description, number in [(MemberDescription("Uddevalla", "1488"), UDDEVALLA), (None, TROLLHATTAN)]:
        taken = correct(MEMBERSHIP, 3, *history, description=description, member_id=number)
        taken.then_refused(Rule.ALREADY_MEMBER)


def test_what_ends_a_membership_does_not_lose_it() -> None:
    """Neither to nobody nor to an earlier membership of the same member."""
    once = (FOUNDED, *membership(TROLLHATTAN, "1488", SPRING, SUMMER))
    correct(MEMBERSHIP, 2, *once, member_id=UDDEVALLA).then_refused(Rule.NOT_A_MEMBER, member_id=TROLLHATTAN)
    twice = (*LEFT_AND_CAME_BACK[:3], *membership(TROLLHATTAN, "1488", AUTUMN, TODAY))
    correct(MEMBERSHIP, 4, *twice, member_id=UDDEVALLA).then_refused(Rule.NOT_A_MEMBER, member_id=TROLLHATTAN)


@every(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_whatever_days_are_corrected_nobody_is_a_member_twice(starts: int, ends: int, returns: int) -> None:
    forbund = given(*LEFT_AND_CAME_BACK).state()
    days = [SPRING + timedelta(days=offset) for offset in (starts, ends, returns)]
    for version, name, day in zip((2, 3, 4), ("valid_from", "valid_to", "valid_from"), days, strict=True):
        right, correction = MEMBERSHIP.decision(SECOND), MEMBERSHIP.decision(TODAY)
        accepted(forbund.correct, version, right, correction, NOW, {name: day})
    first, second = forbund.invited[TROLLHATTAN]
    assert first.valid_from <= first.valid_to < second.valid_from


# Mandates


def mandate(valid_from: date, valid_to: date | None = None, role: Role = Role.ADMINISTRATOR) -> Mandate:
    return Mandate("bo", role, None, valid_from, valid_to)


def given_mandate(what: Mandate) -> Fact:
    return fact(Mandates.Given, mandate_id="second", mandate=what, decision=MANDATE.decision(SECOND))


def ended_mandate(mandate_id: str, ends: Mandate, valid_to: date) -> Fact:
    said = {"mandate_id": mandate_id, "ends": ends, "valid_to": valid_to}
    return fact(Mandates.Ended, **said, decision=MANDATE.decision(SECOND))


OPENED = MANDATE.first[0]
FIRST_ADMINISTRATOR = Mandate("anna", Role.ADMINISTRATOR, None, date(2026, 1, 1))
HANDED_OVER = (OPENED, given_mandate(mandate(TODAY)), ended_mandate("first", FIRST_ADMINISTRATOR, YESTERDAY))


@pytest.mark.parametrize(
    "wrong",
    [mandate(TODAY, date(2126, 1, 1)), mandate(TOMORROW), mandate(TODAY, role=Role.OFFICER), mandate(TODAY, TODAY)],
)
def test_a_correction_leaves_an_administrator_on_every_day_from_today(wrong: Mandate) -> None:
    correct(MANDATE, 2, *HANDED_OVER, mandate=wrong).then_refused(Rule.LAST_ADMINISTRATOR)


def test_the_last_administrator_does_not_leave_by_a_correction() -> None:
    last_day = (OPENED, given_mandate(mandate(TODAY)), ended_mandate("first", FIRST_ADMINISTRATOR, TODAY))
    correct(MANDATE, 3, *last_day, valid_to=YESTERDAY - A_DAY).then(
        MANDATE.corrected(3, MANDATE.decision(SECOND), MANDATE.decision(TODAY), valid_to=YESTERDAY - A_DAY)
    )
    tomorrow = (OPENED, given_mandate(mandate(TOMORROW)), ended_mandate("first", FIRST_ADMINISTRATOR, TODAY))
    correct(MANDATE, 3, *tomorrow, valid_to=YESTERDAY).then_refused(Rule.LAST_ADMINISTRATOR)


@pytest.mark.parametrize("valid_from", [date(2026, 1, 1), TODAY])
def test_a_gap_in_the_past_is_no_reason_to_keep_a_wrong_mandate(valid_from: date) -> None:
    assert correct(MANDATE, 2, *HANDED_OVER, mandate=replace(mandate(valid_from), person_id="cilla")).refusal is None


@every(RANGES, RANGES)
def test_there_is_an_administrator_from_today_whatever_is_corrected(given_range: Any, ended_range: Any) -> None:
    tenant = given(*HANDED_OVER).state()
    days = [TODAY + timedelta(days=offset - 30) for offset in (given_range[0], ended_range[0])]
    last_day = None if given_range[1] is None else TODAY + timedelta(days=given_range[1])
    correction = MANDATE.decision(TODAY)
    accepted(tenant.correct, 2, MANDATE.decision(SECOND), correction, NOW, {"mandate": mandate(days[0], last_day)})
    accepted(tenant.correct, 3, MANDATE.decision(SECOND), correction, NOW, {"valid_to": days[1]})
    for day in (TODAY + timedelta(days=ahead) for ahead in range(100)):
        assert any(Role.ADMINISTRATOR in tenant.roles(person, day) for person in ["anna", "bo"])


def test_a_corrected_mandate_is_one_that_the_same_body_decides_about() -> None:
    history = (
        OPENED,
        fact(Mandates.Given, mandate_id="second", mandate=mandate(TODAY), decision=decided(Body.KOMMUNLEDNING)),
    )
    seat = Mandate("bo", None, Body.E_RAD, TODAY)
    wrong_body = correct(MANDATE, 2, *history, mandate=seat)
    wrong_body.then_refused(Rule.BODY_MAY_NOT_DECIDE, allowed=(Body.FORBUNDSLEDNING,), pointer="/corrected/body")


# Answers, priorities and commitments


ASKS = replace(TERMS, questions=(Question("q1", "Hur många timmar?", QuestionKind.NUMBER),))
ANSWERED = Reply(Stance.INTERESTED, (Answer("q1", 40),))


def correct_answer(terms: Any = ASKS, reply: Reply = ANSWERED, **says: Any) -> Result:
    corrected = ANSWER.decision(SECOND, **says)
    correction = ANSWER.decision(TODAY)
    return given(*ANSWER.past).when(InterestResponse.correct_answer, 2, terms, corrected, correction, reply=reply)


def test_a_corrected_answer_is_judged_as_any_other() -> None:
    correct_answer().then(ANSWER.corrected(2, ANSWER.decision(SECOND), ANSWER.decision(TODAY), reply=ANSWERED))
    correct_answer(reply=Reply(Stance.INTERESTED)).then_refused(Rule.ANSWER_MISSING)
    correct_answer(reply=Reply(Stance.CONDITIONAL, ANSWERED.answers)).then_refused(Rule.CONDITIONS_MISSING)
    correct_answer(replace(ASKS, recipients=(UDDEVALLA,))).then_refused(Rule.NOT_A_RECIPIENT)
    correct_answer(replace(ASKS, ending=Ending.WITHDRAWN)).then_refused(Rule.REQUEST_WITHDRAWN)


def test_a_no_needs_its_reason_also_when_it_is_put_right() -> None:
    correct_answer(reply=Reply(Stance.DECLINED), reason="").then_refused(
        Rule.REASON_MISSING, pointer="/corrected/reason"
    )
    correct_answer(reply=ANSWERED, reason="").then(
        ANSWER.corrected(2, ANSWER.decision(SECOND, reason=""), ANSWER.decision(TODAY), reply=ANSWERED)
    )


@pytest.mark.parametrize(
    ("terms", "moment", "after_closing"),
    [
        (ASKS, NOW, False),
        (replace(ASKS, ending=Ending.CLOSED), NOW, True),
        (ASKS, ASKS.closes_at - timedelta(microseconds=1), False),
        (ASKS, ASKS.closes_at, True),
    ],
)
def test_a_correction_after_the_request_has_closed_is_marked(terms: Any, moment: Any, after_closing: bool) -> None:
    corrected, correction = ANSWER.decision(SECOND), ANSWER.decision(TODAY)
    history = given(*ANSWER.past).at(moment)
    result = history.when(InterestResponse.correct_answer, 2, terms, corrected, correction, reply=ANSWERED)
    said = ANSWER.corrected(2, corrected, correction, reply=ANSWERED).says
    result.then(fact(InterestResponse.Corrected, **{**said, "after_closing": after_closing}))


def test_the_day_of_a_withdrawal_is_put_right() -> None:
    common = {
        name: ANSWER.second.says[name] for name in ANSWER.second.says if name not in {"reply", "late", "source"}
    }
    withdrawn = fact(InterestResponse.Withdrawn, **common, effective_from=TODAY)
    result = correct(ANSWER, 3, *ANSWER.past, withdrawn, effective_from=TOMORROW)
    assert result.aggregate.past[2].effective_from == TOMORROW
    assert result.aggregate.withdrawn


def test_waiting_and_declining_need_their_reason_also_when_they_are_put_right() -> None:
    without_reason = INSATS.decision(SECOND, reason="")
    for priority, rule in [(Priority.WAIT, Rule.REASON_MISSING), (None, None)]:
        result = INSATS.correct(given(*INSATS.past), 3, without_reason, INSATS.decision(TODAY), priority=priority)
        assert (result.refusal.rule if result.refusal else None) == rule


@pytest.mark.parametrize(
    ("says", "rule", "pointer"),
    [
        ({"hours": (), "money": ()}, Rule.NOTHING_SET_ASIDE, "/resources/hours"),
        ({"valid_to": date(2026, 1, 1)}, Rule.ENDS_BEFORE_IT_STARTS, "/resources/validTo"),
        ({"hours": COMMITMENT.arguments[0].hours * 2}, Rule.LISTED_TWICE, "/resources/hours/1"),
    ],
)
def test_corrected_resources_must_make_sense(says: dict[str, Any], rule: Rule, pointer: str) -> None:
    resources = replace(COMMITMENT.arguments[0], **says)
    correct(COMMITMENT, 3, *COMMITMENT.past, resources=resources).then_refused(rule, pointer=pointer)


def test_the_last_day_of_a_part_is_put_right() -> None:
    part = {name: COMMITMENT.second.says[name] for name in ("region_id", "insats_id", "municipality_id", "decision")}
    ended = fact(Commitment.Ended, **part, valid_to=TODAY)
    result = correct(COMMITMENT, 4, *COMMITMENT.past, ended, valid_to=TOMORROW)
    assert result.aggregate.last_day == TOMORROW
