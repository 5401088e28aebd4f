"""Reading after a command: a reader names the position that the command gave, and waits until the views show it."""

import asyncio
import re
import time

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.requests import HTTPConnection

from samverka_infra.database import async_tenant_transaction
from samverka_projections.kernel.as_of import shown

HEADER = "Read-After"
MOST_SECONDS = 5
"""That a reader waits."""
POLL_SECONDS = 0.05

_POSITION = re.compile(r"0|[1-9][0-9]{0,17}")


class BadReadAfter(Exception):
    """The header is no position as a command answers it."""


class NotYetShown(Exception):
    """The views have not come so far in time."""


class ReadingAfter:
    """How far the views have come, asked once for all who wait at the same time."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._asked_at = -POLL_SECONDS
        self._position = 0

    async def wait(self, connection: HTTPConnection, tenant_id: str) -> None:
        """Until the views show what the reader asks for, if she does. Raises BadReadAfter or NotYetShown."""
        wished = _wished(connection)
        if not wished:
            return
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._until(wished, connection.app.state.queries, tenant_id)
        except TimeoutError as error:
            raise NotYetShown from error

    async def _until(self, wished: int, pool: AsyncConnectionPool[AsyncConnection], tenant_id: str) -> None:
        while True:
            if await self._projected(pool, tenant_id) >= wished:
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _projected(self, pool: AsyncConnectionPool[AsyncConnection], tenant_id: str) -> int:
        async with self._lock:
            if time.monotonic() - self._asked_at >= POLL_SECONDS:
                async with async_tenant_transaction(pool, tenant_id) as connection:
                    self._position = (await shown(connection)).position
                self._asked_at = time.monotonic()
        return self._position


def _wished(connection: HTTPConnection) -> int:
    value = connection.headers.get(HEADER, "0").strip()
    if not _POSITION.fullmatch(value):
        raise BadReadAfter
    return int(value)
