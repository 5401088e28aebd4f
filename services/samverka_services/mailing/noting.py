"""Following the log, and the days: for whom something waits to be sent is noted, once each."""

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from psycopg import AsyncConnection, Connection
from psycopg_pool import AsyncConnectionPool

from samverka_domain.invitations import Invitation
from samverka_domain.kernel.calendar import local_day
from samverka_infra import mail_progress, mails, people
from samverka_infra.database import DatabaseUnavailable, async_tenant_work
from samverka_infra.event_log import reader as log
from samverka_infra.event_log.rows import RecordedEvent, Row, recorded_event
from samverka_projections.kernel.as_of import AsOf
from samverka_services.mailing.kinds import TOLD, MailKind, concerned, held, is_told, kind_of
from samverka_services.mailing.reminders import open_to_answers
from samverka_services.mailing.told import Coming

PAGE = 500
"""Most positions of the log between two bookmarks."""
AGAIN_SECONDS = 60.0
"""Between two looks for whom a reminder has missed: who has got an address or a mandate since."""

_NAMES = [each.type_name for each in TOLD]
_log = logging.getLogger("samverka.mail")
Pool = AsyncConnectionPool[AsyncConnection]


@dataclass
class Noting:
    """Reads as the projector does, and notes as each organisation, whose rows it can read and write alone."""

    projector: Connection
    pool: Pool
    reminded_at: dict[str, float] = field(default_factory=dict)

    async def follow(self, as_of: AsOf) -> int:
        """A page of the log, as far as the views have come; returns how many positions were read."""
        progress = mail_progress.begin(self.projector)
        until = min(as_of.position, progress.position + PAGE)
        if until <= progress.position:
            return 0
        for row in log.page_rows(self.projector, progress.position, until, _NAMES):
            await self._pass(row, as_of)
        mail_progress.advance(self.projector, until)
        return until - progress.position

    async def remind(self, as_of: AsOf) -> None:
        """Of the deadlines that come."""
        progress = mail_progress.begin(self.projector)
        for each in open_to_answers(self.projector, as_of.now):
            due = each.due(as_of.now, progress.since)
            if due is not None and self._is_time(due[0]):
                await self._note(MailKind.DEADLINE, due[0].written, each.recipients, due[1], as_of)

    async def _pass(self, row: Row, as_of: AsOf) -> None:
        """What cannot be told is logged, and the others are."""
        try:
            if row.type in _NAMES:
                await self._note_event(recorded_event(row), as_of)
        except DatabaseUnavailable:
            raise
        except Exception:  # noqa: BLE001 — whatever one event stumbles over, the others go on
            _log.exception("an event is told to nobody", extra={"details": {"position": row.position}})

    async def _note_event(self, recorded: RecordedEvent, as_of: AsOf) -> None:
        kind, about = kind_of(recorded.event), str(recorded.position)
        if isinstance(recorded.event, Invitation.CarriedOut):
            await self._note_of(recorded.tenant_id, kind, about, [recorded.event.person_id], as_of.now)
            return
        async with async_tenant_work(self.pool, recorded.tenant_id) as connection:
            then = replace(as_of, position=recorded.position)
            whose = set(await concerned(connection, recorded, then)) - {recorded.tenant_id}
        insats_id = getattr(recorded.event, "insats_id", None)
        await self._note(kind, about, sorted(whose), as_of.now, as_of, insats_id)

    async def _note(
        self,
        kind: MailKind,
        about: str,
        organisations: Iterable[str],
        at: datetime,
        as_of: AsOf,
        insats_id: str | None = None,
    ) -> None:
        for tenant_id in organisations:
            async with async_tenant_work(self.pool, tenant_id) as connection:
                mandates = await held(connection, tenant_id, local_day(as_of.now))
            told = {each.person_id for each in mandates if is_told(each, kind, insats_id)}
            await self._note_of(tenant_id, kind, about, told, at)

    async def _note_of(self, tenant_id: str, kind: MailKind, about: str, whom: Iterable[str], at: datetime) -> None:
        """Those of them who have an address."""
        async with async_tenant_work(self.pool, tenant_id) as connection:
            known = await people.reachable(connection, sorted(whom))
            await mails.note(connection, kind, about, known, at)

    def _is_time(self, coming: Coming) -> bool:
        now, key = time.monotonic(), coming.written
        if now - self.reminded_at.get(key, -AGAIN_SECONDS) < AGAIN_SECONDS:
            return False
        self.reminded_at[key] = now
        return True
