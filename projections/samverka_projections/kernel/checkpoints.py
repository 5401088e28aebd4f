"""The bookmarks of builds: how far each has come, and which of a projection's is asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from psycopg import Connection
from psycopg.rows import class_row

from samverka_infra.database import READ_SECONDS
from samverka_projections.kernel.building import Build
from samverka_projections.kernel.projection import Projection

KEEP_SECONDS = 6 * READ_SECONDS
"""How long a former build is kept: well beyond every transaction that may have begun to read it."""


class State(StrEnum):
    """What a build is for."""

    BUILDING = "BUILDING"
    """It is filled, beside the one that is asked."""
    READY = "READY"
    """Its rows are settled, and it keeps up with the log until it takes over."""
    LIVE = "LIVE"
    """It is asked."""
    FORMER = "FORMER"
    """Only those ask it who began while it was live."""
    AUDIT = "AUDIT"
    """It is compared with the live one, and never asked."""


UNDER_WAY = (State.BUILDING, State.READY, State.LIVE)
"""Builds that the projector brings forward."""

_COLUMNS = "projection, version, build, position, state, schema_name, updated_at, left_at, rests"
_OF_BUILD = "projection = %s and version = %s and build = %s"

_ALL = f"select {_COLUMNS} from samverka.projection_checkpoints order by projection, version, build"
_LOCK_ONE = f"select {_COLUMNS} from samverka.projection_checkpoints where {_OF_BUILD} for update"
_LOCK_ALL = """
select from samverka.projection_checkpoints where projection = %s and state <> 'AUDIT'
order by version, build for update
"""
_BEGIN = """
insert into samverka.projection_checkpoints (projection, version, build, position, state, schema_name, updated_at)
values (%s, %s, %s, 0, %s, %s, %s)
"""
_ADVANCE = f"update samverka.projection_checkpoints set position = %s, updated_at = %s where {_OF_BUILD}"
_SET_STATE = f"update samverka.projection_checkpoints set state = %s where {_OF_BUILD}"
# The moment of the switch itself, not that of the transaction's beginning.
_LEAVE_OTHERS = """
update samverka.projection_checkpoints set state = 'FORMER', left_at = clock_timestamp()
where projection = %s and (state = 'LIVE' or (state in ('BUILDING', 'READY') and build < %s))
"""
_LEFT_LONG_AGO = """
select schema_name from samverka.projection_checkpoints
where state = 'FORMER' and left_at < clock_timestamp() - make_interval(secs => %s) order by left_at
"""
_REST = f"update samverka.projection_checkpoints set rests = true where {_OF_BUILD}"
_REST_NO_MORE = "update samverka.projection_checkpoints set rests = false where rests"
_FORGET = "delete from samverka.projection_checkpoints where schema_name = %s"


@dataclass(frozen=True)
class Checkpoint:
    """How far one build of one projection has come."""

    projection: str
    version: int
    build: int
    position: int
    state: State
    schema_name: str
    updated_at: datetime
    left_at: datetime | None
    rests: bool
    """Whether the projector has stumbled over it, and leaves it alone until it starts again."""


def checkpoints(connection: Connection) -> list[Checkpoint]:
    """All bookmarks."""
    with connection.cursor(row_factory=class_row(Checkpoint)) as cursor:
        return cursor.execute(_ALL).fetchall()


def marks(connection: Connection, projection: Projection, *states: State) -> list[Checkpoint]:
    """The bookmarks of a projection, in these states."""
    return [each for each in checkpoints(connection) if each.projection == projection.name and each.state in states]


def locked_mark(connection: Connection, build: Build, *, wait: bool = True) -> Checkpoint | None:
    """The bookmark of a build, held until the transaction ends; None if it is gone, or held and not waited for."""
    with connection.cursor(row_factory=class_row(Checkpoint)) as cursor:
        return cursor.execute(_LOCK_ONE if wait else f"{_LOCK_ONE} skip locked", _key(build)).fetchone()


def lock_marks(connection: Connection, projection: Projection) -> None:
    """Hold all bookmarks of a projection until the transaction ends; always in the same order."""
    connection.execute(_LOCK_ALL, [projection.name])


def next_number(connection: Connection, projection: Projection) -> int:
    """The number of a projection's next build."""
    return 1 + max((mark.build for mark in marks(connection, projection, *State)), default=0)


def begin(connection: Connection, build: Build, state: State, at: datetime) -> None:
    """Set the bookmark of a new build before the first event."""
    connection.execute(_BEGIN, [*_key(build), state, build.schema, at])


def keep_position(connection: Connection, build: Build, position: int, at: datetime) -> None:
    """Move a bookmark."""
    connection.execute(_ADVANCE, [position, at, *_key(build)])


def set_state(connection: Connection, build: Build, state: State) -> None:
    """Say what a build is for from now on."""
    connection.execute(_SET_STATE, [state, *_key(build)])


def go_live(connection: Connection, build: Build) -> None:
    """Let readers that begin from now on ask this build; the live one, and others begun before, are left."""
    connection.execute(_LEAVE_OTHERS, [build.projection.name, build.number])
    set_state(connection, build, State.LIVE)


def rest(connection: Connection, build: Build) -> None:
    """Let everybody know that a build is left alone."""
    connection.execute(_REST, _key(build))


def rest_no_more(connection: Connection) -> None:
    """Let everybody know that all builds are tried again."""
    connection.execute(_REST_NO_MORE)


def left_long_ago(connection: Connection) -> Sequence[str]:
    """The schemas of former builds that nobody can be reading any more."""
    return [schema for (schema,) in connection.execute(_LEFT_LONG_AGO, [KEEP_SECONDS])]


def forget(connection: Connection, schema: str) -> None:
    """Remove the bookmark of the build that lies in a schema."""
    connection.execute(_FORGET, [schema])


def _key(build: Build) -> tuple[str, int, int]:
    return build.projection.name, build.projection.version, build.number
