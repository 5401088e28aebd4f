"""The flat feeds tell each reader what GraphQL tells her, page by page, in a stable order."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_services.api.feeds import FEEDS
from samverka_services.demo import people
from samverka_services.extracts.feed_pages import MOST_ROWS
from samverka_services.kernel.timing import clock
from samverka_services.login.tokens import Scope
from tests.support.callers import FYRBODAL, KNOCKERS, bad_tokens
from tests.support.databases import Cluster
from tests.support.installation import PROBLEM, Installation
from tests.support.region import SECRET, Things, region_of_its_own
from tests.support.world import GOTEBORG, TROLLHATTAN, UDDEVALLA

NAMES = [feed.name for feed in FEEDS]
READERS = {
    "förbund": (people.LEADER, FYRBODAL),
    "member": (people.officer("1488"), TROLLHATTAN),
    "former member": (people.officer("1485"), UDDEVALLA),
    "neighbour": ("officer", GOTEBORG),
}
Rows = list[dict[str, Any]]

HISTORY = """query($id: ID!, $after: String) { insats(id: $id) { history(first: 100, after: $after) {
    edges { node { id type organisationId municipalityId recordedAt reason inForce corrects correctedBy
                   decision { decidedOn body recordNumber paragraph inForceOn } } }
    pageInfo { hasNextPage endCursor } } } }"""
MATRIX = """{ regions { id participationMatrix { cells { insatsId municipalityId status answer late onBehalf
    conditions hours thousandKronor validFrom validTo leavesOn recordedAt inForce
    decision { decidedOn body recordNumber } } } } }"""
STUDIED = """query($id: ID!) { insats(id: $id) { preStudyHours {
    municipalityId hours { hours } decision { decidedOn recordNumber } } } }"""
_OF_STUDIES = ("Hours", "DecidedOn", "RecordNumber")
ANSWER = """municipalityId stance withdrawn late onBehalf conditions recordedAt
    decision { decidedOn body recordNumber } answers { questionId yesNo number texts }"""
ASKED = (
    f"{{ municipality {{ asked(first: 100) {{ edges {{ node {{ request {{ id }} answer {{ {ANSWER} }} }} }} }} }} }}"
)
ANSWERS = f"""query($id: ID!) {{ insats(id: $id) {{ interestRequests {{ id
    answers(first: 100) {{ edges {{ node {{ {ANSWER} }} }} }} }} }} }}"""


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things
    insatser: list[str]
    """The ids of all that the region has."""

    def token(self, reader: str) -> str:
        return self.running.token(*READERS[reader])

    def get(self, token: str | None, name: str, query: str = "", **headers: str) -> httpx.Response:
        return self.running.send("GET", f"/api/v1/feeds/{name}{query}", token, headers=headers)

    def rows(self, reader: str, name: str, query: str = "") -> Rows:
        """All of it, page by page, by the header."""
        found: Rows = []
        path: str | None = f"/api/v1/feeds/{name}?format=jsonl{query}"
        while path:
            answer = self.running.send("GET", path, self.token(reader))
            page = lines(answer)
            link = answer.headers.get("link")
            assert [row["next"] is None for row in page] == [True] * (len(page) - bool(link)) + [False] * bool(link)
            found += page
            path = link.partition(">")[0].removeprefix("<") if link else None
        return found


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """A region that Uddevalla has left."""
    with region_of_its_own(cluster, tmp_path_factory.mktemp("feeds")) as (running, things):
        leader = running.token(people.LEADER, FYRBODAL)
        body = {
            "validTo": (local_day(clock()) - timedelta(days=1)).isoformat(),
            "decision": {"body": "FORBUNDSLEDNING", "decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 2026/9"}
            | {"decidedBy": people.MANAGER},
        }
        ended = running.command("POST", f"/memberships/{UDDEVALLA}/endings", leader, body)
        running.wait_until_projected(str(ended["token"]), leader, FYRBODAL)
        query = "query($id: ID!) { region(id: $id) { insatser(first: 100) { edges { node { id } } } } }"
        edges = running.data(leader, query, id=FYRBODAL)["region"]["insatser"]["edges"]
        yield Scene(running, things, [edge["node"]["id"] for edge in edges])


def lines(answer: httpx.Response) -> Rows:
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/jsonl"), answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def nodes(connection: dict[str, Any]) -> Rows:
    return [edge["node"] for edge in connection["edges"]]


def same(row: dict[str, Any], node: dict[str, Any]) -> bool:
    """Whether a row says what GraphQL's node says, as far as both say it."""
    told = {**node, **(node.get("decision") or {})}
    return all(_plain(row[name]) == _plain(told[name]) for name in row.keys() & told.keys())


def _plain(value: Any) -> Any:
    return (value or "").replace("+00:00", "Z") if isinstance(value, str | None) else value


