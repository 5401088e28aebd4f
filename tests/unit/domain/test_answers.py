"""The answer of a municipality: by itself or registered on its behalf, changed, withdrawn and given anew."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Body, Decision, Personal
from samverka_domain.kernel.rules import Rule
from samverka_domain.kernel.text import is_empty, is_readable, normalised
from samverka_domain.questions import LARGEST_NUMBER, Answer, Question, QuestionKind
from samverka_domain.requests import Ending, Terms
from tests.unit.domain.helpers import accepted, flawed
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

MOMENT = timedelta(microseconds=1)
DEADLINE = NOW + timedelta(days=30)
QUESTIONS = (
    Question("q1", "Hur många timmar?", QuestionKind.NUMBER),
    Question("q2", "Något att tillägga?", QuestionKind.TEXT, required=False),
)
TERMS = Terms(3, "insats-1", FYRBODAL, (UDDEVALLA, TROLLHATTAN), QUESTIONS, DEADLINE)
CLOSED = replace(TERMS, ending=Ending.CLOSED)
WITHDRAWN_REQUEST = replace(TERMS, ending=Ending.WITHDRAWN)

ANSWERS = (Answer("q1", 40),)
INTERESTED = Reply(Stance.INTERESTED, ANSWERS)
CONDITIONAL = Reply(Stance.CONDITIONAL, ANSWERS, conditions="Om grannen är med")
DECLINED = Reply(Stance.DECLINED)
LEADERS = decided(Body.KOMMUNLEDNING)
BECAUSE = decided(Body.KOMMUNLEDNING, reason="Vi har redan ett e-arkiv")

ASKED = {"request_id": "request-1", "municipality_id": TROLLHATTAN}
IDENTITY = {**ASKED, "region_id": FYRBODAL, "insats_id": "insats-1"}
OWN = {**IDENTITY, "addressed_to": ()}
ON_BEHALF = {**IDENTITY, "addressed_to": (TROLLHATTAN,)}
BY_LETTER = "Brev den 20 november"
GIVEN = fact(InterestResponse.Given, **OWN, reply=INTERESTED, late=False, source=None, decision=LEADERS)
REGISTERED = fact(
    InterestResponse.Given, **ON_BEHALF, reply=INTERESTED, late=False, source=BY_LETTER, decision=LEADERS
)


def withdrawn(identity: dict[str, Any], effective_from: date = TODAY) -> Fact:
    return fact(InterestResponse.Withdrawn, **identity, effective_from=effective_from, decision=BECAUSE)


@dataclass(frozen=True)
class Way:
    """A way in which an answer comes about, and the event that it becomes."""

    history: tuple[Fact, ...]
    command: Callable[..., Any]
    named: dict[str, Any]
    event_class: type[DomainEvent]
    identity: dict[str, Any]

    def answer(
        self, reply: Reply, decision: Decision = BECAUSE, terms: Terms = TERMS, at: datetime = NOW, **named: str
    ) -> Result:
        arguments = {"terms": terms, "reply": reply, "decision": decision, **self.named, **named}
        return given(*self.history).at(at).when(self.command, **arguments)

    def fact(self, reply: Reply, decision: Decision = BECAUSE, late: bool = False, **says: str) -> Fact:
        said = {"source": self.named.get("source"), **says}
        return fact(self.event_class, **self.identity, reply=reply, decision=decision, late=late, **said)


CHANGE, CHANGED = InterestResponse.change, InterestResponse.Changed
GIVE = Way((), InterestResponse.give, ASKED, InterestResponse.Given, OWN)
REGISTER = Way(
    (), InterestResponse.register_on_behalf, {**ASKED, "source": BY_LETTER}, InterestResponse.Given, ON_BEHALF
)
CHANGE_OWN = Way((GIVEN,), CHANGE, {"source": None}, CHANGED, OWN)
CHANGE_REGISTERED = Way((REGISTERED,), CHANGE, {"source": BY_LETTER}, CHANGED, ON_BEHALF)
GIVE_ANEW = replace(CHANGE_OWN, history=(GIVEN, withdrawn(OWN)))
REGISTER_ANEW = replace(CHANGE_REGISTERED, history=(REGISTERED, withdrawn(ON_BEHALF)))

in_every_way = pytest.mark.parametrize(
    "way",
    [
        pytest.param(GIVE, id="give"),
        pytest.param(REGISTER, id="register"),
        pytest.param(CHANGE_OWN, id="change"),
        pytest.param(CHANGE_REGISTERED, id="change-registered"),
        pytest.param(GIVE_ANEW, id="give-anew"),
        pytest.param(REGISTER_ANEW, id="register-anew"),
    ],
)


@in_every_way
@pytest.mark.parametrize("reply", [INTERESTED, CONDITIONAL, DECLINED])
def test_a_municipality_is_interested_or_on_conditions_or_not(way: Way, reply: Reply) -> None:
    way.answer(reply).then(way.fact(reply))


def test_an_answer_has_a_stream_of_its_own_in_the_tenant_that_recorded_it() -> None:
    GIVE.answer(INTERESTED).then(GIVE.fact(INTERESTED), stream="interest-response:request-1")
    REGISTER.answer(INTERESTED).then(REGISTER.fact(INTERESTED), stream=f"proxy-response:request-1:{TROLLHATTAN}")


@in_every_way
@pytest.mark.parametrize(("decision", "rule"), flawed(Body.KOMMUNLEDNING))
def test_only_the_management_of_a_municipality_answers(way: Way, decision: Decision, rule: Rule) -> None:
    way.answer(INTERESTED, decision).then_refused(rule)


@in_every_way
def test_only_those_asked_answer(way: Way) -> None:
    way.answer(INTERESTED, terms=replace(TERMS, recipients=(UDDEVALLA,))).then_refused(Rule.NOT_A_RECIPIENT)


@in_every_way
def test_nobody_answers_a_withdrawn_request(way: Way) -> None:
    way.answer(INTERESTED, terms=WITHDRAWN_REQUEST).then_refused(Rule.REQUEST_WITHDRAWN)


@in_every_way
@pytest.mark.parametrize("stance", Stance)
@pytest.mark.parametrize(
    ("answers", "rule", "params"),
    [
        ((*ANSWERS, Answer("q3", 1)), Rule.ANSWER_TO_UNKNOWN_QUESTION, {"question": "q3"}),
        (ANSWERS * 2, Rule.CODE_TWICE, {"codes": "q1"}),
        ((Answer("q1", True),), Rule.ANSWER_OF_WRONG_KIND, {"kind": QuestionKind.NUMBER}),
        ((*ANSWERS, Answer("q2", True)), Rule.ANSWER_OF_WRONG_KIND, {"question": "Något att tillägga?"}),
        ((*ANSWERS, Answer("q2", " ")), Rule.TEXT_MISSING, {"pointer": "/answers/1/value"}),
    ],
)
def test_what_is_answered_must_have_been_asked(
    way: Way, stance: Stance, answers: tuple[Answer, ...], rule: Rule, params: dict[str, Any]
) -> None:
    way.answer(Reply(stance, answers, conditions="Om")).then_refused(rule, **params)


@in_every_way
@pytest.mark.parametrize("reply", [INTERESTED, CONDITIONAL])
def test_who_wants_to_join_answers_what_is_required(way: Way, reply: Reply) -> None:
    incomplete = replace(reply, answers=(Answer("q2", "Gärna!"),))
    way.answer(incomplete).then_refused(Rule.ANSWER_MISSING, question="Hur många timmar?")


@in_every_way
@pytest.mark.parametrize("reason", ["", " \n"])
def test_declining_needs_a_reason_and_nothing_else_does(way: Way, reason: str) -> None:
    without_reason = decided(Body.KOMMUNLEDNING, reason)
    way.answer(DECLINED, without_reason).then_refused(Rule.REASON_MISSING)
    for reply in [INTERESTED, CONDITIONAL]:
        way.answer(reply, without_reason).then(way.fact(reply, without_reason))


@in_every_way
@pytest.mark.parametrize("conditions", ["", " \t"])
def test_an_answer_on_conditions_names_them(way: Way, conditions: str) -> None:
    way.answer(replace(CONDITIONAL, conditions=conditions)).then_refused(Rule.CONDITIONS_MISSING)


@in_every_way
@pytest.mark.parametrize("reply", [INTERESTED, CONDITIONAL, DECLINED])
def test_what_is_added_to_an_answer_has_limits(way: Way, reply: Reply) -> None:
    just_fits = replace(reply, conditions="x" * 4000, contact=Personal("anna", "x" * 300))
    way.answer(just_fits).then(way.fact(just_fits))
    for too_long, field in [
        (replace(reply, conditions="x" * 4001), "conditions"),
        (replace(just_fits, contact=Personal("anna", "x" * 301)), "text"),
    ]:
        way.answer(too_long).then_refused(Rule.TEXT_TOO_LONG, field=field)


@in_every_way
def test_a_contact_can_be_reached_somehow(way: Way) -> None:
    nowhere = replace(INTERESTED, contact=Personal("anna", " "))
    way.answer(nowhere).then_refused(Rule.TEXT_MISSING, field="text", pointer="/contact/text")


@pytest.mark.parametrize("way", [REGISTER, CHANGE_REGISTERED, REGISTER_ANEW])
def test_an_answer_on_behalf_tells_how_it_reached_the_forbund(way: Way) -> None:
    way.answer(INTERESTED, source="x" * 500).then(way.fact(INTERESTED, source="x" * 500))
    way.answer(INTERESTED, source=" ").then_refused(Rule.TEXT_MISSING, field="source")
    way.answer(INTERESTED, source="x" * 501).then_refused(Rule.TEXT_TOO_LONG, field="source", longest=500)


@pytest.mark.parametrize("way", [GIVE, REGISTER, GIVE_ANEW, REGISTER_ANEW])
def test_a_first_answer_is_taken_and_marked_late_from_the_deadline_on(way: Way) -> None:
    way.answer(INTERESTED, at=DEADLINE - MOMENT).then(way.fact(INTERESTED, late=False))
    way.answer(INTERESTED, at=DEADLINE).then(way.fact(INTERESTED, late=True))
    way.answer(INTERESTED, terms=CLOSED).then(way.fact(INTERESTED, late=True))


@pytest.mark.parametrize("way", [CHANGE_OWN, CHANGE_REGISTERED])
def test_an_answer_changes_until_the_request_closes(way: Way) -> None:
    way.answer(DECLINED, at=DEADLINE - MOMENT).then(way.fact(DECLINED))
    way.answer(DECLINED, at=DEADLINE).then_refused(Rule.CHANGE_AFTER_CLOSING)
    way.answer(DECLINED, terms=CLOSED).then_refused(Rule.CHANGE_AFTER_CLOSING)


@pytest.mark.parametrize("way", [CHANGE_OWN, CHANGE_REGISTERED])
def test_an_answer_changes_for_as_long_as_the_deadline_is_extended(way: Way) -> None:
    extended = replace(TERMS, closes_at=DEADLINE + MOMENT)
    way.answer(DECLINED, at=DEADLINE, terms=extended).then(way.fact(DECLINED))


@pytest.mark.parametrize("way", [GIVE_ANEW, REGISTER_ANEW])
def test_an_answer_given_anew_is_as_final_as_the_first(way: Way) -> None:
    anew = replace(way, history=(*way.history, way.fact(DECLINED, late=True)))
    anew.answer(INTERESTED, terms=CLOSED).then_refused(Rule.CHANGE_AFTER_CLOSING)


SEEN_FROM = [pytest.param(GIVEN, OWN, id="own"), pytest.param(REGISTERED, ON_BEHALF, id="registered")]


@pytest.mark.parametrize(("answer", "identity"), SEEN_FROM)
@pytest.mark.parametrize("moment", [NOW, DEADLINE])
@pytest.mark.parametrize("effective_from", [date(2026, 1, 1), YESTERDAY, TODAY, TOMORROW])
def test_an_answer_is_withdrawn_from_any_day_at_any_time(
    answer: Fact, identity: dict[str, Any], moment: datetime, effective_from: date
) -> None:
    withdraw = given(answer).at(moment).when(InterestResponse.withdraw, effective_from, BECAUSE)
    withdraw.then(withdrawn(identity, effective_from))


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.KOMMUNLEDNING))
def test_only_the_management_of_a_municipality_withdraws(decision: Decision, rule: Rule) -> None:
    given(GIVEN).when(InterestResponse.withdraw, TODAY, decision).then_refused(rule)


def test_withdrawing_needs_a_reason() -> None:
    given(GIVEN).when(InterestResponse.withdraw, TODAY, LEADERS).then_refused(Rule.REASON_MISSING)


@pytest.mark.parametrize(("answer", "identity"), SEEN_FROM)
def test_an_answer_is_withdrawn_once(answer: Fact, identity: dict[str, Any]) -> None:
    again = given(answer, withdrawn(identity)).when(InterestResponse.withdraw, TOMORROW, BECAUSE)
    again.then_refused(Rule.ALREADY_WITHDRAWN)


@pytest.mark.parametrize("way", [GIVE_ANEW, REGISTER_ANEW])
def test_an_answer_given_anew_can_be_withdrawn(way: Way) -> None:
    history = given(*way.history, way.fact(INTERESTED))
    history.when(InterestResponse.withdraw, TODAY, BECAUSE).then(withdrawn(way.identity))


MOMENTS = st.sampled_from([DEADLINE - MOMENT, DEADLINE, DEADLINE + MOMENT]) | st.timedeltas(
    timedelta(), timedelta(days=60)
).map(lambda passed: NOW + passed)
SENT_TERMS = st.builds(replace, st.just(TERMS), closes_at=MOMENTS, ending=st.sampled_from([None, Ending.CLOSED]))


@every(SENT_TERMS, MOMENTS)
def test_an_answer_is_late_exactly_when_the_request_no_longer_takes_answers(terms: Terms, moment: datetime) -> None:
    late = terms.ending is Ending.CLOSED or moment >= terms.closes_at
    GIVE.answer(INTERESTED, terms=terms, at=moment).then(GIVE.fact(INTERESTED, late=late))


@every(SENT_TERMS, MOMENTS)
def test_there_is_another_answer_only_in_time_or_after_a_withdrawal(terms: Terms, moment: datetime) -> None:
    another = (terms, DECLINED, None, BECAUSE)
    assert accepted(given(GIVEN).state().change, *another, at=moment) is not terms.is_late(moment)
    assert accepted(given(GIVEN, withdrawn(OWN)).state().change, *another, at=moment)


NUMBERS = st.integers(-LARGEST_NUMBER, LARGEST_NUMBER) | st.floats(-LARGEST_NUMBER, LARGEST_NUMBER)
TEXTS = st.text(min_size=1).map(normalised).filter(lambda text: is_readable(text, lines=True) and not is_empty(text))
ONE_LINERS = TEXTS.filter(lambda text: is_readable(text, lines=False))


@every(NUMBERS, TEXTS, ONE_LINERS)
def test_what_is_answered_is_what_is_recorded(number: float, text: str, contact: str) -> None:
    answers = (Answer("q1", number), Answer("q2", text))
    reply = Reply(Stance.CONDITIONAL, answers, text, Personal("anna", contact))
    GIVE.answer(reply).then(GIVE.fact(reply))
