"""What a form sends, as the JSON that the command's body is: every field is named by its place, a JSON pointer.

What cannot be read as what it should be stays as it was written, so that it can be shown with what is wrong with it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from samverka_domain.questions import Question
from samverka_services.pages.kernel.shapes import FieldKind, Parts, Shape, parts_of, shape_of_question

Pairs = Sequence[tuple[str, str]]
Given = dict[str, Any]
"""JSON, as the body of a command is."""

KEY, VERSION, STEP, MORE, NOTE, SEAL = "key", "version", "step", "more", "note", "seal"
"""Fields that are no part of the command."""

_YES = "true"


class Sent:
    """The fields of one form, by name."""

    def __init__(
        self, pairs: Pairs, questions: Sequence[Question] = (), begun: Mapping[str, str] | None = None
    ) -> None:
        self._by_name: dict[str, list[str]] = {}
        for name, value in pairs:
            self._by_name.setdefault(name, []).append(value.replace("\r\n", "\n"))
        self._questions = {question.question_id: question for question in questions}
        self._begun = begun or {}

    def text(self, name: str) -> str:
        """One field, without white space around it; empty if it was not sent."""
        return self._by_name.get(name, [""])[0].strip()

    def body(self, parts: Parts) -> Given:
        """What the form says of these parts; what was left empty is left out."""
        return self._group(parts, "")

    def _group(self, parts: Parts, place: str) -> Given:
        read = {name: self._value(shape, f"{place}/{name}") for name, shape in parts.items()}
        said = {name: value for name, value in read.items() if value is not None}
        return {**{name: _nothing(shape) for name, shape in parts.items() if shape.said_empty}, **said}

    def _value(self, shape: Shape, place: str) -> Any:
        match shape.kind:
            case FieldKind.GROUP | FieldKind.DECISION:
                return self._parts(shape, place)
            case FieldKind.ROWS | FieldKind.QUESTIONS:
                return [row for row in self._rows(shape, place) if row is not None] or None
            case FieldKind.SEVERAL_OF | FieldKind.EACH_LINE:
                lines = [line for value in self._by_name.get(place, []) for line in value.split("\n")]
                return [line.strip() for line in lines if line.strip()] or None
        return _read(shape, self.text(place))

    def _parts(self, shape: Shape, place: str) -> Given | None:
        """A group of which nothing was said is left out, unless it must be there."""
        assert shape.parts is not None
        parts = parts_of(shape.parts)
        said = self._group(parts, place)
        return said if shape.required or self._says_something(parts, said, place) else None

    def _says_something(self, parts: Parts, said: Given, place: str) -> bool:
        """Besides what the page had filled in, and boxes, of which some are ticked before anybody has written."""
        told = {name: value for name, value in said.items() if value not in (False, None, [])}
        spoken = ((f"{place}/{name}", value) for name, value in told.items() if parts[name].kind is not FieldKind.YES)
        return any(at not in self._fixed and value != self._begun.get(at) for at, value in spoken)

    @property
    def _fixed(self) -> list[str]:
        """The places of what the page has filled in and nobody can change: alone they say nothing."""
        return self._by_name.get(FIXED, [])

    def _rows(self, shape: Shape, place: str) -> Iterator[Given | None]:
        for number in self._numbers(f"{place}/"):
            if shape.kind is FieldKind.QUESTIONS:
                yield self._answer(f"{place}/{number}")
            elif shape.parts is not None:
                yield self._row(shape.parts, f"{place}/{number}")

    def _row(self, kind: type, place: str) -> Given | None:
        parts = parts_of(kind)
        said = self._group(parts, place)
        return said if self._says_something(parts, said, place) else None

    def _answer(self, place: str) -> Given | None:
        question = self._questions.get(self.text(f"{place}/questionId"))
        if question is None:
            return None
        value = self._value(shape_of_question(question), f"{place}/value")
        return None if value is None else {"questionId": question.question_id, "value": value}

    def _numbers(self, place: str) -> list[int]:
        rows = (name.removeprefix(place).partition("/")[0] for name in self._by_name if name.startswith(place))
        return sorted({int(row) for row in rows if row.isascii() and row.isdigit()})


FIXED = "fixed"
"""The field that names the places that the page has filled in."""


def _nothing(shape: Shape) -> Any:
    is_list = shape.kind in {FieldKind.ROWS, FieldKind.QUESTIONS, FieldKind.SEVERAL_OF, FieldKind.EACH_LINE}
    return [] if is_list else None


def _read(shape: Shape, written: str) -> Any:
    if shape.kind is FieldKind.YES:
        return written == _YES
    if written == "":
        return None
    if shape.kind is FieldKind.YES_NO:
        return written == _YES
    return _number(shape, written) if shape.kind is FieldKind.NUMBER else written


def _number(shape: Shape, written: str) -> Any:
    """With a decimal comma, and spaces between thousands, as people write."""
    plain = "".join(written.split()).replace(",", ".")
    for kind in (int,) if shape.is_whole else (int, float):
        try:
            return kind(plain)
        except ValueError:
            continue
    return written


def pairs_of(given: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """The fields that would send the same."""
    if isinstance(given, Mapping):
        for name, value in given.items():
            yield from pairs_of(value, f"{place}/{name}")
    elif isinstance(given, list | tuple) and any(isinstance(each, Mapping) for each in given):
        for number, value in enumerate(given):
            yield from pairs_of(value, f"{place}/{number}")
    elif given is not None:
        yield from ((place, _written(each)) for each in _each(given))


def _each(given: Any) -> Iterable[Any]:
    return given if isinstance(given, list | tuple) else [given]


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return _YES if value else "false"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)
