"""How long the matrix of a large region takes, from the database to the bytes of the answer, and to its cells."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from tools.bench_report import durations, milliseconds, row, section
from tools.large_region import Region
from tools.trial import Trial

from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_infra.database import DatabaseUnavailable, async_pool, async_tenant_transaction
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_projections.participation.matrix import matrix, participants

TIMES = 25
PATIENCE_SECONDS = 30

Pool = AsyncConnectionPool[AsyncConnection]
Question = Callable[[AsyncConnection, AsOf], Awaitable[object]]


def measure_first(trial: Trial, region: Region) -> None:
    """The first question after a rebuild, when PostgreSQL may not know yet how much there is in the new tables."""
    section(f"The matrix: {region.members} municipalities x {region.insatser} insatser, {region.position:,} events")
    row("matrix_answer as the förbund, once, directly after a rebuild", asyncio.run(_first(trial, region)))


def measure(trial: Trial, region: Region, early: int) -> None:
    """The same when all tables have been analysed, by different readers and from different places."""
    asyncio.run(_measure_document(trial, region, early))
    asyncio.run(_measure_cells(trial, region))


async def _first(trial: Trial, region: Region) -> str:
    async with async_pool(trial.databases.app, 1) as pool:
        try:
            return milliseconds(await _seconds(pool, region.forbund, _document(region), None))
        except DatabaseUnavailable:
            return f"> {PATIENCE_SECONDS} s"


async def _measure_document(trial: Trial, region: Region, early: int) -> None:
    document, member = _document(region), region.municipalities[0].number
    durations("matrix_answer as the förbund", await _times(trial, region.forbund, document))
    durations("matrix_answer as a member municipality", await _times(trial, member, document))
    past = await _times(trial, region.forbund, document, early)
    durations(f"matrix_answer as the förbund, as of position {early:,}", past)


async def _measure_cells(trial: Trial, region: Region) -> None:
    forbund, insats_id = region.forbund, region.ideas[0].id.partition(":")[2]
    cells = await _times(trial, forbund, lambda connection, as_of: matrix(connection, forbund, as_of))
    durations("all cells, with all that is known of each", cells)
    one = await _times(trial, forbund, lambda connection, at: participants(connection, forbund, [insats_id], at))
    durations("the participants of one insats", one)


def _document(region: Region) -> Question:
    return lambda connection, as_of: matrix_answer(connection, region.forbund, as_of, "")


async def _times(trial: Trial, reader: str, question: Question, position: int | None = None) -> list[float]:
    async with async_pool(trial.databases.app, 1) as pool:
        await _seconds(pool, reader, question, position)
        return [await _seconds(pool, reader, question, position) for _ in range(TIMES)]


async def _seconds(pool: Pool, reader: str, question: Question, position: int | None) -> float:
    started = time.perf_counter()
    async with async_tenant_transaction(pool, reader) as connection:
        await connection.execute(f"set local statement_timeout = '{PATIENCE_SECONDS}s'")
        seen = await shown(connection)
        await question(connection, AsOf(position or seen.position, seen.moment))
    return time.perf_counter() - started
