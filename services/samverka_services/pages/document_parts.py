"""The parts of a document as people read them, and two versions of them side by side."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from pydantic.alias_generators import to_camel

from samverka_domain.document_parts import DocumentContent, changed_parts, parts_of
from samverka_domain.gates import DocumentKind
from samverka_services.pages.kernel.writing import Writing, capital

_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class PartShown:
    """A part: a text, or rows below their columns."""

    name: str
    label: str
    text: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Words:
    """Some words of a text, and whether the other text has them too."""

    words: str
    differs: bool


@dataclass(frozen=True)
class PartCompared:
    """A part that two versions say differently."""

    label: str
    before: Sequence[Words]
    after: Sequence[Words]


def parts_shown(write: Writing, kind: DocumentKind, content: DocumentContent) -> list[PartShown]:
    """Those that are there, in the order in which they are read."""
    said = content.said
    return [shown(write, name, said[name]) for name in parts_of(kind) if name in said]


def labels(write: Writing, names: Sequence[str]) -> list[str]:
    """What parts are called."""
    return [write.label(f"/{to_camel(name)}") for name in names]


def compared(write: Writing, before: DocumentContent, after: DocumentContent) -> list[PartCompared]:
    """The parts that two contents say differently, with what is gone and what is new."""
    return [_compared(write, name, before, after) for name in changed_parts(before, after)]


def shown(write: Writing, name: str, part: Any) -> PartShown:
    """A part of this name that is there."""
    label = write.label(f"/{to_camel(name)}")
    if not isinstance(part, tuple):
        return PartShown(name, label, _written(write, part))
    columns = [
        each.name for each in fields(part[0]) if any(getattr(row, each.name) not in ("", None) for row in part)
    ]
    heads = [write.label(f"/{to_camel(name)}/{to_camel(column)}") for column in columns]
    rows = [[_written(write, getattr(row, column)) for column in columns] for row in part]
    return PartShown(name, label, columns=heads, rows=rows)


def _written(write: Writing, value: Any) -> str:
    match value:
        case None:
            return ""
        case StrEnum():
            return capital(write.word(value))
        case date():
            return write.day(value)
        case int():
            return write.number(value)
    return str(value)


def _compared(write: Writing, name: str, before: DocumentContent, after: DocumentContent) -> PartCompared:
    old, new = (_as_text(write, name, getattr(each, name)) for each in (before, after))
    gone, come = _pieces(old, new)
    return PartCompared(write.label(f"/{to_camel(name)}"), gone, come)


def _as_text(write: Writing, name: str, part: Any) -> str:
    if part in (None, (), ""):
        return ""
    told = shown(write, name, part)
    return told.text or "\n".join(", ".join(_told(told.columns, row)) for row in told.rows)


def _told(columns: Sequence[str], row: Sequence[str]) -> Iterator[str]:
    return (f"{column}: {value}" for column, value in zip(columns, row, strict=True) if value)


def _pieces(old: str, new: str) -> tuple[list[Words], list[Words]]:
    """Word by word: those of the old text, and those of the new."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    gone, come = [], []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone.append(Words("".join(before[first:last]), kind != "equal"))
        come.append(Words("".join(after[start:end]), kind != "equal"))
    return [each for each in gone if each.words], [each for each in come if each.words]
