"""Relay-style connections over keys: a page after a cursor, never an offset."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Generic, TypeVar

import strawberry

from samverka_graphql.kernel.context import Context
from samverka_graphql.kernel.cursors import BadCursor
from samverka_graphql.kernel.errors import Told
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


def page_size(first: int) -> int:
    """The size of a page; raises Told outside 1 to MOST_PER_PAGE."""
    if not 1 <= first <= MOST_PER_PAGE:
        raise Told("page-size", most=MOST_PER_PAGE)
    return first


def key_after(context: Context, purpose: str, cursor: str | None) -> list[str | int] | None:
    """The key that a cursor stands for; raises Told if it was tampered with or belongs elsewhere."""
    if cursor is None:
        return None
    try:
        return context.cursors.read(purpose, context.reader.tenant_id, cursor)
    except BadCursor as error:
        raise Told("bad-cursor") from error


def connection(
    context: Context, purpose: str, rows: Sequence[Row], first: int, key: Callable[[Row], list[str | int]]
) -> Connection[Row]:
    """A page of the first rows; one row more than asked for shows that there is a next page."""
    tenant = context.reader.tenant_id
    edges = [Edge(cursor=context.cursors.write(purpose, tenant, key(row)), node=row) for row in rows[:first]]
    end = edges[-1].cursor if edges else None
    return Connection(edges=edges, page_info=PageInfo(has_next_page=len(rows) > first, end_cursor=end))


async def newest_first(
    context: Context,
    purpose: str,
    first: int,
    after: str | None,
    ask: Callable[[int, int], Awaitable[Sequence[Row]]],
    position: Callable[[Row], int],
) -> Connection[Row]:
    """A page by position; `ask` gives the newest rows before a position, up to a limit."""
    key = key_after(context, purpose, after)
    rows = await ask(int(key[0]) if key else NEWEST, page_size(first) + 1)
    return connection(context, purpose, rows, first, lambda row: [position(row)])
