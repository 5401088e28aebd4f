"""What a recipient has made of a request, and what its answer's events say."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.participation import (
    NO_PART,
    NOTHING_SAID,
    Asked,
    Ends,
    Part,
    Reaction,
    Replies,
    Request,
    Said,
    TakesPart,
    Withdraws,
    answer_on,
    part_on,
    reaction,
    words_of,
)
from samverka_domain.requests import Terms
from tests.unit.support import FYRBODAL, NOW, TODAY, TROLLHATTAN, YESTERDAY, decided

A_DAY = timedelta(days=1)
SENT, LAST = date(2026, 3, 2), date(2026, 3, 16)
REQUEST = Request(SENT, 10, LAST)
YES = Said(Stance.INTERESTED, rests_on=0)
TAKES_PART = part_on((TakesPart(SENT),), LAST)
SILENT = Reaction(answered=False, late=False, may_be_reminded=True, overdue=False)
ENTITLED = Reaction(answered=False, late=False, may_be_reminded=False, overdue=False)
"""To silence."""


def reacted(
    said: Said = NOTHING_SAID, *, part: Part = NO_PART, request: Request = REQUEST, on: date = LAST
) -> Reaction:
    return reaction(part, Asked(request, said), on)


def test_who_has_not_answered_is_reminded_and_after_the_last_day_overdue() -> None:
    assert reacted() == SILENT
    assert reacted(on=LAST + A_DAY) == replace(SILENT, overdue=True)


def test_who_has_answered_has_done_so_in_time_or_late() -> None:
    answered = Reaction(answered=True, late=False, may_be_reminded=False, overdue=False)
    assert reacted(YES) == answered
    assert reacted(replace(YES, late=True), on=LAST + A_DAY) == replace(answered, late=True)


def test_a_withdrawn_answer_is_none_also_if_it_was_late() -> None:
    withdrawn = replace(YES, late=True, withdrawn=True)
    assert reacted(withdrawn) == SILENT
    assert reacted(withdrawn, on=LAST + A_DAY) == replace(SILENT, overdue=True)


def test_who_takes_part_is_not_reminded() -> None:
    assert reacted(part=TAKES_PART, on=LAST + A_DAY) == ENTITLED


def test_who_was_asked_after_its_part_had_ended_is_reminded() -> None:
    ended = part_on((TakesPart(SENT - 9 * A_DAY), Ends(SENT - 9 * A_DAY, SENT - A_DAY)), LAST)
    assert reacted(part=ended) == SILENT


def test_nobody_is_reminded_of_a_request_that_was_withdrawn_or_judged() -> None:
    assert reacted(request=replace(REQUEST, withdrawn_on=LAST)) == ENTITLED
    assert reacted(request=replace(REQUEST, judged_on=LAST)) == ENTITLED
    assert reacted(request=replace(REQUEST, withdrawn_on=LAST, judged_on=LAST), on=LAST - A_DAY) == SILENT


def test_an_answer_says_from_which_day_it_is_withdrawn_once_that_is_decided() -> None:
    words = (Replies(SENT, Stance.INTERESTED), Withdraws(SENT + 5 * A_DAY, LAST))
    assert answer_on(words, SENT + 4 * A_DAY) == YES
    assert answer_on(words, SENT + 5 * A_DAY) == replace(YES, withdrawn_from=LAST)
    assert answer_on(words, LAST - A_DAY) == replace(YES, withdrawn_from=LAST)
    assert answer_on(words, LAST) == replace(YES, withdrawn=True, withdrawn_from=LAST, rests_on=1)


def test_an_answer_anew_takes_the_place_of_the_withdrawn_one() -> None:
    words = (Replies(SENT, Stance.INTERESTED), Withdraws(SENT, SENT), Replies(LAST, Stance.DECLINED, late=True))
    assert answer_on(words, LAST) == Said(Stance.DECLINED, late=True, rests_on=2)


@pytest.fixture
def answer() -> InterestResponse:
    terms = Terms(3, "insats-1", FYRBODAL, (TROLLHATTAN,), (), NOW + 30 * A_DAY)
    leaders = decided(Body.KOMMUNLEDNING, reason="Så blev det")
    given = InterestResponse.give(
        "request-1", TROLLHATTAN, terms, Reply(Stance.INTERESTED), replace(leaders, decided_on=YESTERDAY), NOW
    )
    given.withdraw(TODAY + A_DAY, leaders, NOW)
    given.change(replace(terms, closes_at=NOW), Reply(Stance.DECLINED), None, leaders, NOW)
    return given


def test_the_words_of_an_answer_are_what_its_events_say(answer: InterestResponse) -> None:
    assert words_of(answer.past) == (
        Replies(YESTERDAY, Stance.INTERESTED),
        Withdraws(TODAY, TODAY + A_DAY),
        Replies(TODAY, Stance.DECLINED, late=True),
    )


def test_what_was_overtaken_says_nothing(answer: InterestResponse) -> None:
    terms = Terms(3, "insats-1", FYRBODAL, (TROLLHATTAN,), (), NOW + 30 * A_DAY)
    before = answer.as_decided_by(YESTERDAY)
    overtaken = replace(decided(Body.KOMMUNLEDNING), decided_on=YESTERDAY, overtaken=True)
    before.change(terms, Reply(Stance.CONDITIONAL, conditions="Om"), None, overtaken, NOW)
    assert words_of(before.past) == (Replies(YESTERDAY, Stance.INTERESTED),)


def test_what_the_forbund_registered_is_said_on_behalf() -> None:
    terms = Terms(3, "insats-1", FYRBODAL, (TROLLHATTAN,), (), NOW + 30 * A_DAY)
    leaders = decided(Body.KOMMUNLEDNING)
    registered = InterestResponse.register_on_behalf(
        "request-1", TROLLHATTAN, terms, Reply(Stance.INTERESTED), "Brev", leaders, NOW
    )
    assert words_of(registered.past) == (Replies(local_day(NOW), Stance.INTERESTED, on_behalf=True),)
