"""What row-level security costs: the same SQL on the same data, by a login it binds and by one it does not bind."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, ExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, ConnectionPool
from tools.bench_report import milliseconds, row, section, timed
from tools.large_region import Region
from tools.trial import Trial

from samverka_domain.answers import InterestResponse
from samverka_domain.mandates import STREAM, Mandates
from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_infra.database import async_tenant_transaction
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_projections import history as history_view
from samverka_projections import insatser
from samverka_projections import requests as requests_view
from samverka_projections.answers import answers_of
from samverka_projections.commitments import commitments_of
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.participation import matrix as matrix_view
from samverka_projections.participation.tallies import tallies

TIMES = 100
UNCOUNTED = 12
"""Before the counted ones: PostgreSQL keeps a plan after ten."""
PAGE = 50
_OPTIONS = {"autocommit": True, "options": "-c TimeZone=UTC -c jit=off"}
_ONE: Any = {"min_size": 1, "max_size": 1, "kwargs": _OPTIONS}
"""A pool as Samverka's own, which refuse a superuser."""

Pool = AsyncConnectionPool[AsyncConnection]
Pair = tuple[float, float]
"""Seconds with row-level security, and without."""
Ask = Callable[[AsyncConnection, AsOf], Awaitable[object]]


@dataclass(frozen=True)
class _Question:
    what: str
    reader: str
    ask: Ask


def measure(trial: Trial, region: Region) -> None:
    """As the app's role with its policies, and as a superuser; in turn, so that both meet the same machine."""
    section(f"Row-level security: with it, and the difference from the same without, medians of {TIMES} in turn")
    asyncio.run(_measure_questions(trial, _questions(region)))
    _measure_command(trial, region)


def _questions(region: Region) -> list[_Question]:
    readers = (("the förbund", region.forbund), ("a member", region.municipalities[0].number))
    return [_Question(f"{what}, as {name}", reader, ask) for what, ask in _asks(region) for name, reader in readers]


def _asks(region: Region) -> list[tuple[str, Ask]]:
    forbund, member = region.forbund, region.municipalities[0].number
    insats_id = region.ideas[0].id.partition(":")[2]

    async def insats_page(connection: AsyncConnection, as_of: AsOf) -> None:
        await insatser.insatser_by_id(connection, [insats_id], as_of)
        requests = (await requests_view.requests_by_insats(connection, [insats_id], as_of))[insats_id]
        await tallies(connection, [request.request_id for request in requests], as_of)
        await matrix_view.participants(connection, forbund, [insats_id], as_of)
        await history_view.history(connection, insats_id, as_of, before=NEWEST, limit=PAGE)

    async def requests_with_tally(connection: AsyncConnection, as_of: AsOf) -> None:
        requests = await requests_view.requests(connection, forbund, as_of, limit=PAGE)
        await tallies(connection, [request.request_id for request in requests], as_of)

    async def own_view(connection: AsyncConnection, as_of: AsOf) -> None:
        await requests_view.asked(connection, member, as_of, limit=PAGE)
        await answers_of(connection, member, as_of)
        await commitments_of(connection, member, as_of)

    return [
        ("the matrix", lambda connection, as_of: matrix_answer(connection, forbund, as_of, "")),
        ("an insats with requests, participants, history", insats_page),
        (f"{PAGE} interest requests with their tallies", requests_with_tally),
        ("a municipality's own view", own_view),
    ]


async def _measure_questions(trial: Trial, questions: Sequence[_Question]) -> None:
    async with AsyncExitStack() as stack:
        bound, unbound = [
            await stack.enter_async_context(AsyncConnectionPool(url, **_ONE, open=False))
            for url in (trial.databases.app, trial.databases.admin)
        ]
        for question in questions:
            _report(question.what, [await _pair(bound, unbound, question, each) for each in range(UNCOUNTED + TIMES)])


async def _pair(bound: Pool, unbound: Pool, question: _Question, number: int) -> Pair:
    """The one that comes second finds the data in the processor's cache: so each does, every other time."""
    if number % 2:
        return await _seconds(bound, question), await _seconds(unbound, question)
    without = await _seconds(unbound, question)
    return await _seconds(bound, question), without


async def _seconds(pool: Pool, question: _Question) -> float:
    started = time.perf_counter()
    async with async_tenant_transaction(pool, question.reader) as connection:
        await question.ask(connection, AsOf(*await shown(connection)))
    return time.perf_counter() - started


def _measure_command(trial: Trial, region: Region) -> None:
    """What the command that changes an answer reads: who may, the förbund's request, its own stream."""
    member, request = region.municipalities[0].number, region.requests[-1].id
    response = InterestResponse.stream(request.partition(":")[2])

    def read(log: EventLog) -> None:
        with log.unit_of_work(member) as work:
            work.load(Mandates, STREAM)
            owner = work.owner_of(request)
            assert owner == region.forbund
            work.events(owner, request)
            work.load(InterestResponse, response)

    with ExitStack() as stack:
        bound, unbound = [
            EventLog(stack.enter_context(ConnectionPool(url, **_ONE, open=True)))
            for url in (trial.databases.app, trial.databases.admin)
        ]
        pairs = [(timed(lambda: read(bound)), timed(lambda: read(unbound))) for _ in range(UNCOUNTED + TIMES)]
    _report("what one command reads, as a member", pairs)


def _report(what: str, pairs: Sequence[Pair]) -> None:
    counted = pairs[UNCOUNTED:]
    difference = median(bound - unbound for bound, unbound in counted) * 1000
    ratio = median(bound / unbound for bound, unbound in counted)
    row(what, milliseconds(median(bound for bound, _ in counted)), f"{difference:+.2f} ms, {ratio:.2f} times")
