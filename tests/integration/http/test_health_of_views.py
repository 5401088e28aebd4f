"""What who watches over an installation is told of the views; the server stays ready whatever is wrong with them."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import psycopg
import pytest
from fastapi import FastAPI
from psycopg import Connection

from samverka_infra.settings import Settings
from samverka_projections.kernel import projector
from samverka_projections.kernel.checkpoints import rest
from samverka_projections.kernel.health import SILENT_SECONDS, beat
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.processes.app import create_app
from tests.support.unreadable import record_unreadable
from tests.support.world import World

VIEW = next(projection for projection in PROJECTIONS if projection.name == "insatser")


@pytest.fixture
def connection(world: World) -> Iterator[Connection]:
    with psycopg.connect(world.database.projector_url, autocommit=True) as found:
        yield found


@pytest.fixture
def app(world: World, tmp_path: Path) -> FastAPI:
    return create_app(Settings(data_dir=tmp_path, pool_size=1), world.database.app_url)


def health(app: FastAPI, language: str = "en") -> httpx.Response:
    async def asked() -> tuple[httpx.Response, httpx.Response]:
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            ready = await client.get("http://samverka/api/v1/health/ready")
            headers = {"Accept-Language": language}
            return ready, await client.get("http://samverka/api/v1/health/views", headers=headers)

    ready, found = asyncio.run(asked())
    assert ready.status_code == 200
    return found


def built(world: World, connection: Connection) -> None:
    world.insats()
    world.project()
    beat(connection)


def test_views_that_are_complete_and_kept_up_are_well(world: World, connection: Connection, app: FastAPI) -> None:
    built(world, connection)
    answer = health(app)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def nobody_works(_world: World, connection: Connection) -> None:
    statement = "update samverka.projector_heartbeat set beat_at = beat_at - make_interval(secs => %s)"
    connection.execute(statement, [SILENT_SECONDS + 1])


def one_is_not_built(world: World, _connection: Connection) -> None:
    with psycopg.connect(world.database.projector_url) as found:
        found.execute("delete from samverka.projection_checkpoints where projection = %s", [VIEW.name])


def a_build_rests(world: World, connection: Connection) -> None:
    """Beside a live build that is well."""
    rest(connection, projector.begin_build(connection, VIEW, lambda: world.now))


def an_event_waits(world: World, _connection: Connection) -> None:
    """Others are recorded meanwhile."""
    world.insats("4.2")
    world.now += timedelta(minutes=1)
    world.insats("4.3")


def an_event_was_set_aside(world: World, _connection: Connection) -> None:
    record_unreadable(world, "InsatsIdeaReceived")
    world.project()


WRONG: dict[Callable[[World, Connection], None], tuple[str, str]] = {
    nobody_works: ("projektor arbetar", "No projector works"),
    one_is_not_built: ("Inte byggda än: insatser.", "Not built yet: insatser."),
    a_build_rests: ("låter det vara: insatser.", "leaves it alone: insatser."),
    an_event_waits: ("Efter loggen: ", "Behind the log: "),
    an_event_was_set_aside: ("läsa: gates, history, insatser.", "read: gates, history, insatser."),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_what_is_wrong_is_told_with_the_names_of_the_views(
    world: World, connection: Connection, app: FastAPI, wrong: Callable[[World, Connection], None], language: str
) -> None:
    built(world, connection)
    wrong(world, connection)
    answer = health(app, language)
    assert (answer.status_code, answer.json()["code"]) == (503, "views-unreliable"), answer.text
    assert WRONG[wrong][language == "en"] in answer.json()["detail"]
    assert int(answer.headers["retry-after"]) > 0


def test_a_projector_that_never_ran_is_told(app: FastAPI) -> None:
    assert "No projector works" in health(app).json()["detail"]
