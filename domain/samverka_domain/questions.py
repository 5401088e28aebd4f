"""The questions of an interest request, and what counts as an answer to each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from samverka_domain.kernel.rules import Rule, require, require_short, require_text

LONGEST_ANSWER = 4000
LARGEST_NUMBER = 1_000_000_000


class QuestionKind(StrEnum):
    """How a question is answered."""

    TEXT = "TEXT"
    ONE_OF = "ONE_OF"
    SEVERAL_OF = "SEVERAL_OF"
    NUMBER = "NUMBER"
    YES_NO = "YES_NO"


@dataclass(frozen=True)
class Question:
    """One question; `options` only for ONE_OF and SEVERAL_OF."""

    question_id: str
    text: str
    kind: QuestionKind
    required: bool = True
    options: tuple[str, ...] = ()


AnswerValue = bool | int | float | str | tuple[str, ...]
"""Yes-no: bool; number: int or float; text and one-of: str; several-of: tuple of str."""


@dataclass(frozen=True)
class Answer:
    """The answer to one question."""

    question_id: str
    value: AnswerValue


def require_askable(questions: tuple[Question, ...]) -> None:
    """Refuse questions without text, with one id twice, or with too few options to choose from."""
    ids = [question.question_id for question in questions]
    for question in questions:
        require_text(question.question_id, "questionId", longest=50)
        require_text(question.text, "question", longest=1000)
        require(ids.count(question.question_id) == 1, Rule.CODE_TWICE, codes=question.question_id)
        require(_has_fitting_options(question), Rule.QUESTION_NEEDS_OPTIONS, question=question.text)
        for option in question.options:
            require_short(option, "option", longest=300)


def require_valid_answers(questions: tuple[Question, ...], answers: tuple[Answer, ...]) -> None:
    """Refuse answers to unknown questions, twice to one, or of the wrong kind."""
    asked = {question.question_id: question for question in questions}
    given = [answer.question_id for answer in answers]
    for answer in answers:
        require(answer.question_id in asked, Rule.ANSWER_TO_UNKNOWN_QUESTION, question=answer.question_id)
        require(given.count(answer.question_id) == 1, Rule.CODE_TWICE, codes=answer.question_id)
        question = asked[answer.question_id]
        fits = _FITS[question.kind](question, answer.value)
        require(fits, Rule.ANSWER_OF_WRONG_KIND, question=question.text, kind=question.kind)


def require_complete_answers(questions: tuple[Question, ...], answers: tuple[Answer, ...]) -> None:
    """Refuse when a required question has no answer."""
    given = {answer.question_id for answer in answers}
    for question in questions:
        missing = question.required and question.question_id not in given
        require(not missing, Rule.ANSWER_MISSING, question=question.text)


def _has_fitting_options(question: Question) -> bool:
    if question.kind in {QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF}:
        distinct = {option.strip() for option in question.options} - {""}
        return len(distinct) == len(question.options) >= 2
    return not question.options


def _is_text(_question: Question, value: AnswerValue) -> bool:
    return isinstance(value, str) and len(value.strip()) > 0 and len(value) <= LONGEST_ANSWER


def _is_one_of(question: Question, value: AnswerValue) -> bool:
    return isinstance(value, str) and value in question.options


def _is_several_of(question: Question, value: AnswerValue) -> bool:
    return isinstance(value, tuple) and 0 < len(value) == len(set(value)) and set(value) <= set(question.options)


def _is_number(_question: Question, value: AnswerValue) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -LARGEST_NUMBER <= value <= LARGEST_NUMBER


def _is_yes_no(_question: Question, value: AnswerValue) -> bool:
    return isinstance(value, bool)


_FITS: dict[QuestionKind, Callable[[Question, AnswerValue], bool]] = {
    QuestionKind.TEXT: _is_text,
    QuestionKind.ONE_OF: _is_one_of,
    QuestionKind.SEVERAL_OF: _is_several_of,
    QuestionKind.NUMBER: _is_number,
    QuestionKind.YES_NO: _is_yes_no,
}
