"""Every REST operation × everybody who may knock. Who may is stated in the table of each command, and nowhere else.

An operation that is not stated fails here. Whatever anybody sends, nothing is recorded but in her own organisation.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest

from samverka_services.api.examples import EXAMPLES
from samverka_services.api.routes import ROUTES, Route
from samverka_services.commands.base import Handling
from samverka_services.commands.table import COMMANDS
from samverka_services.login.tokens import Scope
from tests.support.callers import KNOCKERS, SEATS, Knocker, bad_tokens
from tests.support.databases import Cluster
from tests.support.installation import Installation
from tests.support.region import Things, region_of_its_own
from tests.support.snapshots import openapi_paths

OPEN_TO_ALL = {("GET", "/api/v1/health/live"), ("GET", "/api/v1/health/ready")}
FOR_ANY_ORGANISATION = {("GET", "/api/v1/me")}
DENIALS = {
    "unauthenticated",
    "revoked",
    "scope-missing",
    "no-organisation",
    "wrong-kind-of-organisation",
    "role-missing",
    "no-seat-on-that-day",
}
NEVER_A_VERSION = 999
"""Whoever may change something is told that she saw an old version: nothing is changed while the matrix is tried."""


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with region_of_its_own(cluster, tmp_path_factory.mktemp("matrix")) as (running, things):
        yield Scene(running, things)


def test_every_operation_has_a_stated_expectation() -> None:
    stated = {(route.method, f"/api/v1{route.path}") for route in ROUTES} | OPEN_TO_ALL | FOR_ANY_ORGANISATION
    assert set(openapi_paths()) == stated
    assert {route.command for route in ROUTES} == set(COMMANDS) == set(EXAMPLES)
    assert all(handling.roles for handling in COMMANDS.values())


def may(handling: Handling, knocker: Knocker) -> str:
    """What is expected: the code of the refusal, or "" for one who gets past the door."""
    if Scope.WRITE not in knocker.scopes:
        return "scope-missing"
    if handling.organisation not in {None, knocker.kind}:
        return "wrong-kind-of-organisation"
    if handling.roles & knocker.holds or _decides_herself(handling, knocker):
        return ""
    return "role-missing"


def _decides_herself(handling: Handling, knocker: Knocker) -> bool:
    seat = EXAMPLES[_command_of(handling)].get("decision", {}).get("body")
    return handling.seat_needed and seat in knocker.holds


def _command_of(handling: Handling) -> Any:
    return next(command for command, each in COMMANDS.items() if each is handling)


def send(scene: Scene, route: Route, token: str | None, knocker: Knocker | None, path: str) -> httpx.Response:
    body = dict(EXAMPLES[route.command])
    decision = body.get("decision")
    if decision is not None and knocker is not None:
        body["decision"] = decision | {"decidedBy": _decider(decision["body"], knocker)}
    return scene.running.send(route.method, f"/api/v1{path}", token, body, version=NEVER_A_VERSION)


def _decider(body: str, knocker: Knocker) -> str:
    seated = SEATS[knocker.organisation].get(body, "nobody")
    return knocker.person if body in knocker.holds else seated


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.command.__name__)
def test_each_operation_opens_to_those_who_may_and_to_nobody_else(
    scene: Scene, route: Route, knocker: Knocker
) -> None:
    answer = send(scene, route, knocker.token(scene.running), knocker, scene.things.path(route.path))
    code = answer.json().get("code", "")
    expected = may(COMMANDS[route.command], knocker)
    assert (code if code in DENIALS else "") == expected, answer.text
    assert not expected or answer.status_code == 403


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.command.__name__)
def test_without_a_good_token_no_operation_opens(scene: Scene, route: Route) -> None:
    for name, (token, status, code) in bad_tokens(scene.running).items():
        answer = send(scene, route, token, None, scene.things.path(route.path))
        assert (answer.status_code, answer.json()["code"]) == (status, code), name


NAMING = [
    route for route in ROUTES if {"planId", "insatsId", "requestId"} & set(route.path.replace("}", "{").split("{"))
]


@pytest.mark.parametrize("knocker", [k for k in KNOCKERS if not k.in_region], ids=lambda knocker: knocker.name)
@pytest.mark.parametrize("route", NAMING, ids=lambda route: route.command.__name__)
def test_another_regions_things_are_answered_like_things_that_do_not_exist(
    scene: Scene, route: Route, knocker: Knocker
) -> None:
    real, nothing = scene.things.path(route.path), Things().path(route.path)
    answers = [send(scene, route, knocker.token(scene.running), knocker, path) for path in (real, nothing)]
    hidden, missing = (_without_ids(answer, path) for answer, path in zip(answers, (real, nothing), strict=True))
    assert hidden == missing
    if may(COMMANDS[route.command], knocker) == "":
        assert hidden[0] == 404, answers[0].text


def _without_ids(answer: httpx.Response, path: str) -> tuple[int, str]:
    text = answer.text.replace(answer.headers["x-correlation-id"], "").replace(path, "")
    for part in path.split("/"):
        text = text.replace(part, "") if len(part) > 12 else text
    return answer.status_code, text


def test_me_tells_what_the_log_says(scene: Scene) -> None:
    for knocker in KNOCKERS:
        me = scene.running.send("GET", "/api/v1/me", knocker.token(scene.running)).json()
        assert {*me["roles"], *me["seats"]} == knocker.holds, knocker.name
    for token, status, _code in bad_tokens(scene.running).values():
        assert scene.running.send("GET", "/api/v1/me", token).status_code == status


def test_the_health_of_the_server_is_told_to_everybody(scene: Scene) -> None:
    for method, path in OPEN_TO_ALL:
        assert scene.running.send(method, path).status_code == 200


def test_nobody_has_written_in_another_organisation(scene: Scene) -> None:
    """The whole log, after everybody has tried everything."""
    homes = {
        knocker.person: knocker.organisation for knocker in KNOCKERS if knocker.person != "exempel-administrator"
    }
    query = "select actor, tenant_id from samverka.events where position > %s"
    with psycopg.connect(scene.running.database.projector_url) as connection:
        written = connection.execute(query, [scene.things.head]).fetchall()
    assert written
    assert [(actor, tenant) for actor, tenant in written if homes.get(actor, tenant) != tenant] == []
