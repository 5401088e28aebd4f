"""How a field of a command is filled in, read off its type and its limits."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic.alias_generators import to_camel

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Between, DaysBetween, Limit, Listed, Text, limits
from samverka_domain.questions import Answer, Question, QuestionKind

AnyLimit = Text | Between | Listed | DaysBetween


class FieldKind(StrEnum):
    """A kind of field; each has a macro that draws it and a way to read it."""

    TEXT = "text"
    LINES = "lines"
    """A text of several lines."""
    NUMBER = "number"
    DAY = "day"
    YES = "yes"
    """A box to tick."""
    YES_NO = "yes-no"
    ONE_OF = "one-of"
    SEVERAL_OF = "several-of"
    EACH_LINE = "each-line"
    """Texts, one on each line."""
    GROUP = "group"
    ROWS = "rows"
    """Groups, as many as are needed."""
    QUESTIONS = "questions"
    """A row for each question of a request."""
    DECISION = "decision"


@dataclass(frozen=True)
class Shape:
    """What is to be filled in."""

    kind: FieldKind
    required: bool
    limits: tuple[Limit, ...] = ()
    options: tuple[StrEnum, ...] = ()
    parts: type | None = None
    """The class of a group, or of each row."""
    default: Any = None
    """What it is if nothing is said; of a box, whether it is ticked."""
    said_empty: bool = False
    """Whether that nothing stands there must be said: it has no default, and may be empty."""

    @property
    def longest(self) -> int | None:
        """Of a text."""
        return next((limit.longest for limit in self.limits if isinstance(limit, Text)), None)

    @property
    def is_whole(self) -> bool:
        """Whether a number must be one without decimals."""
        return any(isinstance(limit, Between) for limit in self.limits)


Parts = Mapping[str, Shape]
"""By the name that JSON has for it."""


@cache
def parts_of(kind: type) -> Parts:
    """The fields of a value of the domain."""
    assert is_dataclass(kind)
    hints = get_type_hints(kind, include_extras=True)
    return {to_camel(field.name): _of_field(hints[field.name], field.default) for field in fields(kind)}


def _of_field(hint: Any, default: Any) -> Shape:
    shape = shape_of_part(hint, required=default is MISSING)
    return replace(shape, default=default) if shape.kind is FieldKind.YES else shape


def shape_of_part(hint: Any, *, required: bool) -> Shape:
    """By the annotation of a part of something, which must be said if it is required."""
    shape = shape_of(hint, required=required)
    return replace(shape, said_empty=required and not shape.required and shape.kind is not FieldKind.YES)


def shape_of(hint: Any, *, required: bool = True, said: tuple[Limit, ...] = ()) -> Shape:
    """By an annotation."""
    if get_origin(hint) is Annotated:
        return shape_of(get_args(hint)[0], required=required, said=(*said, *limits(hint)))
    if get_origin(hint) in {Union, UnionType}:
        return _of_union(get_args(hint), required, said)
    if get_origin(hint) is tuple:
        return _of_list(get_args(hint)[0], required, said)
    return _of_class(hint, required, said)


def _of_union(options: tuple[Any, ...], required: bool, said: tuple[Limit, ...]) -> Shape:
    """Of what may also be left out; of two lists of words; of a day or a moment, and of all or some, the latter."""
    left = [option for option in options if option is not NoneType]
    needed = required and len(left) == len(options)
    shapes = [shape_of(option, required=needed, said=said) for option in left if get_origin(option) is not Literal]
    if all(shape.kind is FieldKind.ONE_OF for shape in shapes):
        return Shape(FieldKind.ONE_OF, needed, said, tuple(option for shape in shapes for option in shape.options))
    return shapes[-1]


def _of_list(part: Any, required: bool, said: tuple[Limit, ...]) -> Shape:
    least = next((limit.least for limit in said if isinstance(limit, Listed)), 0)
    needed = required and least > 0
    if part is Answer:
        return Shape(FieldKind.QUESTIONS, needed, said, parts=Answer)
    of_part = shape_of(part)
    if of_part.kind is FieldKind.GROUP:
        return Shape(FieldKind.ROWS, needed, said, parts=of_part.parts)
    return Shape(FieldKind.EACH_LINE, needed, (*said, *of_part.limits))


def _of_class(hint: Any, required: bool, said: tuple[Limit, ...]) -> Shape:
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Shape(FieldKind.ONE_OF, required, said, tuple(hint))
    if is_dataclass(hint):
        return Shape(FieldKind.DECISION if hint is Decision else FieldKind.GROUP, required, said, parts=_class(hint))
    kind = {bool: FieldKind.YES, int: FieldKind.NUMBER, date: FieldKind.DAY}.get(hint, _of_text(said))
    return Shape(kind, required and kind is not FieldKind.YES, said)


def _class(hint: Any) -> type:
    return hint if isinstance(hint, type) else type(hint)


def _of_text(said: tuple[Limit, ...]) -> FieldKind:
    return FieldKind.LINES if any(isinstance(limit, Text) and limit.lines for limit in said) else FieldKind.TEXT


_OF_QUESTIONS = {
    QuestionKind.TEXT: FieldKind.LINES,
    QuestionKind.ONE_OF: FieldKind.ONE_OF,
    QuestionKind.SEVERAL_OF: FieldKind.SEVERAL_OF,
    QuestionKind.NUMBER: FieldKind.NUMBER,
    QuestionKind.YES_NO: FieldKind.YES_NO,
}


def shape_of_question(question: Question) -> Shape:
    """How a question of a request is answered."""
    return Shape(_OF_QUESTIONS[question.kind], question.required)
