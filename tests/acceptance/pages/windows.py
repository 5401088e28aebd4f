"""Windows of a real browser in which somebody is logged in."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from tests.acceptance.identity.chromium import tab
from tests.support.installation import Installation
from tests.support.logged_in import COOKIE, session_key

FARGELANDA = "2120001421"
CLOSED = "/forfragningar?state=CLOSED&words=handbok"
"""Where the story's request about a handbook stands alone, whatever other tests have asked and closed."""


@contextmanager
def tab_of(
    browser: Browser,
    paged: Installation,
    person: str,
    organisation: str,
    *,
    javascript: bool = True,
    width: int = 1280,
) -> Iterator[Page]:
    """A window in which somebody is logged in."""
    with tab(browser, paged.address, javascript=javascript, width=width) as page:
        key = session_key(paged, person, organisation, "Ulla Exempel")
        url = paged.address.replace("http:", "https:")  # as whose the browser takes such a cookie
        page.context.add_cookies([{"name": COOKIE, "value": key, "url": url, "secure": True}])
        yield page
