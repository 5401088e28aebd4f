"""Notes that colleagues write to each other about a request: rows of a tenant beside the log."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

LONGEST = 4000

_WRITE = """
insert into samverka.answer_notes (tenant_id, note_id, request_id, person_id, written_at, body)
values (samverka.current_tenant(), %(note_id)s, %(request_id)s, %(person_id)s, %(written_at)s, %(body)s)
on conflict do nothing
"""
_DELETE = "delete from samverka.answer_notes where note_id = %s"
_OF_REQUEST = """
select note_id, request_id, person_id, written_at, body
from samverka.answer_notes where request_id = %s order by written_at, note_id
"""


@dataclass(frozen=True)
class AnswerNote:
    """One, with who wrote it and when."""

    note_id: UUID
    request_id: str
    person_id: str
    written_at: datetime
    body: str


def write(connection: Connection, note: AnswerNote) -> None:
    """In the transaction of the tenant; the same one twice is one."""
    connection.execute(_WRITE, vars(note))


def delete(connection: Connection, note_id: UUID) -> None:
    """It is there no more."""
    connection.execute(_DELETE, [note_id])


async def of_request(connection: AsyncConnection, request_id: str) -> list[AnswerNote]:
    """The tenant's, oldest first."""
    async with connection.cursor(row_factory=class_row(AnswerNote)) as cursor:
        return await (await cursor.execute(_OF_REQUEST, [request_id])).fetchall()
