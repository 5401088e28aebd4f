"""How long the matrix of a large region takes, from the database to the bytes of the answer."""

import asyncio
import time

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from tools.bench_report import durations, milliseconds, row, section
from tools.large_region import Region
from tools.trial import Trial

from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_infra.database import DatabaseUnavailable, async_pool, async_tenant_transaction
from samverka_projections.kernel.as_of import AsOf, projected_position
from samverka_services.kernel.timing import clock

TIMES = 25
PATIENCE_SECONDS = 30

Pool = AsyncConnectionPool[AsyncConnection]


def measure_first(trial: Trial, region: Region) -> None:
    """The first question after a rebuild, when PostgreSQL may not know yet how much there is in the new tables."""
    section(f"The matrix: {region.members} municipalities x {region.insatser} insatser, {region.position:,} events")
    row("matrix_answer as the förbund, once, directly after a rebuild", asyncio.run(_first(trial, region)))


def measure(trial: Trial, region: Region, early: int) -> None:
    """The same when all tables have been analysed, by different readers and from different places."""
    asyncio.run(_measure_query(trial, region, early))


async def _first(trial: Trial, region: Region) -> str:
    async with async_pool(trial.databases.app, 1) as pool:
        try:
            return milliseconds(await _answer_seconds(pool, region.forbund, region.forbund, None))
        except DatabaseUnavailable:
            return f"> {PATIENCE_SECONDS} s"


async def _measure_query(trial: Trial, region: Region, early: int) -> None:
    member = region.municipalities[0].number
    durations("matrix_answer as the förbund", await _times(trial, region.forbund, region, None))
    durations("matrix_answer as a member municipality", await _times(trial, member, region, None))
    past = await _times(trial, region.forbund, region, early)
    durations(f"matrix_answer as the förbund, as of position {early:,}", past)


async def _times(trial: Trial, reader: str, region: Region, position: int | None) -> list[float]:
    async with async_pool(trial.databases.app, 1) as pool:
        await _answer_seconds(pool, reader, region.forbund, position)
        return [await _answer_seconds(pool, reader, region.forbund, position) for _ in range(TIMES)]


async def _answer_seconds(pool: Pool, reader: str, region_id: str, position: int | None) -> float:
    started = time.perf_counter()
    async with async_tenant_transaction(pool, reader) as connection:
        await connection.execute(f"set local statement_timeout = '{PATIENCE_SECONDS}s'")
        at = position or await projected_position(connection)
        await matrix_answer(connection, region_id, AsOf(at, clock()))
    return time.perf_counter() - started
