"""Tables of pages: chosen and put in order by their address alone, and taken along as they are seen."""

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, expect

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.windows import CLOSED, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.world import TROLLHATTAN

PAGES = ("/insatser", "/forfragningar", "/vara-insatser", "/medlemmar", "/medlemskap")
LEADER, OFFICER = (people.LEADER, FYRBODAL), (people.officer("1488"), TROLLHATTAN)


def visitor_of(paged: Installation, path: str) -> Visitor:
    return Visitor.of(paged, *(OFFICER if path in {"/vara-insatser", "/medlemmar"} else LEADER))


def first_column(visitor: Visitor) -> list[str]:
    found: list[str] = re.findall(r'<th scope="row".*?</th>', visitor.answer.text, re.DOTALL)
    return [re.sub(r"\s+", " ", unescape(re.sub("<[^>]*>", "", each))).strip() for each in found]


def count(visitor: Visitor) -> str:
    return str(re.findall(r'class="count">([^<]*)<', visitor.answer.text)[0])


def sort_links(visitor: Visitor) -> list[str]:
    return [link for link in visitor.document.links if "sort=" in link and link.startswith("?")]


@pytest.mark.parametrize("path", PAGES)
def test_every_column_puts_its_table_in_order_both_ways_and_loses_no_row(paged: Installation, path: str) -> None:
    visitor = visitor_of(paged, path)
    visitor.open(f"{path}?on=2026-12-01")
    rows = sorted(first_column(visitor))
    assert rows, visitor.text
    for link in sort_links(visitor):
        visitor.open(path + link)
        assert 'aria-sort="ascending"' in visitor.answer.text
        assert "on=2026-12-01" in link
        assert sorted(first_column(visitor)) == rows
        (back,) = (other for other in sort_links(visitor) if "sort=-" in other)
        visitor.open(path + back)
        assert 'aria-sort="descending"' in visitor.answer.text
        assert sorted(first_column(visitor)) == rows


def test_insatser_stand_as_people_count(paged: Installation) -> None:
    visitor = visitor_of(paged, "/insatser")
    visitor.open("/insatser?sort=-insats-code")
    codes = first_column(visitor)
    assert codes == sorted(codes, key=lambda code: [int(part) for part in code.split(".")], reverse=True)
    assert len(codes) > 1


def test_rows_are_chosen_by_words_and_by_a_column_and_the_page_says_how_many(paged: Installation) -> None:
    visitor = visitor_of(paged, "/forfragningar")
    visitor.open("/forfragningar")
    everything = len(first_column(visitor))
    assert count(visitor) == f"{everything} av {everything}"
    visitor.open("/forfragningar?state=OPEN")
    opened = len(first_column(visitor))
    assert 0 < opened < everything
    assert count(visitor) == f"{opened} av {everything}"
    assert '<option value="OPEN" selected>öppen</option>' in visitor.answer.text
    visitor.open("/forfragningar?words=finns%20inte%20alls&state=OPEN")
    assert (first_column(visitor), count(visitor)) == ([], f"0 av {everything}")
    assert "Inga rader passar" in visitor.text


@pytest.mark.parametrize("query", ["sort=nonsense", "sort=-", "nonsense=1", "sort=%00", "words="])
def test_what_no_table_knows_leaves_the_plain_one(paged: Installation, query: str) -> None:
    visitor = visitor_of(paged, "/insatser")
    visitor.open("/insatser")
    plain = first_column(visitor)
    visitor.open(f"/insatser?{query}")
    assert first_column(visitor) == plain
    assert "aria-sort" not in visitor.answer.text


def test_a_value_that_no_row_has_is_shown_as_what_is_asked_for(paged: Installation) -> None:
    visitor = visitor_of(paged, "/insatser")
    visitor.open("/insatser?priority=%3Cscript%3E")
    assert first_column(visitor) == []
    assert '<option value="&lt;script&gt;" selected>&lt;script&gt;</option>' in visitor.answer.text


