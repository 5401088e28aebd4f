"""Reading ends: in time, when nobody waits for it any more, and before the answer is too large for anybody."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import FastAPI

from samverka_graphql.kernel import bounds
from samverka_infra import database as infra_database
from samverka_infra.access_log import Wanted, entries
from samverka_infra.database import tenant_transaction
from samverka_infra.settings import Settings
from samverka_services.http.cookies import SESSION
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer
from samverka_services.login.sealing import new_key
from samverka_services.login.web_client import WebClient
from samverka_services.processes.app import create_app
from tests.support.ended_answers import ANSWERS_END
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import FYRBODAL, LEADER, World

pytestmark = ANSWERS_END

ME = "{ me { personId } }"
REGION = f'region(id: "{FYRBODAL}")'


@pytest.fixture
def app(world: World, issuer: DemoIssuer) -> FastAPI:
    settings = Settings(issuer=issuer.issuer, authorized_parties=CLIENT, pool_size=2)
    client = WebClient(issuer.issuer, CLIENT, "hemligt", "http://samverka")
    return create_app(settings, world.database.app_url, client, world.database.identity_url)


def ask(app: FastAPI, issuer: DemoIssuer, query: str) -> httpx.Response:
    """One query of the process leader."""
    headers = {"Authorization": f"Bearer {issuer.token(LEADER, FYRBODAL)}"}

    async def answer() -> httpx.Response:
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.post(
                "http://samverka/graphql", headers=headers, json={"query": query}, timeout=PATIENCE_SECONDS
            )

    return asyncio.run(answer())


def code_of(answer: httpx.Response) -> str:
    assert answer.status_code == 400, answer.text
    assert "data" not in answer.json()
    return str(answer.json()["errors"][0]["extensions"]["code"])


@contextmanager
def nobody_reads_the_log(world: World) -> Iterator[None]:
    with psycopg.connect(world.database.admin_url) as blocker:
        blocker.execute("lock table samverka.events in access exclusive mode")
        yield


def working(world: World) -> int:
    """How many sessions of the application have something to do."""
    found = "select count(*) from pg_stat_activity where usename = 'samverka_app' and state like '%%active%%'"
    with psycopg.connect(world.database.admin_url) as connection:
        row = connection.execute(f"{found} and datname = %s and state <> 'idle'", [world.database.name]).fetchone()
    assert row is not None
    return int(row[0])


def test_one_deadline_holds_for_the_whole_of_a_read(
    world: World, app: FastAPI, issuer: DemoIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infra_database, "READ_SECONDS", 0.5)
    with nobody_reads_the_log(world):
        assert code_of(ask(app, issuer, ME)) == "too-slow"
        assert working(world) == 0


def test_many_short_statements_are_no_longer_than_a_long_one(
    world: World, app: FastAPI, issuer: DemoIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infra_database, "READ_SECONDS", 0.05)
    for number in range(30):
        world.insats(f"5.{number}")
    world.project()
    history = "insatser(first: 100) { edges { node { history { edges { node { type } } } } } }"
    aliases = " ".join(f"a{number}: {REGION} {{ {history} }}" for number in range(25))
    assert code_of(ask(app, issuer, f"{{ {aliases} }}")) == "too-slow"
    assert working(world) == 0


def test_reading_ends_when_the_client_hangs_up(world: World, app: FastAPI, issuer: DemoIssuer) -> None:
    with nobody_reads_the_log(world):
        assert asyncio.run(asked_and_hung_up(app, issuer, ME)) == [499]
        assert working(world) == 0


async def asked_and_hung_up(app: FastAPI, issuer: DemoIssuer, query: str) -> list[int]:
    """The statuses of what nobody hears any more."""
    headers = {"authorization": f"Bearer {issuer.token(LEADER, FYRBODAL)}", "content-type": "application/json"}
    messages = [{"type": "http.request", "body": json.dumps({"query": query}).encode(), "more_body": False}]
    heard = []

    async def receive() -> dict[str, Any]:
        return messages.pop() if messages else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        heard.extend([message["status"]] if "status" in message else [])

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
    }
    async with app.router.lifespan_context(app):
        await app(scope, receive, send)
    return heard


@pytest.mark.parametrize("limit", ["MOST_VALUES", "MOST_CHARACTERS"])
def test_an_answer_that_becomes_too_large_is_ended_and_logged(
    world: World, app: FastAPI, issuer: DemoIssuer, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    """A few hundred characters: lists within lists."""
    monkeypatch.setattr(bounds, limit, 1000)
    insats = world.wherever_insatser_stand().insats()
    for _ in range(8):
        world.sent_request(insats)
    world.project()
    again = "interestRequests { insats { interestRequests { insats { interestRequests { title text } } } } }"
    answer = ask(app, issuer, f'{{ insats(id: "{insats}") {{ {again} }} }}')
    assert code_of(answer) == "answer-too-large"
    with tenant_transaction(world.pool, FYRBODAL) as connection:
        (entry,) = entries(connection, Wanted(), 10)
    assert (entry.outcome, entry.status, entry.target) == ("ALLOWED", 400, f"insats.id={insats}")


def test_what_is_put_together_in_pieces_is_the_same(
    world: World, app: FastAPI, issuer: DemoIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        world.sent_request(world.insats(f"4.{number}"))
    world.project()
    many = "participants { municipalityId status } interestRequests { title tally { unanswered { name } } }"
    nothing = "interestRequests(first: 0) { edges { cursor } }"
    query = f"{{ {REGION} {{ members {{ name }} insatser {{ edges {{ node {{ {many} }} }} }} {nothing} }} }}"
    whole = ask(app, issuer, query).json()
    monkeypatch.setattr(bounds, "PIECE_SECONDS", -1.0)
    assert ask(app, issuer, query).json() == whole
    assert whole["errors"][0]["path"] == ["region", "interestRequests"]


def test_of_many_errors_some_are_told(world: World, app: FastAPI, issuer: DemoIssuer) -> None:
    insats = world.wherever_insatser_stand().insats()
    for _ in range(8):
        world.sent_request(insats)
    world.project()
    wrong = "insats { history(first: 0) { edges { cursor } } }"
    query = f'{{ insats(id: "{insats}") {{ interestRequests {{ insats {{ interestRequests {{ {wrong} }} }} }} }} }}'
    document = ask(app, issuer, query).json()
    assert len(document["data"]["insats"]["interestRequests"]) == 8
    assert len(document["errors"]) == bounds.MOST_ERRORS < 8 * 8


def test_who_is_logged_in_does_not_wait_for_those_who_read(app: FastAPI) -> None:
    async def answered() -> httpx.Response:
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            queries = app.state.queries
            taken = [await queries.getconn() for _ in range(queries.max_size)]
            try:
                headers = {"Accept": "text/html", "Cookie": f"{SESSION}={new_key()}"}
                return await client.get("http://samverka/", headers=headers)
            finally:
                for connection in taken:
                    await queries.putconn(connection)

    assert asyncio.run(asyncio.wait_for(answered(), PATIENCE_SECONDS)).status_code == 200
