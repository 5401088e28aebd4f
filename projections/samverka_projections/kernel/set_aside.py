"""Events that a build could not take in: set aside, told, and tried again by the next build."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

import psycopg
from psycopg import Connection
from psycopg.rows import class_row

from samverka_infra.database import without_text
from samverka_projections.kernel.building import Build

_log = logging.getLogger("samverka.projector")

SAMVERKA = version("samverka")

_OF_A_ROW = ("21", "22", "23", "54")
"""Classes of SQLSTATE that say that a row does not fit. What is wrong with a table or a login is not the row's."""

_KEEP = """
insert into samverka.set_aside (projection, version, build, position, error, by_version)
values (%s, %s, %s, %s, %s, %s) on conflict do nothing
"""
_FORGET = "delete from samverka.set_aside where projection = %s and version = %s and build = %s"

_OF_LIVE_BUILDS = """
select s.projection, s.position, s.error, s.by_version, s.set_aside_at from samverka.set_aside s
join samverka.projection_checkpoints c using (projection, version, build)
where c.state = 'LIVE' order by s.projection, s.position
"""

_BY_ANOTHER_VERSION = f"select distinct projection from ({_OF_LIVE_BUILDS}) lacking where by_version <> %s"


@dataclass(frozen=True)
class SetAside:
    """An event that a view lacks. Of the error only its kind: its text may repeat what the event says."""

    projection: str
    position: int
    error: str
    by_version: str
    """The version of Samverka that could not take it in."""
    set_aside_at: datetime


def is_a_rows(error: Exception) -> bool:
    """Whether an error may be about what a row says, so that the others can be taken in without it."""
    if isinstance(error, psycopg.Error):
        return (error.sqlstate or "").startswith(_OF_A_ROW)
    return not isinstance(error, MemoryError | OSError)


def set_aside(connection: Connection, build: Build, position: int, error: Exception) -> None:
    """Keep that a build goes on without an event."""
    values = [build.projection.name, build.projection.version, build.number, position]
    connection.execute(_KEEP, [*values, without_text(error), SAMVERKA])


def forget_set_aside(connection: Connection, build: Build) -> None:
    """What a build had set aside, before it begins anew."""
    connection.execute(_FORGET, [build.projection.name, build.projection.version, build.number])


def alarm(build: Build, errors: Iterable[tuple[int, Exception]]) -> None:
    """Say in the process log which events a build goes on without, and why."""
    for position, error in errors:
        details = {"projection": build.projection.name, "build": build.number, "position": position}
        message = "an event was set aside; the view is incomplete without it"
        _log.error(message, extra={"details": details}, exc_info=error)


def set_aside_by_live_builds(connection: Connection) -> list[SetAside]:
    """The events that the views lack."""
    with connection.cursor(row_factory=class_row(SetAside)) as cursor:
        return cursor.execute(_OF_LIVE_BUILDS).fetchall()


def worth_another_try(connection: Connection) -> set[str]:
    """The projections that lack events which another version of Samverka than this one could not take in."""
    return {name for (name,) in connection.execute(_BY_ANOTHER_VERSION, [SAMVERKA])}
