"""Which questions may be asked, and what counts as an answer to each kind."""

import math
from typing import Any

import pytest
from hypothesis import example
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.limits import require_fitting
from samverka_domain.kernel.rules import Rule
from samverka_domain.questions import (
    Answer,
    AnswerValue,
    Question,
    QuestionKind,
    require_complete_answers,
    require_distinct_questions,
    require_valid_answers,
)
from tests.unit.domain.helpers import accepted
from tests.unit.support import refused

CHOICES = [QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF]
OTHERS = [QuestionKind.TEXT, QuestionKind.NUMBER, QuestionKind.YES_NO]
A_BILLION = 1_000_000_000
SEASONS = ("vår", "sommar", "höst")


def question(kind: QuestionKind, question_id: str = "q1", required: bool = True) -> Question:
    return Question(question_id, f"Fråga {question_id}?", kind, required, SEASONS if kind in CHOICES else ())


def require_askable(questions: tuple[Question, ...]) -> None:
    """What a wording asks of its questions."""
    require_distinct_questions(questions, ("questions",))
    for index, each in enumerate(questions):
        require_fitting(each, "questions", index)


def answered(kind: QuestionKind, value: AnswerValue) -> None:
    answer = Answer("q1", value)
    require_fitting(answer, "answers", 0)
    require_valid_answers((question(kind),), (answer,))


def asked(kind: QuestionKind, *options: str) -> None:
    require_askable((Question("q1", "När?", kind, options=options),))


def is_answer(kind: QuestionKind, value: AnswerValue) -> bool:
    return accepted(answered, kind, value)


def test_a_request_may_ask_one_question_of_each_kind_or_none() -> None:
    require_askable(())
    require_askable(tuple(question(kind, question_id=kind) for kind in QuestionKind))


@pytest.mark.parametrize(
    ("question_id", "text", "rule", "params"),
    [
        (" ", "När?", Rule.TEXT_MISSING, {"field": "questionId"}),
        ("x" * 51, "När?", Rule.TEXT_TOO_LONG, {"field": "questionId", "longest": 50}),
        ("q1", "", Rule.TEXT_MISSING, {"field": "text"}),
        ("q1", "x" * 1001, Rule.TEXT_TOO_LONG, {"field": "text", "longest": 1000}),
    ],
)
def test_a_question_has_an_id_and_a_text(question_id: str, text: str, rule: Rule, params: dict[str, Any]) -> None:
    with refused(rule, **params):
        require_askable((question(QuestionKind.YES_NO, "q0"), Question(question_id, text, QuestionKind.TEXT)))


def test_id_text_and_options_may_be_as_long_as_their_limits() -> None:
    options = ("x" * 300, "y" * 300)
    require_askable((Question("x" * 50, "x" * 1000, QuestionKind.ONE_OF, options=options),))


def test_an_id_belongs_to_one_question() -> None:
    with refused(Rule.CODE_TWICE, codes="q1"):
        require_askable((question(QuestionKind.TEXT), question(QuestionKind.NUMBER)))


@pytest.mark.parametrize("kind", CHOICES)
@pytest.mark.parametrize("options", [(), ("vår",), ("vår", "vår"), ("vår", " vår"), ("a", "b", "a")])
def test_a_choice_needs_at_least_two_different_options(kind: QuestionKind, options: tuple[str, ...]) -> None:
    with refused(Rule.QUESTION_NEEDS_OPTIONS, question="När?"):
        asked(kind, *options)


@pytest.mark.parametrize("kind", CHOICES)
def test_two_different_options_are_a_choice(kind: QuestionKind) -> None:
    asked(kind, "vår", "höst")
    asked(kind, *map(str, range(50)))


@pytest.mark.parametrize("kind", OTHERS)
def test_other_questions_have_no_options(kind: QuestionKind) -> None:
    asked(kind)
    with refused(Rule.QUESTION_NEEDS_OPTIONS, question="När?"):
        asked(kind, "vår", "höst")


@pytest.mark.parametrize("kind", CHOICES)
@pytest.mark.parametrize(
    ("option", "rule"), [("", Rule.TEXT_MISSING), (" ", Rule.TEXT_MISSING), ("x" * 301, Rule.TEXT_TOO_LONG)]
)
def test_an_option_says_something_in_short(kind: QuestionKind, option: str, rule: Rule) -> None:
    with refused(rule, field="options", pointer="/questions/0/options/1"):
        asked(kind, "vår", option)


