"""Drafts of answers: rows of a tenant beside the log, one a request, which its people write together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row
from psycopg.types.json import Jsonb

_NEW = """
insert into samverka.answer_drafts as known
    (tenant_id, request_id, version, content, person_id, kept_at, answer_version)
values
    (samverka.current_tenant(), %(request_id)s, %(version)s, %(content)s, %(person_id)s, %(at)s, %(answer_version)s)
on conflict (tenant_id, request_id) do update set
    version = excluded.version, content = excluded.content, person_id = excluded.person_id,
    kept_at = excluded.kept_at, answer_version = excluded.answer_version, asked_by = null, asked_at = null
where known.answer_version is null and excluded.answer_version is not null
"""
"""Of a first answer that has been given, nothing is still a draft."""
_CHANGE = """
update samverka.answer_drafts
set version = %(version)s, content = %(content)s, person_id = %(person_id)s, kept_at = %(at)s
where request_id = %(request_id)s and version = %(seen)s
"""
_ASK = "update samverka.answer_drafts set asked_by = %s, asked_at = %s where request_id = %s"
_FORGET = "delete from samverka.answer_drafts where request_id = %s"
_FIND = """
select request_id, version, content, person_id, kept_at, asked_by, asked_at, answer_version
from samverka.answer_drafts where %s::text is null or request_id = %s
"""


@dataclass(frozen=True)
class AnswerDraft:
    """What has been written so far, by whom last and when."""

    request_id: str
    version: UUID
    content: Mapping[str, Any]
    """As JSON, like the body of the command; it may be incomplete or wrong."""
    person_id: str
    kept_at: datetime
    asked_by: str | None
    asked_at: datetime | None
    """When the management was asked to decide; None while it has not been."""
    answer_version: int | None
    """Which version of the answer it was begun from; None for a first answer."""


class DraftChanged(Exception):
    """Another version is kept than the one that was seen, or none any more."""


@dataclass(frozen=True)
class Keeping:
    """A draft as somebody wants it kept; `seen` is the version that she has seen, None for none."""

    request_id: str
    seen: UUID | None
    version: UUID
    content: Mapping[str, Any]
    person_id: str
    at: datetime
    answer_version: int | None = None


def keep(connection: Connection, wanted: Keeping) -> None:
    """In the transaction of the tenant. Raises DraftChanged; then the row stays as it is."""
    statement = _NEW if wanted.seen is None else _CHANGE
    if connection.execute(statement, {**vars(wanted), "content": Jsonb(wanted.content)}).rowcount != 1:
        raise DraftChanged


def ask(connection: Connection, request_id: str, person_id: str, at: datetime) -> None:
    """Say that the management is to decide."""
    connection.execute(_ASK, [person_id, at, request_id])


def ask_no_more(connection: Connection, request_id: str) -> None:
    """Take that back."""
    connection.execute(_ASK, [None, None, request_id])


def forget(connection: Connection, request_id: str) -> None:
    """Delete the draft, if there is one."""
    connection.execute(_FORGET, [request_id])


async def of_request(connection: AsyncConnection, request_id: str) -> AnswerDraft | None:
    """The tenant's."""
    return next(iter(await _found(connection, request_id)), None)


async def of_all(connection: AsyncConnection) -> list[AnswerDraft]:
    """All of the tenant."""
    return await _found(connection, None)


async def _found(connection: AsyncConnection, request_id: str | None) -> list[AnswerDraft]:
    async with connection.cursor(row_factory=class_row(AnswerDraft)) as cursor:
        return await (await cursor.execute(_FIND, [request_id, request_id])).fetchall()
