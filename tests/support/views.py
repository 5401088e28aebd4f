"""Asking the views as a reader does: in one transaction of one tenant, from one place in time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import TypeVar

from psycopg import AsyncConnection

from samverka_infra.database import async_pool, async_tenant_transaction
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_projections.participation.matrix import Cell, matrix
from tests.support.world import FYRBODAL, World

T = TypeVar("T")


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
            as_of = AsOf(*await shown(connection), known_at, decided_as_of, on)
            return await question(connection, as_of)

    if while_projecting:
        world.show()
    return asyncio.run(answer())


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
