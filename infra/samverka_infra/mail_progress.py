"""How far the log has been read for mail, and how sending goes: a row that who sends writes and who watches reads."""

from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.rows import class_row

SILENT_SECONDS = 60
"""So long may who sends go without being seen."""

_BEGIN = """
insert into samverka.mail_progress (position, since, beat_at)
select position, samverka.log_now(), clock_timestamp() from samverka.log_head on conflict do nothing
"""
_READ = "select position, since from samverka.mail_progress"
_ADVANCE = "update samverka.mail_progress set position = %s"
_BEAT = """
update samverka.mail_progress set beat_at = clock_timestamp(), waiting = %(waiting)s, set_aside = %(set_aside)s,
    failing_since = case when %(failure)s::text is not null then coalesce(failing_since, clock_timestamp()) end,
    failure = %(failure)s
"""
_HEALTH = """
select beat_at < clock_timestamp() - make_interval(secs => %s) as silent, failing_since, failure, waiting, set_aside
from samverka.mail_progress
"""


@dataclass(frozen=True)
class Progress:
    """Up to where it has been read, and since when anything is told: what lies before never is."""

    position: int
    since: datetime


@dataclass(frozen=True)
class MailHealth:
    """How mail goes; of an installation that never sent any, that nobody does."""

    silent: bool = True
    failing_since: datetime | None = None
    failure: str | None = None
    """Why the mail server takes nothing: the kind of the error."""
    waiting: int = 0
    set_aside: int = 0
    """Refused for good."""


def begin(connection: Connection) -> Progress:
    """Where reading goes on: the first time, the end of the log."""
    connection.execute(_BEGIN)
    with connection.cursor(row_factory=class_row(Progress)) as cursor:
        found = cursor.execute(_READ).fetchone()
    assert found is not None
    return found


def advance(connection: Connection, position: int) -> None:
    """All up to here has been noted."""
    connection.execute(_ADVANCE, [position])


def beat(connection: Connection, waiting: int, set_aside: int, failure: str | None) -> None:
    """Let it be seen that somebody sends, and how it goes."""
    connection.execute(_BEAT, {"waiting": waiting, "set_aside": set_aside, "failure": failure})


def mail_health(connection: Connection) -> MailHealth:
    """For who watches."""
    with connection.cursor(row_factory=class_row(MailHealth)) as cursor:
        return cursor.execute(_HEALTH, [SILENT_SECONDS]).fetchone() or MailHealth()
