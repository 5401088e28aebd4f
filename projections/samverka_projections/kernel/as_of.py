"""Asking about the past: what was known at a moment, and what was true on a day."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.kernel.calendar import end_of_day, local_day
from samverka_projections.kernel.lasting import DAYS, POSITIONS

_SHOWN = "select position, moment from samverka.views_shown"
_POSITION_AT = "select samverka.position_at(%s)"

_NOT_CORRECTED = "(corrected_at is null or corrected_at > %(position)s)"

_DECIDED_THEN = "least(effective_on) <= %(effective_on)s"
"""Written so that no index on it is asked: what was decided by then may be nearly all that there is."""

_STANDS = f"""
    lasted is null and position <= %(position)s or
    {POSITIONS.stood("lasted", "position", "superseded_at", "%(position)s")}
"""

_STANDS_NOW = f"""
    (lasted is null or {POSITIONS.ended_after("lasted", "superseded_at", "%(position)s")})
    and position <= %(position)s
"""
"""Where views are ahead of what they show, by little."""

OF_MY_REGION = "region_id = (select samverka.current_tenant())"
MINE = "tenant_id = (select samverka.current_tenant())"
ADDRESSED_TO_ME = """position in (
    select a.position from samverka.event_addressees a
    where a.organisation_id = (select samverka.current_tenant())
)"""
"""Conditions for SQL: the rows that are open to an organisation before they open to its regions."""

# What has opened stays open, and nothing after it changes when it did: so the last word decides for the past too.
_OPEN_THEN = f"(opens_at <= %(known_at)s or {OF_MY_REGION} or {MINE} or {ADDRESSED_TO_ME})"

EVER = date(9999, 12, 31)
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class AsOf:
    """A place from which to look: what is known there, which decisions count, and which day is described."""

    position: int
    now: datetime
    """The moment up to which the log is known at the position."""
    known_at: datetime | None = None
    """An earlier moment of knowledge, with the position at it."""
    decided_as_of: date | None = None
    """Decisions taken later are left out."""
    on: date | None = None
    """The day that is described; it may lie ahead."""
    kept: bool = False
    """Whether position and moment are those of an earlier answer, or of the moment of knowledge."""
    whole_versions: bool = False
    """Whether versions are asked for: what is told of a thing has that of its whole stream then, as for If-Match."""

    @property
    def known(self) -> datetime:
        """The moment of knowledge."""
        return min(self.known_at or self.now, self.now)

    @property
    def place(self) -> tuple[int, datetime]:
        """The place in the log that gives the same answer for ever."""
        return self.position, self.known

    @property
    def day(self) -> date:
        """The day on which memberships, parts and answers hold or not."""
        return self.on or self.decided_as_of or local_day(self.known)

    @property
    def moment(self) -> datetime:
        """The moment at which deadlines are compared: of another day than the present its beginning.

        A last day is a day to answer on, however it is looked at.
        """
        return self.known if self.day == local_day(self.known) else end_of_day(self.day - _A_DAY)

    @property
    def looks_back(self) -> bool:
        """Whether decisions count that had not been taken on the day."""
        return self.day < min(self.decided_as_of or EVER, local_day(self.known))

    @property
    def whenever_decided(self) -> "AsOf":
        """The same place with all that is known there."""
        return replace(self, decided_as_of=None)

    @property
    def recorded(self) -> str:
        """A condition for SQL: the facts recorded, opened and decided by then, also those put right by then."""
        return f"position <= %(position)s{self._opened_and_decided}"

    @property
    def existed(self) -> str:
        """A condition for SQL: the facts that existed then. What had been put right by then did not."""
        return f"{self.recorded} and {_NOT_CORRECTED}"

    @property
    def stood(self) -> str:
        """A condition for SQL: the facts that nothing had replaced; where no day of decision is asked about."""
        return f"({_STANDS if self._is_past else _STANDS_NOW}){self._opened_and_decided}"

    def may_stand(self, day: str) -> str:
        """A condition for SQL: the facts that existed and nothing had replaced by a day, or where no day tells all.

        That they were known is asked in a form that no index answers: it may be true of nearly all that there is.
        """
        stood = DAYS.stood("lasted_days", "effective_on", "superseded_on", day)
        stands = f"({_STANDS} or superseded_on > {day} and (lasted_days is null or {stood}))"
        return f"{stands} and least(position) <= %(position)s{self._opened_and_decided} and {_NOT_CORRECTED}"

    @property
    def corrected(self) -> str:
        """A condition for SQL: the facts that had been put right then."""
        return f"not {_NOT_CORRECTED}"

    def values(self, **others: Any) -> dict[str, Any]:
        """The values for the conditions, and others."""
        return {
            "position": self.position,
            "known_at": self.known,
            "effective_on": self.decided_as_of or EVER,
            "moment": self.moment,
            "day": self.day,
            "ever": EVER,
            **others,
        }

    @property
    def _opened_and_decided(self) -> str:
        opened = f" and {_OPEN_THEN}" if self._is_past else ""
        return f"{opened} and {_DECIDED_THEN}" if self.decided_as_of is not None else opened

    @property
    def _is_past(self) -> bool:
        """Whether more may have opened since."""
        return self.known_at is not None or self.kept


class Shown(NamedTuple):
    """What a reading transaction sees: the one moment of a request."""

    position: int
    """Up to where all views have come: reading them at this position gives one consistent picture."""
    moment: datetime
    """The moment up to which they are complete."""


async def shown(connection: AsyncConnection) -> Shown:
    """What this transaction sees."""
    async with connection.cursor(row_factory=class_row(Shown)) as cursor:
        found = await (await cursor.execute(_SHOWN)).fetchone()
    assert found is not None
    return found


async def earlier(connection: AsyncConnection, as_of: AsOf, moment: datetime) -> AsOf:
    """The same question of what was known at an earlier moment."""
    known = min(moment, as_of.known)
    position = min(await position_at(connection, known), as_of.position)
    return replace(as_of, position=position, now=known, known_at=known, kept=True)


async def builds_asked(connection: AsyncConnection) -> str:
    """Which builds of the views this transaction asks: another may answer otherwise at the same position."""
    found = await (await connection.execute("select current_setting('search_path')")).fetchone()
    assert found is not None
    return str(found[0])


async def position_at(connection: AsyncConnection, moment: datetime) -> int:
    """The last position that had been recorded then; by positions alone facts are found much faster."""
    found = await (await connection.execute(_POSITION_AT, [moment])).fetchone()
    assert found is not None
    return int(found[0])
