"""What people are called, by the organisation for which they act: rows of a tenant beside the log, told to it alone.

The log knows their ids. A row is deleted with what it says; who wants no name kept has a row that says so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

_KEEP = """
insert into samverka.people as known (tenant_id, person_id, name, mail, logged_in_at)
values (samverka.current_tenant(), %(person_id)s, %(name)s, %(mail)s, %(logged_in_at)s)
on conflict (tenant_id, person_id) do update set
    name = case when known.unnamed then '' else coalesce(nullif(excluded.name, ''), known.name) end,
    mail = case when known.unnamed then '' else coalesce(nullif(excluded.mail, ''), known.mail) end,
    logged_in_at = coalesce(excluded.logged_in_at, known.logged_in_at)
"""
_FORGET = "delete from samverka.people where person_id = %s"
_UNNAME = """
insert into samverka.people (tenant_id, person_id, name, mail, unnamed)
values (samverka.current_tenant(), %s, '', '', true)
on conflict (tenant_id, person_id) do update set name = '', mail = '', unnamed = true
"""
_NAME_AGAIN = "update samverka.people set unnamed = false where person_id = %s"
_MAIL = "select mail from samverka.people where person_id = %s and mail <> ''"
_REACHABLE = "select person_id from samverka.people where person_id = any (%s) and mail <> ''"
_ALL = "select person_id, name, mail, logged_in_at, unnamed from samverka.people"


@dataclass(frozen=True)
class Person:
    """Somebody of the tenant; what is not known of her is empty."""

    person_id: str
    name: str
    mail: str = ""
    logged_in_at: datetime | None = None
    """When she last logged in for this organisation."""
    unnamed: bool = False
    """Whether she wants no name kept."""


def keep(connection: Connection, person: Person) -> None:
    """In the transaction of her tenant: what is known now; what is empty leaves what was known before."""
    values = {name: getattr(person, name) for name in ("person_id", "name", "mail", "logged_in_at")}
    connection.execute(_KEEP, values)


def forget(connection: Connection, person_id: str) -> None:
    """All that is known of one of the tenant's own."""
    connection.execute(_FORGET, [person_id])


def unname(connection: Connection, person_id: str) -> None:
    """Her name and address, now and at her next logins."""
    connection.execute(_UNNAME, [person_id])


def name_again(connection: Connection, person: Person) -> None:
    """Somebody who had wanted no name kept."""
    connection.execute(_NAME_AGAIN, [person.person_id])
    keep(connection, person)


async def of_tenant(connection: AsyncConnection) -> dict[str, Person]:
    """All that the transaction's tenant knows, by id."""
    async with connection.cursor(row_factory=class_row(Person)) as cursor:
        return {each.person_id: each for each in await (await cursor.execute(_ALL)).fetchall()}


async def mail_of(connection: AsyncConnection, person_id: str) -> str | None:
    """Where mail to one of the tenant's own goes."""
    row = await (await connection.execute(_MAIL, [person_id])).fetchone()
    return row[0] if row else None


async def reachable(connection: AsyncConnection, person_ids: Sequence[str]) -> list[str]:
    """Those of these people to whom mail can be sent."""
    return [row[0] for row in await (await connection.execute(_REACHABLE, [list(person_ids)])).fetchall()]
