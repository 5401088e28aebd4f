"""Who watches the identity provider, and up to where: one process of an installation, and the next goes on there."""

from datetime import datetime

from psycopg import Connection


def watched_up_to(connection: Connection) -> datetime | None:
    """Up to which event, by the identity provider's clock; None before the first."""
    row = connection.execute("select identity.watched_up_to()").fetchone()
    assert row is not None
    found: datetime | None = row[0]
    return found


def keep_watched(connection: Connection, up_to: datetime) -> None:
    """Everything up to this moment has been seen; it never goes back."""
    connection.execute("select identity.keep_watched(%s)", [up_to])
