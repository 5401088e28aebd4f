"""What the past costs beside the present, and the smaller questions beside the matrix: asked in turn, as ratios."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from tools.bench_report import milliseconds, row, section
from tools.large_region import Region
from tools.trial import Trial

from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_infra.database import async_pool, async_tenant_transaction
from samverka_projections import history as history_view
from samverka_projections import requests as requests_view
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.participation.matrix import participants
from samverka_projections.participation.tallies import tallies

TIMES = 15
PAGE = 50
PARTS_OF_THE_LOG = (4, 2)
"""The places that are looked from: after a fourth and after half of all events."""

_RECORDED_AT = "select recorded_at from samverka.events where position = %s"

Pool = AsyncConnectionPool[AsyncConnection]
Ask = Callable[[AsyncConnection, AsOf], Awaitable[object]]
Place = Callable[[AsOf], AsOf]


@dataclass(frozen=True)
class _Past:
    part: int
    position: int
    moment: datetime

    def places(self) -> dict[str, Place]:
        """The three arguments, and two of them together."""
        position, moment, day = self.position, self.moment, self.moment.date()
        told = f"after 1/{self.part} of the log"
        return {
            f"knownAt, {told}": lambda _: AsOf(position, moment, moment, kept=True),
            f"decidedAsOf, {told}": lambda now: AsOf(now.position, now.now, decided_as_of=day),
            f"on, {told}": lambda now: AsOf(now.position, now.now, on=day),
            f"knownAt and decidedAsOf, {told}": lambda _: AsOf(position, moment, moment, day, kept=True),
        }


def measure(trial: Trial, region: Region) -> None:
    """By the förbund and a member."""
    pasts = _pasts(trial, region)
    for name, reader in (("the förbund", region.forbund), ("a member", region.municipalities[0].number)):
        section(f"The matrix document and smaller questions, as {name}: median, and times the matrix now, in turn")
        asyncio.run(_measure(trial, reader, _questions(region, pasts)))


def _pasts(trial: Trial, region: Region) -> list[_Past]:
    with psycopg.connect(trial.databases.admin) as connection:
        positions = {part: region.position // part for part in PARTS_OF_THE_LOG}
        found = {part: connection.execute(_RECORDED_AT, [each]).fetchone() for part, each in positions.items()}
    return [_Past(part, positions[part], moment[0]) for part, moment in found.items() if moment]


def _questions(region: Region, pasts: list[_Past]) -> dict[str, tuple[Ask, Place]]:
    forbund, insats_id = region.forbund, region.ideas[0].id.partition(":")[2]

    async def matrix(connection: AsyncConnection, as_of: AsOf) -> None:
        await matrix_answer(connection, forbund, as_of, "")

    async def requests(connection: AsyncConnection, as_of: AsOf) -> None:
        page = await requests_view.requests(connection, forbund, as_of, limit=PAGE)
        await tallies(connection, [request.request_id for request in page], as_of)

    async def history(connection: AsyncConnection, as_of: AsOf) -> None:
        await history_view.history(connection, insats_id, as_of, before=NEWEST, limit=PAGE)

    async def one_insats(connection: AsyncConnection, as_of: AsOf) -> None:
        await participants(connection, forbund, [insats_id], as_of)

    asked: dict[str, Ask] = {
        "now": matrix,
        f"{PAGE} requests with their tallies": requests,
        f"{PAGE} entries of an insats' history": history,
        "the participants of one insats": one_insats,
    }
    questions: dict[str, tuple[Ask, Place]] = {name: (ask, _now) for name, ask in asked.items()}
    for each in pasts:
        questions |= {name: (asked["now"], place) for name, place in each.places().items()}
    return questions


def _now(now: AsOf) -> AsOf:
    return now


async def _measure(trial: Trial, reader: str, questions: Mapping[str, tuple[Ask, Place]]) -> None:
    took: dict[str, list[float]] = {name: [] for name in questions}
    async with async_pool(trial.databases.app, 1) as pool:
        for _ in range(TIMES):
            for name, (ask, place) in questions.items():
                took[name].append(await _seconds(pool, reader, ask, place))
    live = took["now"]
    for name, each in took.items():
        ratio = median(seconds / now for seconds, now in zip(each, live, strict=True))
        row(name, milliseconds(median(each)), f"{ratio:.2f} times")


async def _seconds(pool: Pool, reader: str, ask: Ask, place: Place) -> float:
    async with async_tenant_transaction(pool, reader) as connection:
        as_of = place(AsOf(*await shown(connection)))
        started = time.perf_counter()
        await ask(connection, as_of)
        return time.perf_counter() - started