def history_of(scene: Scene, reader: str) -> Rows:
    found: Rows = []
    for insats_id in scene.insatser:
        after: str | None = None
        while True:
            insats = scene.running.data(scene.token(reader), HISTORY, id=insats_id, after=after)["insats"]
            if insats is None:
                break
            found += [node | {"insatsId": insats_id} for node in nodes(insats["history"])]
            after = insats["history"]["pageInfo"]["endCursor"]
            if not insats["history"]["pageInfo"]["hasNextPage"]:
                break
    return found


@pytest.mark.parametrize("reader", READERS)
def test_decisions_are_those_of_the_histories(scene: Scene, reader: str) -> None:
    told, known = scene.rows(reader, "decisions"), {node["id"]: node for node in history_of(scene, reader)}
    assert {row["id"] for row in told} == known.keys()
    assert len(told) == len(known)
    assert all(same(row, known[row["id"]]) for row in told)
    assert [row["recordedAt"] for row in told] == sorted(row["recordedAt"] for row in told)
    assert (len(told) > 50) == (reader in {"förbund", "member"})


@pytest.mark.parametrize("reader", READERS)
def test_participation_is_the_matrix(scene: Scene, reader: str) -> None:
    regions = scene.running.data(scene.token(reader), MATRIX)["regions"]
    known = {
        (region["id"], cell["insatsId"], cell["municipalityId"]): cell
        for region in regions
        for cell in region["participationMatrix"]["cells"]
    }
    told = {
        (row["regionId"], row["insatsId"], row["municipalityId"]): row for row in scene.rows(reader, "participation")
    }
    assert list(told) == sorted(known)
    assert all(same(row, known[key]) for key, row in told.items())


@pytest.mark.parametrize("reader", ["förbund", "member"])
def test_hours_for_a_pre_study_stand_beside_the_standing_from_the_day_of_their_decision(
    scene: Scene, reader: str
) -> None:
    known = {
        (insats_id, given["municipalityId"]): (
            sum(line["hours"] for line in given["hours"]),
            *given["decision"].values(),
        )
        for insats_id in scene.insatser
        for given in scene.running.data(scene.token(reader), STUDIED, id=insats_id)["insats"]["preStudyHours"]
    }
    rows = [row for row in scene.rows(reader, "participation") if row["preStudyHours"]]
    told = {
        (row["insatsId"], row["municipalityId"]): tuple(row[f"preStudy{name}"] for name in _OF_STUDIES)
        for row in rows
    }
    assert told == known != {}
    assert {row["hours"] for row in rows} == {None}
    before = local_day(clock()) - timedelta(days=1)
    past = scene.rows(reader, "participation", f"&decidedAsOf={before}")
    assert {row["preStudyHours"] for row in past} == {None}


@pytest.mark.parametrize("reader", READERS)
def test_answers_are_those_of_the_requests(scene: Scene, reader: str) -> None:
    known: dict[tuple[str, str], dict[str, Any]] = {}
    for insats_id in scene.insatser:
        insats = scene.running.data(scene.token(reader), ANSWERS, id=insats_id)["insats"]
        for request in insats["interestRequests"] if insats else []:
            known |= {(request["id"], node["municipalityId"]): node for node in nodes(request["answers"])}
    asked = scene.running.data(scene.token(reader), ASKED)["municipality"]["asked"]
    known |= {
        (each["request"]["id"], each["answer"]["municipalityId"]): each["answer"]
        for each in nodes(asked)
        if each["answer"]
    }
    told = scene.rows(reader, "answers")
    assert {(row["requestId"], row["municipalityId"]) for row in told} == known.keys()
    for row in told:
        answer = known[row["requestId"], row["municipalityId"]]
        assert same({name: value for name, value in row.items() if name != "answers"}, answer)
        said = next((each for each in answer["answers"] if each["questionId"] == row["questionId"]), None)
        assert row["value"] == (_said(said) if said else None)
    assert any(row["conditions"] == SECRET for row in told) == (reader in {"förbund", "member"})


def _said(reply: dict[str, Any]) -> Any:
    return next((reply[name] for name in ("yesNo", "number") if reply[name] is not None), ", ".join(reply["texts"]))


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_any_size_tell_the_same_rows_once_in_the_same_order(scene: Scene, name: str) -> None:
    whole = scene.rows("förbund", name)
    assert len(whole) > 7
    for limit in (7, len(whole), len(whole) - 1):
        paged = scene.rows("förbund", name, f"&limit={limit}")
        assert [row | {"next": None} for row in paged] == whole


