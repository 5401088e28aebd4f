"""Pages in the states in which people meet them: with mistakes told, of an earlier day, with nothing to show yet."""

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from samverka_domain.kernel.calendar import local_day
from samverka_domain.organisations import OrganisationKind
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from samverka_services.pages.kernel.page import FORBUND, KOMMUN
from tests.acceptance.identity.barriers import JUDGED
from tests.acceptance.pages.walking import addresses, opened, require_no_barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.world import GOTEBORG, GOTEBORGSREGIONEN, LEADER, OFFICER

pytestmark = pytest.mark.long

WHOSE = [(people.officer("1439"), FARGELANDA, KOMMUN), (people.LEADER, FYRBODAL, FORBUND)]
REVIEW = "main form .actions button[value=review]"
"""It tries a command and stores nothing."""
TABS = 12
FORCED_ONLY = {name for name, each in JUDGED.items() if each.get("display") == "forced colours"}
"""Judgements of axe that hold there alone."""


@pytest.mark.parametrize(("person", "organisation", "kind"), WHOSE)
def test_a_form_that_tells_of_mistakes_has_no_barriers(
    paged: Installation, browser: Browser, person: str, organisation: str, kind: OrganisationKind
) -> None:
    told = 0
    with tab_of(browser, paged, person, organisation) as page:
        for address in addresses(page, kind, forms=True):
            if opened(page, address) == 200 and page.locator(REVIEW).count():
                page.locator(REVIEW).first.click()
                require_no_barriers(page, f"{address} after a review")
                told += page.locator("[aria-invalid=true]").count()
    assert told


@pytest.mark.parametrize(("person", "organisation", "kind"), WHOSE)
def test_pages_of_an_earlier_day_have_no_barriers(
    paged: Installation, browser: Browser, person: str, organisation: str, kind: OrganisationKind
) -> None:
    before = local_day(clock()) - timedelta(days=20)
    with tab_of(browser, paged, person, organisation) as page:
        for address in addresses(page, kind, forms=False):
            if opened(page, f"{address}?decidedAsOf={before}") == 200:
                require_no_barriers(page, f"{address} of an earlier day")


@pytest.mark.parametrize(("person", "organisation"), [(LEADER, GOTEBORGSREGIONEN), (OFFICER, GOTEBORG)])
def test_pages_on_which_nothing_stands_yet_have_no_barriers(
    paged: Installation, browser: Browser, person: str, organisation: str
) -> None:
    with tab_of(browser, paged, person, organisation) as page:
        for address in ("/", "/laget", "/insatser", "/forfragningar", "/handlingsplan", "/historik", "/arshjul"):
            if opened(page, address) == 200:
                require_no_barriers(page, f"{address} with nothing on it")


@pytest.mark.parametrize("address", ["/", "/laget", "/insatser", "/forfragningar", "/historik", "/handlingsplan"])
def test_a_page_whose_letters_are_twice_as_large_hides_nothing(
    paged: Installation, browser: Browser, address: str
) -> None:
    with tab_of(browser, paged, people.LEADER, FYRBODAL) as page:
        opened(page, address)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        assert _cut_off(page) == []


@pytest.mark.parametrize("address", ["/", "/laget", "/forfragningar/ny"])
def test_colours_that_the_reader_forces_hide_neither_focus_nor_standing(
    paged: Installation, browser: Browser, address: str
) -> None:
    with tab_of(browser, paged, people.LEADER, FYRBODAL) as page:
        page.emulate_media(forced_colors="active")
        opened(page, address)
        for _ in range(TABS):
            page.keyboard.press("Tab")
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        assert all(text.strip() for text in page.locator("table.matrix td").all_inner_texts())
        assert require_no_barriers(page, f"{address} in forced colours") >= FORCED_ONLY


def _cut_off(page: Page) -> list[str]:
    """Texts that do not fit into what hides the rest, as far as that is not meant for readers aloud alone."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll('main *, header *')]
            .filter(each => getComputedStyle(each).overflowX === 'hidden' && each.clientWidth > 1
                && each.scrollWidth > each.clientWidth + 1)
            .map(each => each.outerHTML.slice(0, 120))"""
    )
    return found
