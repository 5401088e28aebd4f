"""Replaying the log beside a running installation: whether the views say what the log does, row by row.

An audit has builds of its own, which nobody asks. It takes no lock that others wait for, and its memory does not grow
with the log.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import Connection, errors

from samverka_infra.database import NotPrepared
from samverka_infra.turns import Turn
from samverka_projections.kernel.building import Build, Writer, empty_tables
from samverka_projections.kernel.checkpoints import State, checkpoints, keep_position, marks
from samverka_projections.kernel.comparing import Difference, differences
from samverka_projections.kernel.folding import fold_page
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.projector import PAGE, Clock, begin_build, drop_build
from samverka_projections.kernel.set_aside import alarm, forget_set_aside, is_a_rows, set_aside

Progress = Callable[[str, int, int], None]
"""Is told of which view how many events have been folded, of how many."""

_WAIT = "set lock_timeout = '5s'"
_WAIT_AS_EVER = "reset lock_timeout"
_PATIENCE = "30s"
"""For what nobody else reads: PostgreSQL's own vacuum may hold it, and gives way."""
_TAKE = "select pg_advisory_lock(%s)"
_TRY = "select pg_try_advisory_lock(%s)"
_LET_GO = "select pg_advisory_unlock(%s)"
_ONE_MOMENT = "set transaction isolation level repeatable read"


class AuditRuns(Exception):
    """Another audit is at work."""


def replay(
    connection: Connection, projections: Iterable[Projection], clock: Clock, progress: Progress
) -> Iterator[Difference]:
    """Rebuild each view up to where the live one is, and tell what differs. Raises AuditRuns, NotPrepared."""
    with _alone(connection):
        for mark in checkpoints(connection):
            if mark.state == State.AUDIT:
                drop_build(connection, mark.schema_name)
        for projection in projections:
            yield from _Replay(connection, projection, clock, progress).differences()


def drop_leftovers(connection: Connection) -> None:
    """Remove what an audit has left that was killed."""
    left = [mark.schema_name for mark in checkpoints(connection) if mark.state == State.AUDIT]
    if left and connection.execute(_TRY, [Turn.REPLAYING_FOR_AN_AUDIT]).fetchone() == (True,):
        for schema in left:
            drop_build(connection, schema)
        connection.execute(_LET_GO, [Turn.REPLAYING_FOR_AN_AUDIT])


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    try:
        connection.execute(_WAIT)
        connection.execute(_TAKE, [Turn.REPLAYING_FOR_AN_AUDIT])
    except errors.LockNotAvailable as error:
        raise AuditRuns from error
    finally:
        connection.execute(_WAIT_AS_EVER)
    try:
        yield
    finally:
        connection.execute(_LET_GO, [Turn.REPLAYING_FOR_AN_AUDIT])


@dataclass
class _Replay:
    """Of one projection."""

    connection: Connection
    projection: Projection
    clock: Clock
    progress: Progress
    position: int = 0
    settled: bool = False

    def differences(self) -> Iterator[Difference]:
        """Of the live build, as it is when the replay has come as far."""
        self._live()
        build = begin_build(self.connection, self.projection, self.clock, State.AUDIT)
        try:
            self._fill(build)
            with self.connection.transaction():
                self.connection.execute(_ONE_MOMENT)
                live, until = self._live()
                while self.position < until:
                    self._fold(build, until)
                yield from differences(self.connection, live, build)
        finally:
            drop_build(self.connection, build.schema, patience=_PATIENCE)

    def _live(self) -> tuple[Build, int]:
        """The build that is asked, and how far it is."""
        for mark in marks(self.connection, self.projection, State.LIVE):
            if mark.version == self.projection.version:
                return Build(self.projection, mark.build), mark.position
        raise NotPrepared(f"{self.projection.name}, version {self.projection.version}")

    def _fill(self, build: Build) -> None:
        """A page in each transaction, until it is as far as the live build, with its rows settled."""
        while not self.settled:
            self._fold_up_to_live(build)
            with self.connection.transaction():
                self._settle(build)
        self._fold_up_to_live(build)

    def _fold_up_to_live(self, build: Build) -> None:
        while self.position < (until := self._live()[1]):
            with self.connection.transaction():
                self._fold(build, until)
            self.progress(self.projection.name, self.position, until)

    def _fold(self, build: Build, until: int) -> None:
        reached = min(self.position + PAGE, until)
        unfit = fold_page(self.connection, build, self.position, reached, settled=self.settled)
        for position, error in unfit:
            set_aside(self.connection, build, position, error)
        keep_position(self.connection, build, reached, self.clock())
        self.position = reached
        alarm(build, unfit)

    def _settle(self, build: Build) -> None:
        """All at once; where something cannot be settled, page by page from the beginning."""
        try:
            with self.connection.transaction(), self.connection.cursor() as cursor:
                Writer(build, cursor, live=False).settle(None)
        except Exception as error:
            if not is_a_rows(error):
                raise
            empty_tables(self.connection, build)
            forget_set_aside(self.connection, build)
            self.position = 0
        self.settled = True
