"""What is in files: rows of a tenant beside the log, each once, found by its sum."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

KEPT_UNUSED = timedelta(days=1)
"""A file that no document has come to name is deleted after this time, when the next one is received."""
MOST_UNUSED = 100
"""Of an organisation; of more the oldest are deleted."""

_KEEP = """
insert into samverka.files (tenant_id, sha256, type, content, received_at)
values (samverka.current_tenant(), %s, %s, %s, %s)
on conflict (tenant_id, sha256) do update set received_at = excluded.received_at
"""
_TIDY = """
with unused as (
    select sha256, received_at, row_number() over (order by received_at desc) as number from samverka.files f
    where tenant_id = samverka.current_tenant() and not exists (
        select from samverka.attached_files a where a.tenant_id = f.tenant_id and a.sha256 = f.sha256
    )
)
delete from samverka.files where tenant_id = samverka.current_tenant() and sha256 in (
    select sha256 from unused where received_at < %s or number > %s
)
"""
_OWN = """
select encode(sha256, 'hex') as sha256, type, octet_length(content) as size from samverka.files
where tenant_id = samverka.current_tenant() and sha256 = any (%s)
"""
_UNUSED = """
select encode(sha256, 'hex') as sha256, type, octet_length(content) as size from samverka.files f
where tenant_id = samverka.current_tenant() and not exists (
    select from samverka.attached_files a where a.tenant_id = f.tenant_id and a.sha256 = f.sha256
)
"""
_READ = "select content from samverka.files where tenant_id = %s and sha256 = %s"


@dataclass(frozen=True)
class StoredFile:
    """A file that has been received, without what is in it."""

    sha256: str
    """As 64 hexadecimal digits."""
    type: str
    size: int
    """Bytes."""


def keep(connection: Connection, file_type: str, content: bytes, at: datetime) -> StoredFile:
    """In the transaction's tenant; what is there already stays as it is. What nobody came to use is deleted."""
    connection.execute(_TIDY, [at - KEPT_UNUSED, MOST_UNUSED - 1])
    found = hashlib.sha256(content)
    connection.execute(_KEEP, [found.digest(), file_type, content, at])
    return StoredFile(found.hexdigest(), file_type, len(content))


def own(connection: Connection, sums: Sequence[str]) -> Mapping[str, StoredFile]:
    """By sum, those of the transaction's tenant."""
    with connection.cursor(row_factory=class_row(StoredFile)) as cursor:
        found = cursor.execute(_OWN, [[bytes.fromhex(each) for each in sums]]).fetchall()
    return {each.sha256: each for each in found}


async def unused(connection: AsyncConnection) -> list[StoredFile]:
    """Those of the transaction's tenant that have been received, and that no document names."""
    async with connection.cursor(row_factory=class_row(StoredFile)) as cursor:
        return await (await cursor.execute(_UNUSED)).fetchall()


async def read(connection: AsyncConnection, tenant_id: str, sha256: str) -> bytes | None:
    """What is in a file of any tenant, if the transaction's own may read an event that names it."""
    row = await (await connection.execute(_READ, [tenant_id, bytes.fromhex(sha256)])).fetchone()
    return None if row is None else bytes(row[0])
