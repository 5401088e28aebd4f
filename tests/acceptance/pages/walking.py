"""Walking through all declared pages in a real browser, and what each of them must hold."""

from playwright.sync_api import Page

from samverka_domain.organisations import OrganisationKind
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.registry import PAGES
from tests.acceptance.identity.barriers import examined
from tests.acceptance.pages.windows import FARGELANDA
from tests.support.callers import FYRBODAL

_THINGS = ("mandate", "plan", "document", "group", "meeting", "funder", "analysis")
NOBODYS = dict.fromkeys((f"{thing}_id" for thing in _THINGS), "none")
NOBODYS |= {"version": "1", "number": "1", "item": "1", "step": "fraga-1", "stage": "PROJECT", "gate": "FINAL_REPORT"}
NOBODYS |= {"forbund": FYRBODAL, "organisation_number": FARGELANDA}
"""What stands in pages' addresses, where nothing has been met yet."""
PHONE = 320
"""Pixels across, of the narrowest."""
_MEASURED, _JUDGED = set[str](), set[str]()
_KINDS = """() => {
    const display = ["(forced-colors: active)", "(prefers-color-scheme: dark)"].map(each => matchMedia(each).matches);
    const around = `${display} ${document.documentElement.style.fontSize}`;
    const one = each => `${each.localName}.${each.className.baseVal ?? each.className}`
        + `[${[...each.attributes].map(attribute => attribute.name).sort()}${each.type ?? ""}]`;
    const of = (each, known = "") => each ? of(each.parentElement, `${one(each)} ${known}`) : around + known;
    return [...new Set([...document.querySelectorAll("body *")].map(each => of(each)))];
}"""
"""What styles an element: its name, classes, and attributes, and those of all around it."""


def opened(page: Page, address: str) -> int:
    """The status of the answer, on a wide screen."""
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(address)
    assert answer is not None
    assert answer.status in {200, 403, 404}, address
    return answer.status


def require_no_barriers(page: Page, address: str, width: int = PHONE) -> frozenset[str]:
    """Nothing that axe finds, one heading, and no sideways scroll on a phone; returns what judgements it took so far.

    Contrast, which takes longest, is measured where the page has an element of a kind that no page had before.
    """
    kinds = frozenset(page.evaluate(_KINDS))
    found = examined(page, contrast=not kinds <= _MEASURED)
    assert found.barriers == [], f"{address}: {found.barriers}"
    _MEASURED.update(kinds)
    _JUDGED.update(found.judged)
    assert page.locator("h1").count() == 1, address
    page.set_viewport_size({"width": width, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
    return frozenset(_JUDGED)


def addresses(page: Page, kind: OrganisationKind, *, forms: bool | None = None) -> list[str]:
    """Of all declared pages for a kind of organisation, of forms alone or none, with the first that is met."""
    page.goto("/laget")
    cell = page.locator("td a").first.get_attribute("href") or ""
    request = page.locator("a[href^='/interest-requests/']").first.get_attribute("href") or ""
    _, _, insats_id, municipality_id = cell.split("/")
    ids = {**NOBODYS, "insats_id": insats_id, "municipality_id": municipality_id}
    ids |= {
        "plan_id": _plan_id(page),
        "document_id": _document_id(page, insats_id),
        "analysis_id": _analysis_id(page),
    }
    known = {**ids, "request_id": request.split("/")[2]}
    chosen = [each for each in PAGES if forms is None or isinstance(each, Form) is forms]
    declared = [each.page if isinstance(each, Form) else each for each in chosen]
    fitting = [each for each in declared if not each.audience.kinds or kind in each.audience.kinds]
    return [each.address.format_map({**known, "number": _number(each.address)}) for each in fitting]


def _number(address: str) -> str:
    """Of a document's version, or else of a status report."""
    return "0.1" if address.startswith("/dokument/") else "1"


def _plan_id(page: Page) -> str:
    """Of the published plan; municipalities see no page that needs it."""
    page.goto("/handlingsplan")
    link = page.get_by_role("link", name="Planens väg")
    return (link.first.get_attribute("href") or "").rpartition("/")[2] if link.count() else "none"


def _analysis_id(page: Page) -> str:
    """Of the first analysis that there is to see."""
    page.goto("/dokument")
    link = page.locator("a[href^='/analys/']")
    return (link.first.get_attribute("href") or "").rpartition("/")[2] if link.count() else "none"


def _document_id(page: Page, insats_id: str) -> str:
    """Of the first document of an insats that there is to see."""
    page.goto(f"/insatser/{insats_id}/dokument")
    link = page.locator("a[href^='/dokument/']")
    return (link.first.get_attribute("href") or "").rpartition("/")[2] if link.count() else "none"
