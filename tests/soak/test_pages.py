"""Every page for every role, as it is and reviewed, as of today and an earlier day, in every variant."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from playwright.sync_api import Browser, Page

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from samverka_services.pages.kernel.page import FORBUND, KOMMUN
from tests.acceptance.pages.test_states import REVIEW
from tests.acceptance.pages.walking import PHONE, addresses, opened, require_no_barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

ROLES = {
    "officer": (people.officer("1439"), FARGELANDA, KOMMUN),
    "director": (people.director("1439"), FARGELANDA, KOMMUN),
    "auditor": (people.auditor("1439"), FARGELANDA, KOMMUN),
    "leader": (people.LEADER, FYRBODAL, FORBUND),
    "chair": (people.CHAIR, FYRBODAL, FORBUND),
}
Variant = Callable[[Page], object]
LARGE = "large letters"
VARIANTS: dict[str, Variant] = {
    "plain": lambda _: None,
    "forced colours": lambda page: page.emulate_media(forced_colors="active"),
    "dark, less motion": lambda page: page.emulate_media(color_scheme="dark", reduced_motion="reduce"),
    LARGE: lambda page: page.evaluate("document.documentElement.style.fontSize = '200%'"),
}


@pytest.mark.parametrize(("role", "variant"), list(product(ROLES, VARIANTS)))
def test_no_page_keeps_anybody_out(paged: Installation, browser: Browser, role: str, variant: str) -> None:
    person, organisation, kind = ROLES[role]
    width = 2 * PHONE if variant == LARGE else PHONE  # nobody is promised a narrow screen with such letters
    before = local_day(clock()) - timedelta(days=20)
    with tab_of(browser, paged, people.LEADER, FYRBODAL) as leader:
        known = addresses(leader, kind)
    with tab_of(browser, paged, person, organisation) as page:
        for address, past in product(known, ("", f"?decidedAsOf={before}")):
            if opened(page, address + past) == 200:
                VARIANTS[variant](page)
                require_no_barriers(page, f"{address}{past}", width)
                if not past and page.locator(REVIEW).count():
                    page.locator(REVIEW).first.click()
                    VARIANTS[variant](page)
                    require_no_barriers(page, f"{address} reviewed", width)
