"""The questions of an interest request, and what counts as an answer to each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.limits import Listed, Path, Text, Value, place
from samverka_domain.kernel.rules import Rule, require

LARGEST_NUMBER = 1_000_000_000

QuestionId = Annotated[str, Text(50)]
AnswerText = Annotated[str, Text(4000, lines=True)]


class QuestionKind(StrEnum):
    """How a question is answered."""

    TEXT = "TEXT"
    ONE_OF = "ONE_OF"
    SEVERAL_OF = "SEVERAL_OF"
    NUMBER = "NUMBER"
    YES_NO = "YES_NO"


@dataclass(frozen=True)
class Question(Value):
    """One question; `options` only for ONE_OF and SEVERAL_OF."""

    question_id: QuestionId
    text: Annotated[str, Text(1000, lines=True)]
    kind: QuestionKind
    required: bool = True
    options: Annotated[tuple[Annotated[str, Text(300)], ...], Listed(50)] = ()

    def require_sensible(self, path: Path) -> None:
        """Refuse too few options to choose from, two that are alike, and options where nothing is chosen."""
        fitting = _has_fitting_options(self)
        require(fitting, Rule.QUESTION_NEEDS_OPTIONS, **place((*path, "options")), question=self.text)


AnswerValue = bool | int | float | AnswerText | Annotated[tuple[AnswerText, ...], Listed(50)]
"""Yes-no: bool; number: int or float; text and one-of: str; several-of: tuple of str."""


@dataclass(frozen=True)
class Answer(Value):
    """The answer to one question."""

    question_id: QuestionId
    value: AnswerValue


def require_distinct_questions(questions: tuple[Question, ...], path: Path) -> None:
    """Refuse questions of which two have one id; `path` is where they are listed."""
    ids = [question.question_id for question in questions]
    for index, each in enumerate(ids):
        require(ids.count(each) == 1, Rule.CODE_TWICE, **place((*path, index, "question_id")), codes=each)


def require_valid_answers(questions: tuple[Question, ...], answers: tuple[Answer, ...]) -> None:
    """Refuse answers to unknown questions, twice to one, or of the wrong kind."""
    asked = {question.question_id: question for question in questions}
    given = [answer.question_id for answer in answers]
    for index, answer in enumerate(answers):
        where = place(("answers", index, "question_id"))
        require(answer.question_id in asked, Rule.ANSWER_TO_UNKNOWN_QUESTION, **where, question=answer.question_id)
        require(given.count(answer.question_id) == 1, Rule.CODE_TWICE, **where, codes=answer.question_id)
        question = asked[answer.question_id]
        fits = _FITS[question.kind](question, answer.value)
        where = place(("answers", index, "value"))
        require(fits, Rule.ANSWER_OF_WRONG_KIND, **where, question=question.text, kind=question.kind)


def require_complete_answers(questions: tuple[Question, ...], answers: tuple[Answer, ...]) -> None:
    """Refuse when a required question has no answer."""
    given = {answer.question_id for answer in answers}
    for question in questions:
        missing = question.required and question.question_id not in given
        require(not missing, Rule.ANSWER_MISSING, **place(("answers",)), question=question.text)


def _has_fitting_options(question: Question) -> bool:
    if question.kind in {QuestionKind.ONE_OF, QuestionKind.SEVERAL_OF}:
        distinct = {option.strip() for option in question.options}
        return len(distinct) == len(question.options) >= 2
    return not question.options


def _is_text(_question: Question, value: AnswerValue) -> bool:
    return isinstance(value, str)


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
