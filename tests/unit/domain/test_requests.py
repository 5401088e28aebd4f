"""The interest request: drafted, approved, sent, extended, closed or withdrawn, and the terms that this makes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.aggregate import Audience
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.questions import Question, QuestionKind
from samverka_domain.requests import Ending, InterestRequest, Round, Terms, Wording
from tests.unit.domain.helpers import accepted, flawed
from tests.unit.support import FYRBODAL, NOW, TROLLHATTAN, UDDEVALLA, Fact, decided, fact, given, refused

MOMENT = timedelta(microseconds=1)
DEADLINE = NOW + timedelta(days=30)
LATER = DEADLINE + timedelta(days=7)
BOTH = (TROLLHATTAN, UDDEVALLA)
ASKED = (UDDEVALLA, TROLLHATTAN)
QUESTIONS = (Question("q1", "Hur många timmar?", QuestionKind.NUMBER),)
OTHER_QUESTIONS = (Question("q1", "När?", QuestionKind.ONE_OF, False, ("vår", "höst")),)
WORDING = Wording("Vill ni vara med?", "Ett gemensamt e-arkiv.", QUESTIONS)
OTHER_WORDING = Wording("Är ni med?", "Ett e-arkiv.", OTHER_QUESTIONS)
E_RAD = decided(Body.E_RAD, reason="Frågan ställs om")


def request_fact(event_class: type[InterestRequest.Event], **says: Any) -> Fact:
    return fact(event_class, region_id=FYRBODAL, insats_id="insats-1", **says)


def sent(closes_at: datetime = DEADLINE, wording: Wording = WORDING, open_answers: bool = True) -> Fact:
    return request_fact(
        InterestRequest.Sent,
        wording=wording,
        round=Round.PRE_STUDY,
        recipients=ASKED,
        closes_at=closes_at,
        open_answers=open_answers,
    )


def extended(closes_at: datetime, reason: str = "Julhelgen") -> Fact:
    return request_fact(InterestRequest.DeadlineExtended, closes_at=closes_at, reason=reason)


DRAFTED = request_fact(InterestRequest.Drafted, wording=WORDING, round=Round.PRE_STUDY)
REVISED = request_fact(InterestRequest.Revised, wording=OTHER_WORDING)
APPROVED = request_fact(InterestRequest.Approved, decision=E_RAD)
CLOSED = request_fact(InterestRequest.Closed, reason="Alla har svarat")
WITHDRAWN = request_fact(InterestRequest.Withdrawn, decision=E_RAD)
OPEN = (DRAFTED, APPROVED, sent())

SEND = (InterestRequest.send, BOTH, DEADLINE, True)
EXTEND = (InterestRequest.extend, LATER, "Julhelgen")
CLOSE = (InterestRequest.close, "Alla har svarat", frozenset(ASKED))
WITHDRAW = (InterestRequest.withdraw, E_RAD)


@pytest.mark.parametrize("round", Round)
def test_a_request_begins_as_a_draft(round: Round) -> None:
    drafted = request_fact(InterestRequest.Drafted, wording=WORDING, round=round)
    draft = given().when(InterestRequest.draft, "request-1", FYRBODAL, "insats-1", round, WORDING)
    draft.then(drafted, stream="interest-request:request-1")


@pytest.mark.parametrize(
    ("wording", "rule", "params"),
    [
        (Wording("", "Text", ()), Rule.TEXT_MISSING, {"field": "title"}),
        (Wording("x" * 301, "Text", ()), Rule.TEXT_TOO_LONG, {"field": "title", "longest": 300}),
        (Wording("Titel", " ", ()), Rule.TEXT_MISSING, {"field": "text"}),
        (Wording("Titel", "x" * 20_001, ()), Rule.TEXT_TOO_LONG, {"field": "text", "longest": 20_000}),
        (Wording("Titel", "Text", QUESTIONS * 2), Rule.CODE_TWICE, {"codes": "q1"}),
        (Wording("Titel", "Text", (Question("q1", "", QuestionKind.TEXT),)), Rule.TEXT_MISSING, {"field": "text"}),
        (Wording("Titel", "Text", (Question("q1", "När?", QuestionKind.ONE_OF),)), Rule.QUESTION_NEEDS_OPTIONS, {}),
    ],
)
def test_a_wording_must_make_sense(wording: Wording, rule: Rule, params: dict[str, Any]) -> None:
    draft = given().when(InterestRequest.draft, "request-1", FYRBODAL, "insats-1", Round.PRE_STUDY, wording)
    draft.then_refused(rule, **params)
    given(DRAFTED).when(InterestRequest.revise, wording).then_refused(rule, **params)


@pytest.mark.parametrize("wording", [OTHER_WORDING, Wording("x" * 300, "x" * 20_000)])
def test_the_wording_of_a_draft_changes(wording: Wording) -> None:
    given(DRAFTED).when(InterestRequest.revise, wording).then(request_fact(InterestRequest.Revised, wording=wording))


def test_the_e_rad_approves_the_wording() -> None:
    given(DRAFTED).when(InterestRequest.approve, E_RAD).then(APPROVED)


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.E_RAD))
def test_only_the_e_rad_approves_or_withdraws(decision: Decision, rule: Rule) -> None:
    given(DRAFTED).when(InterestRequest.approve, decision).then_refused(rule)
    given(*OPEN).when(InterestRequest.withdraw, decision).then_refused(rule)


@pytest.mark.parametrize("open_answers", [True, False])
def test_an_approved_request_is_sent_to_each_recipient_once(open_answers: bool) -> None:
    send = (InterestRequest.send, (*BOTH, UDDEVALLA), DEADLINE, open_answers)
    given(DRAFTED, APPROVED).when(*send).then(sent(open_answers=open_answers))


def test_what_nobody_approved_is_not_sent() -> None:
    given(DRAFTED).when(*SEND).then_refused(Rule.REQUEST_NOT_APPROVED)


def test_a_revised_wording_must_be_approved_again() -> None:
    given(DRAFTED, APPROVED, REVISED).when(*SEND).then_refused(Rule.REQUEST_NOT_APPROVED)
    given(DRAFTED, APPROVED, REVISED, APPROVED).when(*SEND).then(sent(wording=OTHER_WORDING))


def test_somebody_must_be_asked() -> None:
    given(DRAFTED, APPROVED).when(InterestRequest.send, (), DEADLINE, True).then_refused(Rule.RECIPIENTS_MISSING)


def test_the_deadline_lies_ahead_if_only_by_a_moment() -> None:
    request = given(DRAFTED, APPROVED)
    request.at(DEADLINE - MOMENT).when(*SEND).then(sent())
    for too_late in [DEADLINE, DEADLINE + MOMENT]:
        request.at(too_late).when(*SEND).then_refused(Rule.DEADLINE_IN_THE_PAST, closes_at=DEADLINE)


@pytest.mark.parametrize("after", [(), (extended(LATER),), (CLOSED,), (WITHDRAWN,)])
@pytest.mark.parametrize("command", [(InterestRequest.revise, WORDING), (InterestRequest.approve, E_RAD), SEND])
def test_what_has_been_sent_is_no_longer_a_draft(after: tuple[Fact, ...], command: tuple[Any, ...]) -> None:
    given(*OPEN, *after).when(*command).then_refused(Rule.REQUEST_NOT_A_DRAFT)


@pytest.mark.parametrize("command", [EXTEND, CLOSE, WITHDRAW])
def test_a_draft_can_neither_be_extended_nor_end(command: tuple[Any, ...]) -> None:
    given(DRAFTED, APPROVED).when(*command).then_refused(Rule.REQUEST_NOT_SENT)


@pytest.mark.parametrize("command", [EXTEND, CLOSE, WITHDRAW])
@pytest.mark.parametrize(("ending", "rule"), [(CLOSED, Rule.REQUEST_CLOSED), (WITHDRAWN, Rule.REQUEST_WITHDRAWN)])
def test_what_has_ended_stays_so(command: tuple[Any, ...], ending: Fact, rule: Rule) -> None:
    given(*OPEN, ending).when(*command).then_refused(rule)


def test_the_deadline_is_extended_until_its_last_moment() -> None:
    given(*OPEN).at(DEADLINE - MOMENT).when(*EXTEND).then(extended(LATER))
    given(*OPEN).at(DEADLINE).when(*EXTEND).then_refused(Rule.REQUEST_CLOSED)


def test_an_extended_deadline_is_extended_again() -> None:
    twice = given(*OPEN, extended(LATER)).at(LATER - MOMENT)
    twice.when(InterestRequest.extend, LATER + MOMENT, "Julhelgen").then(extended(LATER + MOMENT))


@pytest.mark.parametrize("closes_at", [NOW, DEADLINE - MOMENT, DEADLINE])
def test_an_extension_gives_more_time(closes_at: datetime) -> None:
    given(*OPEN).when(InterestRequest.extend, closes_at, "Julhelgen").then_refused(
        Rule.DEADLINE_NOT_LATER, closes_at=DEADLINE
    )


@pytest.mark.parametrize(("reason", "rule"), [(" ", Rule.TEXT_MISSING), ("x" * 4001, Rule.TEXT_TOO_LONG)])
def test_more_time_and_closing_need_a_reason(reason: str, rule: Rule) -> None:
    given(*OPEN).when(InterestRequest.extend, LATER, reason).then_refused(rule, field="reason")
    given(*OPEN).when(InterestRequest.close, reason, frozenset(ASKED)).then_refused(rule, field="reason")


def test_a_reason_may_be_long() -> None:
    given(*OPEN).when(InterestRequest.extend, LATER, "x" * 4000).then(extended(LATER, "x" * 4000))


def test_a_request_closes_from_its_deadline_on() -> None:
    close = (InterestRequest.close, "Alla har svarat", frozenset[str]())
    given(*OPEN).at(DEADLINE).when(*close).then(CLOSED)
    given(*OPEN).at(DEADLINE - MOMENT).when(*close).then_refused(Rule.REQUEST_STILL_OPEN, closes_at=DEADLINE)
    given(*OPEN, extended(LATER)).at(DEADLINE).when(*close).then_refused(Rule.REQUEST_STILL_OPEN, closes_at=LATER)


@pytest.mark.parametrize("answered_by", [{*ASKED}, {*ASKED, FYRBODAL}])
def test_a_request_closes_earlier_once_all_have_answered(answered_by: set[str]) -> None:
    given(*OPEN).when(InterestRequest.close, "Alla har svarat", frozenset(answered_by)).then(CLOSED)


@pytest.mark.parametrize("answered_by", [set(), {TROLLHATTAN}, {UDDEVALLA, FYRBODAL}])
def test_a_request_stays_open_while_somebody_has_not_answered(answered_by: set[str]) -> None:
    close = given(*OPEN).when(InterestRequest.close, "Alla har svarat", frozenset(answered_by))
    close.then_refused(Rule.REQUEST_STILL_OPEN, closes_at=DEADLINE)


@pytest.mark.parametrize("moment", [NOW, DEADLINE, LATER])
def test_the_e_rad_withdraws_a_request_before_and_after_its_deadline(moment: datetime) -> None:
    given(*OPEN).at(moment).when(*WITHDRAW).then(WITHDRAWN)


def test_withdrawing_needs_a_reason() -> None:
    given(*OPEN).when(InterestRequest.withdraw, decided(Body.E_RAD)).then_refused(Rule.REASON_MISSING)


def terms(closes_at: datetime = DEADLINE, version: int = 3, ending: Ending | None = None) -> Terms:
    return Terms(version, "insats-1", FYRBODAL, ASKED, QUESTIONS, closes_at, ending)


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ((), terms()),
        ((extended(LATER),), terms(LATER, 4)),
        ((extended(LATER), CLOSED), terms(LATER, 5, Ending.CLOSED)),
        ((WITHDRAWN,), terms(DEADLINE, 4, Ending.WITHDRAWN)),
    ],
)
def test_the_terms_follow_what_happens(after: tuple[Fact, ...], expected: Terms) -> None:
    assert given(*OPEN, *after).state().require_sent() == expected


def test_an_overtaken_withdrawal_changes_no_terms_but_their_version() -> None:
    overtaken = request_fact(InterestRequest.Withdrawn, decision=replace(E_RAD, overtaken=True))
    assert Terms.fold(given(*OPEN, overtaken).history()) == terms(version=4)
    assert given(*OPEN, WITHDRAWN, overtaken).state().terms == terms(version=5, ending=Ending.WITHDRAWN)


def test_terms_hold_until_the_deadline_and_do_not_change_by_themselves_once_ended() -> None:
    assert terms().holds_until == DEADLINE
    assert [terms(ending=ending).holds_until for ending in Ending] == [None, None]


def test_a_draft_has_no_terms() -> None:
    assert Terms.fold([]) is None
    assert Terms.fold(given(DRAFTED, APPROVED).history()) is None
    with refused(Rule.REQUEST_NOT_SENT):
        given(DRAFTED, APPROVED).state().require_sent()


@pytest.mark.parametrize("ending", [extended(LATER), CLOSED, WITHDRAWN])
def test_what_follows_upon_nothing_sent_makes_no_terms(ending: Fact) -> None:
    assert Terms.fold(given(ending).history()) is None


@pytest.mark.parametrize("ending", [None, Ending.CLOSED])
def test_only_those_asked_may_answer(ending: Ending | None) -> None:
    terms(ending=ending).require_recipient(TROLLHATTAN)
    with refused(Rule.NOT_A_RECIPIENT):
        terms(ending=ending).require_recipient(FYRBODAL)


@pytest.mark.parametrize("organisation", [TROLLHATTAN, FYRBODAL])
def test_nobody_answers_a_withdrawn_request(organisation: str) -> None:
    with refused(Rule.REQUEST_WITHDRAWN):
        terms(ending=Ending.WITHDRAWN).require_recipient(organisation)


@pytest.mark.parametrize("ending", [None, Ending.WITHDRAWN])
def test_an_answer_is_late_exactly_from_the_deadline(ending: Ending | None) -> None:
    moments = [DEADLINE - MOMENT, DEADLINE, DEADLINE + MOMENT]
    assert [terms(ending=ending).is_late(moment) for moment in moments] == [False, True, True]


EDGES = st.sampled_from([DEADLINE - MOMENT, DEADLINE, DEADLINE + MOMENT])
MOMENTS = EDGES | st.timedeltas(timedelta(), LATER - NOW).map(lambda passed: NOW + passed)
ANSWERED = st.sampled_from([frozenset[str](), frozenset(ASKED)])
COMMANDS = st.one_of(
    st.sampled_from([(InterestRequest.revise, WORDING), (InterestRequest.revise, OTHER_WORDING)]),
    st.just((InterestRequest.approve, E_RAD)),
    MOMENTS.map(lambda closes_at: (InterestRequest.send, BOTH, closes_at, True)),
    MOMENTS.map(lambda closes_at: (InterestRequest.extend, closes_at, "Julhelgen")),
    ANSWERED.map(lambda answered_by: (InterestRequest.close, "Klart", answered_by)),
    st.just(WITHDRAW),
)
BEGINNINGS = st.sampled_from([(DRAFTED,), (DRAFTED, APPROVED), OPEN])


@st.composite
def histories(draw: st.DrawFn) -> list[Any]:
    """The events of a request to which anything is done at any time, as far as it was accepted."""
    beginning = given(*draw(BEGINNINGS))
    request = beginning.state()
    for command, *arguments in draw(st.lists(COMMANDS, max_size=10)):
        accepted(command, request, *arguments, at=draw(MOMENTS))
    return [*beginning.history(), *request.collect_events()]


@every(histories())
def test_whatever_happens_what_is_shared_gives_the_same_terms_as_all(events: list[Any]) -> None:
    for length in range(1, len(events) + 1):
        request = InterestRequest.replay(events[:length])
        assert request
        assert Terms.fold(_shared(events[:length])) == request.terms


@every(histories(), MOMENTS)
def test_an_answer_is_late_at_the_latest_deadline_or_once_closed(events: list[Any], moment: datetime) -> None:
    deadlines = [event.closes_at for event in events if hasattr(event, "closes_at")]
    is_closed = any(isinstance(event, InterestRequest.Closed) for event in events)
    found = Terms.fold(_shared(events))
    assert found is None or found.is_late(moment) is (is_closed or moment >= deadlines[-1])


@every(histories())
def test_whatever_happens_a_deadline_never_moves_backwards(events: list[Any]) -> None:
    deadlines = [event.closes_at for event in events if hasattr(event, "closes_at")]
    assert deadlines == sorted(set(deadlines))


@every(st.lists(st.tuples(MOMENTS, MOMENTS), max_size=10))
def test_exactly_an_extension_in_time_to_a_later_moment_is_accepted(extensions: list[Any]) -> None:
    request, deadline = given(*OPEN).state(), DEADLINE
    for at, closes_at in extensions:
        in_time = at < deadline < closes_at
        assert accepted(request.extend, closes_at, "Julhelgen", at=at) is in_time
        deadline = closes_at if in_time else deadline
        assert request.terms.closes_at == deadline


def _shared(events: list[Any]) -> list[Any]:
    return [event for event in events if event.audience is Audience.TO_REGION]
