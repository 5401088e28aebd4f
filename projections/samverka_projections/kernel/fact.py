"""Facts as classes: a table with its columns, its rows, and the question for its latest are read off one class.

@fact("commitments", of=("insats_id", "municipality_id"), keys=(("region_id", "insats_id", "position"),))
class PartFact(Replaceable):
    insats_id: str
    municipality_id: str
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Annotated, Any, ClassVar, NamedTuple, TypeVar, Union, dataclass_transform, get_args, get_origin
from typing import get_type_hints as hints_of

import msgspec

from samverka_domain.kernel.decision import Decision
from samverka_projections.kernel.as_of import AsOf

Key = tuple[str, ...]
"""The columns of an index."""


class Stored(str):
    """In an annotation: the type that a column has in the database, where it does not follow from Python's."""

    __slots__ = ()


Position = Annotated[int, Stored("bigint")]
"""A place in the log."""


_SETTLED = {"settled": True}
"""Of a column: not written with its row, but filled in when a later fact has come."""


class Seen:
    """Something that was read from the views."""

    as_of: AsOf
    """The place in time from which it was looked at."""


AnyRow = TypeVar("AnyRow")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def row(cls: type[AnyRow]) -> type[AnyRow]:
    """Make a class of rows, with the fields as its columns.

    Frozen to the type checker only: made by the million in a rebuild, a frozen one costs three times as much.
    """
    return dataclass(kw_only=True)(cls)


@row
class Fact(Seen):
    """A row: what one event says of a thing. These columns are the same for all facts and filled in by the kernel."""

    table: ClassVar[str]
    """Its name, for SQL. Each build has one of its own, and a reading transaction finds that of the live build."""
    of: ClassVar[tuple[str, ...]] = ()
    """What the fact is about: the next about the same takes its place."""
    keys: ClassVar[tuple[Key, ...]] = ()
    tells_stream: ClassVar[bool] = True
    """Whether it tells how a thing stands, with the version of its stream; else what one event says, with its own."""
    reports: ClassVar[bool] = False
    """Whether it tells what funders of its insats are told too."""
    takes_effect_on: ClassVar[str | None] = None
    """For SQL: the day from which it holds, never after its decision; None if it is not looked at before that."""

    position: Position = field(default=0, init=False)
    """Where in the log it became known."""
    place: Position = field(default=0, init=False)
    """Where in the log it belongs: the position of its event; for a correction, of the event that was corrected."""
    recorded_at: datetime = field(default=datetime.min, init=False)  # noqa: DTZ901 — stands for none
    effective_on: date = field(default=date.min, init=False)
    """The day of the decision, or else one that the event has of its own, or else that of recording in Sweden."""
    version: int = field(default=0, init=False)
    """Of the stream, for If-Match."""
    tenant_id: str = field(default="", init=False)
    region_id: str | None = field(default=None, init=False)
    opens_at: datetime | None = field(default=None, init=False)
    """The moment from which the region's members see it; None while it is closed to them."""
    decision: Decision | None = field(default=None, init=False)
    corrected_at: Position | None = field(default=None, init=False, metadata=_SETTLED)
    """Where in the log it was put right; filled in afterwards."""

    @property
    def reason(self) -> str:
        """Why it was decided."""
        return self.decision.reason if self.decision else ""

    @property
    def in_force(self) -> bool:
        """Whether the decision has gained legal force on the day asked about."""
        return self.decision is None or self.decision.is_in_force(self.as_of.day)


@row
class Decided(Fact):
    """A fact that rests on a decision."""

    decision: Decision = field(init=False)


@row
class Shared(Fact):
    """A fact of a region, which its members see, or will see."""

    region_id: str = field(init=False)


@row
class Replaceable(Fact):
    """A fact that says by which later one about the same thing it was replaced, so that the latest are found fast.

    What it is about is nothing that a correction changes.
    """

    superseded_at: Position | None = field(default=None, init=False, metadata=_SETTLED)
    """Where in the log the first of all that come later in order became known."""
    superseded_on: date | None = field(default=None, init=False, metadata=_SETTLED)
    """Replaced at that position, it was so from this day on, and not before; EVER where no day tells it all."""
    lasted: int | None = field(default=None, init=False, metadata=_SETTLED)
    """How long it stood in the log, by POSITIONS; None as long as it does."""
    lasted_days: int | None = field(default=None, init=False, metadata=_SETTLED)
    """How long it stood by days of decision, by DAYS; None where `superseded_on` tells no end."""


