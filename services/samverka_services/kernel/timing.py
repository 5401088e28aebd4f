"""Where time and ids come in from outside: the only place that reads the clock."""

from datetime import UTC, datetime

import uuid_utils


def clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def new_id() -> str:
    """An id that sorts by the time it was made (UUID version 7)."""
    return str(uuid_utils.uuid7())
