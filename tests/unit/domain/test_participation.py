"""A municipality's standing in an insats: each line of the rule by an example, the whole by an independent model."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.answers import Stance
from samverka_domain.participation import (
    JOINED,
    Declines,
    Ends,
    History,
    PartDecision,
    Replies,
    Request,
    Standing,
    Status,
    TakesPart,
    Withdraws,
    Word,
    part_on,
    standing,
)
from tests.unit.domain.modelled import modelled

A_DAY = timedelta(days=1)
SENT = date(2026, 3, 2)
LAST = date(2026, 3, 16)
SENT_AGAIN = date(2026, 4, 1)
JOINS = date(2026, 4, 20)
JUNE_30 = date(2026, 6, 30)
NEW_YEARS_EVE = date(2026, 12, 31)

FIRST = Request(SENT, 10, LAST)
SECOND = Request(SENT_AGAIN, 20, SENT_AGAIN + 14 * A_DAY)
YES = Replies(SENT + A_DAY, Stance.INTERESTED)
NO = Replies(SENT_AGAIN + A_DAY, Stance.DECLINED)
TAKES_PART = TakesPart(JOINS)
RESOURCES = TakesPart(JOINS, resources_until=NEW_YEARS_EVE)
ENDS = Ends(date(2026, 5, 1), JUNE_30)
DECLINES = Declines(JOINS, 30)


def asked(request: Request, *words: Word) -> tuple[Request, tuple[Word, ...]]:
    return request, words


ANSWERED = asked(FIRST, YES)


def part(*decisions: PartDecision) -> History:
    """These decisions after a first request that was answered."""
    return History(decisions, (ANSWERED,))


def stands(history: History, day: date, status: Status, **more: Any) -> Standing:
    """Assert the standing, and what else is named."""
    found = standing(history, day)
    assert found.status is status
    assert {name: getattr(found, name) for name in more} == more
    return found


def test_whoever_was_never_asked_is_not_asked() -> None:
    assert standing(History(), SENT) == Standing(Status.NOT_ASKED)


def test_a_request_counts_from_the_day_on_which_it_was_sent() -> None:
    history = History(requests=(asked(FIRST),))
    stands(history, SENT - A_DAY, Status.NOT_ASKED, may_be_reminded=False)
    stands(history, SENT, Status.UNANSWERED, answered=False, may_be_reminded=True, request=0)


def test_the_last_day_is_a_day_to_answer_on() -> None:
    history = History(requests=(asked(FIRST),))
    stands(history, LAST, Status.UNANSWERED)
    stands(history, LAST + A_DAY, Status.OVERDUE, may_be_reminded=True)


def test_what_nobody_had_said_when_the_interest_was_judged_is_no_answer() -> None:
    history = History(requests=(asked(replace(FIRST, judged_on=SENT_AGAIN)),))
    stands(history, SENT_AGAIN - A_DAY, Status.OVERDUE)
    stands(history, SENT_AGAIN, Status.NO_ANSWER, answered=False, may_be_reminded=False)


@pytest.mark.parametrize("stance", Stance)
def test_an_answer_is_told_from_the_day_on_which_it_was_decided(stance: Stance) -> None:
    history = History(requests=(asked(FIRST, Replies(SENT + A_DAY, stance, late=True, on_behalf=True)),))
    stands(history, SENT, Status.UNANSWERED)
    found = stands(history, SENT + A_DAY, Status(stance), answered=True, may_be_reminded=False)
    assert found.answer is not None
    assert (found.answer.late, found.answer.on_behalf, found.answer.rests_on) == (True, True, 0)


def test_a_withdrawal_acts_from_its_day_and_is_told_before() -> None:
    july_1 = JUNE_30 + A_DAY
    history = History(requests=(asked(FIRST, YES, Withdraws(LAST, july_1)),))
    before = stands(history, JUNE_30, Status.INTERESTED, answered=True)
    assert before.answer is not None
    assert (before.answer.withdrawn_from, before.answer.rests_on) == (july_1, 0)
    after = stands(history, july_1, Status.WITHDRAWN)
    assert after.answer is not None
    assert after.answer.rests_on == 1


def test_a_withdrawn_answer_is_no_answer() -> None:
    history = History(requests=(asked(FIRST, YES, Withdraws(LAST, LAST)),))
    stands(history, LAST, Status.WITHDRAWN, answered=False, may_be_reminded=True)
    judged = History(requests=(asked(replace(FIRST, judged_on=LAST), YES, Withdraws(LAST, LAST)),))
    stands(judged, LAST, Status.WITHDRAWN, answered=False, may_be_reminded=False)


def test_an_answer_anew_takes_the_place_of_the_withdrawn() -> None:
    anew = Replies(LAST + A_DAY, Stance.CONDITIONAL)
    stands(History(requests=(asked(FIRST, YES, Withdraws(LAST, LAST), anew),)), LAST + A_DAY, Status.CONDITIONAL)


def test_what_is_not_disclosed_is_neither_answered_nor_unanswered() -> None:
    hidden = replace(FIRST, disclosed=False)
    for words in ((), (YES,), (YES, Withdraws(LAST, LAST))):
        stands(
            History(requests=(asked(hidden, *words),)),
            LAST,
            Status.NOT_DISCLOSED,
            answer=None,
            answered=None,
            may_be_reminded=False,
        )


def test_the_latest_request_speaks() -> None:
    stands(History(requests=(ANSWERED, asked(SECOND))), SENT_AGAIN, Status.UNANSWERED, request=1, answer=None)


def test_a_withdrawn_request_gives_back_the_answer_to_the_former() -> None:
    withdrawn = replace(SECOND, withdrawn_on=JOINS)
    history = History(requests=(ANSWERED, asked(withdrawn, NO)))
    stands(history, JOINS - A_DAY, Status.DECLINED, request=1)
    stands(history, JOINS, Status.INTERESTED, request=0)


def test_a_withdrawn_request_asks_nobody() -> None:
    stands(History(requests=(asked(replace(FIRST, withdrawn_on=LAST), YES),)), LAST, Status.NOT_ASKED, answered=False)


def test_a_part_holds_from_its_decision_with_the_answer_beside_it() -> None:
    stands(part(TAKES_PART), JOINS - A_DAY, Status.INTERESTED)
    found = stands(part(TAKES_PART), JOINS, Status.TAKING_PART, answered=True, decision=0, leaves_on=None)
    assert found.answer is not None
    assert found.answer.stance is Stance.INTERESTED


def test_a_part_may_name_a_later_day_to_hold_from() -> None:
    history = part(replace(TAKES_PART, holds_from=JUNE_30))
    stands(history, JUNE_30 - A_DAY, Status.INTERESTED)
    stands(history, JUNE_30, Status.TAKING_PART)


def test_resources_are_set_aside_through_their_last_day_and_before_they_begin() -> None:
    history = part(TAKES_PART, RESOURCES)
    stands(history, JOINS, Status.RESOURCES_SET_ASIDE, decision=1)
    stands(history, NEW_YEARS_EVE, Status.RESOURCES_SET_ASIDE)


def test_who_has_no_resources_left_takes_part() -> None:
    stands(part(TAKES_PART, RESOURCES), NEW_YEARS_EVE + A_DAY, Status.TAKING_PART, decision=1)


def test_who_takes_part_without_having_answered_is_not_reminded() -> None:
    history = History((TAKES_PART,), (asked(FIRST),))
    stands(history, JOINS, Status.TAKING_PART, answered=False, may_be_reminded=False)


def test_a_part_holds_through_its_last_day_by_the_decision_that_began_it() -> None:
    history = part(TAKES_PART, RESOURCES, ENDS)
    stands(history, ENDS.decided_on - A_DAY, Status.RESOURCES_SET_ASIDE, leaves_on=None)
    stands(history, ENDS.decided_on, Status.RESOURCES_SET_ASIDE, decision=1, leaves_on=JUNE_30 + A_DAY)
    stands(history, JUNE_30, Status.RESOURCES_SET_ASIDE, decision=1, leaves_on=JUNE_30 + A_DAY)
    stands(history, JUNE_30 + A_DAY, Status.ENDED, decision=2, last_day=JUNE_30, leaves_on=None)


def test_an_end_may_be_decided_for_a_day_that_has_passed() -> None:
    history = part(TAKES_PART, Ends(JUNE_30, JUNE_30 - 9 * A_DAY))
    stands(history, JUNE_30 - 9 * A_DAY, Status.TAKING_PART, leaves_on=None)
    stands(history, JUNE_30 - 8 * A_DAY, Status.ENDED)


def test_an_end_may_be_moved_earlier() -> None:
    earlier = Ends(date(2026, 5, 2), date(2026, 5, 31))
    stands(part(TAKES_PART, ENDS, earlier), date(2026, 6, 1), Status.ENDED, last_day=date(2026, 5, 31), decision=2)


def test_a_part_that_is_taken_up_anew_holds_again() -> None:
    anew = TakesPart(JUNE_30 + 9 * A_DAY, resources_until=NEW_YEARS_EVE)
    history = part(RESOURCES, ENDS, anew)
    stands(history, JUNE_30 + 8 * A_DAY, Status.ENDED)
    stands(history, JUNE_30 + 9 * A_DAY, Status.RESOURCES_SET_ASIDE, decision=2, leaves_on=None)


def test_what_the_former_part_set_aside_is_not_set_aside_anew() -> None:
    anew = TakesPart(JUNE_30 + 9 * A_DAY)
    stands(part(RESOURCES, ENDS, anew), JUNE_30 + 9 * A_DAY, Status.TAKING_PART, decision=2)


def test_an_ended_part_does_not_hide_what_is_asked_and_said_after_it() -> None:
    asks_anew = Request(JUNE_30 + A_DAY, 40, NEW_YEARS_EVE)
    declines = Replies(JUNE_30 + 9 * A_DAY, Stance.DECLINED)
    history = History((RESOURCES, ENDS), (ANSWERED, asked(asks_anew, declines)))
    stands(history, JUNE_30 + A_DAY, Status.UNANSWERED, request=1, may_be_reminded=True)
    stands(history, JUNE_30 + 9 * A_DAY, Status.DECLINED, declined_part=False, request=1)


def test_what_was_asked_while_the_part_held_does_not_hide_that_it_ended() -> None:
    for sent in (JUNE_30 - A_DAY, JUNE_30):
        history = History((RESOURCES, ENDS), (ANSWERED, asked(Request(sent, 40, NEW_YEARS_EVE))))
        stands(history, JUNE_30 + A_DAY, Status.ENDED, last_day=JUNE_30, may_be_reminded=False)


def test_whoever_declined_to_take_part_is_told_so_with_its_answer_beside_it() -> None:
    found = stands(part(DECLINES), JOINS, Status.DECLINED, declined_part=True, decision=0, may_be_reminded=False)
    assert found.answer is not None
    assert found.answer.stance is Stance.INTERESTED
    stands(part(DECLINES), JOINS - A_DAY, Status.INTERESTED, declined_part=False)


def test_a_request_after_the_no_asks_again() -> None:
    again = Request(JUNE_30, 40, NEW_YEARS_EVE)
    stands(History((DECLINES,), (ANSWERED, asked(again))), JUNE_30, Status.UNANSWERED, declined_part=False)


def test_within_a_day_the_log_tells_whether_the_no_came_before_the_request() -> None:
    same_day = Request(JOINS, 29, NEW_YEARS_EVE)
    stands(History((DECLINES,), (asked(same_day),)), JOINS, Status.DECLINED)
    stands(History((DECLINES,), (asked(replace(same_day, position=31)),)), JOINS, Status.UNANSWERED)


def test_a_no_while_a_part_holds_is_none_to_taking_part_once_it_has_ended() -> None:
    history = part(TAKES_PART, Ends(JOINS, JUNE_30), Declines(JUNE_30, 50))
    stands(history, JUNE_30, Status.TAKING_PART)
    stands(history, JUNE_30 + A_DAY, Status.ENDED)
    after = part(TAKES_PART, Ends(JOINS, JUNE_30), Declines(JUNE_30 + A_DAY, 50))
    stands(after, JUNE_30 + A_DAY, Status.DECLINED, declined_part=True, decision=2)


def test_a_part_shows_the_latest_answer_that_there_is() -> None:
    history = History((TAKES_PART,), (ANSWERED, asked(SECOND)))
    found = stands(history, JOINS, Status.TAKING_PART, request=0, answered=False)
    assert found.answer is not None
    assert found.answer.stance is Stance.INTERESTED


def test_an_ended_part_shows_the_latest_answer_that_there_is() -> None:
    found = stands(part(TAKES_PART, ENDS), JUNE_30 + A_DAY, Status.ENDED, request=0, answered=True, decision=1)
    assert found.answer is not None
    assert found.answer.stance is Stance.INTERESTED


def test_a_part_of_who_has_not_answered_is_about_the_latest_request() -> None:
    history = History((TAKES_PART,), (asked(FIRST), asked(SECOND)))
    assert stands(history, JOINS, Status.TAKING_PART, request=1, answered=False).answer is None


def test_whether_a_request_is_answered_is_not_told_beside_a_part_before_it_opens() -> None:
    closed = replace(SECOND, disclosed=False)
    history = History((TAKES_PART,), (ANSWERED, asked(closed, NO)))
    stands(history, JOINS, Status.TAKING_PART, request=0, answered=None)


SOME_DAYS = st.integers(0, 24).map(lambda days: SENT + days * A_DAY)
ON_DAYS = st.integers(-1, 26).map(lambda days: SENT + days * A_DAY)
MAYBE = st.none() | SOME_DAYS
WORDS = st.one_of(
    st.builds(Replies, SOME_DAYS, st.sampled_from(Stance), st.booleans(), st.booleans()),
    st.builds(Withdraws, SOME_DAYS, SOME_DAYS),
)
EVEN = st.integers(1, 5).map(lambda half: 2 * half)
ODD = EVEN.map(lambda even: even + 1)
"""Places in the log: a sending and a decision never have the same."""
REQUESTS = st.builds(Request, SOME_DAYS, EVEN, SOME_DAYS, MAYBE, MAYBE, st.booleans())
DECISIONS = st.one_of(
    st.builds(TakesPart, SOME_DAYS, MAYBE, MAYBE),
    st.builds(Ends, SOME_DAYS, SOME_DAYS),
    st.builds(Declines, SOME_DAYS, ODD),
)
HISTORIES = st.builds(
    History,
    st.lists(DECISIONS, max_size=5).map(tuple),
    st.lists(st.tuples(REQUESTS, st.lists(WORDS, max_size=3).map(tuple)), max_size=3).map(tuple),
)


@every(HISTORIES, ON_DAYS)
def test_every_standing_is_that_of_the_model(history: History, day: date) -> None:
    found = standing(history, day)
    answer = found.answer
    assert modelled(history, day) == {
        "status": found.status,
        "declined_part": found.declined_part,
        "decision": found.decision,
        "leaves_on": found.leaves_on,
        "last_day": found.last_day,
        "reminded": found.may_be_reminded,
        "answered": found.answered,
        "request": found.request,
        "said": answer and (answer.stance, answer.late, answer.on_behalf, answer.withdrawn),
    }


@every(HISTORIES, ON_DAYS)
def test_a_withdrawn_request_might_as_well_not_have_been_sent(history: History, day: date) -> None:
    *former, (last, words) = history.requests or (asked(FIRST),)
    before = replace(history, requests=tuple(former))
    withdrawn = replace(history, requests=(*former, (replace(last, withdrawn_on=day), words)))
    assert standing(withdrawn, day) == standing(before, day)


@every(HISTORIES, ON_DAYS, MAYBE, SOME_DAYS, st.integers(0, 9))
def test_an_end_that_has_not_come_changes_nothing_but_the_day_to_leave_on(
    history: History, day: date, until: date | None, decided_on: date, later: int
) -> None:
    end = Ends(decided_on, day + later * A_DAY)
    taken = replace(history, decisions=(*history.decisions, TakesPart(day, until)))
    found = standing(replace(taken, decisions=(*taken.decisions, end)), day)
    assert found.status in JOINED
    assert found == replace(standing(taken, day), last_day=end.last_day if decided_on <= day else None)


@every(HISTORIES, ON_DAYS, ON_DAYS, st.integers(1, 9))
def test_when_a_request_was_sent_matters_after_an_end_or_a_no_only(
    history: History, day: date, sent_on: date, position: int
) -> None:
    decisions = tuple(each for each in history.decisions if isinstance(each, TakesPart))
    asked = tuple(each for each in history.requests if each[0].counts_on(day))
    moved = tuple((replace(each, sent_on=min(sent_on, day), position=position), words) for each, words in asked)
    assert not part_on(decisions, day).looks_back
    assert standing(History(decisions, moved), day) == standing(History(decisions, asked), day)


@every(HISTORIES, ON_DAYS)
def test_what_is_decided_later_for_later_might_as_well_not_be_known(history: History, day: date) -> None:
    assert _content(standing(_as_of(history, day), day)) == _content(standing(history, day))


@every(REQUESTS, st.lists(ON_DAYS, min_size=2, max_size=2).map(sorted))
def test_what_is_overdue_stays_so_until_it_is_judged(request: Request, days: list[date]) -> None:
    history = History(requests=(asked(replace(request, withdrawn_on=None, disclosed=True)),))
    earlier, later = (standing(history, day).status for day in days)
    order = [Status.NOT_ASKED, Status.UNANSWERED, Status.OVERDUE, Status.NO_ANSWER]
    assert order.index(earlier) <= order.index(later)


@every(HISTORIES, ON_DAYS)
def test_a_reader_who_may_know_everything_is_never_told_that_she_may_not(history: History, day: date) -> None:
    known = tuple((replace(request, disclosed=True), words) for request, words in history.requests)
    found = standing(replace(history, requests=known), day)
    assert found.status is not Status.NOT_DISCLOSED
    assert found.answered is not None


@every(HISTORIES, ON_DAYS)
def test_a_reader_learns_nothing_from_what_is_not_disclosed(history: History, day: date) -> None:
    silent = tuple((request, words if request.disclosed else ()) for request, words in history.requests)
    assert standing(replace(history, requests=silent), day) == standing(history, day)


def _as_of(history: History, day: date) -> History:
    """Without what was decided after the day and takes effect after it; the indices of the rest move."""
    requests = tuple(
        (_request_as_of(request, day), tuple(word for word in words if _known_by(word, day)))
        for request, words in history.requests
        if request.sent_on <= day
    )
    return History(tuple(each for each in history.decisions if each.counts_on(day)), requests)


def _request_as_of(request: Request, day: date) -> Request:
    withdrawn = request.withdrawn_on if request.withdrawn_on and request.withdrawn_on <= day else None
    judged = request.judged_on if request.judged_on and request.judged_on <= day else None
    return replace(request, withdrawn_on=withdrawn, judged_on=judged)


def _known_by(word: Word, day: date) -> bool:
    return word.decided_on <= day or (isinstance(word, Withdraws) and word.effective_from <= day)


def _content(found: Standing) -> Standing:
    answer = found.answer and replace(found.answer, rests_on=None)
    return replace(found, request=None, decision=None, answer=answer)
