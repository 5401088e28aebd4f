"""The menu is one line of a usual window whoever one is, and what does not fit there is one step away."""

import pytest
from playwright.sync_api import Browser

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

ONE_LINE = 64
"""Pixels of a bar in which nothing has wrapped; a second line of links makes it 80 and more."""
_HEIGHTS = """() => [".bar", ".bar nav"].map(each => document.querySelector(each).getBoundingClientRect().height)"""
PEOPLE = {
    "process leader": (people.LEADER, FYRBODAL),
    "chair": (people.CHAIR, FYRBODAL),
    "auditor of the förbund": (people.AUDITOR, FYRBODAL),
    "administrator of the förbund": (people.FIRST_ADMINISTRATOR, FYRBODAL),
    "officer": (people.officer("1439"), FARGELANDA),
    "director": (people.director("1439"), FARGELANDA),
    "auditor": (people.auditor("1439"), FARGELANDA),
    "administrator": (people.FIRST_ADMINISTRATOR, FARGELANDA),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_the_bar_is_one_line_high(paged: Installation, browser: Browser, who: str) -> None:
    person, organisation = PEOPLE[who]
    with tab_of(browser, paged, person, organisation) as page:
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto("/")
        bar, nav = page.evaluate(_HEIGHTS)
        assert (bar <= ONE_LINE, nav < ONE_LINE / 1.5) == (True, True), (bar, nav)


def test_the_rest_of_the_menu_is_reached_by_keyboard_and_without_javascript(
    paged: Installation, browser: Browser
) -> None:
    with tab_of(browser, paged, people.LEADER, FYRBODAL, javascript=False) as page:
        page.goto("/")
        page.locator("nav summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/styrgrupper")
        assert page.locator("nav summary").inner_text() == "Mer: Styrgrupper"


def test_the_open_menu_fits_a_phone(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.LEADER, FYRBODAL, width=320) as page:
        page.goto("/")
        page.locator("nav summary").click()
        assert page.get_by_role("link", name="Medlemskap", exact=True).is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert barriers(page) == []
