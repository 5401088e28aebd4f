"""Whom a municipality names for its förbunds: a row of its own beside the log, deleted when it says so."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

_KEEP = """
insert into samverka.contacts (tenant_id, name, mail, phone)
values (samverka.current_tenant(), %(name)s, %(mail)s, %(phone)s)
on conflict (tenant_id) do update set name = excluded.name, mail = excluded.mail, phone = excluded.phone
"""
_FORGET = "delete from samverka.contacts where tenant_id = samverka.current_tenant()"
_FIND = "select tenant_id, name, mail, phone from samverka.contacts where tenant_id = any (%s)"


@dataclass(frozen=True)
class Contact:
    """A person or a function; what is not given is empty."""

    tenant_id: str
    name: str
    mail: str
    phone: str

    @property
    def line(self) -> str:
        """As in "Eva Exempel, eva@kommunen.example, 0530-180 00"."""
        return ", ".join(filter(None, (self.name, self.mail, self.phone)))


def keep(connection: Connection, contact: Contact) -> None:
    """In the transaction of the municipality, whose only one it becomes."""
    connection.execute(_KEEP, asdict(contact))


def forget(connection: Connection) -> None:
    """The own one."""
    connection.execute(_FORGET)


async def find(connection: AsyncConnection, municipalities: Sequence[str]) -> dict[str, Contact]:
    """By municipality; of those alone that the reader is, or that are members of the reader today."""
    async with connection.cursor(row_factory=class_row(Contact)) as cursor:
        return {
            each.tenant_id: each for each in await (await cursor.execute(_FIND, [list(municipalities)])).fetchall()
        }
