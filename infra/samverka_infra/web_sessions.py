"""Rows of those who are logged in to the web pages, or on their way. What is kept of them comes here sealed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from samverka_infra.credentials import Credential
from samverka_infra.database import unavailable_if_lost

_START = "select identity.start_session(%s, %s, %s, %s, %s, %s)"
_FIND = "select content, expires_at from identity.find_session(%s, %s)"
_CHANGE = "select identity.change_session(%s, %s, %s)"
_CLAIM = "select identity.claim_renewal(%s, %s, %s)"
_END = "select identity.end_session(%s)"
_USE_ONCE = "select identity.use_once(%s, %s, %s)"
_REVOKE = "select identity.revoke(%s, %s)"
_IS_REVOKED = "select identity.is_revoked(%s, %s)"


@dataclass(frozen=True)
class Owner:
    """Whose a session is, so that it ends with her or with her login at the identity provider."""

    person_id: str | None = None
    provider_session: str | None = None


@dataclass(frozen=True)
class Kept:
    """What a row holds."""

    content: bytes
    expires_at: datetime


class WebSessions:
    """The table, by its functions. All raise DatabaseUnavailable."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection]) -> None:
        self._pool = pool

    async def start(self, key_hash: bytes, owner: Owner, kept: Kept, now: datetime) -> None:
        """A new row."""
        values = [key_hash, owner.person_id, owner.provider_session, kept.content, kept.expires_at, now]
        await self._ask(_START, *values)

    async def find(self, key_hash: bytes, now: datetime) -> Kept | None:
        """A row whose time is not over."""
        found = await self._ask(_FIND, key_hash, now)
        return Kept(*found) if found and found[0] is not None else None

    async def change(self, key_hash: bytes, content: bytes | None, expires_at: datetime) -> None:
        """New content, or only a new time; a row that has ended stays ended."""
        await self._ask(_CHANGE, key_hash, content, expires_at)

    async def claim_renewal(self, key_hash: bytes, until: datetime, now: datetime) -> bool:
        """Whether the caller alone may renew the row's tokens, until then."""
        return await self._ask(_CLAIM, key_hash, until, now) == (True,)

    async def end(self, key_hash: bytes) -> bool:
        """Whether the row was there until now."""
        return await self._ask(_END, key_hash) == (True,)

    async def use_once(self, token_id: str, expires_at: datetime, now: datetime) -> bool:
        """Whether a token that counts once has not been used before."""
        return await self._ask(_USE_ONCE, token_id, expires_at, now) == (True,)

    async def revoke(self, subjects: list[str], at: datetime) -> None:
        """See `credentials.revoke`; the subjects' sessions end."""
        await self._ask(_REVOKE, subjects, at)

    async def is_revoked(self, credential: Credential) -> bool:
        """See `credentials.refuse_revoked`."""
        return await self._ask(_IS_REVOKED, list(credential.subjects), credential.issued_at) == (True,)

    async def _ask(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with unavailable_if_lost():
            async with self._pool.connection() as connection:
                return await (await connection.execute(query, values)).fetchone()