@pytest.mark.parametrize("name", NAMES)
def test_csv_says_the_same_and_its_last_column_leads_on(scene: Scene, name: str) -> None:
    token, found, after = scene.token("member"), list[dict[str, str]](), ""
    while True:
        answer = scene.get(token, name, f"?limit=50{after}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
        found += csv.DictReader(io.StringIO(answer.text, newline=""))
        if not found[-1]["next"]:
            break
        after = f"&after={found[-1]['next']}"
    told = scene.rows("member", name)
    assert [{key: value for key, value in row.items() if key != "next"} for row in found] == [
        {key: _in_csv(value) for key, value in row.items() if key != "next"} for row in told
    ]


def _in_csv(value: Any) -> str:
    return "" if value is None else json.dumps(value) if isinstance(value, bool | int | float) else str(value)


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/jsonl", "application/jsonl"),
        ("application/x-ndjson", "application/jsonl"),
        ("*/*", "text/csv; charset=utf-8"),
        ("text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_form_is_that_which_is_accepted(scene: Scene, accept: str, kind: str) -> None:
    answer = scene.get(scene.token("förbund"), "decisions", "?limit=1", Accept=accept)
    assert (answer.headers["content-type"], answer.headers["vary"]) == (kind, "Accept")


@pytest.mark.parametrize("name", NAMES)
def test_filters_leave_only_what_was_asked_for(scene: Scene, name: str) -> None:
    whole = scene.rows("förbund", name)
    some = next(row for row in reversed(whole) if row["municipalityId"] and row["decidedOn"])
    for filtered, column in (("insats", "insatsId"), ("municipality", "municipalityId")):
        kept = [row for row in whole if row[column] == some[column]]
        assert scene.rows("förbund", name, f"&{filtered}={some[column]}") == kept
    assert scene.rows("förbund", name, f"&region={FYRBODAL}") == whole
    day = some["decidedOn"]
    in_time = [row for row in scene.rows("förbund", name, f"&from={day}&to={day}") if row["decidedOn"]]
    assert in_time == [row for row in whole if row["decidedOn"] == day]


def test_the_past_is_told_as_it_was(scene: Scene) -> None:
    assert scene.rows("förbund", "decisions", "&knownAt=2020-01-01T00:00:00Z") == []
    assert scene.rows("förbund", "participation", "&decidedAsOf=2020-01-01") == []
    later = {row["status"] for row in scene.rows("förbund", "participation", "&on=2100-01-01")}
    assert "RESOURCES_SET_ASIDE" in {row["status"] for row in scene.rows("förbund", "participation")} - later


@pytest.mark.parametrize("name", NAMES)
def test_who_may_not_reads_nothing(scene: Scene, name: str) -> None:
    for knocker in KNOCKERS:
        answer = scene.get(knocker.token(scene.running), name)
        assert answer.status_code == (200 if knocker.holds else 403), knocker.name
        if not knocker.in_region or knocker.organisation == UDDEVALLA:
            assert FYRBODAL not in answer.text
            assert SECRET not in answer.text
    for reason, (token, status, code) in bad_tokens(scene.running).items():
        answer = scene.get(token, name)
        assert (answer.status_code, answer.json()["code"]) == (status, code), reason
    only_writing = scene.running.issuer.token(people.LEADER, FYRBODAL, 600, [Scope.WRITE])
    assert scene.get(only_writing, name).json()["code"] == "scope-missing"


def test_a_region_of_others_is_not_there(scene: Scene) -> None:
    answer = scene.get(scene.token("neighbour"), "decisions", f"?region={FYRBODAL}")
    assert (answer.status_code, answer.headers["content-type"]) == (404, PROBLEM)


def test_a_cursor_holds_for_the_same_feed_filters_times_and_organisation_alone(scene: Scene) -> None:
    token = scene.token("förbund")
    (row,) = lines(scene.get(token, "decisions", "?format=jsonl&limit=1"))
    after = f"?after={row['next']}"
    for reader, name, query in (
        ("member", "decisions", after),
        ("förbund", "answers", after),
        ("förbund", "decisions", f"{after}&region={FYRBODAL}"),
        ("förbund", "decisions", f"{after}&from=2026-01-01"),
        ("förbund", "decisions", f"{after}&decidedAsOf=2026-01-31"),
        ("förbund", "decisions", f"{after[:-2]}AA"),
        ("förbund", "decisions", "?after="),
    ):
        answer = scene.get(scene.token(reader), name, query)
        assert answer.status_code == 422, query
        assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [("after", "bad-cursor")]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?limit=0", "limit"),
        (f"?limit={MOST_ROWS + 1}", "limit"),
        ("?format=xlsx", "format"),
        ("?from=2026-13-01", "from"),
        ("?from=2026-02-01&to=2026-01-01", "to"),
        ("?region=%00", "region"),
        ("?kommun=1488", "kommun"),
        ("?limit=1&limit=2", "limit"),
        ("?knownAt=2100-01-01T00:00:00Z", "knownAt"),
    ],
)
def test_what_cannot_be_asked_is_told_by_its_name(scene: Scene, query: str, field: str) -> None:
    answer = scene.get(scene.token("förbund"), "decisions", query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), answer.text
