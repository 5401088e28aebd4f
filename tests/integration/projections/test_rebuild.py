"""Builds: killed anywhere nothing is lost or doubled; rebuilt they are equal byte by byte; one projector works."""

import os
import signal
from dataclasses import replace
from tempfile import TemporaryFile
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from samverka_domain.answers import Stance
from samverka_infra.turns import Turn, take_turn
from samverka_projections.kernel import projector
from samverka_projections.kernel.building import Writer
from samverka_projections.kernel.checkpoints import Checkpoint, checkpoints
from samverka_projections.kernel.projector import OutdatedProjector
from samverka_projections.kernel.registry import PROJECTIONS
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import Process, forked
from tests.support.views import contents, statuses
from tests.support.world import TROLLHATTAN, UDDEVALLA, VANERSBORG, World


@pytest.fixture(autouse=True)
def story(world: World) -> str:
    """A region with some history; returns its insats."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.change(TROLLHATTAN, request_id, Stance.DECLINED)
    world.answer(UDDEVALLA, request_id)
    world.take_part(UDDEVALLA, insats_id, world.resources())
    return insats_id


def small_pages(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    monkeypatch.setattr(projector, "PAGE", size)


def caught_up(connection: Connection, world: World) -> None:
    while projector.advance(connection, PROJECTIONS, lambda: world.now):
        continue


def test_a_rebuild_gives_the_same_tables_byte_by_byte(connection: Connection, world: World) -> None:
    world.project()
    before = contents(world)
    for projection in PROJECTIONS:
        projector.begin_build(connection, projection, lambda: world.now)
    caught_up(connection, world)
    assert contents(world) == before
    assert {mark.build for mark in checkpoints(connection) if mark.state == "LIVE"} == {2}


@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_of_any_size_give_the_same_tables(
    connection: Connection, world: World, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    world.project()
    before = contents(world)
    small_pages(monkeypatch, size)
    for projection in PROJECTIONS:
        projector.begin_build(connection, projection, lambda: world.now)
    caught_up(connection, world)
    assert contents(world) == before


def test_the_live_build_answers_while_another_is_built(
    connection: Connection, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.project()
    before = statuses(world)
    small_pages(monkeypatch, 3)
    for projection in PROJECTIONS:
        projector.begin_build(connection, projection, lambda: world.now)
    projector.advance(connection, PROJECTIONS, lambda: world.now)
    assert {mark.state for mark in checkpoints(connection)} == {"LIVE", "BUILDING"}
    assert statuses(world) == before


class Killed(BaseException):
    """Stands for the end of the process: nothing catches it."""


@pytest.mark.parametrize("at", [0, 1, 2, 5])
def test_killed_between_rows_and_bookmark_nothing_is_lost_or_doubled(
    world: World, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    world.project()
    before = contents(world)
    world.answer(VANERSBORG, world.sent_request(world.insats("4.2")))
    kill_in_write(world, monkeypatch, at)
    with psycopg.connect(world.database.projector_url, autocommit=True) as again:
        caught_up(again, world)
        for projection in PROJECTIONS:
            projector.begin_build(again, projection, lambda: world.now)
        after = contents(world)
        caught_up(again, world)
    assert contents(world) == after
    assert before != after


def kill_in_write(world: World, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Let the process die after it has written rows for the `at`th time and before their bookmark is stored."""
    write, written = Writer.write, []

    def write_and_die(self: Writer, page: list[Any]) -> None:
        write(self, page)
        written.append(page)
        if len(written) > at:
            raise Killed

    with monkeypatch.context() as patched, psycopg.connect(world.database.projector_url, autocommit=True) as dying:
        patched.setattr(Writer, "write", write_and_die)
        with pytest.raises(Killed):
            caught_up(dying, world)


def test_a_new_version_is_built_beside_the_old_and_takes_over(connection: Connection, world: World) -> None:
    world.project()
    newer = tuple(replace(projection, version=projection.version + 1) for projection in PROJECTIONS)
    projector.prepare(connection, newer, lambda: world.now)
    assert {mark.state for mark in checkpoints(connection)} == {"LIVE", "BUILDING"}
    before = contents(world)
    while projector.advance(connection, newer, lambda: world.now):
        continue
    built = {(mark.projection, mark.version) for mark in checkpoints(connection) if mark.state == "LIVE"}
    assert built == {(projection.name, projection.version) for projection in newer}
    assert contents(world) == before


def test_an_older_projector_leaves_a_newer_version_alone(connection: Connection, world: World) -> None:
    newer = (replace(PROJECTIONS[0], version=PROJECTIONS[0].version + 1),)
    projector.prepare(connection, newer, lambda: world.now)
    with pytest.raises(OutdatedProjector):
        projector.prepare(connection, PROJECTIONS, lambda: world.now)


def test_a_build_begins_whatever_else_is_done_at_the_time(connection: Connection, world: World) -> None:
    newer = (replace(PROJECTIONS[0], version=PROJECTIONS[0].version + 1),)
    with psycopg.connect(world.database.projector_url, autocommit=True) as others:
        assert all(take_turn(others, turn) for turn in set(Turn) - {Turn.BEGINNING_A_BUILD})
        projector.prepare(connection, newer, lambda: world.now)
    assert newer[0].version in {build.projection.version for build in projector.builds(connection, newer)}


def test_of_several_projectors_one_works(world: World) -> None:
    url = world.database.projector_url
    with psycopg.connect(url, autocommit=True) as first, psycopg.connect(url, autocommit=True) as second:
        assert take_turn(first, Turn.PROJECTING)
        assert not take_turn(second, Turn.PROJECTING)
        first.close()
        while not take_turn(second, Turn.PROJECTING):
            continue


def test_two_that_advance_the_same_build_do_not_double_a_row(world: World) -> None:
    world.project()
    before = contents(world)
    world.answer(VANERSBORG, world.sent_request(world.insats("4.2")))
    url = world.database.projector_url
    with psycopg.connect(url, autocommit=True) as one, psycopg.connect(url, autocommit=True) as two:
        for _round in range(3):
            projector.advance(one, PROJECTIONS, lambda: world.now)
            projector.advance(two, PROJECTIONS, lambda: world.now)
    after = contents(world)
    grown = {name: len(rows) - len(before[name]) for name, rows in after.items()}
    assert grown["answers"] == 1
    assert grown["request_recipients"] == 3


def test_the_projector_process_goes_on_after_it_was_killed(world: World) -> None:
    """The real process, killed with -9 in the middle and started again."""
    world.project()
    request_id = world.sent_request(world.insats("4.2"))
    first = start_projector(world)
    world.answer(TROLLHATTAN, request_id)
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    world.answer(UDDEVALLA, request_id)
    second = start_projector(world)
    try:
        assert all(mark.position == world.head() for mark in wait_until_caught_up(world))
    finally:
        second.terminate()
        assert second.wait(PATIENCE_SECONDS) == 0


def start_projector(world: World) -> Process:
    settings = {
        "SAMVERKA_DATABASE_URL": world.database.app_url,
        "SAMVERKA_PROJECTOR_DATABASE_URL": world.database.projector_url,
    }
    with TemporaryFile() as unread:
        return forked(["project"], {**os.environ, **settings}, unread)


def wait_until_caught_up(world: World) -> list[Checkpoint]:
    with psycopg.connect(world.database.projector_url, autocommit=True) as connection:
        while True:
            marks = checkpoints(connection)
            if all(mark.position >= world.head() for mark in marks):
                return marks
