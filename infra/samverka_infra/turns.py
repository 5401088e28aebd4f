"""What one process of an installation does at a time: locks of PostgreSQL, each with a number that no other has."""

from enum import IntEnum, unique

from psycopg import Connection

_TAKE = "select pg_try_advisory_lock(%s)"


@unique
class Turn(IntEnum):
    """Numbers of locks, far from those that another program in the same database may think of."""

    MIGRATING = 7316291840
    PROJECTING = 7316291841
    WATCHING_LOGINS = 7316291842
    INVITING = 7316291843
    BEGINNING_A_BUILD = 7316291844
    REPLAYING_FOR_AN_AUDIT = 7316291845
    MAILING = 7316291846


def take_turn(connection: Connection, turn: Turn) -> bool:
    """Whether this connection's process is the one that does it; held until the connection ends."""
    return connection.execute(_TAKE, [turn]).fetchone() == (True,)
