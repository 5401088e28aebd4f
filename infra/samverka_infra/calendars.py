"""Secret addresses of calendars: rows of a tenant beside the log, one a person. The secret itself is kept nowhere."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

_SECRET = re.compile(r"([0-9]{10})-[A-Za-z0-9_-]{43}", re.ASCII)
_KEEP = """
insert into samverka.calendars (tenant_id, person_id, secret_hash, made_at)
values (samverka.current_tenant(), %s, %s, %s)
on conflict (tenant_id, person_id) do update set secret_hash = excluded.secret_hash, made_at = excluded.made_at
"""
_FORGET = "delete from samverka.calendars where person_id = %s"
_FORGET_HASH = "delete from samverka.calendars where secret_hash = %s"
_OF_PERSON = "select person_id, made_at from samverka.calendars where person_id = %s"
_OF_HASH = "select person_id, made_at from samverka.calendars where secret_hash = %s"


@dataclass(frozen=True)
class Calendar:
    """Whose it is, of the tenant's people, and since when."""

    person_id: str
    made_at: datetime


def new_secret(tenant_id: str) -> str:
    """One that nobody guesses. It begins with the tenant's number, so that it is looked for among her rows alone."""
    return f"{tenant_id}-{secrets.token_urlsafe(32)}"


def tenant_of(secret: str) -> str | None:
    """Among whose rows a secret is looked for; None for what is none."""
    found = _SECRET.fullmatch(secret)
    return found[1] if found else None


def keep(connection: Connection, person_id: str, secret: str, at: datetime) -> None:
    """In the transaction of her tenant. An earlier secret of hers opens nothing any more."""
    connection.execute(_KEEP, [person_id, _hash(secret), at])


def forget(connection: Connection, person_id: str) -> None:
    """Hers opens nothing any more."""
    connection.execute(_FORGET, [person_id])


def forget_secret(connection: Connection, secret: str) -> None:
    """It opens nothing any more; one that has been made since stays."""
    connection.execute(_FORGET_HASH, [_hash(secret)])


async def of_person(connection: AsyncConnection, person_id: str) -> Calendar | None:
    """Hers, in the transaction's tenant."""
    return await _find(connection, _OF_PERSON, person_id)


async def of_secret(connection: AsyncConnection, secret: str) -> Calendar | None:
    """The one that a secret opens, in the transaction's tenant."""
    return await _find(connection, _OF_HASH, _hash(secret))


async def _find(connection: AsyncConnection, query: str, value: object) -> Calendar | None:
    async with connection.cursor(row_factory=class_row(Calendar)) as cursor:
        return await (await cursor.execute(query, [value])).fetchone()


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
