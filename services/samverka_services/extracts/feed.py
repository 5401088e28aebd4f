"""A feed is one declaration: its columns, and the function that reads a page of what they tell."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Decision
from samverka_infra.tokens import Tokens
from samverka_projections.insatser import InsatsThen
from samverka_projections.kernel.as_of import AsOf

Value = str | int | float | bool | date | datetime | None
Key = list[str | int]
NEXT = "next"
"""The last column: in the last row of a page that is not the last one, the cursor after which the next begins."""


@dataclass(frozen=True)
class Filters:
    """What a feed is narrowed down to."""

    insats: str | None = None
    municipality: str | None = None
    since: date = date.min
    until: date = date.max

    def take(self, insats_id: str, municipality_id: str | None, day: date | None) -> bool:
        """Whether something about an insats and a municipality, decided on a day, is wanted."""
        about = self.insats in {None, insats_id} and self.municipality in {None, municipality_id}
        whenever = (self.since, self.until) == (date.min, date.max)
        return about and (whenever or (day is not None and self.since <= day <= self.until))


@dataclass(frozen=True)
class FeedPage:
    """What a page is read with."""

    connection: AsyncConnection
    tokens: Tokens
    """Those of the reader's organisation."""
    as_of: AsOf
    region_ids: Sequence[str]
    """Those that the reader belongs to, or is, in order."""
    filters: Filters
    key: Key
    """After which it begins; empty for the first page."""
    limit: int

    @property
    def begin(self) -> tuple[str, ...]:
        """The same, of a feed whose keys are texts."""
        return tuple(map(str, self.key))


class OwnId(str):
    """What Samverka itself calls something: it may begin like a formula, and is none."""

    __slots__ = ()


class FeedRow(NamedTuple):
    """A row, and its key in the order of the feed."""

    key: Key
    about: Any


class FeedColumn(NamedTuple):
    """What stands in a column, of what a row is about; and an example."""

    example: Value
    value: Callable[[Any], Value]


Columns = Mapping[str, FeedColumn]


@dataclass(frozen=True, eq=False)
class Feed:
    """A list in a stable order; `read` gives at most as many rows as the page may hold."""

    name: str
    columns: Columns
    read: Callable[[FeedPage], Awaitable[Sequence[FeedRow]]]

    def row(self, told: FeedRow) -> dict[str, Value]:
        """By name of column."""
        return {name: column.value(told.about) for name, column in self.columns.items()}

    def of_examples(self) -> "Feed":
        """The same, with rows of its columns' examples."""
        return replace(self, columns={name: _always(column.example) for name, column in self.columns.items()})


def _always(example: Value) -> FeedColumn:
    return FeedColumn(example, lambda _: example)


def feed(name: str, columns: Columns) -> Callable[[Callable[[FeedPage], Awaitable[Sequence[FeedRow]]]], Feed]:
    """Declare the feed of which a function reads a page."""

    def declare(read: Callable[[FeedPage], Awaitable[Sequence[FeedRow]]]) -> Feed:
        return Feed(name, columns, read)

    return declare


def decided(decision_of: Callable[[Any], Decision | None]) -> dict[str, FeedColumn]:
    """The columns of a decision; they are empty where there is none. Of people they name none."""

    def of(example: Value, told: Callable[[Decision], Value]) -> FeedColumn:
        def value(about: Any) -> Value:
            decision = decision_of(about)
            return None if decision is None else told(decision)

        return FeedColumn(example, value)

    return {
        "decidedOn": of(date(2026, 11, 20), lambda decision: decision.decided_on),
        "body": of("KOMMUNLEDNING", lambda decision: decision.body),
        "authority": of("NAMND", lambda decision: decision.authority.kind if decision.authority else None),
        "recordNumber": of("EXEMPEL 2026/7", lambda decision: decision.record_number),
        "paragraph": of("§ 87", lambda decision: decision.paragraph),
        "inForceOn": of(None, lambda decision: decision.in_force_on),
    }


def named(insats_of: Callable[[Any], InsatsThen | None]) -> dict[str, FeedColumn]:
    """What the insats of a row is called; empty where there is none to see."""

    def of(example: Value, told: Callable[[InsatsThen], Value]) -> FeedColumn:
        def value(about: Any) -> Value:
            insats = insats_of(about)
            return None if insats is None else told(insats)

        return FeedColumn(example, value)

    return {
        "insatsCode": of("4.1", lambda insats: insats.code),
        "insats": of("Exempelinsats", lambda insats: insats.title),
    }