@pytest.mark.parametrize("kind", CHOICES)
def test_there_are_at_most_50_options(kind: QuestionKind) -> None:
    with refused(Rule.LIST_LENGTH, field="options", count=51, most=50):
        asked(kind, *map(str, range(51)))


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (QuestionKind.TEXT, "j"),
        (QuestionKind.TEXT, "x" * 4000),
        (QuestionKind.ONE_OF, "vår"),
        (QuestionKind.SEVERAL_OF, ("höst",)),
        (QuestionKind.SEVERAL_OF, ("höst", "vår")),
        (QuestionKind.SEVERAL_OF, SEASONS),
        (QuestionKind.NUMBER, 0),
        (QuestionKind.NUMBER, 2.5),
        (QuestionKind.NUMBER, A_BILLION),
        (QuestionKind.NUMBER, -A_BILLION),
        (QuestionKind.YES_NO, True),
        (QuestionKind.YES_NO, False),
    ],
)
def test_an_answer_fits_its_question(kind: QuestionKind, value: AnswerValue) -> None:
    answered(kind, value)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (QuestionKind.TEXT, 1),
        (QuestionKind.TEXT, True),
        (QuestionKind.TEXT, ("vår",)),
        (QuestionKind.ONE_OF, "vinter"),
        (QuestionKind.ONE_OF, "VÅR"),
        (QuestionKind.ONE_OF, " vår"),
        (QuestionKind.ONE_OF, "år"),
        (QuestionKind.ONE_OF, ("vår",)),
        (QuestionKind.ONE_OF, 0),
        (QuestionKind.SEVERAL_OF, ()),
        (QuestionKind.SEVERAL_OF, ("vår", "vår")),
        (QuestionKind.SEVERAL_OF, ("vår", "vinter")),
        (QuestionKind.SEVERAL_OF, "vår"),
        (QuestionKind.SEVERAL_OF, True),
        (QuestionKind.NUMBER, True),
        (QuestionKind.NUMBER, False),
        (QuestionKind.NUMBER, "7"),
        (QuestionKind.NUMBER, ("7",)),
        (QuestionKind.NUMBER, A_BILLION + 1),
        (QuestionKind.NUMBER, -A_BILLION - 0.5),
        (QuestionKind.NUMBER, math.nan),
        (QuestionKind.NUMBER, math.inf),
        (QuestionKind.NUMBER, -math.inf),
        (QuestionKind.YES_NO, 1),
        (QuestionKind.YES_NO, 0),
        (QuestionKind.YES_NO, "ja"),
        (QuestionKind.YES_NO, ("ja",)),
    ],
)
def test_an_answer_of_the_wrong_kind_is_none(kind: QuestionKind, value: AnswerValue) -> None:
    with refused(Rule.ANSWER_OF_WRONG_KIND, question="Fråga q1?", kind=kind):
        answered(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "rule", "where"),
    [
        (QuestionKind.TEXT, "", Rule.TEXT_MISSING, "value"),
        (QuestionKind.TEXT, " \n", Rule.TEXT_MISSING, "value"),
        (QuestionKind.TEXT, "x" * 4001, Rule.TEXT_TOO_LONG, "value"),
        (QuestionKind.TEXT, "j\x00a", Rule.TEXT_UNREADABLE, "value"),
        (QuestionKind.SEVERAL_OF, ("vår", " "), Rule.TEXT_MISSING, "value/1"),
        (QuestionKind.SEVERAL_OF, SEASONS * 17, Rule.LIST_LENGTH, "value"),
    ],
)
def test_a_text_is_no_answer_unless_it_is_one(kind: QuestionKind, value: AnswerValue, rule: Rule, where: str) -> None:
    with refused(rule, field="value", pointer=f"/answers/0/{where}"):
        answered(kind, value)


VALUES = st.one_of(
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.sampled_from(SEASONS),
    st.lists(st.sampled_from((*SEASONS, "vinter"))).map(tuple),
)
ONE_KIND: list[set[QuestionKind]] = [{kind} for kind in (*OTHERS, QuestionKind.SEVERAL_OF)]


@every(VALUES)
@example(True)
@example("vår")
def test_a_value_fits_one_kind_of_question_only_unless_it_is_an_option(value: AnswerValue) -> None:
    fitting = {kind for kind in QuestionKind if is_answer(kind, value)}
    assert fitting in [set(), {QuestionKind.TEXT, QuestionKind.ONE_OF}, *ONE_KIND]


@every(st.integers() | st.floats(allow_nan=False))
@example(A_BILLION)
@example(-A_BILLION - 1)
def test_a_number_is_an_answer_up_to_a_billion(number: float) -> None:
    assert is_answer(QuestionKind.NUMBER, number) is (abs(number) <= A_BILLION)


def test_an_answer_belongs_to_a_question_that_was_asked() -> None:
    with refused(Rule.ANSWER_TO_UNKNOWN_QUESTION, question="q2"):
        require_valid_answers((question(QuestionKind.TEXT),), (Answer("q1", "ja"), Answer("q2", "ja")))


def test_a_question_has_one_answer() -> None:
    with refused(Rule.CODE_TWICE, codes="q1"):
        require_valid_answers((question(QuestionKind.TEXT),), (Answer("q1", "ja"), Answer("q1", "nej")))


def test_answers_may_come_in_any_order_or_not_at_all() -> None:
    questions = (question(QuestionKind.TEXT, "q1"), question(QuestionKind.YES_NO, "q2"))
    require_valid_answers(questions, (Answer("q2", True), Answer("q1", "ja")))
    require_valid_answers(questions, ())


def test_answers_are_complete_when_every_required_question_has_one() -> None:
    questions = (question(QuestionKind.TEXT, "q1"), question(QuestionKind.TEXT, "q2", required=False))
    require_complete_answers(questions, (Answer("q1", "ja"),))
    require_complete_answers((), ())


def test_a_question_is_required_unless_it_says_otherwise() -> None:
    with refused(Rule.ANSWER_MISSING, question="När?"):
        require_complete_answers((Question("q1", "När?", QuestionKind.TEXT),), ())


def test_the_first_required_question_without_answer_is_named() -> None:
    questions = tuple(question(QuestionKind.TEXT, question_id) for question_id in ("q1", "q2", "q3"))
    with refused(Rule.ANSWER_MISSING, question="Fråga q2?"):
        require_complete_answers(questions, (Answer("q1", "ja"),))


def test_no_is_an_answer() -> None:
    require_complete_answers((question(QuestionKind.YES_NO),), (Answer("q1", False),))
    require_complete_answers((question(QuestionKind.NUMBER),), (Answer("q1", 0),))
