"""What the application answers over HTTP besides what commands decide: headers, and an issuer that is away."""

import asyncio
import re
from typing import Any

import httpx
import pytest

from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_infra.settings import Settings
from samverka_services.catalogue import texts
from samverka_services.commands.kernel.bodies import path_fields
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.login.demo_issuer import DemoIssuer
from tests.integration.http.conftest import application
from tests.support.region import Things
from tests.support.world import (
    ADMINISTRATOR,
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    World,
)

IDEA = {"code": "4.1", "title": "E-arkiv", "origin": "NETWORK", "startsWith": "PROJECT"}


@pytest.fixture(scope="module")
def away(tmp_path_factory: pytest.TempPathFactory) -> DemoIssuer:
    """An issuer that no longer answers."""
    with DemoIssuer(Settings(data_dir=tmp_path_factory.mktemp("away")), 0) as found:
        return found


def ask(lasting_world: World, issuer: DemoIssuer, method: str, path: str, **request: Any) -> httpx.Response:
    """One request of the process leader to the application on the world's database."""
    app = application(lasting_world.database.app_url, issuer.issuer)
    headers = {"Authorization": f"Bearer {issuer.token(LEADER, FYRBODAL)}"} | request.pop("headers", {})

    async def answer() -> httpx.Response:
        async with app.router.lifespan_context(app), httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return await client.request(method, f"http://samverka{path}", headers=headers, **request)

    return asyncio.run(answer())


def test_what_was_made_is_named_in_the_body_and_no_address_is_promised(
    lasting_world: World, lasting_issuer: DemoIssuer
) -> None:
    answer = ask(
        lasting_world, lasting_issuer, "POST", "/api/v1/insatser", json=IDEA, headers={"Idempotency-Key": "k"}
    )
    assert (answer.status_code, answer.headers["etag"]) == (201, '"1"')
    assert answer.json()["id"]
    assert "location" not in answer.headers


@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/me"), ("POST", "/graphql")])
@pytest.mark.parametrize(("language", "word"), [("sv", "Inloggningstjänsten"), ("en", "login service")])
def test_an_issuer_that_is_away_is_told_as_that(
    lasting_world: World, away: DemoIssuer, method: str, path: str, language: str, word: str
) -> None:
    answer = ask(lasting_world, away, method, path, headers={"Accept-Language": language})
    assert (answer.status_code, answer.json()["code"]) == (503, "issuer-unreachable"), answer.text
    assert word in answer.json()["title"]
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    ("authorization", "sv", "en"),
    [
        ("", "ingen token kom med", "no token came with it"),
        ("Basic YW5uYTpo", "ingen token kom med", "no token came with it"),
        ("Bearer x", "signaturen stämmer inte", "the signature does not fit"),
        ("Bearer " + "x" * 17_000, "token är för lång", "the token is too long"),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/api/v1/me"), ("POST", "/graphql")])
def test_why_a_token_proves_nothing_is_told_in_the_language_of_the_reader(
    lasting_world: World, lasting_issuer: DemoIssuer, method: str, path: str, authorization: str, sv: str, en: str
) -> None:
    for language, told, other in (("sv", sv, en), ("en", en, sv)):
        headers = {"Authorization": authorization, "Accept-Language": language}
        document = ask(lasting_world, lasting_issuer, method, path, headers=headers).json()
        assert told in document["detail"]
        assert other not in document["detail"]


BROKEN = [b"{", b"[1, 2", b'{"a": }', b"\xff\xfe", b"[" * 5000, b'{"a": ' + b"9" * 5000 + b"}", b"[]", b'"text"']


@pytest.mark.parametrize("content", BROKEN)
@pytest.mark.parametrize("path", ["/api/v1/insatser", "/graphql"])
def test_what_is_no_json_is_told_in_the_language_of_the_reader(
    lasting_world: World, lasting_issuer: DemoIssuer, path: str, content: bytes
) -> None:
    sent = {"Content-Type": "application/json", "Accept-Language": "sv", "Idempotency-Key": "k"}
    answer = ask(lasting_world, lasting_issuer, "POST", path, headers=sent, content=content)
    assert answer.status_code in {400, 422}
    document = answer.json()
    told = [document["detail"]] if "detail" in document else [error["message"] for error in document["errors"]]
    assert [each for each in told if ENGLISH.search(each)] == []


ENGLISH = re.compile(r"\b(error|expect(ed|ing)|value|column|parsing|input|should|invalid|syntax)\b", re.IGNORECASE)


def test_a_query_that_cannot_be_read_is_told_in_the_language_of_the_reader(
    lasting_world: World, lasting_issuer: DemoIssuer
) -> None:
    answer = ask(
        lasting_world,
        lasting_issuer,
        "POST",
        "/graphql",
        headers={"Accept-Language": "sv"},
        json={"query": "{\n  me { x"},
    )
    (error,) = answer.json()["errors"]
    assert error["message"] == texts("sv")["graphql"]["syntax"].format(line=2, column=9)


PEOPLE = {
    Role.PROCESS_LEADER: LEADER,
    Role.REGISTRAR: LEADER,
    Role.ADMINISTRATOR: ADMINISTRATOR,
    Role.OFFICER: OFFICER,
}


@pytest.mark.parametrize(
    "handling", [each for each in COMMANDS.values() if path_fields(each)], ids=lambda each: each.command.__name__
)
def test_what_is_not_there_is_told_by_its_kind(
    lasting_world: World, lasting_issuer: DemoIssuer, handling: Handling
) -> None:
    number = TROLLHATTAN if handling.organisation is OrganisationKind.KOMMUN else FYRBODAL
    body = dict(handling.example)
    if "decision" in body:
        body["decision"] = body["decision"] | {"decidedBy": CHAIR if number == FYRBODAL else DIRECTOR}
    person = next((who for role, who in PEOPLE.items() if role in handling.roles), DIRECTOR)
    key = handling.command.__name__
    headers = {
        "Authorization": f"Bearer {lasting_issuer.token(person, number)}",
        "If-Match": "*",
        "Idempotency-Key": key,
    }
    path = f"/api/v1{Things().path(handling.path)}"
    answer = ask(lasting_world, lasting_issuer, handling.method, path, headers=headers, json=body)
    assert answer.status_code in {200, 201, 403, 404, 409, 422}, answer.text
