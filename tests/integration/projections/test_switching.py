"""Switching to another build never shows through: who reads asks the builds that were live when she began."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from psycopg import AsyncConnection, Connection

from samverka_domain.answers import Stance
from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_infra.database import NotPrepared, async_pool, async_tenant_transaction
from samverka_projections.kernel import projector
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_projections.kernel.building import Writer
from samverka_projections.kernel.checkpoints import KEEP_SECONDS, checkpoints
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.registry import PROJECTIONS
from tests.support.catalogue import BUILDS, tables
from tests.support.views import statuses
from tests.support.world import FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG, World

T = TypeVar("T")
READERS = (FYRBODAL, TROLLHATTAN, VANERSBORG)
NEWER = tuple(replace(projection, version=projection.version + 1) for projection in PROJECTIONS)


@pytest.fixture(autouse=True)
def request_id(world: World) -> str:
    """A region with some history in its views; returns a request that is open."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.take_part(UDDEVALLA, insats_id, world.resources())
    world.project()
    return request_id


def rebuild(connection: Connection, world: World, projections: Sequence[Projection] = PROJECTIONS) -> None:
    for projection in projections:
        projector.begin_build(connection, projection, lambda: world.now)
    while projector.advance(connection, projections, lambda: world.now):
        continue


async def answer(connection: AsyncConnection, world: World) -> bytes:
    return await matrix_answer(connection, FYRBODAL, AsOf(*await shown(connection)), "exempel")


def reading(world: World, reader: str, read: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """What somebody reads in one transaction."""

    async def all_of_it() -> T:
        async with async_pool(world.database.app_url, 1) as pool, async_tenant_transaction(pool, reader) as found:
            return await read(found)

    return asyncio.run(all_of_it())


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("projections", [PROJECTIONS, NEWER], ids=["rebuild", "upgrade"])
def test_who_began_before_a_switch_reads_the_same_after_it(
    connection: Connection, world: World, reader: str, projections: Sequence[Projection]
) -> None:
    async def before_and_after(found: AsyncConnection) -> tuple[bytes, bytes]:
        await shown(found)
        rebuild(connection, world, projections)
        first = await answer(found, world)
        rebuild(connection, world, projections)
        age_former(connection)
        projector.drop_former(connection)
        return first, await answer(found, world)

    expected = reading(world, reader, lambda found: answer(found, world))
    assert reading(world, reader, before_and_after) == (expected, expected)
    assert reading(world, reader, lambda found: answer(found, world)) == expected


def test_during_many_rebuilds_every_answer_is_the_same_and_none_fails(connection: Connection, world: World) -> None:
    expected = {reader: reading(world, reader, lambda found: answer(found, world)) for reader in READERS}
    with ThreadPoolExecutor() as threads:
        rebuilding = threads.submit(rebuild_often, connection, world)
        while not rebuilding.done():
            for reader, found in asyncio.run(answers_on_one_connection(world)):
                assert found == expected[reader]
        rebuilding.result()


def rebuild_often(connection: Connection, world: World) -> None:
    for _time in range(5):
        rebuild(connection, world)


async def answers_on_one_connection(world: World) -> list[tuple[str, bytes]]:
    """Of each reader several times, so that statements are prepared before a switch and used after it."""
    found = []
    async with async_pool(world.database.app_url, 1) as pool:
        for reader in READERS * 7:
            async with async_tenant_transaction(pool, reader) as connection:
                found.append((reader, await answer(connection, world)))
    return found


def test_a_rebuild_takes_over_no_earlier_than_it_is_as_far_as_the_live_build(
    connection: Connection, world: World, request_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is recorded, and shown already, while a long rebuild settles its rows."""
    settle = Writer.settle

    def settle_long(self: Writer, page: list[Any] | None) -> None:
        settle(self, page)
        if page is None:
            monkeypatch.undo()
            world.answer(UDDEVALLA, request_id, Stance.DECLINED)
            world.project()

    (answers,) = (projection for projection in PROJECTIONS if projection.name == "answers")
    build = projector.begin_build(connection, answers, lambda: world.now)
    projector.advance_build(connection, build, lambda: world.now)
    monkeypatch.setattr(Writer, "settle", settle_long)
    projector.advance_build(connection, build, lambda: world.now)
    live = {mark.projection: mark for mark in checkpoints(connection) if mark.state == "LIVE"}
    assert live["answers"].build == build.number
    assert {mark.position for mark in live.values()} == {world.head()}


def test_who_was_killed_between_settling_and_switching_goes_on(
    connection: Connection, world: World, request_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands for the end of the process."""

    def killed(*_: object) -> None:
        raise Killed

    before = statuses(world)
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(projector, "tidy_tables", killed)
        rebuild(connection, world)
    assert statuses(world) == before
    world.answer(UDDEVALLA, request_id)
    world.project()
    live = [mark for mark in checkpoints(connection) if mark.state == "LIVE"]
    assert len(live) == len(PROJECTIONS)
    assert {mark.position for mark in live} == {world.head()}
    assert [mark.state for mark in checkpoints(connection) if mark.state in {"BUILDING", "READY"}] == []


def age_former(connection: Connection) -> None:
    """As if the switches had been that long ago."""
    statement = "update samverka.projection_checkpoints set left_at = left_at - make_interval(secs => %s)"
    connection.execute(statement, [KEEP_SECONDS])


def test_a_former_build_is_removed_when_nobody_can_be_reading_it(connection: Connection, world: World) -> None:
    rebuild(connection, world)
    built = len(tables(world.database.admin_url, BUILDS))
    assert projector.drop_former(connection) == 0
    age_former(connection)
    assert projector.drop_former(connection) == len(PROJECTIONS)
    assert len(tables(world.database.admin_url, BUILDS)) == built / 2
    assert {mark.state for mark in checkpoints(connection)} == {"LIVE"}


def test_a_former_build_that_is_read_all_the_same_is_left_and_nobody_waits(
    connection: Connection, world: World
) -> None:
    async def read_long(found: AsyncConnection) -> int:
        await answer(found, world)
        rebuild(connection, world)
        age_former(connection)
        return projector.drop_former(connection)

    assert reading(world, FYRBODAL, read_long) < len(PROJECTIONS)
    assert projector.drop_former(connection) > 0
    assert {mark.state for mark in checkpoints(connection)} == {"LIVE"}


def test_a_view_that_no_build_of_is_live_is_told_as_not_prepared(connection: Connection, world: World) -> None:
    connection.execute("delete from samverka.projection_checkpoints where projection = 'insatser'")
    with pytest.raises(NotPrepared, match="insats"):
        reading(world, FYRBODAL, lambda found: answer(found, world))
