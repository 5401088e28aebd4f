"""Every page for every role, as it is and reviewed, as of today and an earlier day, in every variant."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from samverka_domain.kernel.calendar import local_day
from samverka_domain.organisations import OrganisationKind
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from samverka_services.pages.kernel.page import FORBUND, KOMMUN
from tests.acceptance.pages.test_states import REVIEW
from tests.acceptance.pages.walking import addresses, opened, require_no_barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

ROLES = [
    *((each("1439"), FARGELANDA, KOMMUN) for each in (people.officer, people.director, people.auditor)),
    (people.LEADER, FYRBODAL, FORBUND),
    (people.CHAIR, FYRBODAL, FORBUND),
]
Variant = Callable[[Page], object]
VARIANTS: dict[str, Variant] = {
    "plain": lambda _: None,
    "forced colours": lambda page: page.emulate_media(forced_colors="active"),
    "dark, less motion": lambda page: page.emulate_media(color_scheme="dark", reduced_motion="reduce"),
    "large letters": lambda page: page.evaluate("document.documentElement.style.fontSize = '200%'"),
}


@pytest.mark.parametrize(("role", "variant"), list(product(ROLES, VARIANTS)), ids=lambda each: str(each))
def test_no_page_keeps_anybody_out(
    paged: Installation, browser: Browser, role: tuple[str, str, OrganisationKind], variant: str
) -> None:
    person, organisation, kind = role
    before = local_day(clock()) - timedelta(days=20)
    with tab_of(browser, paged, people.LEADER, FYRBODAL) as leader:
        known = addresses(leader, kind)
    with tab_of(browser, paged, person, organisation) as page:
        for address, past in product(known, ("", f"?decidedAsOf={before}")):
            if opened(page, address + past) == 200:
                VARIANTS[variant](page)
                require_no_barriers(page, f"{address}{past}")
                if not past and page.locator(REVIEW).count():
                    page.locator(REVIEW).first.click()
                    VARIANTS[variant](page)
                    require_no_barriers(page, f"{address} reviewed")
