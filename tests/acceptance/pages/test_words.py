"""Pages speak Swedish to those who read it: no word of the code, and none of English."""

import re
from collections.abc import Iterator
from html import unescape

import pytest

from samverka_services.demo import people
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.registry import PAGES
from tests.acceptance.pages.walking import NOBODYS
from tests.acceptance.pages.windows import FARGELANDA
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

OF_CODE = re.compile(
    r"""\b[A-Z]+_[A-Z_]+\b            # START_NOW
    |\b[a-zåäö]+_[a-zåäö_]+\b         # record_number
    |\b[a-zåäö]+[A-ZÅÄÖ]\w*\b         # recordNumber
    |\b(?:None|True|False|null)\b
    |[{}]|\d{4}-\d\d-\d\dT\d\d|\b[0-9a-f]{8}-[0-9a-f]{4}-""",
    re.VERBOSE,
)
ENGLISH = re.compile(
    r"\b(the|of|are|you|your|this|that|with|has|have|been|please|error|select|submit|search|answer|request|decision"
    r"|municipality|show|help|draft|status of|open until|closed on|invalid|missing|required|not found)\b",
    re.IGNORECASE,
)
SAID_BY_ATTRIBUTES = re.compile(r'(?:aria-label|placeholder|title|alt|aria-description)="([^"]*)"')
ADDRESS = re.compile(r"https?://[\w.:/-]+|(?<!\w)/[\w./-]+")
"""As a mail gives them, and the access log names pages."""
NAMES = re.compile(r"\biCalendar\b")
"""Of what others have made."""
OTHER_LANGUAGE = re.compile(r'<a [^>]*lang="en"[^>]*>.*?</a>', re.DOTALL)


def said(visitor: Visitor) -> str:
    """All that is read or heard of the page, its other language aside."""
    html = OTHER_LANGUAGE.sub("", visitor.answer.text)
    shown = re.sub(r"<[^>]*>", " ", html)
    return NAMES.sub(" ", ADDRESS.sub(" ", unescape(" ".join([shown, *SAID_BY_ATTRIBUTES.findall(html)]))))


def addresses(visitor: Visitor) -> Iterator[str]:
    """Of all declared pages, with the first things that are met, and of those that everybody sees."""
    visitor.open("/laget")
    _, _, insats_id, municipality_id = next(
        link.split("/") for link in visitor.document.links if link.startswith("/laget/")
    )
    request_id = next(link.split("/")[2] for link in visitor.document.links if link.startswith("/interest-requests/"))
    known = {**NOBODYS, "insats_id": insats_id, "municipality_id": municipality_id, "request_id": request_id}
    for declared in PAGES:
        page = declared.page if isinstance(declared, Form) else declared
        yield page.address.format_map(known)
    yield from ("/hjalp", "/tillganglighet", "/finns-inte", "/sok?q=upphandling", "/sok?q=finnsinte")
    yield "/historik/andringar?since=2019-01-01"


@pytest.mark.parametrize(
    ("person", "organisation"),
    [
        (people.officer("1439"), FARGELANDA),
        (people.director("1439"), FARGELANDA),
        (people.auditor("1439"), FARGELANDA),
        (people.LEADER, FYRBODAL),
    ],
)
def test_no_page_has_a_word_of_the_code_or_of_english(paged: Installation, person: str, organisation: str) -> None:
    visitor = Visitor.of(paged, person, organisation)
    found = dict[str, set[str]]()
    for address in list(addresses(visitor)):
        visitor.open(address)
        words = {match[0] for pattern in (OF_CODE, ENGLISH) for match in pattern.finditer(said(visitor))}
        found |= {address: words} if words else {}
    assert found == {}
