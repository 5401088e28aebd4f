"""Telling a caller that something she can see of a region has changed."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

import strawberry
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from strawberry.fastapi import BaseContext
from strawberry.types import Info as StrawberryInfo

from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.entitlement import Entitlement, NoMandate
from samverka_graphql.kernel.errors import Text, Told
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_infra.access_log import ids
from samverka_infra.credentials import Revoked
from samverka_infra.database import async_tenant_transaction
from samverka_infra.tokens import TokenKey
from samverka_projections.kernel.as_of import shown

POLL_SECONDS = 0.25
LOOK_SECONDS = 2.0
"""However little happens: whether token and mandate still hold is asked at least as often."""
MOST_AT_ONCE = 2
"""Of those who subscribe, on the database at the same time; the other connections are left to queries."""

_SEEN = """
select max(position) from samverka.events
where position > %s and position <= %s and (region_id = %s or tenant_id = %s)
"""


class Watch:
    """What all who subscribe share: how far the views have come, asked once, and the turns to look."""

    def __init__(self) -> None:
        self.turn = asyncio.Semaphore(MOST_AT_ONCE)
        self._lock = asyncio.Lock()
        self._asked_at = -POLL_SECONDS
        self._position = 0

    async def position(self, context: "SubscriptionContext") -> int:
        """At most `POLL_SECONDS` old."""
        async with self._lock:
            if time.monotonic() - self._asked_at >= POLL_SECONDS:
                async with async_tenant_transaction(context.pool, context.known_reader.tenant_id) as connection:
                    self._position = (await shown(connection)).position
                self._asked_at = time.monotonic()
        return self._position


@dataclass
class SubscriptionContext(BaseContext):
    """What the subscriptions of one connection need for as long as they live."""

    pool: AsyncConnectionPool[AsyncConnection]
    entitlement: Entitlement
    record: Callable[[str, str, str], Awaitable[None]]
    """Stores in the access log what was asked, of what, and why it was refused, or an empty text."""
    text: Text
    correlation_id: str
    watch: Watch
    key: TokenKey
    reader: Reader | None = None
    expires_at: int = 0

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def has_expired(self) -> bool:
        """Whether her token has."""
        return time.time() >= self.expires_at

    async def require_standing(self) -> None:
        """Raises NoMandate, or Revoked."""
        reader = self.known_reader
        async with self.watch.turn, async_tenant_transaction(self.pool, reader.tenant_id) as connection:
            await self.entitlement.require(connection, reader)

    @property
    def known_reader(self) -> Reader:
        """Raises Told before somebody has said who she is."""
        if self.reader is None:
            raise Told("not-connected")
        return self.reader


SubscriptionInfo = StrawberryInfo[SubscriptionContext, None]


@strawberry.type(description="A change in a region", directives=TO_REGION)
class RegionChange:
    """Read again after the token, or as known at it, to see it."""

    region_id: strawberry.ID
    token: str


@strawberry.type(description="What a caller can be told of")
class Subscription:
    """Over graphql-transport-ws; ends when the token expires."""

    @strawberry.subscription(description="Emits when the views show an event of the region that the caller may see")
    async def region_changed(
        self, info: SubscriptionInfo, region_id: strawberry.ID
    ) -> AsyncGenerator[RegionChange, None]:
        """By comparing bookmarks."""
        follower = _Follower(info.context, region_id)
        async with _recorded(info.context, "regionChanged", ids([("regionId", region_id)])) as begun:
            await follower.look()
            await begun()
            while True:
                _end_if_cancelled()
                changed = await follower.look()
                if changed is not None:
                    yield RegionChange(region_id=region_id, token=changed)
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


@dataclass
class _Follower:
    """Looks again when the views have come further, and now and then in any case."""

    context: SubscriptionContext
    region_id: str
    told: int = 0
    position: int = -1
    looked_at: float = 0.0

    async def look(self) -> str | None:
        """The token of what the views show, if that is more than was told before."""
        if self.context.has_expired:
            raise Told("token-expired")
        position = await self.context.watch.position(self.context)
        if position == self.position and time.monotonic() - self.looked_at < LOOK_SECONDS:
            return None
        self.position, self.looked_at = position, time.monotonic()
        async with self.context.watch.turn:
            changed, token = await _seen(self.context, self.region_id, self.told)
        self.told = changed or self.told
        return token if changed else None


def _end_if_cancelled() -> None:
    """A wait may swallow a cancellation that comes together with what it waited for; the task remembers it."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError


async def _seen(context: SubscriptionContext, region_id: str, after: int) -> tuple[int, str]:
    """The newest event of the region that the reader may see, or 0, and the token of what the views show."""
    tenant_id = context.known_reader.tenant_id
    async with async_tenant_transaction(context.pool, tenant_id) as connection:
        await _require_mandate(context, connection, context.known_reader)
        seen = await shown(connection)
        cursor = await connection.execute(_SEEN, [after, seen.position, region_id, region_id])
        found = await cursor.fetchone()
        tokens = await context.key.read_tokens(connection, tenant_id)
        return int(found[0] or 0) if found else 0, tokens.of(seen)


async def _require_mandate(context: SubscriptionContext, connection: AsyncConnection, reader: Reader) -> None:
    try:
        await context.entitlement.require(connection, reader)
    except NoMandate as error:
        raise Told("no-mandate") from error
    except Revoked as error:
        raise Told("revoked") from error
