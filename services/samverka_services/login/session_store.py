"""Sessions and attempts to log in, kept under a key that nobody else has, and not longer than is said here."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from samverka_infra.web_sessions import Kept, Owner, WebSessions
from samverka_services.login.sealing import KeyPurpose, NotOpened, is_key, new_key, row_of, seal, unseal
from samverka_services.login.session import Attempt, WebSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=10)
"""Since the password was given."""
ATTEMPT_LASTS = timedelta(minutes=30)
_TOUCHED_AFTER = timedelta(minutes=1)
"""Not every request needs to write that the person is there."""

_log = logging.getLogger("samverka.web")


@dataclass(frozen=True)
class OpenSession:
    """A session in use, with its key."""

    key: str
    session: WebSession
    until: datetime | None = None
    """When it ends, where it was only looked at."""


class SessionStore:
    """Finds sessions and attempts by the key in the person's cookie. All methods raise DatabaseUnavailable."""

    def __init__(self, rows: WebSessions, clock: Callable[[], datetime]) -> None:
        self.rows = rows
        self.clock = clock

    async def begin(self, session: WebSession) -> str:
        """Keep a session under a new key."""
        owner = Owner(session.person_id, session.provider_session)
        return await self._start(KeyPurpose.SESSION, owner, session.model_dump_json(), self._until(session))

    async def find(self, key: str | None, *, only_look: bool = False) -> OpenSession | None:
        """The session of a key; None if it has ended or there was none.

        Its time begins anew, unless it is only looked at.
        """
        found = await self._find(key, KeyPurpose.SESSION)
        if key is None or found is None:
            return None
        content, expires_at = found
        session = WebSession.model_validate_json(content)
        if only_look:
            return OpenSession(key, session, expires_at)
        until = self._until(session)
        if until - expires_at > _TOUCHED_AFTER:
            await self.rows.change(row_of(key), None, until)
        return OpenSession(key, session)

    async def change(self, found: OpenSession) -> None:
        """Keep other content under the same key, and not longer where it was only looked at."""
        sealed = seal(found.key, KeyPurpose.SESSION, found.session.model_dump_json())
        await self.rows.change(row_of(found.key), sealed, found.until or self._until(found.session))

    async def again(self, found: OpenSession) -> OpenSession | None:
        """The same session as it is now, looked at in the same way."""
        return await self.find(found.key, only_look=found.until is not None)

    async def give_up_renewal(self, found: OpenSession) -> None:
        """Let the next request renew the session whose renewal this one had claimed."""
        await self.change(found)

    async def end(self, key: str | None) -> bool:
        """Whether a session or an attempt ended by this."""
        return key is not None and await self.rows.end(row_of(key))

    async def begin_attempt(self, attempt: Attempt) -> str:
        """Keep an attempt under a new key."""
        until = self.clock() + ATTEMPT_LASTS
        return await self._start(KeyPurpose.ATTEMPT, Owner(), attempt.model_dump_json(), until)

    async def find_attempt(self, key: str | None) -> Attempt | None:
        """The attempt of a key."""
        found = await self._find(key, KeyPurpose.ATTEMPT)
        return Attempt.model_validate_json(found[0]) if found else None

    def _until(self, session: WebSession) -> datetime:
        return min(self.clock() + IDLE, session.begun_at + LONGEST)

    async def _start(self, purpose: KeyPurpose, owner: Owner, content: str, until: datetime) -> str:
        key = new_key()
        await self.rows.start(row_of(key), owner, Kept(seal(key, purpose, content), until), self.clock())
        return key

    async def _find(self, key: str | None, purpose: KeyPurpose) -> tuple[str, datetime] | None:
        if key is None or not is_key(key):
            return None
        kept = await self.rows.find(row_of(key), self.clock())
        try:
            return (unseal(key, purpose, kept.content), kept.expires_at) if kept else None
        except NotOpened:
            _log.warning("a kept session was not opened by its own key")
            return None
