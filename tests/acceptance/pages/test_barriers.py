"""No page keeps anybody out: what axe finds, one heading, and no sideways scroll on a narrow screen."""

import pytest
from playwright.sync_api import Browser, Page

from samverka_domain.organisations import OrganisationKind
from samverka_services.demo import people
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.page import FORBUND, KOMMUN
from samverka_services.pages.kernel.registry import PAGES
from tests.acceptance.identity.chromium import barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

pytestmark = pytest.mark.long


@pytest.mark.parametrize(
    ("person", "organisation", "kind"),
    [(people.officer("1439"), FARGELANDA, KOMMUN), (people.LEADER, FYRBODAL, FORBUND)],
)
def test_every_page_has_no_barriers_and_none_scrolls_sideways_on_a_phone(
    paged: Installation, browser: Browser, person: str, organisation: str, kind: OrganisationKind
) -> None:
    with tab_of(browser, paged, person, organisation) as page:
        refused = set[int]()
        for address in addresses(page, kind):
            status = opened(page, address)
            if status not in refused:  # such pages are all the same
                require_no_barriers(page, address)
            refused |= {status} - {200}


def test_the_page_of_an_auditor_has_no_barriers(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.auditor("1439"), FARGELANDA) as page:
        for address in ("/revision", "/revision/avvikelser", "/revision/atkomstlogg"):
            assert opened(page, address) == 200
            require_no_barriers(page, address)


def test_the_pages_of_everybody_have_no_barriers(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1439"), FARGELANDA) as page:
        for address in (
            "/exempel",
            "/hjalp",
            "/tillganglighet",
            "/sok?q=upphandling",
            "/sok?q=finnsinte",
            "/historik/andringar?since=2019-01-01",
        ):
            opened(page, address)
            require_no_barriers(page, address)


def opened(page: Page, address: str) -> int:
    page.set_viewport_size({"width": 1280, "height": 800})
    answer = page.goto(address)
    assert answer is not None
    assert answer.status in {200, 403, 404}, address
    return answer.status


def require_no_barriers(page: Page, address: str) -> None:
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
    ids |= {"forbund": FYRBODAL, "organisation_number": FARGELANDA, "step": "fraga-1", "plan_id": _plan_id(page)}
    known = {**ids, "request_id": request.split("/")[2]}
    declared = [each.page if isinstance(each, Form) else each for each in PAGES]
    fitting = [each for each in declared if not each.audience.kinds or kind in each.audience.kinds]
    return [each.address.format_map(known) for each in fitting]


def _plan_id(page: Page) -> str:
    """Of the published plan; municipalities see no page that needs it."""
    page.goto("/handlingsplan")
    link = page.get_by_role("link", name="Planens väg")
    return (link.first.get_attribute("href") or "").rpartition("/")[2] if link.count() else "none"
