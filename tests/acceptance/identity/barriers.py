"""What axe finds on a page that keeps somebody out, and what it leaves to people to judge."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

_FILE = Path(__file__).with_name("axe_left_to_judge.toml")
JUDGED: dict[str, dict[str, Any]] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
"""By its name in the file: what axe leaves, on what, and why it is no barrier."""

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """async ([options, judged]) => {
    const {violations, incomplete} = await axe.run(document, options);
    const told = (rule, node) => `${rule.id}: ${node.html}`;
    const displays = {
        "forced colours": matchMedia("(forced-colors: active)").matches,
        cramped: matchMedia("(max-width: 40rem)").matches || document.documentElement.style.fontSize !== "",
    };
    const holds = (each, rule, node) => each.rule === rule.id
        && (!each.display || displays[each.display])
        && [...node.any, ...node.all, ...node.none].some(check => [each.left].flat().includes(check.data?.messageKey))
        && node.element.matches(each.on);
    const found = {barriers: violations.flatMap(rule => rule.nodes.map(node => told(rule, node))), judged: []};
    for (const rule of incomplete) for (const node of rule.nodes) {
        const by = Object.keys(judged).find(name => holds(judged[name], rule, node));
        if (by) found.judged.push(by);
        else found.barriers.push(`not judged: ${told(rule, node)} ${JSON.stringify([...node.any, ...node.none])}`);
    }
    return found;
}"""


@dataclass(frozen=True)
class Examined:
    """What was found; `judged` are the names of the judgements that it took."""

    barriers: list[str]
    judged: frozenset[str]


def examined(page: Page, *, contrast: bool = True) -> Examined:
    """By all rules; without `contrast` by all but the one that takes longest."""
    off: dict[str, Any] = {} if contrast else {"rules": {"color-contrast": {"enabled": False}}}
    # Of other results axe tells the first element alone, which takes half the time.
    options = {"runOnly": _RULES, "resultTypes": ["violations", "incomplete"], "elementRef": True, **off}
    page.evaluate(Axe().axe_script)
    found = page.evaluate(_RUN, [options, JUDGED])
    return Examined(found["barriers"], frozenset(found["judged"]))


def barriers(page: Page) -> list[str]:
    """What keeps somebody out, and what axe cannot decide and nobody has judged."""
    return examined(page).barriers
