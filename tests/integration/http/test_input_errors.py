"""What a database or a deadline refuses is told as what it is, to programs and in pages: never as a fault of ours."""

import asyncio
import time
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from samverka_infra import database as infra_database
from samverka_infra.database import async_tenant_transaction, tenant_transaction
from samverka_services.catalogue import LANGUAGES, text
from samverka_services.http.middleware import SAFE_HEADERS
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer
from tests.integration.http.conftest import application
from tests.support.ended_answers import ANSWERS_END
from tests.support.world import FYRBODAL, LEADER, World

pytestmark = ANSWERS_END

PAGE = {"Accept": "text/html"}
REFUSED = {
    "a text that is no number": ("select %s::integer", "Ring Anna Exempel"),
    "a number out of range": ("select (%s || '00000000000000000000')::bigint", "9"),
    "a text that no column holds": ("select %s::text", "a\x00b"),
    "JSON with a character that cannot be kept": ("select %s::jsonb", '"\\u0000"'),
    "more than there is room for": ("select repeat(%s, 2000000000)", "x"),
}
"""Questions to the database with what a caller might have sent."""


@pytest.fixture
def app(lasting_world: World, lasting_issuer: DemoIssuer) -> FastAPI:
    return application(lasting_world.database.app_url, lasting_issuer.issuer)


def get(app: FastAPI, path: str, method: str = "GET", **request: Any) -> httpx.Response:
    async def answer() -> httpx.Response:
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.request(method, f"http://samverka{path}", **request)

    return asyncio.run(answer())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", REFUSED)
def test_what_the_database_refuses_of_what_was_sent_is_never_called_internal(
    app: FastAPI, kind: str, language: str
) -> None:
    query, sent = REFUSED[kind]

    def asked() -> None:
        with tenant_transaction(app.state.commands, FYRBODAL) as connection:
            connection.execute(query, [sent])

    address = f"/fraga/{list(REFUSED).index(kind)}/{language}"
    app.add_api_route(address, asked)
    document = get(app, address, headers={"Accept-Language": language})
    assert (document.status_code, document.json()["code"]) == (422, "not-storable")
    assert document.json()["title"] == text("problem.not-storable.title", language)
    page = get(app, address, headers=PAGE | {"Accept-Language": language})
    assert page.status_code == 422
    assert text("problem.not-storable.title", language) in page.text
    assert "Anna" not in document.text + page.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_takes_too_long_says_so_and_offers_to_try_again(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setattr(infra_database, "READ_SECONDS", 0.2)

    async def slow() -> None:
        async with async_tenant_transaction(app.state.queries, FYRBODAL) as connection:
            await connection.execute("select pg_sleep(20)")

    address = f"/sakta/{language}"
    app.add_api_route(address, slow)
    page = get(app, f"{address}?sida=2", headers=PAGE | {"Accept-Language": language})
    assert (page.status_code, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert int(page.headers["retry-after"]) > 0
    for told in (text("problem.read-too-long.title", language), text("web.error.again", language)):
        assert told in page.text
    assert f'href="{address}?sida=2"' in page.text
    document = get(app, address, headers={"Accept-Language": language})
    assert (document.status_code, document.json()["code"]) == (503, "read-too-long")


NAMES = {"too long": "x" * 5_000, "NUL": "a\x00b", "line break": "a\nb", "hidden order": "a\u202eb", "no text": 7}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("claim", ["sub", "azp", "sid"])
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/me"), ("POST", "/graphql")])
def test_a_token_names_nobody_by_what_cannot_be_kept(
    app: FastAPI, lasting_issuer: DemoIssuer, method: str, path: str, claim: str, name: str
) -> None:
    headers = {"Authorization": f"Bearer {token(lasting_issuer, **{claim: NAMES[name]})}"}
    answer = get(app, path, method, headers=headers, json={"query": "{ me { personId } }"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), answer.text


def test_an_organisation_is_named_by_what_can_be_kept(app: FastAPI, lasting_issuer: DemoIssuer) -> None:
    for name in ("x" * 5_000, "a\x00b"):
        organisation = {"a": {"id": name, "organisationsnummer": [FYRBODAL]}}
        headers = {"Authorization": f"Bearer {token(lasting_issuer, organization=organisation)}"}
        answer = get(app, "/api/v1/me", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "no-organisation"), answer.text


def token(issuer: DemoIssuer, **changes: object) -> str:
    """A token of the process leader that says something else."""
    now = int(time.time())
    organisation = {"org": {"id": FYRBODAL, "organisationsnummer": [FYRBODAL]}}
    claims: dict[str, object] = {
        "iss": issuer.issuer,
        "aud": "samverka-api",
        "azp": CLIENT,
        "typ": "Bearer",
        "sub": LEADER,
    }
    claims |= {"sub": LEADER, "iat": now, "exp": now + 600, "scope": "samverka:read", "organization": organisation}
    return issuer.sign(claims | changes)


def test_a_mistake_of_ours_is_answered_with_its_number_and_all_safe_headers(app: FastAPI) -> None:
    def fails() -> None:
        raise RuntimeError("EXEMPEL")

    app.add_api_route("/api/v1/exempel", fails)

    async def answer() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=transport) as client:
            return await client.get("http://samverka/api/v1/exempel")

    told = asyncio.run(answer())
    assert (told.status_code, told.json()["code"]) == (500, "internal")
    assert told.headers["x-correlation-id"] == told.json()["correlationId"]
    assert {name: told.headers[name] for name in SAFE_HEADERS} == SAFE_HEADERS
    assert "EXEMPEL" not in told.text
