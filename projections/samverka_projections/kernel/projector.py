"""Keeping the views up with the log. Each page and its bookmark are one transaction, so nothing is lost or doubled.

A projection is filled in builds. The live build is the one that is asked; another is built beside it when the
projection's version has changed, or when somebody asks for a rebuild, and takes over once it has come as far. Who
reads asks, until her transaction ends, the builds that were live when it began; so a former one is kept for a while.
Every process may advance every build: the bookmark's row is locked meanwhile.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from psycopg import Connection, errors

from samverka_infra.event_log import reader
from samverka_infra.turns import Turn
from samverka_projections.kernel.building import (
    Build,
    Writer,
    create_tables,
    drop_tables,
    empty_tables,
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
    rest_no_more,
    set_state,
)
from samverka_projections.kernel.folding import Unfit, fold_apart, fold_whole
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.set_aside import (
    alarm,
    forget_set_aside,
    is_a_rows,
    set_aside,
    worth_another_try,
)

PAGE = 5000
"""Most events per transaction."""

Clock = Callable[[], datetime]

_ONE_BEGINS = "select pg_advisory_xact_lock(%s)"
_WAIT_AT_MOST = "select set_config('lock_timeout', %s, true)"
# A page that nobody asks yet may be lost with its bookmark: it is folded again.
_WAIT_FOR_NO_DISK = "set local synchronous_commit = off"


class OutdatedProjector(Exception):
    """A newer Samverka has built a newer version of this projection; this process must not touch it."""


def prepare(connection: Connection, projections: Iterable[Projection], clock: Clock) -> None:
    """Begin what has not been begun, and anew what this version may understand better. Raises OutdatedProjector."""
    rest_no_more(connection)
    lacking = worth_another_try(connection)
    for projection in projections:
        begun = marks(connection, projection, *UNDER_WAY)
        if any(mark.version > projection.version for mark in begun):
            raise OutdatedProjector(projection.name)
        states = {mark.state for mark in begun if mark.version == projection.version}
        if not states or (projection.name in lacking and states == {State.LIVE}):
            begin_build(connection, projection, clock)


def begin_build(connection: Connection, projection: Projection, clock: Clock, state: State = State.BUILDING) -> Build:
    """Begin another build of a projection; it goes live when it has caught up, unless it is for an audit."""
    with connection.transaction():
        connection.execute(_ONE_BEGINS, [Turn.BEGINNING_A_BUILD])
        build = Build(projection, next_number(connection, projection))
        create_tables(connection, build)
        begin(connection, build, state, clock())
    return build


def builds(connection: Connection, projections: Iterable[Projection]) -> Iterator[Build]:
    """The builds of these projections in their present versions, the live ones and those on their way."""
    known = {(projection.name, projection.version): projection for projection in projections}
    for mark in checkpoints(connection):
        projection = known.get((mark.projection, mark.version))
        if projection is not None and mark.state in UNDER_WAY:
            yield Build(projection, mark.build)


def advance(connection: Connection, projections: Iterable[Projection], clock: Clock) -> int:
    """Let each build take its next page, and show it; returns how many events were folded, 0 when all is caught up.

    What another process is just bringing forward is left to it.
    """
    found = builds(connection, projections)
    folded = sum(advance_build(connection, build, clock, wait=False) for build in found)
    show(connection)
    return folded


def show(connection: Connection) -> None:
    """Let readers see what has been folded into all live builds, and the moment up to which these are complete."""
    connection.execute("select samverka.advance_views()")


def advance_build(connection: Connection, build: Build, clock: Clock, *, wait: bool = True) -> int:
    """One page of one build; returns how many events of the log it has passed, 0 when all is caught up.

    What cannot be taken in of the page is set aside, and the rest goes on.
    """
    try:
        return _advance(connection, build, clock, _WHOLE, wait=wait)
    except Exception as error:
        if not is_a_rows(error):
            raise
    return _advance(connection, build, clock, _APART, wait=wait)


def _advance(connection: Connection, build: Build, clock: Clock, way: "_Way", *, wait: bool) -> int:
    with connection.transaction():
        mark = locked_mark(connection, build, wait=wait)
        if mark is None or mark.state not in UNDER_WAY:
            return 0
        passed, unfit = _fold_page(connection, build, mark, clock, way)
        filled = passed == 0 and mark.state == State.BUILDING
        begun_anew = filled and not way.make_ready(connection, build, clock)
    alarm(build, unfit)
    if filled:
        tidy_tables(connection, build)
    if passed == 0 and mark.state != State.LIVE and not begun_anew:
        _switch_over(connection, build, clock)
    return passed or int(begun_anew)


def drop_former(connection: Connection) -> int:
    """Remove the former builds that nobody can be reading any more; returns how many.

    One that is held all the same is left for the next time: nobody waits long, neither here nor there.
    """
    return sum(drop_build(connection, schema) for schema in left_long_ago(connection))


def drop_build(connection: Connection, schema: str, *, patience: str = "100ms") -> bool:
    """Remove the build that lies in a schema, unless somebody holds it for longer."""
    try:
        with connection.transaction():
            connection.execute(_WAIT_AT_MOST, [patience])
            drop_tables(connection, schema)
            forget(connection, schema)
    except errors.LockNotAvailable:
        return False
    return True


def _fold_page(
    connection: Connection, build: Build, mark: Checkpoint, clock: Clock, way: "_Way"
) -> tuple[int, list[Unfit]]:
    """Fold the next page, and keep the bookmark; returns how many events were passed, and those that did not fit."""
    until = min(mark.position + PAGE, reader.head(connection))
    if until == mark.position:
        return 0, []
    if mark.state == State.BUILDING:
        connection.execute(_WAIT_FOR_NO_DISK)
    unfit = way.fold(connection, build, mark.position, until, settled=mark.state != State.BUILDING)
    for position, error in unfit:
        set_aside(connection, build, position, error)
    keep_position(connection, build, until, clock())
    return until - mark.position, unfit


def _settle_all(connection: Connection, build: Build, _clock: Clock) -> bool:
    with connection.cursor() as cursor:
        Writer(build, cursor, live=False).settle(None)
    finish_tables(connection, build)
    set_state(connection, build, State.READY)
    return True


def _settle_page_by_page(connection: Connection, build: Build, clock: Clock) -> bool:
    """Begin anew, where something cannot be settled: of a page it is found which event that is."""
    empty_tables(connection, build)
    forget_set_aside(connection, build)
    finish_tables(connection, build)
    keep_position(connection, build, 0, clock())
    set_state(connection, build, State.READY)
    return False


class _Way(NamedTuple):
    """How events are taken in, and a filled build is made ready; whether it is, or has begun anew."""

    fold: Callable[..., list[Unfit]]
    make_ready: Callable[[Connection, Build, Clock], bool]


_WHOLE = _Way(fold_whole, _settle_all)
_APART = _Way(fold_apart, _settle_page_by_page)


def _switch_over(connection: Connection, build: Build, clock: Clock) -> None:
    """Take over from the live build. It is held meanwhile, so that readers never come to an earlier position."""
    with connection.transaction():
        lock_marks(connection, build.projection)
        while (mark := locked_mark(connection, build)) is not None and mark.state == State.READY:
            if _fold_page(connection, build, mark, clock, _WHOLE)[0] == 0:
                go_live(connection, build)
