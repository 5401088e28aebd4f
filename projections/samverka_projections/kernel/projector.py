"""Keeping the views up with the log. Each page and its bookmark are one transaction, so nothing is lost or doubled.

A projection is filled in builds. The live build is the one that is asked; another is built beside it when the
projection's version has changed, or when somebody asks for a rebuild, and takes over once it has caught up.
Every process may advance every build: the bookmark's row is locked meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from psycopg import Connection
from psycopg.rows import class_row

from samverka_infra.event_log import reader
from samverka_projections.kernel.building import (
    Build,
    Writer,
    create_tables,
    drop_tables,
    finish_tables,
    point_views,
    tidy_tables,
)
from samverka_projections.kernel.projection import Projection

PAGE = 5000
"""Most events per transaction."""

Clock = Callable[[], datetime]

_LOCK = 7316291841
_TAKE_TURN = "select pg_try_advisory_lock(%s)"

_CHECKPOINTS = """
select projection, version, build, position, state, tables, updated_at from samverka.projection_checkpoints
order by projection, version, build
"""

_LOCKED = """
select projection, version, build, position, state, tables, updated_at from samverka.projection_checkpoints
where projection = %s and version = %s and build = %s for update
"""

_BEGIN = "insert into samverka.projection_checkpoints values (%s, %s, %s, 0, 'BUILDING', %s, %s)"

_ADVANCE = """
update samverka.projection_checkpoints set position = %s, updated_at = %s
where projection = %s and version = %s and build = %s
"""

_GO_LIVE = """
update samverka.projection_checkpoints set state = 'LIVE' where projection = %s and version = %s and build = %s
"""

_FORGET = "delete from samverka.projection_checkpoints where projection = %s and (version, build) <> (%s, %s)"


class OutdatedProjector(Exception):
    """A newer Samverka has built a newer version of this projection; this process must not touch it."""


@dataclass(frozen=True)
class Checkpoint:
    """How far one build of one projection has come."""

    projection: str
    version: int
    build: int
    position: int
    state: str
    tables: list[str]
    updated_at: datetime


def take_turn(connection: Connection) -> bool:
    """Whether this connection's process is the one that works; held until the connection ends."""
    return connection.execute(_TAKE_TURN, [_LOCK]).fetchone() == (True,)


def checkpoints(connection: Connection) -> list[Checkpoint]:
    """All bookmarks."""
    with connection.cursor(row_factory=class_row(Checkpoint)) as cursor:
        return cursor.execute(_CHECKPOINTS).fetchall()


def prepare(connection: Connection, projections: Iterable[Projection], clock: Clock) -> None:
    """Begin what has not been begun. Raises OutdatedProjector."""
    for projection in projections:
        versions = {mark.version for mark in _marks(connection, projection)}
        if any(version > projection.version for version in versions):
            raise OutdatedProjector(projection.name)
        if projection.version not in versions:
            begin_build(connection, projection, clock)


def begin_build(connection: Connection, projection: Projection, clock: Clock) -> Build:
    """Begin another build of a projection; it goes live when it has caught up."""
    number = 1 + max((mark.build for mark in _marks(connection, projection)), default=0)
    build = Build(projection, number)
    with connection.transaction():
        create_tables(connection, build)
        values = [projection.name, projection.version, number, build.table_names(), clock()]
        connection.execute(_BEGIN, values)
    return build


def builds(connection: Connection, projections: Iterable[Projection]) -> Iterator[Build]:
    """The builds of these projections in their present versions, the live ones and those on their way."""
    for projection in projections:
        for mark in _marks(connection, projection):
            if mark.version == projection.version:
                yield Build(projection, mark.build)


def advance(connection: Connection, projections: Iterable[Projection], clock: Clock) -> int:
    """Let each build take its next page, and show it; returns how many events were folded, 0 when caught up."""
    folded = sum(advance_build(connection, build, clock) for build in builds(connection, projections))
    show(connection)
    return folded


def show(connection: Connection) -> None:
    """Let readers see what has been folded into all live builds, and the moment up to which these are complete."""
    connection.execute("select samverka.advance_views()")


def advance_build(connection: Connection, build: Build, clock: Clock) -> int:
    """One page of one build; returns how many events of the log it has passed, 0 when all is caught up."""
    with connection.transaction():
        mark = _locked_mark(connection, build)
        head = reader.head(connection)
        if mark is not None and mark.position < head:
            until = min(mark.position + PAGE, head)
            _fold_page(connection, build, mark, until, clock)
            return until - mark.position
        filled = mark is not None and mark.state == "BUILDING"
        if filled:
            _switch_over(connection, build)
    if filled:
        tidy_tables(connection, build)
    return 0


def _fold_page(connection: Connection, build: Build, mark: Checkpoint, until: int, clock: Clock) -> None:
    """Fold the events up to a position, and keep the bookmark."""
    page = reader.page(connection, mark.position, until, build.projection.types)
    with connection.cursor() as cursor:
        writer = Writer(build, cursor, live=mark.state == "LIVE")
        writer.write(page)
        if mark.state == "LIVE":
            writer.settle(page)
    connection.execute(_ADVANCE, [until, clock(), *_key(build)])


def _key(build: Build) -> tuple[str, int, int]:
    return build.projection.name, build.projection.version, build.number


def _marks(connection: Connection, projection: Projection) -> list[Checkpoint]:
    return [mark for mark in checkpoints(connection) if mark.projection == projection.name]


def _locked_mark(connection: Connection, build: Build) -> Checkpoint | None:
    with connection.cursor(row_factory=class_row(Checkpoint)) as cursor:
        return cursor.execute(_LOCKED, _key(build)).fetchone()


def _switch_over(connection: Connection, build: Build) -> None:
    others = [mark for mark in _marks(connection, build.projection) if mark.build != build.number]
    connection.execute(_FORGET, _key(build))
    with connection.cursor() as cursor:
        Writer(build, cursor, live=False).settle(None)
    finish_tables(connection, build)
    point_views(connection, build)
    for mark in others:
        drop_tables(connection, mark.tables)
    connection.execute(_GO_LIVE, _key(build))
