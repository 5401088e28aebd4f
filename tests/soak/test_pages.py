"""Every page for every role, as it is and reviewed, as of today and an earlier day, in every variant."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
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
    "administrator": (people.FIRST_ADMINISTRATOR, FARGELANDA, KOMMUN),
    "leader": (people.LEADER, FYRBODAL, FORBUND),
    "chair": (people.CHAIR, FYRBODAL, FORBUND),
}


@dataclass(frozen=True)
class Variant:
    """How somebody looks at a page."""

    forced_colours: bool = False
    dark: bool = False
    letters: str = ""
    width: int = PHONE

    def wear(self, page: Page) -> None:
        """The open page, seen so."""
        page.emulate_media(
            forced_colors="active" if self.forced_colours else "none",
            color_scheme="dark" if self.dark else "light",
            reduced_motion="reduce" if self.dark else "no-preference",
        )
        page.evaluate("letters => { document.documentElement.style.fontSize = letters }", self.letters)


VARIANTS = {
    "plain": Variant(),
    "forced colours": Variant(forced_colours=True),
    "dark, less motion": Variant(dark=True),
    # Nobody is promised a narrow screen with such letters.
    "large letters": Variant(letters="200%", width=2 * PHONE),
}


@dataclass
class Covered:
    """What has been looked at, by role, state and the answer's status."""

    counts: Counter[tuple[str, str, int]] = field(default_factory=Counter)
    looked: int = 0

    def lines(self) -> Iterator[str]:
        """For people."""
        yield f"{self.looked} looks at pages, in {', '.join(VARIANTS)}"
        for (role, state, status), count in sorted(self.counts.items()):
            yield f"{role}, {state}: {count} answered {status}"


@pytest.fixture(scope="module")
def covered(request: pytest.FixtureRequest) -> Iterator[Covered]:
    found = Covered()
    yield found
    terminal = request.config.pluginmanager.getplugin("terminalreporter")
    with request.config.pluginmanager.getplugin("capturemanager").global_and_fixture_disabled():
        terminal.write_line("")
        for line in found.lines():
            terminal.write_line(line)


@pytest.mark.parametrize("role", ROLES)
def test_no_page_keeps_anybody_out(paged: Installation, browser: Browser, covered: Covered, role: str) -> None:
    person, organisation, kind = ROLES[role]
    before = local_day(clock()) - timedelta(days=20)
    with tab_of(browser, paged, people.LEADER, FYRBODAL) as leader:
        known = addresses(leader, kind)
    with tab_of(browser, paged, person, organisation) as page:
        for address, (state, asked) in product(known, {"today": "", "earlier": f"?decidedAsOf={before}"}.items()):
            VARIANTS["plain"].wear(page)
            status = opened(page, address + asked)
            covered.counts[role, state, status] += 1
            if status == 200:
                _look(page, covered, address + asked)
                if not asked and page.locator(REVIEW).count():
                    page.locator(REVIEW).first.click()
                    covered.counts[role, "reviewed", status] += 1
                    _look(page, covered, f"{address} reviewed")


def _look(page: Page, covered: Covered, address: str) -> None:
    """At the open page, in every variant."""
    for name, variant in VARIANTS.items():
        page.set_viewport_size({"width": 1280, "height": 800})
        variant.wear(page)
        require_no_barriers(page, f"{address} in {name}", variant.width)
        covered.looked += 1
