"""Every table of the pages is taken along as CSV and as a workbook: by a token, and by a link of the page."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import httpx
import pytest
from openpyxl import load_workbook

from samverka_domain.mandates import ANY_INSATS, Role
from samverka_services.demo import people
from samverka_services.downloads.declared import TableFile, table_files
from samverka_services.downloads.workbook import XLSX_TYPE
from tests.support.callers import AUDITOR, FUND, FUNDS_READER, FYRBODAL, KNOCKERS, Knocker
from tests.support.databases import Cluster
from tests.support.installation import PROBLEM, Installation
from tests.support.logged_in import Visitor
from tests.support.region import SECRET, Things, region_of_its_own
from tests.support.world import TROLLHATTAN, UDDEVALLA

TABLES, ACCESS_LOG = table_files(), "/audit/access-log"
LEADER = (people.LEADER, FYRBODAL)
OFFICER = (people.officer("1488"), TROLLHATTAN)
OWN_AUDITOR = (AUDITOR, TROLLHATTAN)
FUNDED_BY = (FUNDS_READER, FUND)
PAGES = {
    "/laget": (LEADER, "laget-2220001776"),
    "/vara-insatser": (OFFICER, "vara-insatser"),
    "/forfragningar": (LEADER, "forfragningar-2220001776"),
    "/forfragningar/{requestId}/sammanstallning": (LEADER, "svar-{requestId}"),
    "/insatser": (LEADER, "insatser-2220001776"),
    "/handlingsplan": (OFFICER, "handlingsplan-2220001776"),
    "/historik": (OFFICER, "historik"),
    "/historik/andringar": (LEADER, "andringar-2220001776"),
    "/medlemmar": (OFFICER, "medlemmar"),
    "/arshjul": (OFFICER, "arshjul"),
    "/medlemskap": (LEADER, "medlemskap"),
    "/revision": (OWN_AUDITOR, "revision"),
    "/revision/avvikelser": (OWN_AUDITOR, "avvikelser"),
    "/finansierat": (FUNDED_BY, "finansierat"),
}
"""By page: somebody who reads it, and what its files are called."""


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things

    def address(self, table: TableFile) -> str:
        return table.address.format(
            regionId=FYRBODAL,
            requestId=self.things.request_id,
            insatsId=self.things.insats_id,
            since="2019-01-01T00:00:00Z",
        )

    def get(self, token: str, address: str, query: str = "") -> httpx.Response:
        return self.running.send("GET", f"/api/v1{address}{query}", token)

    def read(self, person: tuple[str, str], address: str, query: str = "") -> list[dict[str, str]]:
        return read_csv(self.get(self.running.token(*person), address, query))


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("tables")
    with region_of_its_own(cluster, folder, SAMVERKA_KEYCLOAK_WEB_SECRET="hemligt") as (running, things):
        yield Scene(running, things)


def lines(answer: httpx.Response) -> list[list[str]]:
    """As a spreadsheet reads CSV."""
    assert answer.status_code == 200, answer.text
    written = answer.content.decode().removeprefix("\ufeff")
    return list(csv.reader(io.StringIO(written, newline=""), delimiter=";"))


def read_csv(answer: httpx.Response) -> list[dict[str, str]]:
    headings, *rows = lines(answer)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def read_workbook(answer: httpx.Response) -> tuple[list[str], list[list[str]]]:
    """What stands above the headings, and from them on, as CSV writes it."""
    assert (answer.status_code, answer.headers["content-type"]) == (200, XLSX_TYPE)
    rows = [[_written(cell.value) for cell in row] for row in load_workbook(io.BytesIO(answer.content)).worksheets[0]]
    head = next(number for number, row in enumerate(rows) if row[0] == "") + 1
    return [row[0] for row in rows[: head - 1]], rows[head:]


def _written(value: object) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == datetime.min.time() else f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def expected(knocker: Knocker, table: TableFile) -> int:
    holds = knocker.holds | knocker.leads if table.insats_id == ANY_INSATS else knocker.holds_at(table.address)
    if not holds or (table.roles and not holds & set(table.roles)):
        return 403
    return 200 if knocker.in_region or "{" not in table.address else 404


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.operation)
def test_each_takes_what_she_may_see(scene: Scene, table: TableFile) -> None:
    for knocker in KNOCKERS:
        token = knocker.token(scene.running)
        for query in ("", "?file=xlsx"):
            answer = scene.get(token, scene.address(table), query)
            assert answer.status_code == expected(knocker, table), (knocker.name, answer.text)
            if answer.status_code != 200:
                assert answer.headers["content-type"] == PROBLEM
        told = knocker.organisation == FUND and table.address.startswith(("/audit/", "/funded"))  # that it was let in
        if answer.status_code == 200 and not knocker.in_region and not told:
            assert "Fyrbodal" not in scene.get(token, scene.address(table)).text


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.operation)
def test_workbook_and_csv_say_the_same_and_the_workbook_of_when(scene: Scene, table: TableFile) -> None:
    among_readers = FUNDED_BY if Role.FUNDER_READER in table.roles else OWN_AUDITOR
    token = scene.running.token(*(among_readers if table.roles else OFFICER))
    plain = lines(scene.get(token, scene.address(table)))
    told, rows = read_workbook(scene.get(token, scene.address(table), "?file=xlsx"))
    said = [[cell.removeprefix("'") for cell in row] for row in plain]
    new = len(rows) - len(said) if table.address == ACCESS_LOG else 0  # who reads it is on top of it the next time
    assert [rows[0], *rows[1 + new :]] == said
    assert len(rows) > 1
    assert told[1].startswith("Det som var känt 20")
    assert told[-1].startswith("Så som det gäller 20")


def test_a_workbook_says_all_three_times_that_it_was_asked_for(scene: Scene) -> None:
    query = "?file=xlsx&decidedAsOf=2026-01-31&on=2026-02-01"
    told, _ = read_workbook(scene.get(scene.running.token(*LEADER), f"/regions/{FYRBODAL}/participation", query))
    assert told[2:] == ["Bara det som var beslutat senast 2026-01-31", "Så som det gäller 2026-02-01"]


def test_the_matrix_has_a_row_for_each_municipality_with_hours_beside_the_standing(scene: Scene) -> None:
    rows = {row["Kommun"]: row for row in scene.read(LEADER, f"/regions/{FYRBODAL}/participation")}
    assert len(rows) == 14
    own = rows["Trollhättan"]
    standing = next(heading for heading, cell in own.items() if cell == "resurser avsatta")
    assert own[f"{standing.split()[0]} Timmar"] == "100"


def test_what_a_municipality_has_set_aside_stands_year_by_year(scene: Scene) -> None:
    (row, *_) = [row for row in scene.read(OFFICER, "/commitments/own") if row["Timmar"]]
    assert (row["Läge"], row["År"], row["Timmar"]) == ("resurser avsatta", "2026", "100")
    assert "Exempelnämnden" in row["Beslutat av"]


@pytest.mark.parametrize(
    ("table", "some", "none"),
    [
        ("status-reports", ("phase=GENOMFORANDE", "decider=E_RAD"), ("phase=IDE", "decider=STYRGRUPP")),
        ("documents", ("phase=GENOMFORANDE", "overdue=in-time"), ("phase=IDE", "overdue=overdue")),
        ("steering", ("decider=E_RAD",), ("phase=IDE", "decider=KOMMUNDIREKTORER")),
        ("gates", ("decider=E_RAD", "phase=GENOMFORANDE"), ("decider=KOMMUNDIREKTORER", "phase=IDE")),
        ("needs", ("phase=GENOMFORANDE",), ("phase=IDE",)),
        ("insatser", ("phase=GENOMFORANDE", "effect-goals=4B"), ("effect-goals=9Z",)),
    ],
)
def test_the_tables_of_the_process_are_narrowed_down(
    scene: Scene, table: str, some: tuple[str, ...], none: tuple[str, ...]
) -> None:
    everything = scene.read(LEADER, f"/regions/{FYRBODAL}/{table}")
    for query in (*some, *none):
        rows = scene.read(LEADER, f"/regions/{FYRBODAL}/{table}", f"?{query}")
        assert (rows != [], all(row in everything for row in rows)) == (query in some, True), query


def test_what_is_not_disclosed_stands_in_nobodys_file(scene: Scene) -> None:
    other = scene.running.token(people.officer("1485"), UDDEVALLA)
    for table in TABLES:
        assert SECRET not in scene.get(other, scene.address(table)).text
    (request,) = [
        row for row in scene.read(LEADER, f"/regions/{FYRBODAL}/interest-requests") if row["Rubrik"] == "Exempel"
    ]
    assert (request["Tillfrågade"], request["Har svarat"], request["Status"]) == ("14", "1", "öppen")
    for row in read_csv(scene.get(other, f"/regions/{FYRBODAL}/interest-requests")):
        assert row["Rubrik"] != "Exempel" or row["Har svarat"] == ""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_links_to_its_table_as_of_the_same_time(scene: Scene, path: str) -> None:
    who, name = PAGES[path]
    visitor = Visitor.of(scene.running, *who)
    for asked in ("", "?decidedAsOf=2026-11-20&on=2026-12-01"):
        here = path.format(requestId=scene.things.request_id) + (asked if "{" not in path else "")
        visitor.open(here)
        found = {
            kind: next(link for link in visitor.document.links if f"file={kind}" in link) for kind in ("xlsx", "csv")
        }
        told, rows = read_workbook(visitor.open(found["xlsx"]))
        named = name.format(requestId=scene.things.request_id)
        assert visitor.answer.headers["content-disposition"] == f'attachment; filename="{named}.xlsx"'
        assert (told[-1] == "Så som det gäller 2026-12-01") == ("?" in here)
        assert len(lines(visitor.open(found["csv"]))) == len(rows)


@pytest.mark.parametrize(
    ("query", "field"),
    [("?file=pdf", "file"), ("?decidedasof=2026-01-31", "decidedasof"), ("?file=csv&file=xlsx", "file")],
)
def test_what_cannot_be_asked_is_told_by_its_name(scene: Scene, query: str, field: str) -> None:
    answer = scene.get(scene.running.token(*LEADER), "/history", query)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
