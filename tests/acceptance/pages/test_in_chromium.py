"""The pages in a real browser: by keyboard, without JavaScript, and on a narrow screen."""

from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.installation import Installation

BENGTSFORS, DALS_ED, SOTENAS = "2120001454", "2120001413", "2120001322"
MOST_CLICKS = 6
"""From what waits to the sent answer, what is filled in aside."""


@dataclass
class Keyboard:
    """Somebody who uses no mouse; every button and link that she presses is a click."""

    page: Page
    pressed: int = 0

    def press(self, name: str, role: Literal["link", "button"] = "link") -> None:
        self._reach(self.page.get_by_role(role, name=name).first)
        self.page.keyboard.press("Enter")
        self.pressed += 1

    def fill(self, name: str, text: str) -> None:
        self._reach(self.page.get_by_label(name).first)
        self.page.keyboard.type(text)

    def answer(self, name: str) -> None:
        """Tick it, and go on."""
        target = self.page.get_by_role("radio", name=name, exact=True)
        group = target.get_attribute("name")
        while self.page.evaluate("document.activeElement.name") != group:
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        while not target.is_checked():
            self.page.keyboard.press("ArrowDown")
        self.press("Spara och fortsätt", "button")

    def _reach(self, target: Locator) -> None:
        while not target.evaluate("element => element === document.activeElement"):
            self.page.keyboard.press("Tab")


def test_a_municipality_answers_with_the_keyboard_alone(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1460"), BENGTSFORS) as page:
        page.goto("/")
        by_keyboard = Keyboard(page)
        by_keyboard.press("Svara: Svara: 4.1")
        by_keyboard.press("Svara")
        for answer in ("Intresserad", "Ja", "i höst"):
            by_keyboard.answer(answer)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Stämmer svaret")
        by_keyboard.fill("Diarienummer", "KS 2026/12")
        by_keyboard.press("Skicka svaret", "button")
        expect(page.get_by_role("heading", level=1, name="Svaret är skickat")).to_be_visible()
        assert by_keyboard.pressed <= MOST_CLICKS


def test_a_mistake_is_announced_focused_and_one_link_away(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1438"), DALS_ED) as page:
        page.goto("/")
        page.get_by_role("link", name="Svara: 4.1").first.click()
        page.get_by_role("link", name="Svara", exact=True).click()
        page.get_by_role("radio", name="Intresserad").check()
        for _ in range(3):
            page.get_by_role("button", name="Spara och fortsätt").click()
        page.get_by_role("button", name="Skicka svaret").click()
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.get_by_role("alert")).to_contain_text("3 uppgifter måste rättas")
        assert barriers(page) == []
        page.get_by_role("link", name="Diarienummer: Fyll i det här.").click()
        expect(page.get_by_label("Diarienummer")).to_be_focused()
        expect(page.get_by_label("Diarienummer")).to_have_attribute("aria-invalid", "true")


def test_answering_works_without_javascript_on_a_phone(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1439"), FARGELANDA, javascript=False, width=390) as page:
        page.goto("/")
        page.get_by_role("link", name="Svara: 4.1").first.click()
        page.get_by_role("link", name="Svara", exact=True).click()
        page.get_by_role("radio", name="Nej").first.check()
        page.get_by_role("button", name="Spara och fortsätt").click()
        page.get_by_label("Diarienummer").fill("KS 2026/12")
        page.get_by_label("Skäl").fill("Kommunen inför redan ett eget system.")
        page.get_by_role("button", name="Skicka svaret").click()
        expect(page.get_by_role("heading", level=1, name="Svaret är skickat")).to_be_visible()


@pytest.mark.parametrize("step", ["stallning", "villkor", "fraga-1", "fraga-2", "kontakt", ""])
def test_every_step_of_an_answer_is_without_barriers_and_fits_a_phone(
    paged: Installation, browser: Browser, step: str
) -> None:
    """Those that a colleague has begun, with notes beside them."""
    with tab_of(browser, paged, people.officer("1427"), SOTENAS, width=320) as page:
        page.goto("/")
        page.get_by_role("link", name="Svara: 4.1").first.click()
        address = page.url
        page.goto(f"{address}/svara/stallning")
        page.get_by_role("radio", name="Ja med villkor").check()
        page.get_by_label("Skriv en anteckning").fill(f"Anteckning före {step or 'granskning'}")
        page.get_by_role("button", name="Spara och fortsätt").click()
        page.goto(f"{address}/svara/{step}".removesuffix("/"))
        expect(page.get_by_text(f"Anteckning före {step or 'granskning'}").first).to_be_visible()
        assert barriers(page) == []
        assert page.locator("h1").count() == 1
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
