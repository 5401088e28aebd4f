"""What pages weigh, and which of them are compressed."""

import httpx
import pytest

from samverka_services.demo import people
from samverka_services.pages.kernel.page import Page
from samverka_services.pages.kernel.registry import PAGES
from tests.acceptance.pages.windows import FARGELANDA
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import COOKIE, session_key

MOST_BYTES = 300_000


def weighed(running: Installation, key: str, path: str, encoding: str = "gzip") -> httpx.Response:
    headers = {"Cookie": f"{COOKIE}={key}", "Accept": "text/html", "Accept-Encoding": encoding}
    return httpx.get(running.address + path, headers=headers, timeout=30)


@pytest.mark.parametrize(
    ("person", "organisation"), [(people.officer("1439"), FARGELANDA), (people.LEADER, FYRBODAL)]
)
def test_no_page_and_no_file_of_it_is_heavy(paged: Installation, person: str, organisation: str) -> None:
    key = session_key(paged, person, organisation)
    for page in (each for each in PAGES if isinstance(each, Page) and "{" not in each.address):
        answer = weighed(paged, key, page.address)
        stylesheet = weighed(paged, key, answer.text.partition('rel="stylesheet" href="')[2].partition('"')[0])
        assert answer.num_bytes_downloaded + stylesheet.num_bytes_downloaded < MOST_BYTES, page.address


def test_what_repeats_the_address_is_not_compressed(paged: Installation) -> None:
    """Otherwise its length would tell whether what somebody wrote into an address is part of something secret."""
    key = session_key(paged, people.LEADER, FYRBODAL)
    short, plain = weighed(paged, key, "/laget"), weighed(paged, key, "/laget", "identity")
    assert short.headers["content-encoding"] == "gzip"
    assert short.num_bytes_downloaded < plain.num_bytes_downloaded / 3
    assert "Accept-Encoding" in short.headers["vary"]
    for path, encoding in (("/laget?on=2026-06-01", "gzip"), ("/laget?", "gzip, br"), ("/laget", "br, gzip;q=0")):
        answer = weighed(paged, key, path, encoding)
        assert ("content-encoding" in answer.headers) == (path == "/laget?")
