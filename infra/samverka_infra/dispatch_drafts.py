"""To whom a request is to go and until when, before it is sent: rows of a förbund beside the log, one a request."""

from dataclasses import asdict, dataclass
from datetime import date

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

_KEEP = """
insert into samverka.dispatch_drafts (tenant_id, request_id, recipients, deadline, open_answers)
values (samverka.current_tenant(), %(request_id)s, %(recipients)s, %(deadline)s, %(open_answers)s)
on conflict (tenant_id, request_id) do update set
    recipients = excluded.recipients, deadline = excluded.deadline, open_answers = excluded.open_answers
"""
_FORGET = "delete from samverka.dispatch_drafts where request_id = %s"
_FIND = "select request_id, recipients, deadline, open_answers from samverka.dispatch_drafts where request_id = %s"


@dataclass(frozen=True)
class DispatchDraft:
    """What has been chosen so far."""

    request_id: str
    recipients: list[str]
    """Their kommunkoder."""
    deadline: date | None
    open_answers: bool


def keep(connection: Connection, draft: DispatchDraft) -> None:
    """In the transaction of the förbund, in place of what was kept before."""
    connection.execute(_KEEP, asdict(draft))


def forget(connection: Connection, request_id: str) -> None:
    """That of a request, if there is one."""
    connection.execute(_FORGET, [request_id])


async def of_request(connection: AsyncConnection, request_id: str) -> DispatchDraft | None:
    """The tenant's."""
    async with connection.cursor(row_factory=class_row(DispatchDraft)) as cursor:
        return await (await cursor.execute(_FIND, [request_id])).fetchone()
