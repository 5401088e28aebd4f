"""Reading after a command: a reader names the token that it answered, and waits until the views show its place."""

import asyncio
import time
from collections.abc import Callable

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from starlette.requests import HTTPConnection

from samverka_infra.database import async_tenant_transaction, unavailable_if_lost
from samverka_infra.tokens import BadToken, Place, TokenKey, Tokens
from samverka_projections.kernel.as_of import Shown, shown

HEADER = "Read-After"
MOST_SECONDS = 5
"""That a reader waits."""
POLL_SECONDS = 0.05

Pool = AsyncConnectionPool[AsyncConnection]


class BadReadAfter(Exception):
    """The header is no token that was answered to the organisation."""


class NotYetShown(Exception):
    """The views have not come so far in time."""


class ReadingAfter:
    """How far the views have come, asked once for all who wait at the same time."""

    def __init__(self, key: TokenKey) -> None:
        self._key = key
        self._lock = asyncio.Lock()
        self._asked_at = -POLL_SECONDS
        self._shown: Shown | None = None

    async def wait(self, connection: HTTPConnection, tenant_id: str) -> None:
        """Until the views show what the reader asks for, if she does. Raises BadReadAfter or NotYetShown."""
        token = connection.headers.get(HEADER)
        if token is None:
            return
        await self.until(connection.app.state.queries, tenant_id, token.strip())

    async def until(self, pool: Pool, tenant_id: str, token: str) -> None:
        """Until the views show the place of a token. Raises BadReadAfter or NotYetShown."""
        wished = await self._place(pool, tenant_id, token)
        try:
            async with asyncio.timeout(MOST_SECONDS):
                await self._until(lambda seen: seen >= wished, pool, tenant_id)
        except TimeoutError as error:
            raise NotYetShown from error

    async def _place(self, pool: Pool, tenant_id: str, token: str) -> Place:
        async with async_tenant_transaction(pool, tenant_id) as connection:
            tokens = await self._key.read_tokens(connection, tenant_id)
        try:
            return tokens.place(token)
        except BadToken as error:
            raise BadReadAfter from error

    async def _until(self, has_come: Callable[[Shown], bool], pool: Pool, tenant_id: str) -> None:
        while True:
            if has_come(await self._seen(pool, tenant_id)):
                return
            await asyncio.sleep(POLL_SECONDS)

    async def _seen(self, pool: Pool, tenant_id: str) -> Shown:
        async with self._lock:
            if self._shown is None or time.monotonic() - self._asked_at >= POLL_SECONDS:
                async with async_tenant_transaction(pool, tenant_id) as connection:
                    self._shown = await shown(connection)
                self._asked_at = time.monotonic()
        return self._shown


def tokens_of(connection: HTTPConnection, tenant_id: str) -> Tokens:
    """Those by which the places of an organisation's commands are told to it."""
    state = connection.app.state
    key: TokenKey = state.token_key
    with unavailable_if_lost(), state.commands.connection() as found:
        return key.tokens(found, tenant_id)
