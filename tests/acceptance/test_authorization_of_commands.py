"""Every REST operation × everybody who may knock. Who may is stated in the table of each command, and nowhere else.

An operation that is not stated fails here. Whatever anybody sends, nothing is recorded but in her own organisation.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from samverka_services.api.feeds import FEEDS
from samverka_services.commands.kernel.bodies import path_fields
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.demo import people
from samverka_services.downloads.declared import table_files
from samverka_services.login.tokens import Scope
from tests.support.callers import KNOCKERS, SEATS, Knocker, bad_tokens
from tests.support.databases import Cluster
from tests.support.installation import Installation
from tests.support.region import Things, region_of_its_own
from tests.support.snapshots import openapi_paths

OPEN_TO_ALL = {
    ("GET", f"/api/v1/{name}") for name in ("api-info", "health/live", "health/ready", "health/views", "health/mail")
}
FOR_ANY_ORGANISATION = {("GET", "/api/v1/me")}
FOR_A_REGION = {("GET", f"/api/v1{table.address}") for table in table_files()} | {
    ("GET", f"/api/v1/feeds/{feed.name}") for feed in FEEDS
}
"""Tried in test_table_files.py and test_feeds.py."""
FILES = {
    ("POST", "/api/v1/files"),
    ("GET", "/api/v1/documents/{documentId}/versions/{versionNumber}/attachments/{checksum}"),
}
"""Tried in test_attachments.py."""
DENIALS = {
    "unauthenticated",
    "revoked",
    "scope-missing",
    "no-organisation",
    "wrong-kind-of-organisation",
    "role-missing",
    "no-seat-on-that-day",
    "not-her-seat",
}
NEVER_A_VERSION = 999
HANDLINGS = tuple(COMMANDS.values())
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
    stated = {(handling.method, f"/api/v1{handling.path}") for handling in HANDLINGS}
    assert set(openapi_paths()) == stated | OPEN_TO_ALL | FOR_ANY_ORGANISATION | FOR_A_REGION | FILES
    assert all(handling.roles or handling.topic.sits for handling in HANDLINGS)


def may(handling: Handling, knocker: Knocker) -> str:
    """What is expected: the code of the refusal, or "" for one who gets past the door."""
    if Scope.WRITE not in knocker.scopes:
        return "scope-missing"
    if handling.organisation not in {None, knocker.kind}:
        return "wrong-kind-of-organisation"
    if handling.topic.sits is not None:
        return _of_a_seat(knocker)
    if handling.roles & knocker.holds_at(handling.path) or _decides_herself(handling, knocker):
        return "" if _is_seated(handling, knocker) else "no-seat-on-that-day"
    return "role-missing"


def _of_a_seat(knocker: Knocker) -> str:
    """What is expected where only the one counts who sits on the organisation's seat in the group."""
    return "" if knocker.person == people.director("1488") else "not-her-seat"


def _is_seated(handling: Handling, knocker: Knocker) -> bool:
    """Whether anybody of her organisation sits in the body that decides about its own membership."""
    body = handling.example.get("decision", {}).get("body")
    return not handling.path.startswith("/memberships/own/") or body in SEATS[knocker.organisation]


def _decides_herself(handling: Handling, knocker: Knocker) -> bool:
    seat = handling.example.get("decision", {}).get("body")
    return handling.seat_needed and seat in knocker.holds


def send(scene: Scene, handling: Handling, token: str | None, knocker: Knocker | None, path: str) -> httpx.Response:
    body = dict(handling.example)
    decision = body.get("decision")
    if decision is not None and knocker is not None:
        body["decision"] = decision | {"decidedBy": _decider(decision["body"], knocker)}
    return scene.running.send(handling.method, f"/api/v1{path}", token, body, version=NEVER_A_VERSION)


def _decider(body: str, knocker: Knocker) -> str:
    seated = SEATS[knocker.organisation].get(body, "nobody")
    return knocker.person if body in knocker.holds else seated


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
@pytest.mark.parametrize("handling", HANDLINGS, ids=lambda handling: handling.command.__name__)
def test_each_operation_opens_to_those_who_may_and_to_nobody_else(
    scene: Scene, handling: Handling, knocker: Knocker
) -> None:
    answer = send(scene, handling, knocker.token(scene.running), knocker, scene.things.path(handling.path))
    code = answer.json().get("code", "")
    expected = may(handling, knocker)
    assert (code if code in DENIALS else "") == expected, answer.text
    assert not expected or answer.status_code == 403


@pytest.mark.parametrize("handling", HANDLINGS, ids=lambda handling: handling.command.__name__)
def test_without_a_good_token_no_operation_opens(scene: Scene, handling: Handling) -> None:
    for name, (token, status, code) in bad_tokens(scene.running).items():
        answer = send(scene, handling, token, None, scene.things.path(handling.path))
        assert (answer.status_code, answer.json()["code"]) == (status, code), name


NAMED = {"plan_id", "insats_id", "request_id", "document_id"}
NAMING = [each for each in HANDLINGS if NAMED & set(path_fields(each))]


@pytest.mark.parametrize("knocker", [k for k in KNOCKERS if not k.in_region], ids=lambda knocker: knocker.name)
@pytest.mark.parametrize("handling", NAMING, ids=lambda handling: handling.command.__name__)
def test_another_regions_things_are_answered_like_things_that_do_not_exist(
    scene: Scene, handling: Handling, knocker: Knocker
) -> None:
    real, nothing = scene.things.path(handling.path), Things().path(handling.path)
    answers = [send(scene, handling, knocker.token(scene.running), knocker, path) for path in (real, nothing)]
    hidden, missing = (_without_ids(answer, path) for answer, path in zip(answers, (real, nothing), strict=True))
    assert hidden == missing
    if may(handling, knocker) == "":
        assert hidden[0] == 404, answers[0].text


def _without_ids(answer: httpx.Response, path: str) -> tuple[int, str]:
    assert "x-correlation-id" in answer.headers, (answer.status_code, answer.text)
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
        nobody_sends = path.endswith("/mail")
        assert scene.running.send(method, path).status_code == (503 if nobody_sends else 200)


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
