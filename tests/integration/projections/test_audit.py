"""Replaying the log beside a running installation: what was changed in a view without it is named, row by row."""

import asyncio
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from samverka_domain.answers import Stance
from samverka_infra.database import async_pool, async_tenant_transaction, find_views
from samverka_projections.kernel import folding, projector
from samverka_projections.kernel.as_of import builds_asked
from samverka_projections.kernel.auditing import AuditRuns, drop_leftovers, replay
from samverka_projections.kernel.checkpoints import State, checkpoints
from samverka_projections.kernel.comparing import Difference
from samverka_projections.kernel.registry import PROJECTIONS
from tests.support.catalogue import BUILDS, tables
from tests.support.unreadable import record_unreadable
from tests.support.views import contents
from tests.support.world import FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG, World


@pytest.fixture(autouse=True)
def request_id(world: World) -> str:
    """A region with some history in its views; returns a request that is open."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.change(TROLLHATTAN, request_id, Stance.DECLINED)
    world.take_part(UDDEVALLA, insats_id, world.resources())
    world.project()
    return request_id


def found_by(connection: Connection, world: World) -> list[Difference]:
    return list(replay(connection, PROJECTIONS, lambda: world.now, lambda *_: None))


def falsify(connection: Connection, statement: str, values: list[Any]) -> None:
    """In the live build, as the views' owner."""
    with connection.transaction():
        find_views(connection)
        connection.execute(statement, values)


def test_of_views_that_nobody_has_changed_no_row_differs(connection: Connection, world: World) -> None:
    before, built = contents(world), tables(world.database.admin_url, BUILDS)
    assert found_by(connection, world) == []
    assert contents(world) == before
    assert tables(world.database.admin_url, BUILDS) == built
    assert {mark.state for mark in checkpoints(connection)} == {State.LIVE}


@pytest.mark.parametrize(
    ("column", "value"), [("stance", "INTERESTED"), ("superseded_at", 1), ("opens_at", "2026-01-01T00:00:00+00:00")]
)
def test_a_changed_column_is_named_with_what_it_says_and_should(
    connection: Connection, world: World, request_id: str, column: str, value: Any
) -> None:
    """Also one that is filled in afterwards."""
    last = "select max(position) from answers"
    falsify(connection, f"update answers set {column} = %s where position = ({last})", [value])
    (found,) = found_by(connection, world)
    assert (found.table, found.column, found.live) == ("answers", column, value)
    assert found.rebuilt != value
    assert found.tenant_id == TROLLHATTAN
    assert found.about == {"request_id": request_id, "municipality_id": TROLLHATTAN}


def test_rows_that_are_missing_or_too_many_are_named(connection: Connection, world: World) -> None:
    first = "select min(position) from request_recipients"
    falsify(connection, f"delete from request_recipients where position = ({first}) and member_id = %s", [UDDEVALLA])
    twice = "insert into commitments select * from commitments where municipality_id = %s"
    falsify(connection, twice, [UDDEVALLA])
    missing, *more = sorted(found_by(connection, world), key=lambda each: each.rebuilt is None)
    assert (missing.table, missing.column, missing.live) == ("request_recipients", None, None)
    assert missing.rebuilt["member_id"] == UDDEVALLA
    assert {(each.table, each.column, each.rebuilt) for each in more} == {("commitments", None, None)}


def test_what_is_recorded_and_switched_meanwhile_makes_no_difference(
    connection: Connection, world: World, request_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something happens, and is shown, before each page that the audit folds."""
    fold, waiting = folding.fold_page, [UDDEVALLA, VANERSBORG]

    def fold_while_others_work(*values: Any, **more: Any) -> Any:
        if waiting:
            world.answer(waiting.pop(), request_id)
            for projection in PROJECTIONS:
                projector.begin_build(other, projection, lambda: world.now)
            world.project()
        return fold(*values, **more)

    monkeypatch.setattr("samverka_projections.kernel.auditing.fold_page", fold_while_others_work)
    monkeypatch.setattr("samverka_projections.kernel.auditing.PAGE", 7)
    with psycopg.connect(world.database.projector_url, autocommit=True) as other:
        assert found_by(connection, world) == []
    assert waiting == []


def test_who_reads_never_asks_a_build_of_an_audit(connection: Connection, world: World) -> None:
    build = projector.begin_build(connection, PROJECTIONS[0], lambda: world.now, State.AUDIT)

    async def path() -> str:
        async with async_pool(world.database.app_url, 1) as pool, async_tenant_transaction(pool, FYRBODAL) as found:
            return await builds_asked(found)

    world.insats("4.2")
    world.project()
    assert build.schema not in asyncio.run(path())
    with psycopg.connect(world.database.app_url) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(f"select from {build.table(PROJECTIONS[0].facts[0]).as_string()}")


def test_what_a_killed_audit_left_is_removed_by_the_next_and_by_the_projector(
    connection: Connection, world: World
) -> None:
    for remove in (lambda: found_by(connection, world), lambda: drop_leftovers(connection)):
        projector.begin_build(connection, PROJECTIONS[0], lambda: world.now, State.AUDIT)
        remove()
        assert {mark.state for mark in checkpoints(connection)} == {State.LIVE}


def test_an_audit_that_is_at_work_is_left_alone(connection: Connection, world: World) -> None:
    falsify(connection, "delete from answers where position > %s", [0])
    with psycopg.connect(world.database.projector_url, autocommit=True) as other:
        at_work = replay(other, PROJECTIONS, lambda: world.now, lambda *_: None)
        next(at_work)
        drop_leftovers(connection)
        assert State.AUDIT in {mark.state for mark in checkpoints(connection)}
        with pytest.raises(AuditRuns):
            found_by(connection, world)
        at_work.close()  # type: ignore[attr-defined]
    assert {mark.state for mark in checkpoints(connection)} == {State.LIVE}


def test_what_both_have_set_aside_makes_no_difference(connection: Connection, world: World) -> None:
    record_unreadable(world, "InsatsIdeaReceived")
    world.insats("4.2")
    world.project()
    assert found_by(connection, world) == []
