"""What was filled in, as it is read: label and text, line by line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from samverka_services.pages.kernel.fields import Field, walked
from samverka_services.pages.kernel.shapes import FieldKind
from samverka_services.pages.kernel.writing import Writing, capital


@dataclass(frozen=True)
class Line:
    """One."""

    label: str
    text: str


@dataclass(frozen=True)
class Elsewhere:
    """A field that is filled in on another page, as it is read here."""

    field: Field
    text: str
    stands: str = ""
    """What stands in its place, as far as the form knows."""

    @property
    def wrong(self) -> str:
        """What is wrong with it, or with a part of it."""
        return next((each.wrong for each in walked([self.field]) if each.wrong), "")


def elsewhere(fields: Sequence[Field], write: Writing) -> list[Elsewhere]:
    """Of questions, each by itself."""
    alone = (one for each in fields for one in (each.rows[0] if each.kind is FieldKind.QUESTIONS else [each]))
    return [Elsewhere(each, ", ".join(line.text for line in summary([each], write) if line.text)) for each in alone]


def summary(fields: Sequence[Field], write: Writing, *, with_empty: bool = False) -> list[Line]:
    """Of all fields that people fill in; of those left empty only if wanted."""
    lines = (line for each in fields if not each.fixed for line in _lines(each, write))
    return [line for line in lines if line.text or with_empty]


def reviewed(fields: Sequence[Field], write: Writing) -> list[Line]:
    """What is looked through before it is sent; where nothing was filled in, that."""
    return summary(fields, write) or [Line(write.text("form.what"), write.text("form.nothing"))]


def _lines(field: Field, write: Writing) -> Iterator[Line]:
    match field.kind:
        case FieldKind.GROUP | FieldKind.DECISION | FieldKind.QUESTIONS:
            yield from (line for row in field.rows for line in summary(row, write, with_empty=True))
        case FieldKind.ROWS:
            yield from (Line(field.label, _in_a_row(row, write)) for row in field.rows)
        case _:
            yield Line(field.label, _text(field, write))


def _in_a_row(row: Sequence[Field], write: Writing) -> str:
    return ", ".join(f"{line.label} {line.text}" for line in summary(row, write))


def _text(field: Field, write: Writing) -> str:
    if field.choices:
        return ", ".join(choice.text for choice in field.choices if choice.value in field.chosen)
    if field.kind is FieldKind.YES:
        return write.text("form.yes") if field.value else ""
    return _day(field.written, write) if field.kind is FieldKind.DAY else field.written


def _day(written: str, write: Writing) -> str:
    try:
        return capital(write.day(date.fromisoformat(written)))
    except ValueError:
        return written
