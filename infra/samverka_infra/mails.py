"""What people are told by mail: a row for each person and thing, once, beside the log. Its text is kept nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psycopg import AsyncConnection, Connection
from psycopg.rows import class_row

from samverka_infra.mail_wishes import Pace

_NOTE = """
insert into samverka.mails (tenant_id, person_id, kind, about, noted_at)
select samverka.current_tenant(), person_id, %s, %s, %s from unnest(%s::text[]) person_id
on conflict do nothing
"""
_TENANTS = "select distinct tenant_id from samverka.mails where state = 'WAITING' order by 1"
_PEOPLE = f"""
select distinct m.person_id from samverka.mails m
left join samverka.mail_wishes w on w.tenant_id = m.tenant_id and w.person_id = m.person_id
where m.state = 'WAITING' and coalesce(m.not_before <= %(now)s, true)
  and (w.pace is distinct from '{Pace.DAILY}' or m.noted_at <= %(morning)s)
order by 1
"""
_TAKE = """
select person_id, kind, about, noted_at, tries from samverka.mails
where person_id = %s and state = 'WAITING' and coalesce(not_before <= %s, true)
order by noted_at, length(about), about, kind for update skip locked
"""
_THESE = "person_id = %(person)s and (kind, about) in (select * from unnest(%(kinds)s::text[], %(abouts)s::text[]))"
_SETTLE = f"update samverka.mails set state = %(state)s, code = %(code)s, done_at = %(at)s where {_THESE}"
_POSTPONE = f"""
update samverka.mails set tries = tries + 1, code = %(code)s, not_before = %(until)s where {_THESE}
"""
_REFUSED = (
    "select code, done_at from samverka.mails where person_id = %s and state = 'REFUSED' order by 2 desc limit 1"
)
_TIDY = "delete from samverka.mails where state <> 'WAITING' and done_at < %s"
_COUNT = """
select (select count(*) from samverka.mails where state = 'WAITING'),
       (select count(*) from samverka.mails where state = 'REFUSED')
"""


class State(StrEnum):
    """What has become of it."""

    WAITING = "WAITING"
    SENT = "SENT"
    REFUSED = "REFUSED"
    """For good, by the mail server."""
    DROPPED = "DROPPED"
    """It no longer concerned her when it was to be sent."""


@dataclass(frozen=True)
class Mail:
    """That somebody is told of something."""

    person_id: str
    kind: str
    about: str
    noted_at: datetime
    tries: int

    @property
    def key(self) -> str:
        """What tells it from everything else that she is told."""
        return f"{self.kind} {self.about}"


@dataclass(frozen=True)
class LastRefusal:
    """That a mail server took no mail for somebody."""

    code: int | None
    done_at: datetime


def tenants_waiting(connection: Connection) -> list[str]:
    """Whose people something waits for; as the projector, who sees no more."""
    return [row[0] for row in connection.execute(_TENANTS).fetchall()]


def count(connection: Connection) -> tuple[int, int]:
    """How many wait, and how many were refused for good, of all together; as the projector."""
    row = connection.execute(_COUNT).fetchone()
    assert row is not None
    return int(row[0]), int(row[1])


async def note(connection: AsyncConnection, kind: str, about: str, person_ids: Iterable[str], at: datetime) -> int:
    """That people of the transaction's tenant are to be told of something; once, however often it is noted."""
    return (await connection.execute(_NOTE, [kind, about, at, list(person_ids)])).rowcount


async def people_waiting(connection: AsyncConnection, now: datetime, morning: datetime) -> list[str]:
    """For whom something may go now, in the transaction's tenant; by day, what is from before the morning."""
    found = await connection.execute(_PEOPLE, {"now": now, "morning": morning})
    return [row[0] for row in await found.fetchall()]


async def take(connection: AsyncConnection, person_id: str, now: datetime) -> list[Mail]:
    """What waits for her, held until the transaction ends; what another process holds is left to it."""
    async with connection.cursor(row_factory=class_row(Mail)) as cursor:
        return await (await cursor.execute(_TAKE, [person_id, now])).fetchall()


async def settle(
    connection: AsyncConnection, mails: Sequence[Mail], state: State, at: datetime, code: int | None = None
) -> None:
    """What has become of them, who are one person's."""
    if mails:
        await connection.execute(_SETTLE, _of(mails) | {"state": state, "at": at, "code": code})


async def postpone(connection: AsyncConnection, mails: Sequence[Mail], until: datetime, code: int | None) -> None:
    """They are tried again later."""
    await connection.execute(_POSTPONE, _of(mails) | {"until": until, "code": code})


async def last_refusal(connection: AsyncConnection, person_id: str) -> LastRefusal | None:
    """The latest mail to her that was refused for good."""
    async with connection.cursor(row_factory=class_row(LastRefusal)) as cursor:
        return await (await cursor.execute(_REFUSED, [person_id])).fetchone()


async def tidy(connection: AsyncConnection, before: datetime) -> None:
    """Forget what was done before a moment."""
    await connection.execute(_TIDY, [before])


def _of(mails: Sequence[Mail]) -> dict[str, object]:
    kinds, abouts = [each.kind for each in mails], [each.about for each in mails]
    return {"person": mails[0].person_id, "kinds": kinds, "abouts": abouts}
