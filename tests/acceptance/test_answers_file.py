"""The answers to a request as a file: for the förbund and its members, by HTTP and at the command line."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import pytest

from samverka_infra.access_log import Wanted, entries
from samverka_infra.database import open_pool, tenant_transaction
from samverka_services.demo import people
from samverka_services.login.tokens import Scope
from tests.support.callers import FYRBODAL, KNOCKERS, Knocker, bad_tokens
from tests.support.command_line import REFUSED, USAGE, assert_told, printed, samverka
from tests.support.databases import Cluster
from tests.support.installation import PROBLEM, Installation
from tests.support.region import CONTACT, SECRET, Things, region_of_its_own
from tests.support.world import TROLLHATTAN, UDDEVALLA


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things

    def get(self, token: str | None, request_id: str = "", query: str = "", **headers: str) -> httpx.Response:
        path = f"/api/v1/interest-requests/{request_id or self.things.request_id}/answers{query}"
        return self.running.send("GET", path, token, headers=headers)

    def logged(self, tenant: str) -> list[tuple[str, str, str, str, int]]:
        """What was read or refused last."""
        with open_pool(self.running.database.app_url, 1) as pool, tenant_transaction(pool, tenant) as connection:
            found = entries(connection, Wanted(), 1)
        return [(each.action, each.operation, each.target, each.outcome, each.status) for each in found]


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with region_of_its_own(cluster, tmp_path_factory.mktemp("file")) as (running, things):
        yield Scene(running, things)


def rows(written: str) -> list[dict[str, str]]:
    """As a spreadsheet reads them."""
    assert written.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
def test_each_reads_what_she_may_see_and_it_is_logged_before(scene: Scene, knocker: Knocker) -> None:
    answer = scene.get(knocker.token(scene.running))
    target = f"requestId={scene.things.request_id}"
    if not knocker.holds or not knocker.in_region:
        expected = (404, "not-found") if knocker.holds else (403, "no-mandate")
        assert (answer.status_code, answer.json()["code"]) == expected
        assert answer.headers["content-type"] == PROBLEM
        ((action, operation, about, outcome, status),) = scene.logged(knocker.organisation)
        assert (action, operation, outcome, status) == ("READ", "InterestRequestAnswers", "REFUSED", expected[0])
        assert about.endswith(f"={scene.things.request_id}")
        return
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["content-disposition"] == f'attachment; filename="svar-{scene.things.request_id}.csv"'
    assert scene.logged(knocker.organisation) == [("READ", "InterestRequestAnswers", target, "ALLOWED", 200)]
    found = {row["Organisationsnummer"]: row for row in rows(answer.content.decode())}
    assert len(found) == 14
    seen = knocker.organisation in {FYRBODAL, TROLLHATTAN}
    assert (found[TROLLHATTAN]["Villkor"], found[TROLLHATTAN]["Kan kommunen avsätta deltagare?"]) == (
        (SECRET, "ja") if seen else ("", "")
    )
    assert (CONTACT in answer.text) == (knocker.organisation == FYRBODAL)
    assert found[UDDEVALLA]["Svar"] == ""


def test_without_a_good_token_nothing_is_read(scene: Scene) -> None:
    for name, (token, status, code) in bad_tokens(scene.running).items():
        answer = scene.get(token)
        assert (answer.status_code, answer.json()["code"]) == (status, code), name


def test_a_client_that_may_only_write_reads_nothing(scene: Scene) -> None:
    token = scene.running.issuer.token(people.LEADER, FYRBODAL, 600, [Scope.WRITE])
    assert scene.get(token).json()["code"] == "scope-missing"


def test_headings_and_words_are_in_the_language_of_the_reader(scene: Scene) -> None:
    answer = scene.get(scene.running.token(people.LEADER, FYRBODAL), **{"Accept-Language": "en"})
    assert answer.headers["content-language"] == "en"
    (said,) = (row for row in rows(answer.content.decode()) if row["Organisation number"] == TROLLHATTAN)
    assert (said["Answer"], said["Late"]) == ("yes, with conditions", "no")


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?knownAt=2026-01-01", "knownAt"),
        ("?knownAt=2026-01-01T00:00:00", "knownAt"),
        ("?knownAt=9999-12-31T00:00:00Z", "knownAt"),
        ("?decidedAsOf=i%20g%C3%A5r", "decidedAsOf"),
        ("?decidedAsOf=9999-12-31", "decidedAsOf"),
        ("?decidedAsOf=%00", "decidedAsOf"),
    ],
)
def test_a_time_that_is_none_is_told_by_its_name(scene: Scene, query: str, field: str) -> None:
    answer = scene.get(scene.running.token(people.LEADER, FYRBODAL), query=query)
    assert answer.status_code == 422, answer.text
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_the_past_is_asked_for_as_in_queries(scene: Scene) -> None:
    leader = scene.running.token(people.LEADER, FYRBODAL)
    for query in ("?knownAt=2026-01-01T00:00:00Z", "?decidedAsOf=2020-01-01"):
        assert scene.get(leader, query=query).status_code == 404
    assert scene.get(leader, query="?on=2100-01-01").status_code == 200


@pytest.mark.parametrize(
    ("query", "named"), [("?knownAt=2100-01-01T00:00:00Z", "knownAt"), ("?decidedAsOf=2100-01-01", "decidedAsOf")]
)
def test_what_was_known_or_decided_in_the_future_is_refused(scene: Scene, query: str, named: str) -> None:
    answer = scene.get(scene.running.token(people.LEADER, FYRBODAL), query=query)
    assert answer.status_code == 422, answer.text
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(named, "in-the-future")]


@pytest.mark.parametrize("request_id", ["%00", "%ED%A0%80", "x" * 200, "a%20b"])
def test_an_id_that_is_none_is_refused(scene: Scene, request_id: str) -> None:
    answer = scene.get(scene.running.token(people.LEADER, FYRBODAL), request_id)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "requestId"), answer.text


def test_the_command_line_writes_the_same_file(scene: Scene) -> None:
    command = ("answers", "--tenant", FYRBODAL, "--request", scene.things.request_id)
    written = printed(samverka(scene.running, *command, "--csv"))
    assert written.splitlines() == scene.get(scene.running.token(people.LEADER, FYRBODAL)).text.splitlines()
    shown = printed(samverka(scene.running, *command))
    assert "Trollhättan" in shown
    assert SECRET in shown
    past = samverka(scene.running, *command, "--decided-as-of", "2020-01-01")
    assert_told(past, REFUSED, "Finns inte: intresseförfrågan")
    assert_told(samverka(scene.running, *command[:3]), USAGE, "--request")
