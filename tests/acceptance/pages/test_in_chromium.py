"""The pages in a real browser: by keyboard, without JavaScript, on a narrow screen, and without barriers."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect

from samverka_domain.organisations import OrganisationKind
from samverka_services.demo import people
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.page import FORBUND, KOMMUN
from samverka_services.pages.kernel.registry import PAGES
from tests.acceptance.identity.chromium import barriers, tab
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import COOKIE, session_key

BENGTSFORS, DALS_ED, FARGELANDA = "2120001454", "2120001413", "2120001421"
MOST_CLICKS = 6
"""From what waits to the sent answer, what is filled in aside."""


@contextmanager
def tab_of(
    browser: Browser,
    paged: Installation,
    person: str,
    organisation: str,
    *,
    javascript: bool = True,
    width: int = 1280,
) -> Iterator[Page]:
    """A window in which somebody is logged in."""
    with tab(browser, paged.address, javascript=javascript, width=width) as page:
        key = session_key(paged, person, organisation, "Ulla Exempel")
        url = paged.address.replace("http:", "https:")  # as whose the browser takes such a cookie
        page.context.add_cookies([{"name": COOKIE, "value": key, "url": url, "secure": True}])
        yield page


def test_a_municipality_answers_with_the_keyboard_alone(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1460"), BENGTSFORS) as page:
        page.goto("/")
        pressed = 0

        def press(name: str, role: str = "link") -> None:
            nonlocal pressed
            target = page.get_by_role(role, name=name).first  # type: ignore[arg-type]
            while not target.evaluate("element => element === document.activeElement"):
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            pressed += 1

        def fill(name: str, text: str) -> None:
            target = page.get_by_label(name).first
            while not target.evaluate("element => element === document.activeElement"):
                page.keyboard.press("Tab")
            page.keyboard.type(text)

        def tick(name: str) -> None:
            target = page.get_by_role("radio", name=name, exact=True)
            group = target.get_attribute("name")
            while page.evaluate("document.activeElement.name") != group:
                page.keyboard.press("Tab")
            page.keyboard.press("Space")
            while not target.is_checked():
                page.keyboard.press("ArrowDown")

        press("Svara: Svara: 4.1")
        press("Svara")
        tick("Intresserad")
        tick("Ja")
        tick("i höst")
        fill("Diarienummer", "KS 2026/12")
        press("Granska", "button")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Stämmer svaret")
        press("Skicka svaret", "button")
        expect(page.get_by_role("heading", level=1, name="Svaret är skickat")).to_be_visible()
        assert pressed <= MOST_CLICKS


def test_a_mistake_is_announced_focused_and_one_link_away(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1438"), DALS_ED) as page:
        page.goto("/")
        page.get_by_role("link", name="Svara: 4.1").first.click()
        page.get_by_role("link", name="Svara", exact=True).click()
        page.get_by_role("button", name="Granska").click()
        expect(page.get_by_role("alert")).to_be_focused()
        assert barriers(page) == []
        page.get_by_role("link", name="Diarienummer: Fyll i det här.").click()
        expect(page.get_by_label("Diarienummer")).to_be_focused()
        expect(page.get_by_label("Diarienummer")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("person", "organisation", "kind"),
    [(people.officer("1439"), FARGELANDA, KOMMUN), (people.LEADER, FYRBODAL, FORBUND)],
)
def test_every_page_has_no_barriers_and_none_scrolls_sideways_on_a_phone(
    paged: Installation, browser: Browser, person: str, organisation: str, kind: OrganisationKind
) -> None:
    with tab_of(browser, paged, person, organisation) as page:
        for address in addresses(page, kind):
            require_no_barriers(page, address)


def test_the_page_of_an_auditor_has_no_barriers(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.auditor("1439"), FARGELANDA) as page:
        require_no_barriers(page, "/revision")


def test_the_pages_of_everybody_have_no_barriers(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1439"), FARGELANDA) as page:
        for address in ("/exempel", "/tillganglighet"):
            require_no_barriers(page, address)


def require_no_barriers(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(address)
    assert answer is not None
    assert answer.status in {200, 403, 404}, address
    assert barriers(page) == [], address
    assert page.locator("h1").count() == 1, address
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def addresses(page: Page, kind: OrganisationKind) -> list[str]:
    """Of all declared pages for a kind of organisation, with the first things that are met."""
    page.goto("/laget")
    cell = page.locator("td a").first.get_attribute("href") or ""
    request = page.locator("a[href^='/interest-requests/']").first.get_attribute("href") or ""
    _, _, insats_id, municipality_id = cell.split("/")
    ids = {"insats_id": insats_id, "municipality_id": municipality_id, "mandate_id": "none", "version": "1"}
    ids |= {"forbund": FYRBODAL, "organisation_number": FARGELANDA}
    known = {**ids, "request_id": request.split("/")[2]}
    declared = [each.page if isinstance(each, Form) else each for each in PAGES]
    fitting = [each for each in declared if not each.audience.kinds or kind in each.audience.kinds]
    return [each.address.format_map(known) for each in fitting]


def test_answering_works_without_javascript_on_a_phone(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1439"), FARGELANDA, javascript=False, width=390) as page:
        page.goto("/")
        page.get_by_role("link", name="Svara: 4.1").first.click()
        page.get_by_role("link", name="Svara", exact=True).click()
        page.get_by_role("radio", name="Nej").first.check()
        page.get_by_label("Diarienummer").fill("KS 2026/12")
        page.get_by_label("Skäl").fill("Kommunen inför redan ett eget system.")
        page.get_by_role("button", name="Granska").click()
        page.get_by_role("button", name="Skicka svaret").click()
        expect(page.get_by_role("heading", level=1, name="Svaret är skickat")).to_be_visible()
