"""Relay-style connections over keys: a page after a cursor, never an offset.

A list is read to its end from where it was begun: nothing that happens meanwhile moves between the pages.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

import strawberry

from samverka_graphql.kernel.context import Context
from samverka_graphql.kernel.cursors import Cursor, after_cursor
from samverka_graphql.kernel.errors import Told
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import NEWEST

Node = TypeVar("Node")
Row = TypeVar("Row")

MOST_PER_PAGE = 100

First = Annotated[int, strawberry.argument(description=f"At most {MOST_PER_PAGE}")]
After = Annotated[str | None, strawberry.argument(description="The cursor after which the page begins")]


@strawberry.type(description="Where the page ends, and whether more follows")
class PageInfo:
    """Relay's page information; pages are read forward."""

    has_next_page: bool
    end_cursor: str | None


@strawberry.type(description="A thing in the list, and its cursor")
class Edge(Generic[Node]):
    """Relay's edge."""

    cursor: str
    node: Node


@strawberry.type(description="A page of a list")
class Connection(Generic[Node]):
    """Relay's connection."""

    edges: list[Edge[Node]]
    page_info: PageInfo


@dataclass(frozen=True)
class Page:
    """A part of a list: after which key it begins, how much it may hold, and from where the list is looked at."""

    context: Context
    purpose: str
    size: int
    key: list[str | int] | None
    as_of: AsOf

    @property
    def limit(self) -> int:
        """How many rows to ask for: one more than it may hold shows that there is a next page."""
        return self.size + 1

    def connection(self, rows: Sequence[Row], key: Callable[[Row], list[str | int]]) -> Connection[Row]:
        """The page with its rows."""
        edges = [Edge(cursor=self._cursor(key(row)), node=row) for row in rows[: self.size]]
        end = edges[-1].cursor if edges else None
        return Connection(edges=edges, page_info=PageInfo(has_next_page=len(rows) > self.size, end_cursor=end))

    def _cursor(self, key: list[str | int]) -> str:
        return Cursor(key, self.as_of).written(self.context.tokens, self.purpose)


def page(context: Context, purpose: str, first: int, after: str | None, as_of: AsOf) -> Page:
    """What is asked for of a list that is looked at from `as_of`, or from where its first page was.

    Raises Told for a size that is none, and as `after_cursor` does.
    """
    if not 1 <= first <= MOST_PER_PAGE:
        raise Told("page-size", most=MOST_PER_PAGE)
    if after is None:
        return Page(context, purpose, first, None, as_of)
    cursor = after_cursor(context.tokens, purpose, after, as_of)
    return Page(context, purpose, first, cursor.key, cursor.as_of)


async def newest_first(
    asked: Page, ask: Callable[[int, int], Awaitable[Sequence[Row]]], position: Callable[[Row], int]
) -> Connection[Row]:
    """A page by position; `ask` gives the newest rows before a position, up to a limit."""
    rows = await ask(int(asked.key[0]) if asked.key else NEWEST, asked.limit)
    return asked.connection(rows, lambda row: [position(row)])
