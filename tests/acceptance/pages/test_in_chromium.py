"""The pages in a real browser: by keyboard, without JavaScript, and on a narrow screen."""

from playwright.sync_api import Browser, expect

from samverka_services.demo import people
from tests.acceptance.identity.chromium import barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.installation import Installation

BENGTSFORS, DALS_ED = "2120001454", "2120001413"
MOST_CLICKS = 6
"""From what waits to the sent answer, what is filled in aside."""


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
