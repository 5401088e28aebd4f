"""Asking about the past: what was known at a moment, and what was true on a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.kernel.calendar import end_of_day, local_day

_POSITION = "select coalesce(min(position), 0) from samverka.projection_checkpoints where state = 'LIVE'"

EXISTED = "position <= %(position)s and recorded_at <= %(known_at)s and effective_on <= %(effective_on)s"
"""The facts that existed then."""

_EXISTS = "position <= %(position)s"
"""The same where nothing of the past is asked about."""

EVER = date(9999, 12, 31)
FOREVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class AsOf:
    """A place from which to look: up to a position, a moment of knowledge, a day of decision."""

    position: int
    now: datetime
    known_at: datetime | None = None
    decided_as_of: date | None = None

    @property
    def moment(self) -> datetime:
        """The moment at which deadlines are compared."""
        known = self.known_at or self.now
        decided = end_of_day(self.decided_as_of) if self.decided_as_of else self.now
        return min(known, decided, self.now)

    @property
    def day(self) -> date:
        """The day on which memberships and commitments hold or not."""
        return min(self.decided_as_of or local_day(self.moment), local_day(self.moment))

    def narrowed(self, query: str) -> str:
        """A query without the conditions that every fact fulfils while nothing of the past is asked about."""
        past = self.known_at is not None or self.decided_as_of is not None
        return query if past else query.replace(EXISTED, _EXISTS)

    def values(self, **others: Any) -> dict[str, Any]:
        """The values for EXISTED, and others."""
        return {
            "position": self.position,
            "known_at": self.known_at or FOREVER,
            "effective_on": self.decided_as_of or EVER,
            "moment": self.moment,
            "day": self.day,
            **others,
        }


async def projected_position(connection: AsyncConnection) -> int:
    """Up to where all views have come: reading them at this position gives one consistent picture."""
    found = await (await connection.execute(_POSITION)).fetchone()
    return int(found[0]) if found else 0
