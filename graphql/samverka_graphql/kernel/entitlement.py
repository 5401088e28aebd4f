"""Who may read: those who hold a mandate in their organisation today. The log says so, not the token."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection

from samverka_domain.kernel.calendar import local_day
from samverka_domain.mandates import STREAM, Mandate, Mandates
from samverka_graphql.kernel.context import Reader
from samverka_infra.credentials import IS_REVOKED, Revoked
from samverka_infra.event_log import reader as log

MOST_KEPT = 512
"""Organisations whose mandates are kept in memory."""

_STANDING = f"""
select {IS_REVOKED}, coalesce(max(version), 0) from samverka.events
where tenant_id = samverka.current_tenant() and stream_id = %(stream)s
"""


class NoMandate(Exception):
    """The person holds no mandate in the organisation that she acts for."""


@dataclass(frozen=True)
class _Kept:
    version: int
    mandates: Mandates | None


class Entitlement:
    """Mandates by organisation. One that has ended counts from the next request: the stream's version is asked."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def require(self, connection: AsyncConnection, reader: Reader, now: datetime) -> list[Mandate]:
        """The mandates that the reader holds today. Raises NoMandate, or Revoked if her token is good no longer.

        Within the reader's own transaction.
        """
        mandates = await self._mandates(connection, reader)
        held = mandates.of(reader.person_id, local_day(now)) if mandates is not None else []
        if not held:
            raise NoMandate
        return held

    async def _mandates(self, connection: AsyncConnection, reader: Reader) -> Mandates | None:
        values = {"stream": STREAM, **reader.credential.values()}
        found = await (await connection.execute(_STANDING, values)).fetchone()
        revoked, version = found or (True, 0)
        if revoked:
            raise Revoked
        kept = self._kept.get(reader.tenant_id)
        if kept is None or kept.version != version:
            events = await log.stream(connection, reader.tenant_id, STREAM)
            kept = _Kept(version, Mandates.replay(recorded.event for recorded in events))
            self._keep(reader.tenant_id, kept)
        return kept.mandates

    def _keep(self, tenant_id: str, kept: _Kept) -> None:
        self._kept[tenant_id] = kept
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
