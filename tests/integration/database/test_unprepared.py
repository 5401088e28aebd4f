"""A database that is not migrated, or not by this version: everybody who meets it is told what to do."""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg
import pytest

from samverka_infra.migrate import latest_revision
from samverka_infra.settings import Settings
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer
from samverka_services.processes.app import create_app
from tests.support.databases import Cluster, Database
from tests.support.prepared import run
from tests.support.world import FYRBODAL, LEADER

UNAVAILABLE, SETTINGS = 3, 4
READING = (["matrix", "--region", FYRBODAL], ["log", "--tenant", FYRBODAL])
WRITING = ["tenants", "add", FYRBODAL, "--name", "F", "--kind", "KOMMUNALFORBUND", "--administrator", "a"]
LASTING = (["serve"], ["project"])
VIEWS = (["projections", "status"], ["projections", "rebuild", "insatser"])


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Database]:
    with cluster.empty_database() as found:
        yield found


def told(database: Database, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    addresses = {
        "SAMVERKA_DATABASE_URL": database.app_url,
        "SAMVERKA_PROJECTOR_DATABASE_URL": database.projector_url,
        "SAMVERKA_LANGUAGE": "en",
    }
    return run(arguments, {**os.environ, **addresses, **settings})


def assert_told(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """One sentence or two on standard error, no trace."""
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert [word for word in words if word not in done.stderr] == [], done.stderr


@pytest.mark.parametrize("arguments", [*READING, WRITING, *LASTING, *VIEWS], ids=" ".join)
def test_what_meets_a_database_that_is_not_migrated_says_how_it_is(empty: Database, arguments: list[str]) -> None:
    assert_told(told(empty, *arguments), UNAVAILABLE, "samverka migrate")


@pytest.mark.parametrize("arguments", [*LASTING, *VIEWS], ids=" ".join)
@pytest.mark.parametrize("revision", ["0001", "9999"])
def test_what_meets_another_schema_names_both(database: Database, arguments: list[str], revision: str) -> None:
    with psycopg.connect(database.admin_url) as connection:
        connection.execute("update public.schema_revision set version_num = %s", [revision])
    assert_told(told(database, *arguments), UNAVAILABLE, revision, latest_revision(), "samverka migrate")


def test_who_asks_for_views_before_they_are_built_is_told(database: Database) -> None:
    assert_told(told(database, "matrix", "--region", FYRBODAL), UNAVAILABLE, "regions", "samverka project")


def test_a_login_without_the_role_is_told(database: Database) -> None:
    done = told(database, "projections", "status", SAMVERKA_PROJECTOR_DATABASE_URL=database.app_url)
    assert_told(done, SETTINGS, "samverka_projector")


def test_over_http_it_is_unavailable_and_says_what_to_do(empty: Database, tmp_path: Path) -> None:
    with DemoIssuer(Settings(data_dir=tmp_path), 0) as issuer:
        answers = asyncio.run(_asked(empty, issuer))
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "not-prepared"), answer.text
        assert int(answer.headers["retry-after"]) > 0
        assert "samverka migrate" in answer.json()["detail"]


async def _asked(database: Database, issuer: DemoIssuer) -> list[httpx.Response]:
    settings = Settings(issuer=issuer.issuer, authorized_parties=CLIENT, pool_size=1)
    app = create_app(settings, database.app_url)
    headers = {"Authorization": f"Bearer {issuer.token(LEADER, FYRBODAL)}", "Idempotency-Key": "k"}
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://samverka", headers=headers) as client,
    ):
        return [
            await client.get("/api/v1/me"),
            await client.put("/api/v1/organisations/own/name", json={"name": "F"}, headers={"If-Match": '"1"'}),
            await client.post("/graphql", json={"query": "{ regions { id } }"}),
        ]
