"""Keeping the views up with the log. Each page and its bookmark are one transaction, so nothing is lost or doubled.

A projection is filled in builds. The live build is the one that is asked; another is built beside it when the
projection's version has changed, or when somebody asks for a rebuild, and takes over once it has come as far. Who
reads asks, until her transaction ends, the builds that were live when it began; so a former one is kept for a while.
Every process may advance every build: the bookmark's row is locked meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from psycopg import Connection, errors

from samverka_infra.event_log import reader
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.building import (
    Build,
    Writer,
    create_tables,
    drop_tables,
    finish_tables,
    tidy_tables,
)
from samverka_projections.kernel.checkpoints import (
    UNDER_WAY,
    Checkpoint,
    State,
    begin,
    checkpoints,
    forget,
    go_live,
    keep_position,
    left_long_ago,
    lock_marks,
    locked_mark,
    marks,
    next_number,
    set_state,
)
from samverka_projections.kernel.projection import Projection

PAGE = 5000
"""Most events per transaction."""

Clock = Callable[[], datetime]

_LOCK = 7316291841
_TAKE_TURN = "select pg_try_advisory_lock(%s)"
_WAIT_BRIEFLY = "set local lock_timeout = '100ms'"


class OutdatedProjector(Exception):
    """A newer Samverka has built a newer version of this projection; this process must not touch it."""


def take_turn(connection: Connection) -> bool:
    """Whether this connection's process is the one that works; held until the connection ends."""
    return connection.execute(_TAKE_TURN, [_LOCK]).fetchone() == (True,)


def prepare(connection: Connection, projections: Iterable[Projection], clock: Clock) -> None:
    """Begin what has not been begun. Raises OutdatedProjector."""
    for projection in projections:
        versions = {mark.version for mark in marks(connection, projection, *UNDER_WAY)}
        if any(version > projection.version for version in versions):
            raise OutdatedProjector(projection.name)
        if projection.version not in versions:
            begin_build(connection, projection, clock)


def begin_build(connection: Connection, projection: Projection, clock: Clock) -> Build:
    """Begin another build of a projection; it goes live when it has caught up."""
    build = Build(projection, next_number(connection, projection))
    with connection.transaction():
        create_tables(connection, build)
        begin(connection, build, clock())
    return build


def builds(connection: Connection, projections: Iterable[Projection]) -> Iterator[Build]:
    """The builds of these projections in their present versions, the live ones and those on their way."""
    known = {(projection.name, projection.version): projection for projection in projections}
    for mark in checkpoints(connection):
        projection = known.get((mark.projection, mark.version))
        if projection is not None and mark.state in UNDER_WAY:
            yield Build(projection, mark.build)


def advance(connection: Connection, projections: Iterable[Projection], clock: Clock) -> int:
    """Let each build take its next page; returns how many events were folded, 0 when all is caught up.

    What another process is just bringing forward is left to it.
    """
    return sum(advance_build(connection, build, clock, wait=False) for build in builds(connection, projections))


def advance_build(connection: Connection, build: Build, clock: Clock, *, wait: bool = True) -> int:
    """One page of one build; returns how many events of the log it has passed, 0 when all is caught up."""
    with connection.transaction():
        mark = locked_mark(connection, build, wait=wait)
        if mark is None or mark.state not in UNDER_WAY:
            return 0
        passed = _fold_page(connection, build, mark, clock)
        filled = passed == 0 and mark.state == State.BUILDING
        if filled:
            _make_ready(connection, build)
    if filled:
        tidy_tables(connection, build)
    if passed == 0 and mark.state != State.LIVE:
        _switch_over(connection, build, clock)
    return passed


def drop_former(connection: Connection) -> int:
    """Remove the former builds that nobody can be reading any more; returns how many.

    One that is held all the same is left for the next time: nobody waits long, neither here nor there.
    """
    return sum(_drop(connection, schema) for schema in left_long_ago(connection))


def _drop(connection: Connection, schema: str) -> bool:
    try:
        with connection.transaction():
            connection.execute(_WAIT_BRIEFLY)
            drop_tables(connection, schema)
            forget(connection, schema)
    except errors.LockNotAvailable:
        return False
    return True


def _fold_page(connection: Connection, build: Build, mark: Checkpoint, clock: Clock) -> int:
    """Fold the next page of events, and keep the bookmark; returns how many events of the log were passed."""
    until = min(mark.position + PAGE, reader.head(connection))
    if until > mark.position:
        page = reader.page(connection, mark.position, until, build.projection.types)
        _write(connection, build, page, settled=mark.state != State.BUILDING)
        keep_position(connection, build, until, clock())
    return until - mark.position


def _write(connection: Connection, build: Build, page: list[RecordedEvent], *, settled: bool) -> None:
    with connection.cursor() as cursor:
        writer = Writer(build, cursor, live=settled)
        writer.write(page)
        if settled:
            writer.settle(page)


def _make_ready(connection: Connection, build: Build) -> None:
    with connection.cursor() as cursor:
        Writer(build, cursor, live=False).settle(None)
    finish_tables(connection, build)
    set_state(connection, build, State.READY)


def _switch_over(connection: Connection, build: Build, clock: Clock) -> None:
    """Take over from the live build. It is held meanwhile, so that readers never come to an earlier position."""
    with connection.transaction():
        lock_marks(connection, build.projection)
        while (mark := locked_mark(connection, build)) is not None and mark.state == State.READY:
            if _fold_page(connection, build, mark, clock) == 0:
                go_live(connection, build)
