"""The fields of a form as they are drawn: with label, help, what was filled in, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from samverka_domain.kernel.limits import Between
from samverka_domain.questions import Question
from samverka_services.pages.kernel.shapes import FieldKind, Parts, Shape, parts_of, shape_of_question
from samverka_services.pages.kernel.writing import Writing, capital

MOST_SHOWN_AT_ONCE = 6
"""Options that all stand beside each other; more are a list to open."""
SHORT = 60
"""A text that is no longer gets a short field."""


@dataclass(frozen=True)
class Option:
    """One of several."""

    value: str
    text: str
    help: str = ""


@dataclass(frozen=True)
class Prepared:
    """What a page knows of the form on it before anybody has written anything; its facts have it as `form`."""

    start: Mapping[str, Any] = field(default_factory=dict)
    """What it is filled in with, as JSON."""
    version: int | None = None
    """Of what the command changes, as the page shows it."""
    choices: Mapping[str, Sequence[Option]] = field(default_factory=dict)
    """By place, with `*` for the number of a row: among what one chooses."""
    questions: Sequence[Question] = ()
    """Those of a request that is answered."""
    fixed: frozenset[str] = frozenset()
    """Places that are filled in and that nobody changes."""
    begun: Mapping[str, str] = field(default_factory=dict)
    """By place, what the page has chosen beforehand: in a group that may be left out it says nothing alone."""
    without: frozenset[str] = frozenset()
    """Places that this form does not ask about."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """By place, where the field is called otherwise than elsewhere."""
    elsewhere: frozenset[str] = frozenset()
    """Names of parts that are filled in on other pages, and carried along here."""
    numbered: Mapping[str, str] = field(default_factory=dict)
    """By place, with `*` for the number of a row: with what begins a name that nobody needs to think of."""
    stands: Mapping[str, Any] = field(default_factory=dict)
    """What the command changes, as JSON, where the form begins with the draft of something else in its place."""


@dataclass(frozen=True)
class Field:
    """One field, or a group or rows of them."""

    kind: FieldKind
    place: str
    label: str
    help: str
    required: bool
    value: Any = None
    wrong: str = ""
    choices: Sequence[Option] = ()
    longest: int | None = None
    rows: Sequence[Sequence["Field"]] = ()
    """Of a group one; of rows, each."""
    fixed: bool = False
    key: str = ""
    """Of a question."""

    @property
    def id(self) -> str:
        """In the document."""
        return f"f{re.sub(r'[^A-Za-z0-9-]', '-', self.place)}"

    @property
    def name(self) -> str:
        """The last step of its place."""
        return self.place.rpartition("/")[2]

    @property
    def is_in_row(self) -> bool:
        """Whether it stands beside others, where little space is; questions have a place of their own."""
        return _unnumbered(self.place) != self.place and not self.key

    @property
    def is_short(self) -> bool:
        """Whether little is written there."""
        return self.longest is not None and self.longest <= SHORT

    @property
    def chosen(self) -> frozenset[str]:
        """Of several, as values of the options."""
        given = self.value if isinstance(self.value, list | tuple) else [self.value]
        return frozenset(_as_option(each) for each in given if each is not None)

    @property
    def offers_nothing(self) -> bool:
        """Whether one of the options is none of them."""
        return any(choice.value == "" for choice in self.choices)

    @property
    def written(self) -> str:
        """As it stands in its field."""
        if isinstance(self.value, list | tuple):
            return "\n".join(map(str, self.value))
        if isinstance(self.value, float):
            return str(self.value).replace(".", ",")
        return "" if self.value is None else str(self.value)

    @property
    def parts(self) -> Mapping[str, "Field"]:
        """Of a group, by name."""
        return {each.name: each for each in (self.rows[0] if self.rows else ())}


def _as_option(value: Any) -> str:
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Drawing:
    """How the fields of one form are drawn, for one reader."""

    write: Writing
    prepared: Prepared
    wrong: Mapping[str, str]
    """By place: what is wrong there."""
    more: str = ""
    """The place of rows of which one more is wanted."""

    def fields(self, parts: Parts, given: Mapping[str, Any], place: str = "") -> list[Field]:
        """All that can be filled in."""
        return [
            self._field(shape, f"{place}/{name}", given.get(name, shape.default))
            for name, shape in parts.items()
            if _unnumbered(f"{place}/{name}") not in self.prepared.without
        ]

    def _field(self, shape: Shape, place: str, value: Any) -> Field:
        fixed = (
            bool({place, _unnumbered(place)} & self.prepared.fixed) or _unnumbered(place) in self.prepared.numbered
        )
        choices = self._choices(shape, place)
        return Field(
            kind=self._kind(shape, place),
            place=place,
            label=self.prepared.labels.get(place) or self.write.label(place),
            help=self._help(place, shape),
            required=shape.required,
            value=choices[0].value if fixed and value is None and len(choices) == 1 else value,
            wrong=self.wrong.get(place, ""),
            choices=choices,
            longest=shape.longest,
            rows=self._rows(shape, place, value),
            fixed=fixed,
        )

    def _help(self, place: str, shape: Shape) -> str:
        """What the catalogue says of it, or what its limits say."""
        bounds = next((each for each in shape.limits if isinstance(each, Between)), None)
        of_bounds = "" if bounds is None else self.write.text("help.between", **self._bounds(bounds))
        return self.write.help(place) or of_bounds

    def _bounds(self, bounds: Between) -> dict[str, str]:
        return {"least": self.write.number(bounds.least), "most": self.write.number(bounds.most)}

    def _kind(self, shape: Shape, place: str) -> FieldKind:
        """A text of which the page knows all that can stand there is chosen."""
        offered = _unnumbered(place) in self.prepared.choices
        if offered:
            return FieldKind.SEVERAL_OF if shape.kind is FieldKind.EACH_LINE else FieldKind.ONE_OF
        return shape.kind

    def _choices(self, shape: Shape, place: str) -> Sequence[Option]:
        offered = self.prepared.choices.get(_unnumbered(place))
        if offered is not None:
            return offered
        return [Option(value, capital(self.write.word(value))) for value in shape.options]

    def _rows(self, shape: Shape, place: str, value: Any) -> Sequence[Sequence[Field]]:
        if shape.kind is FieldKind.QUESTIONS:
            return [self._answers(place, value or [])]
        if shape.parts is None:
            return ()
        parts = parts_of(shape.parts)
        if shape.kind is not FieldKind.ROWS:
            return [self.fields(parts, value or {}, place)]
        rows = self._named([*(value or [{}]), *([{}] if place == self.more else [])], place)
        return [self.fields(parts, row, f"{place}/{number}") for number, row in enumerate(rows)]

    def _named(self, rows: list[Mapping[str, Any]], place: str) -> list[Mapping[str, Any]]:
        """The rows with names for those that have none."""
        for at, beginning in self.prepared.numbered.items():
            above, _, name = at.partition("/*/")
            if above == place:
                taken = {row.get(name) for row in rows}
                free = (f"{beginning}{number}" for number in count(1) if f"{beginning}{number}" not in taken)
                rows = [row if name in row else {**row, name: next(free)} for row in rows]
        return rows

    def _answers(self, place: str, given: Sequence[Mapping[str, Any]]) -> list[Field]:
        """A field for each question, wherever its answer stands among those given."""
        by_question = {each.get("questionId"): each.get("value") for each in given}
        return [
            self._answer(place, number, question, by_question.get(question.question_id))
            for number, question in enumerate(self.prepared.questions)
        ]

    def _answer(self, place: str, number: int, question: Question, value: Any) -> Field:
        return Field(
            kind=shape_of_question(question).kind,
            place=f"{place}/{number}/value",
            label=question.text,
            help="",
            required=question.required,
            value=value,
            wrong=self.wrong.get(question_place(question, place.rpartition("/")[0]), ""),
            choices=[Option(option, option) for option in question.options] or self._yes_or_no(question),
            key=question.question_id,
        )

    def _yes_or_no(self, question: Question) -> list[Option]:
        if shape_of_question(question).kind is not FieldKind.YES_NO:
            return []
        return [Option("true", self.write.text("form.yes")), Option("false", self.write.text("form.no"))]


def walked(fields: Sequence[Field]) -> Iterator[Field]:
    """All of them, groups before their parts."""
    for each in fields:
        yield each
        for row in each.rows:
            yield from walked(row)


def question_place(question: Question, within: str = "") -> str:
    """By which what is wrong with an answer is kept, wherever it stands within an answer to the request."""
    return f"{within} question {question.question_id}".lstrip()


def _unnumbered(place: str) -> str:
    return re.sub(r"/[0-9]+(?=/|$)", "/*", place)
