"""Where mail to people goes: rows of a tenant beside the log, filled wherever an address is met."""

import re
from collections.abc import Sequence

from psycopg import AsyncConnection, Connection

_ONE = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST = 254
_KEEP = """
insert into samverka.mail_addresses (tenant_id, person_id, mail) values (samverka.current_tenant(), %s, %s)
on conflict (tenant_id, person_id) do update set mail = excluded.mail where mail_addresses.mail <> excluded.mail
"""
_FORGET = "delete from samverka.mail_addresses where person_id = %s"
_FIND = "select mail from samverka.mail_addresses where person_id = %s"
_KNOWN = "select person_id from samverka.mail_addresses where person_id = any (%s)"


def keep(connection: Connection, person_id: str, mail: str) -> None:
    """In the transaction of her tenant, in the place of an earlier one; what is not written as one is not kept."""
    if len(mail) <= _LONGEST and _ONE.fullmatch(mail):
        connection.execute(_KEEP, [person_id, mail])


def forget(connection: Connection, person_id: str) -> None:
    """She gets no mail any more."""
    connection.execute(_FORGET, [person_id])


async def find(connection: AsyncConnection, person_id: str) -> str | None:
    """Hers, in the transaction's tenant."""
    row = await (await connection.execute(_FIND, [person_id])).fetchone()
    return row[0] if row else None


async def reachable(connection: AsyncConnection, person_ids: Sequence[str]) -> list[str]:
    """Those of these people who have an address."""
    return [row[0] for row in await (await connection.execute(_KNOWN, [list(person_ids)])).fetchall()]
