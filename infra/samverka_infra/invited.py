"""Names and addresses of the invited: rows of a tenant beside the log, deleted when they are needed no more."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

_KEEP = "insert into samverka.invited values (samverka.current_tenant(), %s, %s, %s)"
_FIND = "select invitation_id, name, mail from samverka.invited where invitation_id = any (%s)"
_FORGET = "delete from samverka.invited where invitation_id = %s"
_WAITING = "select tenant_id, invitation_id from samverka.invited order by invitation_id"


@dataclass(frozen=True)
class Invited:
    """Somebody who has been invited."""

    invitation_id: str
    name: str
    mail: str


def keep(connection: Connection, invited: Invited) -> None:
    """In the transaction of the tenant that invites."""
    connection.execute(_KEEP, astuple(invited))


def find(connection: Connection, invitation_id: str) -> Invited | None:
    """One of the tenant's own."""
    with connection.cursor(row_factory=class_row(Invited)) as cursor:
        return cursor.execute(_FIND, [[invitation_id]]).fetchone()


async def async_find(connection: AsyncConnection, ids: Sequence[str]) -> list[Invited]:
    """Those of the tenant's own that wait."""
    async with connection.cursor(row_factory=class_row(Invited)) as cursor:
        return await (await cursor.execute(_FIND, [list(ids)])).fetchall()


def forget(connection: Connection, invitation_id: str) -> None:
    """One of the tenant's own."""
    connection.execute(_FORGET, [invitation_id])


def waiting(connection: Connection) -> list[tuple[str, str]]:
    """Tenant and id of every invitation that waits, the earliest first; as the projector, who sees no more."""
    return connection.execute(_WAITING).fetchall()
