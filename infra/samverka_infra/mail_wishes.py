"""How people want mail, and how long before a deadline a förbund has its members reminded: rows beside the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

DAYS_BEFORE = (14, 3)
"""Of a förbund that has not chosen."""
MOST_DAYS_BEFORE, MOST_REMINDERS = 90, 5

_KEEP = """
insert into samverka.mail_wishes (tenant_id, person_id, pace, language)
values (samverka.current_tenant(), %s, %s, %s)
on conflict (tenant_id, person_id) do update set pace = excluded.pace, language = excluded.language
"""
_FIND = "select pace, language from samverka.mail_wishes where person_id = %s"
_REMIND = """
insert into samverka.reminders values (samverka.current_tenant(), %s)
on conflict (tenant_id) do update set days_before = excluded.days_before
"""
_REMINDED = "select days_before from samverka.reminders where tenant_id = %s"


class Pace(StrEnum):
    """How often somebody wants mail."""

    AT_ONCE = "AT_ONCE"
    DAILY = "DAILY"
    """All of a day together, in the morning."""
    NEVER = "NEVER"
    """Only what is about a deadline."""


@dataclass(frozen=True)
class Wish:
    """Somebody's own."""

    pace: Pace
    language: str


def keep(connection: Connection, person_id: str, wish: Wish) -> None:
    """In the transaction of her tenant."""
    connection.execute(_KEEP, [person_id, wish.pace, wish.language])


async def find(connection: AsyncConnection, person_id: str, language: str) -> Wish:
    """Hers, in the transaction's tenant; of who has said nothing, everything at once in this language."""
    async with connection.cursor(row_factory=class_row(Wish)) as cursor:
        found = await (await cursor.execute(_FIND, [person_id])).fetchone()
    return Wish(Pace(found.pace), found.language) if found else Wish(Pace.AT_ONCE, language)


def remind(connection: Connection, days_before: Sequence[int]) -> None:
    """So many days before a deadline, in the transaction of the förbund."""
    connection.execute(_REMIND, [list(days_before)])


async def reminded(connection: AsyncConnection, region_id: str) -> Sequence[int]:
    """How many days before, the longest first; of one's own förbund."""
    row = await (await connection.execute(_REMINDED, [region_id])).fetchone()
    return tuple(row[0]) if row else DAYS_BEFORE
