"""Somebody who uses no mouse: she goes through a page with the tabulator, and writes where she stops."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import ElementHandle, Locator, Page

Wanted = str | tuple[str, ...]
"""What she writes or chooses in a field; of several choices, the names of all."""

MOST_STOPS = 400
"""More than any page has: who has not found it by then never will."""
MOST_LOOKS = 100
"""So often she opens a page anew, until it shows what a colleague has just done."""
_STOP = """() => {
    const at = document.activeElement, line = each => (each?.innerText ?? "").split("\\n")[0].trim();
    const group = at.closest("fieldset"), same = group ? [...group.querySelectorAll("input")] : [];
    const several = at.type === "checkbox" && same.filter(each => each.name === at.name).length > 1;
    return {
        kind: at.localName === "input" ? at.type : at.localName, place: at.name ?? "", value: at.value ?? "",
        own: line(at.labels?.[0] ?? at), group: line(group?.querySelector("legend")), several,
        checked: at.checked ?? false, within: at.closest("#form") !== null,
    };
}"""
"""Where the focus is."""
_AHEAD = """target => {
    const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    const all = [...document.querySelectorAll(stops)].filter(each => each.tabIndex >= 0 && each.checkVisibility());
    const at = document.activeElement, first = all.findIndex(each => target.contains(each));
    const passed = each => at !== document.body && (each === at
        || each.compareDocumentPosition(at) & Node.DOCUMENT_POSITION_FOLLOWING);
    return first - all.filter(passed).length;
}"""
"""How many stops lie between the focus and the target, at least."""
_BEHIND_THE_MENU = """target => document.activeElement === document.body
    && document.querySelector("main").contains(target)"""
_REACHED = "target => target.contains(document.activeElement)"
_CHOSEN = "element => element.selectedOptions[0].text"
_OPTIONAL = re.compile(r"\s*\(frivilligt\)$")


@dataclass
class Keyboard:
    """Her page; every link and button that she presses is counted, what is filled in aside."""

    page: Page
    pressed: int = 0

    def press(self, name: str | re.Pattern[str]) -> None:
        """A link of this name, or else one with it, by which another page opens."""
        for _ in range(MOST_LOOKS):
            if link := self._link(name):
                self._press(link)
                return
            self.page.reload(wait_until="domcontentloaded")
        raise AssertionError(f"no link {name!r} on {self.page.url}: {self._offered()}")

    def _link(self, name: str | re.Pattern[str]) -> ElementHandle | None:
        for exact in (True, False):
            found = self.page.get_by_role("link", name=name, exact=exact).element_handles()
            if found:
                return found[0]
        return None

    def _press(self, target: ElementHandle) -> None:
        self._reach(target)
        with self.page.expect_navigation(wait_until="domcontentloaded"):
            self.page.keyboard.press("Enter")
        self.pressed += 1

    def _reach(self, target: ElementHandle) -> None:
        """With the tabulator to the element, or to what is in it; past the menu by the link that leads there.

        The element is looked up once: by its name, that takes longer than many a key.
        """
        if target.evaluate(_BEHIND_THE_MENU):
            self.page.keyboard.press("Tab")
            self.page.keyboard.press("Enter")
        for _ in range(target.evaluate(_AHEAD)):
            self.page.keyboard.press("Tab")
        for _ in range(MOST_STOPS):
            if target.evaluate(_REACHED):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"nobody gets to {target} on {self.page.url}")

    def send(self, written: Mapping[str, Wanted] | None = None, others: str = "") -> None:
        """Fill in the page's form, see that all is right, and send it."""
        self.write(written or {}, others)
        if review := self.page.get_by_role("button", name="Granska").element_handles():
            self._press(review[0])
        wrong = self.page.get_by_role("alert").all_inner_texts()
        assert not wrong, (self.page.url, wrong)
        self._press(_handle(self.page.locator("#form .actions button[value=send]")))

    def one_more(self, part: str) -> None:
        """Row of the form's part of this name, beside those that have been filled in."""
        self._press(_handle(self.page.locator(f"#form button[name=more][value='/{part}']")))

    def keep(self, written: Mapping[str, Wanted]) -> None:
        """Answer what one step of several asks, and go on."""
        self.write(written)
        self._press(_handle(self.page.get_by_role("button", name="Spara och fortsätt")))

    def write(self, written: Mapping[str, Wanted], others: str = "") -> None:
        """Go once through the form: fields are named by label or place; `others` is written in empty long texts."""
        left = dict(written)
        self._reach(_handle(self.page.locator("#form")))
        stop = self.page.evaluate(_STOP)
        while stop["within"] and not (stop["kind"] == "button" and stop["place"] == "step"):
            self._write(stop, left, others)
            self.page.keyboard.press("Tab")
            stop = self.page.evaluate(_STOP)
        unmet = {name: wanted for name, wanted in left.items() if wanted}
        assert not unmet, f"no field for {unmet} on {self.page.url}: {self._offered()}"

    def _write(self, stop: Mapping[str, Any], left: dict[str, Wanted], others: str) -> None:
        key = next((each for each in _names(stop) if each in left), None)
        kind = stop["kind"]
        if key is not None:
            wanted = left[key]
            if kind == "checkbox":
                self._tick(stop, key, left)
                return
            del left[key]
            {"radio": self._choose, "select": self._pick, "date": self._say_day}.get(kind, self._say)(str(wanted))
        elif others and kind == "textarea" and not stop["value"]:
            self._say(others)

    def _tick(self, stop: Mapping[str, Any], key: str, left: dict[str, Wanted]) -> None:
        """Of several those that are wanted, and no other; what is wanted by then stays, empty, for those to come."""
        wanted = left[key]
        is_wanted = stop["own"] in wanted if stop["several"] else True
        if is_wanted != stop["checked"]:
            self.page.keyboard.press("Space")
        left[key] = tuple(each for each in wanted if each != stop["own"]) if stop["several"] else ()

    def _choose(self, wanted: str) -> None:
        """One of a group: the first is ticked, then the next, until it is the one."""
        if not self.page.evaluate(_STOP)["checked"]:
            self.page.keyboard.press("Space")
        for _ in range(MOST_STOPS):
            if self.page.evaluate(_STOP)["own"] == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"no choice {wanted!r} on {self.page.url}")

    def _pick(self, wanted: str) -> None:
        """From a list, by the first letters of its text."""
        self.page.keyboard.type(wanted)
        chosen = self.page.locator("select:focus").evaluate(_CHOSEN)
        assert str(chosen).startswith(wanted), (wanted, chosen)

    def _say_day(self, wanted: str) -> None:
        """In three parts, whose order is that of the browser's own language."""
        year, month, day = wanted.split("-")
        for order in ((month, day, year), (year, month, day)):
            self.page.keyboard.type("".join(order))
            if self.page.evaluate(_STOP)["value"] == wanted:
                return
            for _ in order:
                self.page.keyboard.press("ArrowLeft")
        raise AssertionError(f"no day {wanted} on {self.page.url}")

    def _say(self, wanted: str) -> None:
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(wanted)

    def _offered(self) -> list[str]:
        """What the page offers, for the message."""
        return self.page.locator("main a, main button, main label, main legend").all_inner_texts()


def _handle(found: Locator) -> ElementHandle:
    """The first that is found; waits for it."""
    return found.first.element_handle()


def _names(stop: Mapping[str, Any]) -> list[str]:
    """By which a field may be called: its place, its own label, and that of its group."""
    own = _OPTIONAL.sub("", stop["own"])
    group = _OPTIONAL.sub("", stop["group"])
    is_choice = stop["kind"] == "radio" or stop["several"]
    return [stop["place"], group] if is_choice else [stop["place"], own, f"{group}: {own}"]