def test_the_files_hold_the_rows_of_the_page_in_its_order_and_the_workbook_says_so(paged: Installation) -> None:
    visitor = visitor_of(paged, "/forfragningar")
    visitor.open("/forfragningar?state=CLOSED&sort=-title&on=2026-12-01")
    titles = first_column(visitor)
    files = [link for link in visitor.document.links if "file=" in link]
    workbook = load_workbook(io.BytesIO(visitor.open(files[0]).content)).worksheets[0]
    told = [row[0].value for row in workbook]
    assert told[told.index("Rubrik") + 1 :] == titles
    assert {"Status: stängd", "Ordnat efter Rubrik, fallande"} <= set(told)
    assert any(re.fullmatch(rf"{len(titles)} av \d+ rader", str(line)) for line in told)
    written = visitor.open(files[1]).content.decode()
    rows = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";"))
    assert [row[0] for row in rows[1:]] == titles


def test_another_day_is_asked_about_with_the_same_choice(paged: Installation) -> None:
    visitor = visitor_of(paged, "/forfragningar")
    visitor.open("/forfragningar?state=CLOSED&sort=-title")
    form = next(form for form in visitor.document.forms if any(name == "knownAt" for name, _ in form.fields))
    assert {("state", "CLOSED"), ("sort", "-title")} <= set(form.fields)
    visitor.open("/forfragningar?sort=-title&on=2026-12-01")
    form = next(form for form in visitor.document.forms if any(name == "words" for name, _ in form.fields))
    assert {("on", "2026-12-01"), ("sort", "-title")} <= set(form.fields)


@pytest.mark.parametrize("who", [LEADER, OFFICER])
def test_every_compilation_is_shown_whether_its_request_is_open_or_not(
    paged: Installation, who: tuple[str, str]
) -> None:
    visitor = Visitor.of(paged, *who)
    visitor.open("/forfragningar")
    paths = [link for link in visitor.document.links if link.endswith("/sammanstallning")]
    assert len(paths) > 2
    for path in paths:
        assert visitor.open(path).status_code == 200, visitor.text


def test_a_question_of_a_request_is_a_column_that_answers_stand_in_order_by(paged: Installation) -> None:
    visitor = visitor_of(paged, "/forfragningar")
    visitor.open(CLOSED)
    path = next(link for link in visitor.document.links if link.endswith("/sammanstallning"))
    visitor.open(path)
    by_question = [link for link in sort_links(visitor) if "sort=question-1" in link]
    assert by_question
    rows = sorted(first_column(visitor))
    visitor.open(path + by_question[0])
    assert sorted(first_column(visitor)) == rows
    file = next(link for link in visitor.document.links if "file=csv" in link)
    assert parse_qs(urlsplit(file).query)["sort"] == ["question-1"]
    assert visitor.open(file).status_code == 200


@pytest.mark.parametrize("query", ["sort=nonsense", "sort=HOURS", "nonsense=1", f"words={'x' * 300}"])
def test_a_file_that_is_asked_for_wrongly_is_told_so_by_its_name(paged: Installation, query: str) -> None:
    address = f"/api/v1/regions/{FYRBODAL}/insatser?{query}"
    answer = paged.send("GET", address, paged.token(*LEADER))
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, query.partition("=")[0])


def test_a_table_is_chosen_from_without_javascript_and_becomes_a_list_on_a_phone(
    paged: Installation, browser: Browser
) -> None:
    with tab_of(browser, paged, *LEADER, javascript=False, width=320) as page:
        page.goto("/insatser")
        page.get_by_role("link", name="Timmar").click()
        expect(page.get_by_role("columnheader", name="Timmar")).to_have_attribute("aria-sort", "ascending")
        page.get_by_label("Sök i tabellen").fill("startad")
        page.get_by_role("button", name="Visa", exact=True).first.click()
        assert "sort=hours" in page.url
        row = page.get_by_role("rowgroup").nth(1).get_by_role("row").first
        expect(row).to_contain_text("startad")
        cell = row.get_by_role("cell").first
        assert cell.evaluate("cell => getComputedStyle(cell).display") == "flex"
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    with tab_of(browser, paged, *LEADER, width=320) as page:
        page.goto("/forfragningar?state=CLOSED&sort=-title")
        assert barriers(page) == []
