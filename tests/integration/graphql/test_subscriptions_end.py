"""A subscription ends when it is told to, whatever it waits for at that moment."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.entitlement import Entitlement
from samverka_graphql.kernel.schema import make_subscription_schema
from samverka_graphql.kernel.subscription import SubscriptionContext, Watch
from samverka_infra.credentials import Credential, person
from samverka_infra.database import async_pool
from samverka_infra.tokens import TokenKey
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import FYRBODAL, LEADER, World

pytestmark = pytest.mark.long

CHANGES = f'subscription {{ regionChanged(regionId: "{FYRBODAL}") {{ token }} }}'
SCHEMA = make_subscription_schema()
MANY, ROUNDS = 40, 60


def test_a_subscription_ends_although_a_wait_swallows_the_word(world: World) -> None:
    """As waits for a connection may, when the connection comes at the same moment: here there is always a queue."""

    async def talk() -> int:
        async with async_pool(world.database.app_url, 2) as pool:
            left = 0
            for one in range(ROUNDS):
                left += await begun_and_ended(pool, one)
            return left

    assert asyncio.run(talk()) == 0


async def begun_and_ended(pool: AsyncConnectionPool[AsyncConnection], one: int) -> int:
    """Many at once, each with turns of its own; how many go on afterwards."""
    tasks = [asyncio.create_task(follow(context(pool))) for _ in range(MANY)]
    for _ in range(50 + 7 * one):  # another moment each time
        await asyncio.sleep(0)
    for task in tasks:
        await asyncio.sleep(0)
        task.cancel()
    _, left = await asyncio.wait(tasks, timeout=PATIENCE_SECONDS)
    for task in left:
        while not task.done():
            task.cancel()
            await asyncio.sleep(0)
    return len(left)


async def follow(found: SubscriptionContext) -> None:
    stream: Any = await SCHEMA.stream(CHANGES, context_value=found)
    async for result in stream:
        assert not result.errors, result.errors


async def unrecorded(operation: str, target: str, reason: str) -> None:
    """What is asked here is nobody's."""


def context(pool: AsyncConnectionPool[AsyncConnection]) -> SubscriptionContext:
    credential = Credential((person(LEADER),), datetime.now(UTC))
    return SubscriptionContext(
        pool=pool,
        entitlement=Entitlement(),
        record=unrecorded,
        text=lambda key, **_: key,
        correlation_id="test",
        watch=Watch(),
        key=TokenKey(),
        reader=Reader(LEADER, FYRBODAL, credential),
        expires_at=2**40,
    )
