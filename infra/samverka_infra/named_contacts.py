"""What those are called whom a municipality has named as contacts: its förbunds are told as long as it knows."""

from collections.abc import Sequence
from typing import LiteralString

from psycopg import AsyncConnection, Connection

_NAME = """
insert into samverka.named_contacts (tenant_id, person_id, name)
select tenant_id, person_id, name from samverka.people where person_id = %s on conflict do nothing
"""
_FIND = """
select tenant_id, person_id, name from samverka.named_contacts
where name <> '' and (tenant_id, person_id) in (select * from unnest(%s::text[], %s::text[]))
"""
_OF = "select tenant_id, person_id, name from samverka.named_contacts where name <> '' and tenant_id = any (%s)"

Named = tuple[str, str]
"""An organisation, and the id of one of its people."""


def name(connection: Connection, person_id: str) -> None:
    """Tell the förbunds what one of the tenant's own is called, now and when that changes, until it is deleted."""
    connection.execute(_NAME, [person_id])


async def find(connection: AsyncConnection, people: Sequence[Named]) -> dict[Named, str]:
    """The names of those whom the reader may know."""
    asked = [tenant_id for tenant_id, _ in people], [person_id for _, person_id in people]
    return await _read(connection, _FIND, asked)


async def of(connection: AsyncConnection, organisations: Sequence[str]) -> dict[Named, str]:
    """The names of all whom these organisations have named, as far as the reader may know them."""
    return await _read(connection, _OF, [organisations])


async def _read(connection: AsyncConnection, query: LiteralString, asked: Sequence[object]) -> dict[Named, str]:
    rows = await (await connection.execute(query, asked)).fetchall()
    return {(tenant_id, person_id): known for tenant_id, person_id, known in rows}
