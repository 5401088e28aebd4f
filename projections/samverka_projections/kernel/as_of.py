"""Asking about the past: what was known at a moment, and what was true on a day."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.kernel.calendar import end_of_day, local_day

_SHOWN = "select position, moment from samverka.views_shown"

_NOT_REPLACED_NOW = "({0}_at is null or {0}_at > %(position)s)"
_NOT_REPLACED_THEN = "({0}_at is null or {0}_at > %(position)s or {0}_when > %(known_at)s)"

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

    @property
    def recorded(self) -> str:
        """A condition for SQL: the facts that had been recorded and decided then, also those put right by then."""
        conditions = ["position <= %(position)s"]
        conditions += ["recorded_at <= %(known_at)s"] if self.known_at is not None else []
        conditions += ["effective_on <= %(effective_on)s"] if self.decided_as_of is not None else []
        return " and ".join(conditions)

    @property
    def existed(self) -> str:
        """A condition for SQL: the facts that existed then. What had been put right by then did not."""
        return f"{self.recorded} and {self._not('corrected')}"

    @property
    def stood(self) -> str:
        """A condition for SQL: the facts that nothing had replaced; where no day of decision is asked about."""
        return f"{self.recorded} and {self._not('superseded')}"

    @property
    def corrected(self) -> str:
        """A condition for SQL: the facts that had been put right then."""
        return f"not {self._not('corrected')}"

    def values(self, **others: Any) -> dict[str, Any]:
        """The values for the conditions, and others."""
        return {
            "position": self.position,
            "known_at": self.known_at or FOREVER,
            "effective_on": self.decided_as_of or EVER,
            "moment": self.moment,
            "day": self.day,
            **others,
        }

    def _not(self, replaced: str) -> str:
        return (_NOT_REPLACED_NOW if self.known_at is None else _NOT_REPLACED_THEN).format(replaced)


class Shown(NamedTuple):
    """What the views show: the log up to a position, complete up to a moment. The one moment of a request."""

    position: int
    moment: datetime


async def shown(connection: AsyncConnection) -> Shown:
    """As the transaction's snapshot has it: reading the views as of it gives one consistent picture."""
    async with connection.cursor(row_factory=class_row(Shown)) as cursor:
        found = await (await cursor.execute(_SHOWN)).fetchone()
    assert found is not None
    return found
