"""The matrix on a screen: all of it at once, more by scrolling beneath its heads, and a list on a phone."""

import pytest
from playwright.sync_api import Browser, Page

from samverka_services.demo import people
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.installation import Installation

GAP = 3
"""Between two cells, in pixels."""
_ONE_MORE = """() => document.querySelectorAll(".matrix tr").forEach(
    row => row.append(row.lastElementChild.cloneNode(true)))"""
"""One more insats, as the last one is."""
_NO_MORE = """columns => document.querySelectorAll(".matrix tr").forEach(
    row => [...row.children].slice(columns + 1).forEach(cell => cell.remove()))"""
"""Without the insatser that other tests have begun."""


def with_columns(page: Page, columns: int) -> None:
    page.evaluate(_NO_MORE, columns)
    while page.locator(".matrix thead th").count() <= columns:
        page.evaluate(_ONE_MORE)


def test_fourteen_municipalities_and_six_insatser_are_seen_without_scrolling(
    paged: Installation, browser: Browser
) -> None:
    with tab_of(browser, paged, people.officer("1439"), FARGELANDA) as page:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto("/laget")
        with_columns(page, 6)
        assert page.locator(".matrix tbody tr").count() == 14
        assert page.locator(".matrix tbody tr th").first.inner_text() == "Färgelanda – er kommun"
        for cell in (page.locator(".matrix tbody tr:last-child td").last, page.locator(".matrix tfoot td").last):
            box = cell.bounding_box()
            assert box
            assert box["x"] + box["width"] <= 1280
            assert box["y"] + box["height"] <= 800
        assert page.locator(".wide").evaluate("wide => wide.scrollWidth <= wide.clientWidth")


def test_heads_and_first_column_stay_while_the_rest_scrolls(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1439"), FARGELANDA) as page:
        page.set_viewport_size({"width": 1000, "height": 500})
        page.goto("/laget")
        with_columns(page, 20)
        fixed = [page.locator(f".matrix {part} th").first for part in ("thead", "tbody", "tfoot")]
        heads = page.locator(".matrix thead th").nth(5)
        before = [each.bounding_box() for each in fixed], heads.bounding_box()
        page.locator(".wide").evaluate("wide => wide.scrollTo(700, 200)")
        after = [each.bounding_box() for each in fixed], heads.bounding_box()
        moved = [abs(then["x"] - now["x"]) for then, now in zip(before[0], after[0], strict=True) if then and now]
        assert max(moved) <= GAP
        assert before[1]
        assert after[1]
        assert abs(before[1]["y"] - after[1]["y"]) <= GAP
        assert before[1]["x"] - after[1]["x"] > 600


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_it_is_a_list_for_each_municipality(paged: Installation, browser: Browser, width: int) -> None:
    with tab_of(browser, paged, people.officer("1439"), FARGELANDA, width=width) as page:
        page.goto("/laget")
        own = page.locator(".matrix tbody tr").first
        cells = [own.locator("td").nth(number).bounding_box() for number in range(2)]
        assert cells[0]
        assert cells[1]
        assert cells[0]["x"] == cells[1]["x"]
        assert cells[0]["y"] < cells[1]["y"]
        assert own.locator("td").first.inner_text().startswith("4.1 ")