AnyFact = TypeVar("AnyFact", bound=Fact)


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def fact(table: str, *, of: Iterable[str] = (), keys: Iterable[Key] = ()) -> Callable[[type[AnyFact]], type[AnyFact]]:
    """Make a class of rows a kind of fact with a table of its own; `keys` are its indices."""

    def make(cls: type[AnyFact]) -> type[AnyFact]:
        made = row(cls)
        made.table, made.of, made.keys = table, tuple(of), tuple(keys)
        return made

    return make


class FactColumn(NamedTuple):
    """A column of a fact's table, with its type in PostgreSQL."""

    name: str
    kind: str
    nullable: bool
    hint: Any
    """Its type in Python, without None."""
    settled: bool = False
    """Whether it is filled in when a later fact has come."""


def columns(kind: type) -> tuple[FactColumn, ...]:
    """The columns of a class of rows: those of all facts, if it is one of facts, then its own."""
    return _columns(kind)


@cache
def _columns(kind: Any) -> tuple[FactColumn, ...]:
    hints = hints_of(kind, include_extras=True)
    return tuple(_column(each.name, hints[each.name], settled=bool(each.metadata)) for each in fields(kind))


def written(kind: type[Fact]) -> tuple[FactColumn, ...]:
    """The columns whose values a row begins with."""
    return tuple(column for column in columns(kind) if not column.settled)


def names(kind: type, of: str | None = None) -> str:
    """The names of all columns, for SQL; `of` is the alias of the table."""
    before = f"{of}." if of else ""
    return ", ".join(f"{before}{column.name}" for column in columns(kind))


def own_names(kind: type[Fact], of: str, *, without: Iterable[str] = ()) -> str:
    """The names of the columns that not all facts have, of the table with this alias, for SQL."""
    left_out = {column.name for column in columns(Replaceable)} | set(without)
    return ", ".join(f"{of}.{column.name}" for column in columns(kind) if column.name not in left_out)


def _column(name: str, hint: Any, *, settled: bool) -> FactColumn:
    bare, optional = without_none(hint)
    stored = next((each for each in getattr(bare, "__metadata__", ()) if isinstance(each, Stored)), None)
    bare = get_args(bare)[0] if get_origin(bare) is Annotated else bare
    return FactColumn(name, stored or _kind(bare), optional, bare, settled)


def without_none(hint: Any) -> tuple[Any, bool]:
    """A type without None, and whether None was part of it."""
    if get_origin(hint) not in {Union, UnionType}:
        return hint, False
    options = [each for each in get_args(hint) if each is not NoneType]
    return (options[0] if len(options) == 1 else Union[tuple(options)]), len(options) < len(get_args(hint))  # noqa: UP007


JSON = "json"
"""Kept as text: nothing looks into it but who reads the row, and taking it apart costs a rebuild a tenth."""

_ROOM = 2**31
"""Of a column of integers."""

_KINDS: dict[Any, str] = {
    str: "text",
    int: "integer",
    bool: "boolean",
    date: "date",
    datetime: "timestamptz",
    tuple[str, ...]: "text[]",
}


def _kind(hint: Any) -> str:
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "text"
    return _KINDS.get(hint, JSON)


Values = Callable[[Any], list[Any]]


def values_of(kind: type[Fact]) -> Values:
    """A function from a fact to the values of its own columns, as they are written: JSON as text."""
    own = [column for column in written(kind) if column.name not in {each.name for each in columns(Fact)}]
    read = attrgetter(*(column.name for column in own)) if len(own) > 1 else _single(own[0].name)
    writes = [(index, write) for index, column in enumerate(own) if (write := _write(column)) is not None]

    def values(fact: Any) -> list[Any]:
        found = list(read(fact))
        for index, write in writes:
            if found[index] is not None:
                found[index] = write(found[index])
        return found

    return values


def _single(name: str) -> Callable[[Any], tuple[Any, ...]]:
    return lambda fact: (getattr(fact, name),)


def _write(column: FactColumn) -> Callable[[Any], Any] | None:
    if column.kind == JSON:
        return as_json
    if column.kind == "text[]":
        return list
    if column.kind == "integer":
        return _finding_room
    return attrgetter("_value_") if column.hint is not str and column.kind == "text" else None


def _finding_room(number: int) -> int:
    """As it is. Raises OverflowError where psycopg, writing in binary, would cut it silently."""
    if not -_ROOM <= number < _ROOM:
        raise OverflowError(number)
    return number


def as_json(value: object) -> str:
    """A value as text for a column of JSON."""
    return msgspec.json.encode(value).decode()
