"""No page keeps anybody out: what axe finds, one heading, and no sideways scroll on a narrow screen."""

import pytest
from playwright.sync_api import Browser

from samverka_domain.organisations import OrganisationKind
from samverka_services.demo import people
from samverka_services.pages.kernel.page import FORBUND, KOMMUN
from tests.acceptance.identity.barriers import JUDGED
from tests.acceptance.pages.walking import addresses, opened, require_no_barriers
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
        refused, judged = set[int](), set[str]()
        for address in addresses(page, kind):
            status = opened(page, address)
            if status not in refused:  # such pages are all the same
                judged |= require_no_barriers(page, address)
            refused |= {status} - {200}
    needed = {name for name, each in JUDGED.items() if "display" not in each}
    assert judged >= needed or kind is not KOMMUN, "a judgement that nothing needs any more"


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
