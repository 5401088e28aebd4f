"""What is wrong with what a form sent, in the reader's words: beside its field, and in a list above the form."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from samverka_domain.answers import Stance
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.questions import Answer, Question, require_complete_answers, require_valid_answers
from samverka_services.catalogue import field_message, texts
from samverka_services.http.invalid_fields import InvalidField, invalid_fields
from samverka_services.pages.kernel.fields import question_place
from samverka_services.pages.kernel.writing import Writing, capital

_EMPTY = frozenset({"missing", "text-missing"})
_NO_NUMBER = frozenset({"int_parsing", "int_type", "float_type"})


@dataclass(frozen=True)
class Fault:
    """One; `place` is that of its field, empty if it is about the whole."""

    place: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What the faults of one form are told with."""

    write: Writing
    questions: Sequence[Question]
    given: Mapping[str, Any]
    """What was sent, as JSON."""

    def of_fields(self, error: ValidationError) -> list[Fault]:
        """What could not be read."""
        entries = [{**entry, "loc": ("body", *entry["loc"])} for entry in error.errors(include_url=False)]
        return [self._fault(each) for each in invalid_fields(entries, self.given)]

    def of_rule(self, refused: Refused) -> list[Fault]:
        """The rule that was broken."""
        params = refused.params
        pointer = params.get("pointer", "")
        known = {name: self.write.value(value) for name, value in params.items()}
        known |= {"field": f"”{self.write.label(pointer)}”"} if pointer else {}
        place = self._place(pointer, params.get("question"))
        return [Fault(place, self._detail(refused.rule, known))]

    def of_questions(self) -> list[Fault]:
        """Each required question without an answer, and each answer that does not fit its question."""
        found = (
            (within, question, _refusal(question, reply))
            for within, reply in self._replies()
            for question in self.questions
        )
        return [
            Fault(question_place(question, within), self.of_rule(each)[0].text)
            for within, question, each in found
            if each
        ]

    def _replies(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """The answers to the request in what was sent, by where they stand: one, or one in each row."""
        rows = [(f"/{name}/{number}", row) for name, rows in self.given.items() for number, row in _numbered(rows)]
        found = [(f"{at}/reply", said["reply"]) for at, said in (("", self.given), *rows) if "reply" in said]
        yield from found or [("", self.given)]

    def _fault(self, found: InvalidField) -> Fault:
        place = self._place(found.pointer, None)
        if found.code in _EMPTY:
            return Fault(place, self.write.text("form.missing"))
        if found.code in _NO_NUMBER:
            return Fault(place, self.write.text("form.no-number"))
        context = {**found.context, "field": f"”{self.write.label(found.pointer)}”"}
        return Fault(place, _sentence(field_message(self.write.language, found.code, context)))

    def _detail(self, rule: Rule, params: Mapping[str, Any]) -> str:
        """As the pages say it, where programs are told in other words."""
        is_own = rule in texts(self.write.language)["web"]["refused"]
        return self.write.text(f"refused.{rule}", **params) if is_own else self.write.rule(rule, **params)

    def _place(self, pointer: str, question: str | None) -> str:
        """That of the question, if the pointer leads to an answer, or into the answers."""
        within, number = _answers_at(pointer)
        named = next((each for each in self.questions if each.text == question), None)
        if named is None and number is not None:
            answer = self._given_at(within)["answers"][number]
            named = next((each for each in self.questions if each.question_id == answer.get("questionId")), None)
        return pointer if named is None else question_place(named, within)

    def _given_at(self, place: str) -> Any:
        found: Any = self.given
        for step in place.split("/")[1:]:
            found = found[int(step) if step.isdigit() else step]
        return found


def _answers_at(pointer: str) -> tuple[str, int | None]:
    """Within what the answers to the questions stand, and the number of the one that a pointer leads to."""
    within, _, rest = pointer.partition("/answers")
    number = rest.split("/")[1] if rest.startswith("/") else ""
    return within, int(number) if number.isdigit() else None


def _numbered(rows: Any) -> Iterator[tuple[int, Mapping[str, Any]]]:
    if isinstance(rows, list):
        yield from ((number, row) for number, row in enumerate(rows) if isinstance(row, Mapping))


def _refusal(question: Question, reply: Mapping[str, Any]) -> Refused | None:
    given, stance = reply.get("answers", ()), reply.get("stance")
    own = tuple(_answer(each) for each in given if each["questionId"] == question.question_id)
    try:
        require_valid_answers((question,), own)
        if stance not in set(Stance) or Stance(stance).needs_answers:
            require_complete_answers((question,), own)
    except Refused as refused:
        return refused
    return None


def _answer(given: Mapping[str, Any]) -> Answer:
    value = given["value"]
    return Answer(given["questionId"], tuple(value) if isinstance(value, list) else value)


def _sentence(said: str) -> str:
    return capital(said) if said.endswith(".") else f"{capital(said)}."
