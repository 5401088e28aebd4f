"""The kept matrix document: an answer of one build of the views is never given as the answer of another."""

import asyncio

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from samverka_graphql.kernel.dashboards import MATRIX
from samverka_infra.database import find_views
from samverka_infra.settings import Settings
from samverka_projections.insatser import DescriptionFact
from samverka_projections.kernel import projector
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer
from samverka_services.processes.app import create_app
from tests.support.world import FYRBODAL, LEADER, World


@pytest.fixture
def app(world: World, issuer: DemoIssuer) -> FastAPI:
    settings = Settings(issuer=issuer.issuer, authorized_parties=CLIENT, pool_size=1)
    return create_app(settings, world.database.app_url)


async def matrix(client: httpx.AsyncClient, issuer: DemoIssuer, known: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {issuer.token(LEADER, FYRBODAL)}"}
    headers |= {"If-None-Match": known} if known else {}
    body = {"documentId": MATRIX, "variables": {"regionId": FYRBODAL}}
    return await client.post("http://samverka/graphql", headers=headers, json=body)


def rebuild_otherwise(world: World, title: str) -> None:
    """As a version would that says something else of the same events."""
    with psycopg.connect(world.database.projector_url, autocommit=True) as connection:
        for projection in PROJECTIONS:
            projector.begin_build(connection, projection, lambda: world.now)
        world.project()
        with connection.transaction():
            find_views(connection)
            connection.execute(f"update {DescriptionFact.table} set title = %s", [title])


def test_another_build_is_asked_anew_at_the_same_position(world: World, app: FastAPI, issuer: DemoIssuer) -> None:
    world.insats("4.1")
    world.project()

    async def before_and_after() -> tuple[httpx.Response, httpx.Response]:
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            first = await matrix(client, issuer)
            rebuild_otherwise(world, "Något annat")
            return first, await matrix(client, issuer, known=first.headers["etag"])

    first, second = asyncio.run(before_and_after())
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Något annat" not in first.text
    assert "Något annat" in second.text
    assert first.headers["etag"] != second.headers["etag"]
    assert first.json()["data"]["region"]["token"] == second.json()["data"]["region"]["token"]
