"""A document is begun, written, shown to those asked about it, and two of its versions stand side by side."""

from playwright.sync_api import Browser

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.acceptance.pages.test_deciding import insats
from tests.acceptance.pages.test_plans import LYSEKIL, sent
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.world import UDDEVALLA

BENEFIT = {
    "__benefits__0__alternative": "Exempel: e-arkiv",
    "__benefits__0__stakeholder": "Arkivarier",
    "__benefits__0__kind": "ECONOMIC",
    "__benefits__0__reach": "INTERNAL",
    "__benefits__0__enables": "Handlingar hittas",
    "__benefits__0__thousandKronor": "300",
}


def begun(leader: Visitor, title: str) -> str:
    """The address of a new pre-study directive."""
    sent(leader, f"/insatser/{insats(leader, '4.1')}/dokument/nytt", __kind="PRE_STUDY_DIRECTIVE", __title=title)
    assert leader.path.endswith("/skriv"), "one goes on to its first version"
    return leader.path.removesuffix("/skriv")


def test_a_document_goes_from_its_first_words_to_those_who_are_asked(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    document = begun(leader, "Exempel: direktiv om e-arkiv")
    sent(leader, f"{document}/skriv", __change="Första utkastet", __purpose="Se om det lönar sig.", **BENEFIT)
    assert "Version 0.1" in leader.text
    assert "300" in leader.text
    assert "Avgränsning" in leader.text, "what is missing is named"
    sent(leader, f"{document}/skriv", __change="Tydligare", __purpose="Se om det lönar sig nu.")
    leader.open(f"{document}/versioner/0.2")
    assert "<ins>sig nu.</ins>" in leader.answer.text
    leader.open("/dokument")
    assert "Exempel: direktiv om e-arkiv" in leader.text
    assert "arbetsversion" in leader.text
    member, other = (
        Visitor.of(paged, people.officer(code), number) for code, number in (("1484", LYSEKIL), ("1485", UDDEVALLA))
    )
    assert member.open(document).status_code == 404
    sent(leader, f"{document}/fraga", __municipalities="1484", __lastDay="2099-12-31")
    assert "på remiss till och med 31 december 2099" in leader.text
    assert member.open(document).status_code == 200
    assert "Se om det lönar sig nu." in member.text
    assert "Skriv en ny version" not in member.text
    assert other.open(document).status_code == 404
    sent(member, f"{document}/synpunkter", __remarks__0__text="Säg vad det kostar", __remarks__0__part="cost")
    assert "Säg vad det kostar" in member.text
    leader.open(document)
    handle = next(link for link in leader.document.links if "/hantera?" in link)
    sent(leader, handle, __handled="Kostnaden står nu i avsnittet")
    member.open(document)
    assert "Kostnaden står nu i avsnittet" in member.text
    leader.open(f"{document}/skriv")
    leader.press(REVIEW, __change="Inget")
    assert "Inget är ändrat" in leader.text or "säger redan detta" in leader.text
    leader.open(f"{document}/stang-remiss")
    leader.press(SEND)
    assert "på remiss" not in leader.text


def test_a_document_has_no_barriers(paged: Installation, browser: Browser) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    document = begun(leader, "Exempel: direktiv utan hinder")
    sent(leader, f"{document}/skriv", __change="Första utkastet", __purpose="Se om det lönar sig.", **BENEFIT)
    with tab_of(browser, paged, people.LEADER, FYRBODAL, width=320) as page:
        for address in (
            document,
            f"{document}/skriv",
            f"{document}/versioner/0.1",
            f"/insatser/{insats(leader, '4.1')}/dokument",
        ):
            page.goto(address)
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
