"""Telling a caller that something she can see of a region has changed."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import strawberry
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from strawberry.fastapi import BaseContext
from strawberry.types import Info as StrawberryInfo

from samverka_graphql.context import Reader
from samverka_graphql.entitlement import Entitlement, NoMandate
from samverka_graphql.errors import Told
from samverka_graphql.visibility import TO_REGION
from samverka_infra.access_log import ids
from samverka_infra.credentials import Revoked
from samverka_infra.database import async_tenant_transaction
from samverka_projections.as_of import projected_position

POLL_SECONDS = 0.25

_SEEN = """
select max(position) from samverka.events
where position > %s and position <= %s and (region_id = %s or tenant_id = %s)
"""


@dataclass
class SubscriptionContext(BaseContext):
    """What a subscription needs for as long as it lives."""

    pool: AsyncConnectionPool[AsyncConnection]
    entitlement: Entitlement
    clock: Callable[[], datetime]
    record: Callable[[str, str, str], Awaitable[None]]
    """Stores in the access log what was asked, of what, and why it was refused, or an empty text."""
    reader: Reader | None = None
    expires_at: int = 0

    def __post_init__(self) -> None:
        super().__init__()


SubscriptionInfo = StrawberryInfo[SubscriptionContext, None]


@strawberry.type(description="A change in a region", directives=TO_REGION)
class RegionChange:
    """Read again at this position, or later, to see it."""

    region_id: strawberry.ID
    position: int


@strawberry.type(description="What a caller can be told of")
class Subscription:
    """Over graphql-transport-ws; ends when the token expires."""

    @strawberry.subscription(description="Emits when the views show an event of the region that the caller may see")
    async def region_changed(
        self, info: SubscriptionInfo, region_id: strawberry.ID
    ) -> AsyncGenerator[RegionChange, None]:
        """By comparing bookmarks."""
        context = info.context
        async with _recorded(context, "regionChanged", ids([("regionId", region_id)])) as begun:
            told = await _seen(context, region_id, 0) or 0
            await begun()
            while True:
                if time.time() >= context.expires_at:
                    raise Told("token-expired")
                changed = await _seen(context, region_id, told)
                if changed is not None:
                    told = changed
                    yield RegionChange(region_id=region_id, position=changed)
                await asyncio.sleep(POLL_SECONDS)


@asynccontextmanager
async def _recorded(
    context: SubscriptionContext, operation: str, target: str
) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """Keeps in the access log that a subscription was refused, or ended so; and that it began, when told so."""
    try:
        yield partial(context.record, operation, target, "")
    except Told as told:
        await context.record(operation, target, told.code)
        raise


async def _seen(context: SubscriptionContext, region_id: str, after: int) -> int | None:
    if context.reader is None:
        raise Told("not-connected")
    async with async_tenant_transaction(context.pool, context.reader.tenant_id) as connection:
        await _require_mandate(context, connection, context.reader)
        position = await projected_position(connection)
        cursor = await connection.execute(_SEEN, [after, position, region_id, region_id])
        found = await cursor.fetchone()
        return int(found[0]) if found and found[0] is not None else None


async def _require_mandate(context: SubscriptionContext, connection: AsyncConnection, reader: Reader) -> None:
    try:
        await context.entitlement.require(connection, reader, context.clock())
    except NoMandate as error:
        raise Told("no-mandate") from error
    except Revoked as error:
        raise Told("revoked") from error
