"""Several logins in the projector's role, and a build that fails: neither keeps the views from the log."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import psycopg
import pytest
from psycopg import sql

from samverka_infra.database import projector_connection
from samverka_projections.kernel import projector
from samverka_projections.kernel.checkpoints import checkpoints
from samverka_projections.kernel.health import health
from samverka_projections.kernel.registry import PROJECTIONS
from tests.support.catalogue import BUILDS, tables
from tests.support.databases import Database
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import Process, forked, run
from tests.support.world import TROLLHATTAN, World

NAMES = [projection.name for projection in PROJECTIONS]


@pytest.fixture
def logins(database: Database) -> Iterator[list[str]]:
    """The addresses of two logins in role samverka_projector, gone afterwards."""
    names = [f"{database.name}_{number}" for number in (1, 2)]
    with psycopg.connect(database.admin_url, autocommit=True) as connection:
        for name in names:
            connection.execute(
                sql.SQL("create role {} login in role samverka_projector").format(sql.Identifier(name))
            )
        yield [database.projector_url.replace("//samverka_projector@", f"//{name}@") for name in names]
        for name in names:
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(name)))


@contextmanager
def projecting(world: World, projector_url: str, log: IO[str]) -> Iterator[Process]:
    """The real process as this login; at the end it is stopped, and must have been running until then."""
    process = forked(["project"], environment(world, projector_url), log)
    try:
        yield process
    finally:
        process.terminate()
        ended = process.wait(PATIENCE_SECONDS)
    assert ended == 0


def environment(world: World, projector_url: str) -> dict[str, str]:
    addresses = {"SAMVERKA_DATABASE_URL": world.database.app_url, "SAMVERKA_PROJECTOR_DATABASE_URL": projector_url}
    return {**os.environ, **addresses}


def rebuild(world: World, projector_url: str, name: str) -> None:
    done = run(["projections", "rebuild", name], environment(world, projector_url))
    assert done.returncode == 0, done.stderr


def wait_until_live(world: World, process: Process, *names: str) -> None:
    """Until the live builds of these projections stand at the head of the log."""
    with projector_connection(world.database.projector_url) as connection:
        while behind(connection, world.head(), names):
            assert process.poll() is None


def behind(connection: psycopg.Connection, head: int, names: tuple[str, ...]) -> set[str]:
    marks = checkpoints(connection)
    return set(names) - {mark.projection for mark in marks if mark.state == "LIVE" and mark.position == head}


def test_what_one_login_has_built_another_rebuilds(world: World, logins: list[str]) -> None:
    """And the process of the first goes on with it."""
    first, second = logins
    with tempfile.TemporaryFile("w+") as log, projecting(world, first, log) as process:
        wait_until_live(world, process, *NAMES)
        rebuild(world, second, "answers")
        world.answer(TROLLHATTAN, world.sent_request(world.insats()))
        wait_until_live(world, process, *NAMES)
    assert {table.owner for table in tables(world.database.admin_url, BUILDS)} == {"samverka_projector"}


def test_a_build_that_fails_rests_and_all_others_go_on(world: World) -> None:
    world.project()
    break_a_build(world, "insatser")
    with tempfile.TemporaryFile("w+") as log:
        with projecting(world, world.database.projector_url, log) as process:
            world.answer(TROLLHATTAN, world.sent_request(world.insats()))
            wait_until_live(world, process, *NAMES)
            wait_until_complaints_are(world, process, ["resting"])
            rebuild(world, world.database.projector_url, "insatser")
            wait_until_complaints_are(world, process, [])
            world.insats("4.2")
            wait_until_live(world, process, *NAMES)
        log.seek(0)
        assert log.read().count("a build failed") == 1


def wait_until_complaints_are(world: World, process: Process, complaints: list[str]) -> None:
    """Until the real process has let it be seen that it works, and what rests."""
    with projector_connection(world.database.projector_url) as connection:
        while health(connection, PROJECTIONS).complaints != complaints:
            assert process.poll() is None


def break_a_build(world: World, name: str) -> None:
    """Begin a build that cannot be filled, since a table of it is gone."""
    (projection,) = (projection for projection in PROJECTIONS if projection.name == name)
    with projector_connection(world.database.projector_url) as connection:
        build = projector.begin_build(connection, projection, lambda: world.now)
        connection.execute(sql.SQL("drop table {}").format(build.table(projection.facts[0])))


def test_whatever_the_login_it_acts_as_the_role(world: World, logins: list[str]) -> None:
    for number, login in enumerate(logins, start=1):
        with projector_connection(login) as connection:
            found = connection.execute("select current_user, session_user").fetchone()
        assert found == ("samverka_projector", f"{world.database.name}_{number}")
