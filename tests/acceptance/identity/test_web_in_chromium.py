"""The web pages in a real browser: by keyboard, without JavaScript, on a narrow screen, and without barriers."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from samverka_domain.mandates import Role
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.identity.browser import one_time_code
from tests.acceptance.identity.chromium import chromium, tab
from tests.acceptance.identity.served import Person, Served
from tests.acceptance.identity.support import PASSWORD
from tests.support.world import TROLLHATTAN, UDDEVALLA


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def at_keycloak(page: Page, person: Person) -> None:
    page.get_by_label("E-post").fill(person.mail)
    page.keyboard.press("Enter")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")


def test_logging_in_by_keyboard_alone_with_a_second_factor(served: Served, browser: Browser) -> None:
    person = served.person("tangent", {TROLLHATTAN: Role.OFFICER}, second_factor=True)
    served.identity.give_second_factor(person.person_id, "hemligt")
    with tab(browser, served.address) as page:
        page.goto("/")
        for _ in ("skip link", "name", "button"):
            page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Logga in")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/realms/samverka/**")
        page.keyboard.type(person.mail)
        page.keyboard.press("Enter")
        expect(page.locator("#password")).to_be_focused()
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator("#otp")).to_be_focused()
        page.keyboard.type(one_time_code("hemligt"))
        page.keyboard.press("Enter")

        expect(page.get_by_role("heading", level=1, name="Att göra")).to_be_visible()
        page.goto("/laget")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_text("Visa en annan dag")).to_be_focused()
        page.keyboard.press("Shift+Tab")
        expect(page.get_by_role("button", name="Logga ut", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_text("Du är utloggad.")).to_be_visible()


def test_choosing_between_two_organisations_and_changing(served: Served, browser: Browser) -> None:
    person = served.person("valjer", {TROLLHATTAN: Role.OFFICER, UDDEVALLA: Role.AUDITOR})
    with tab(browser, served.address) as page:
        page.goto("/")
        page.get_by_role("link", name="Logga in").click()
        at_keycloak(page, person)
        expect(page.get_by_role("heading", level=1, name="Vem företräder du?")).to_be_visible()
        assert barriers(page) == []
        page.get_by_role("button", name="Uddevalla").click()
        expect(page.get_by_role("banner")).to_contain_text("Uddevalla kommun")
        expect(page.get_by_role("banner")).to_contain_text("revisor")

        page.get_by_role("link", name="Byt organisation").click()
        expect(page.get_by_role("button", name="Uddevalla kommun vald nu")).to_be_visible()
        page.get_by_role("button", name="Trollhättan").click()
        expect(page.get_by_role("banner")).to_contain_text("Trollhättans stad")


def test_the_matrix_is_a_table_with_a_word_in_each_cell_and_no_barriers(served: Served, browser: Browser) -> None:
    person = served.person("matris", {TROLLHATTAN: Role.OFFICER})
    with tab(browser, served.address) as page:
        page.goto("/")
        assert barriers(page) == []
        page.get_by_role("link", name="Logga in").click()
        at_keycloak(page, person)
        expect(page.get_by_role("heading", level=1, name="Att göra")).to_be_visible()
        page.goto("/laget")
        table = page.get_by_role("table")
        expect(table.get_by_role("rowheader")).to_have_count(15)
        expect(table.get_by_role("columnheader")).to_have_count(6)
        own = table.get_by_role("row", name="Trollhättan – er kommun")
        expect(own.get_by_role("cell").first).to_contain_text("280")
        words = table.locator("tbody td").all_inner_texts()
        assert len(words) == 14 * 5
        assert all(re.match(r"\W+\w", word) for word in words), "a sign and a word"
        assert barriers(page) == []


def test_everything_works_without_javascript_on_a_narrow_screen(served: Served, browser: Browser) -> None:
    person = served.person("smal", {TROLLHATTAN: Role.OFFICER})
    with tab(browser, served.address, javascript=False, width=360) as page:
        page.goto("/")
        page.get_by_role("link", name="Logga in").click()
        at_keycloak(page, person)
        expect(page.get_by_role("heading", level=1, name="Att göra")).to_be_visible()
        assert page.locator("body").evaluate("body => body.scrollWidth <= window.innerWidth")
        page.get_by_role("button", name="Logga ut överallt").click()
        expect(page.get_by_text("Du är utloggad överallt.")).to_be_visible()
        page.goto("/auth/login")
        expect(page.get_by_label("E-post")).to_be_visible()


def test_an_address_that_is_none_is_told_on_a_page(served: Served, browser: Browser) -> None:
    with tab(browser, served.address) as page:
        page.goto("/finns-inte")
        expect(page.get_by_role("heading", level=1, name="Adressen finns inte")).to_be_visible()
        assert barriers(page) == []
