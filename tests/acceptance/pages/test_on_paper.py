"""Pages on paper: nothing to press, the moment and the organisation on top, and no column that is cut off."""

import re
import unicodedata

import pytest
from playwright.sync_api import Browser, Page, expect

from samverka_services.demo import people
from tests.acceptance.pages.windows import CLOSED, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.pdf import read, said
from tests.support.world import TROLLHATTAN

LEADER = (people.LEADER, FYRBODAL, "Fyrbodals kommunalförbund")
OFFICER = (people.officer("1488"), TROLLHATTAN, "Trollhättans stad")
A4 = (595, 842)
LANDSCAPE_PIXELS = 1009
"""Of what is within the margins, at 96 to the inch."""
_CUT_OFF = """
() => [...document.querySelectorAll("main *")]
  .filter(each => each.getBoundingClientRect().width > 1 && each.getBoundingClientRect().right > innerWidth + 1)
  .map(each => each.outerHTML.slice(0, 200))
"""


@pytest.mark.parametrize(
    ("who", "paths"),
    [
        (LEADER, ("/laget", "/insatser", "/forfragningar", "/medlemskap", "/historik", "/handlingsplan")),
        (OFFICER, ("/", "/vara-insatser", "/medlemmar", "/laget")),
    ],
)
def test_a_page_fits_on_paper_and_says_of_when_and_for_whom(
    paged: Installation, browser: Browser, who: tuple[str, str, str], paths: tuple[str, ...]
) -> None:
    person, number, organisation = who
    with tab_of(browser, paged, person, number, width=LANDSCAPE_PIXELS) as page:
        for path in paths:
            page.goto(path)
            fits(page, organisation)


def test_a_compilation_fits_on_paper(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, *LEADER[:2], width=LANDSCAPE_PIXELS) as page:
        page.goto(CLOSED)
        page.locator("th a[href$=sammanstallning]").first.click()
        fits(page, LEADER[2])


def fits(page: Page, organisation: str) -> None:
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.locator("footer")).to_be_hidden()
    expect(page.locator(".button:visible")).to_have_count(0)
    line = page.locator(".printed")
    expect(line).to_contain_text(organisation)
    expect(line).to_contain_text("Läst ")
    assert page.evaluate(_CUT_OFF) == [], page.url
    heads = [letters(text) for text in page.locator("main th:visible").all_inner_texts()]
    pdf = page.pdf(prefer_css_page_size=True)
    for sheet in read(pdf).pages:
        assert {round(float(side)) for side in sheet.mediabox[2:]} == set(A4), page.url
    text = letters(said(pdf))
    assert [head for head in heads if head not in text] == [], page.url
    page.emulate_media(media="screen")


def letters(text: str) -> str:
    """Without what breaking lines and joining letters does to it."""
    return re.sub(r"[\s\u00ad-]", "", unicodedata.normalize("NFKC", text))


def test_what_was_chosen_is_printed_and_an_offered_choice_is_not(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, *LEADER[:2]) as page:
        page.goto("/forfragningar")
        page.emulate_media(media="print")
        expect(page.locator(".choosing")).to_be_hidden()
        page.goto(CLOSED)
        expect(page.locator(".choosing select[name=state]")).to_be_visible()
        expect(page.locator(".choosing select[name=round]")).to_be_hidden()
        expect(page.locator(".choosing .count")).to_be_visible()


def test_the_chart_of_the_load_is_seen_in_colours_of_ones_own_and_its_table_says_the_same(
    paged: Installation, browser: Browser
) -> None:
    with tab_of(browser, paged, *OFFICER[:2]) as page:
        page.goto("/vara-insatser")
        chart = page.locator("svg.bars")
        expect(chart).to_have_attribute("aria-hidden", "true")
        table = page.locator("svg.bars + table")
        for figure in chart.locator("text").all_text_contents():
            expect(table).to_contain_text(figure.removesuffix("\u00a0h"))
        ordinary = chart.locator("text").first.evaluate("each => getComputedStyle(each).fill")
        page.emulate_media(forced_colors="active", color_scheme="dark")
        forced = chart.locator("text").first.evaluate("each => getComputedStyle(each).fill")
        assert forced != ordinary
