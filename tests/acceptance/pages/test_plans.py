"""The förbund leads an action plan from its draft to the publication, and sees what it covers."""

from playwright.sync_api import Browser

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

LYSEKIL = "2120001389"
DECIDED = {"__decision__recordNumber": "FFK 2026/9", "__decision__decidedBy": people.DIRECTOR}


def sent(visitor: Visitor, address: str, **fields: str) -> None:
    """A form that is filled in, reviewed and sent."""
    visitor.open(address)
    visitor.press(REVIEW, **fields)
    assert visitor.answer.status_code == 200, visitor.text
    visitor.press(SEND)


def published(visitor: Visitor) -> str:
    """The address of the plan that was published first."""
    visitor.open("/handlingsplan")
    return [link for link in visitor.document.links if link.startswith("/handlingsplan/0")][-1]


def drafted(visitor: Visitor, title: str) -> str:
    """The address of a new plan that begins from the published one."""
    visitor.open(published(visitor))
    sent(visitor, next(link for link in visitor.document.links if "?efter=" in link), __title=title)
    return visitor.path


def test_a_plan_goes_from_its_draft_through_its_versions_to_the_publication(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    plan = drafted(leader, "Exempel: handlingsplan 2027–2029")
    assert "5 fokusområden, 11 effektmål" in leader.text
    assert "0 av 11 effektmål har minst en insats. Utan insats: 1A" in leader.text
    assert f"{plan}/publicera" not in leader.document.links, "it waits for the approval"
    sent(leader, f"{plan}/version", __version="0.4", __by="e-råd", __change="justerad efter remiss")
    assert "0.4" in leader.text
    assert "justerad efter remiss" in leader.text
    sent(leader, f"{plan}/godkann", **DECIDED)
    assert "FFK 2026/9" in leader.text
    sent(leader, f"{plan}/revidera", __focusAreas__0__title="Ändrat område")
    assert "Nätverket godkänner planen som den lyder nu" in leader.text, "the approval was of another text"
    sent(leader, f"{plan}/godkann", **DECIDED | {"__decision__recordNumber": "FFK 2026/10"})
    member = Visitor.of(paged, people.officer("1484"), LYSEKIL)
    member.open("/handlingsplan")
    assert "Exempel: handlingsplan 2027–2029" not in member.text
    assert member.open(plan).status_code == 403, "a plan on its way is the förbund's own"
    sent(leader, f"{plan}/publicera", __version="1.0")
    assert "Version 1.0, publicerad" in leader.text
    member.open("/handlingsplan")
    assert "Exempel: handlingsplan 2027–2029" in member.text


def test_what_was_recorded_of_the_approval_is_put_right(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    plan = drafted(leader, "Exempel: plan med fel nummer")
    sent(leader, f"{plan}/godkann", **DECIDED)
    correction = next(link for link in leader.document.links if "/ratta/" in link)
    sent(
        leader,
        correction,
        __corrected__recordNumber="FFK 2026/RÄTT",
        __decision__recordNumber="FFK 2026/11",
        __decision__decidedBy=people.DIRECTOR,
        __decision__reason="Fel nummer",
    )
    assert leader.path == plan
    assert "FFK 2026/RÄTT" in leader.text
    leader.open(correction)
    assert ("/corrected/recordNumber", "FFK 2026/RÄTT") in leader.form().fields, "what stands is corrected again"


def test_a_plan_that_has_gone_out_is_not_changed(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(f"{published(leader)}/revidera")
    leader.press(REVIEW, __title="Annat")
    assert "är publicerad och ändras inte" in leader.text


def test_a_plan_on_its_way_has_no_barriers(paged: Installation, browser: Browser) -> None:
    plan = drafted(Visitor.of(paged, people.LEADER, FYRBODAL), "Exempel: plan utan hinder")
    with tab_of(browser, paged, people.LEADER, FYRBODAL, width=320) as page:
        for address in (plan, f"{plan}/revidera", "/handlingsplan"):
            page.goto(address)
            assert barriers(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
