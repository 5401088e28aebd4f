"""Asking the views as a reader does: in one transaction of one tenant, from one place in time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar

import psycopg
from psycopg import AsyncConnection

from samverka_infra.database import async_pool, async_tenant_transaction, find_views
from samverka_projections.kernel.as_of import AsOf, position_at, shown
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_projections.participation.matrix import Cell, matrix
from tests.support.world import FYRBODAL, World

T = TypeVar("T")

TABLES = [kind.table for projection in PROJECTIONS for kind in projection.facts]
"""Of all views."""


def ask(
    world: World,
    reader: str,
    question: Callable[[AsyncConnection, AsOf], Awaitable[T]],
    *,
    known_at: datetime | None = None,
    decided_as_of: date | None = None,
    on: date | None = None,
    while_projecting: bool = True,
) -> T:
    """The answer that this reader gets, at the moment that the views show."""

    async def answer() -> T:
        async with (
            async_pool(world.database.app_url, 1) as pool,
            async_tenant_transaction(pool, reader) as connection,
        ):
            return await question(connection, await as_of(connection, known_at, decided_as_of, on))

    if while_projecting:
        world.show()
    return asyncio.run(answer())


async def as_of(
    connection: AsyncConnection,
    known_at: datetime | None = None,
    decided_as_of: date | None = None,
    on: date | None = None,
) -> AsOf:
    """The place in time that these name, as readers' queries find it."""
    seen = await shown(connection)
    if known_at is None:
        return AsOf(*seen, decided_as_of=decided_as_of, on=on)
    position = min(await position_at(connection, known_at), seen.position)
    return AsOf(position, min(known_at, seen.moment), known_at, decided_as_of, on, kept=True)


def cells(
    world: World,
    reader: str = FYRBODAL,
    *,
    region: str = FYRBODAL,
    known_at: datetime | None = None,
    decided_as_of: date | None = None,
    on: date | None = None,
) -> list[Cell]:
    """The matrix of a region."""
    return ask(
        world,
        reader,
        lambda connection, as_of: matrix(connection, region, as_of),
        known_at=known_at,
        decided_as_of=decided_as_of,
        on=on,
    )


def statuses(world: World, reader: str = FYRBODAL, **when: object) -> dict[str, str]:
    """Municipality → status, where there is one insats."""
    return {cell.municipality_id: cell.status for cell in cells(world, reader, **when)}  # type: ignore[arg-type]


def contents(world: World) -> dict[str, list[str]]:
    """Every table of the live builds as text, row by row in the order of the log."""
    with psycopg.connect(world.database.projector_url) as found:
        find_views(found)
        return {
            table: [row[0] for row in found.execute(f"select v::text from {table} v order by position, v::text")]
            for table in TABLES
        }
