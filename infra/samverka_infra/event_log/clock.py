"""What time it is in the log: the database's own, or the clock of an installation that plays a story."""

from datetime import datetime

from psycopg import Connection

_NOW = "select samverka.log_now()"

_SET = """
insert into samverka.log_clock (shows, runs) values (%(shows)s, %(runs)s)
on conflict (singleton) do update set shows = excluded.shows, runs = excluded.runs, set_at = clock_timestamp()
"""

_REMOVE = "delete from samverka.log_clock"

_HAS_OWN = "select exists (select from samverka.log_clock)"


class OwnClockInProduction(Exception):
    """The log counts time by a clock of its own, which production may not."""


def log_now(connection: Connection) -> datetime:
    """Now, as the log counts time; never before the last event."""
    found = connection.execute(_NOW).fetchone()
    assert found is not None
    moment: datetime = found[0]
    return moment


class LogClock:
    """The log's own clock. Only the login that migrates may set it."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def stand(self, at: datetime) -> None:
        """Show this moment until another is set."""
        self._connection.execute(_SET, {"shows": at, "runs": False})

    def remove(self) -> None:
        """Count time by the database's clock from now on; but never before the last event."""
        self._connection.execute(_REMOVE)

    def run(self, since: datetime) -> None:
        """Show this moment, and go on from it."""
        self._connection.execute(_SET, {"shows": since, "runs": True})


def refuse_own_clock(connection: Connection) -> None:
    """For production. Raises OwnClockInProduction."""
    if connection.execute(_HAS_OWN).fetchone() == (True,):
        raise OwnClockInProduction
