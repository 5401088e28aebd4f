"""An open page says what comes meanwhile, of what its reader may see, and moves nothing until she presses it."""

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, expect

from samverka_services.catalogue import text
from samverka_services.demo import people
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.region import Things

LYSEKIL, MELLERUD, MUNKEDAL, ORUST = "2120001389", "2120001488", "2120001330", "2120001314"
POLL_MILLISECONDS = 15_000
NEWS = text("opened.nytt", "sv")
"""What the access log calls a page's asking."""


OwnRegion = tuple[Installation, Things]


def answered(region: OwnRegion, kommunkod: str, organisation: str) -> None:
    """A municipality answers the request, and the views show it."""
    running, things = region
    officer = people.officer(kommunkod), organisation
    decision = {"body": "KOMMUNLEDNING", "decidedOn": "2026-01-15", "recordNumber": "KS 2026/12"}
    decided = decision | {"decidedBy": people.director(kommunkod)}
    body = {"stance": "INTERESTED", "answers": [{"questionId": "resurs", "value": True}], "decision": decided}
    address = f"/interest-requests/{things.request_id}/responses"
    outcome = running.command("POST", address, running.token(*officer), body)
    running.wait_until_projected(outcome["token"], running.token(*officer), FYRBODAL)


def asking(visitor: Visitor, page: str) -> str:
    """Where the script of a page asks."""
    html = visitor.open(page).text
    return html.partition('data-from="')[2].partition('"')[0].replace("&amp;", "&")


def test_an_answer_is_told_and_nothing_moves_until_it_is_pressed(own_region: OwnRegion, browser: Browser) -> None:
    with tab_of(browser, own_region[0], people.LEADER, FYRBODAL) as page:
        page.clock.install()
        page.goto("/laget")
        row = page.get_by_role("row", name="Mellerud")
        before, place = row.inner_text(), page.get_by_role("table").bounding_box()
        answered(own_region, "1461", MELLERUD)
        page.clock.run_for(POLL_MILLISECONDS)
        expect(page.get_by_role("status")).to_contain_text("1 nytt svar")
        assert (row.inner_text(), page.get_by_role("table").bounding_box()) == (before, place)
        page.get_by_role("status").get_by_role("link", name="Visa").click()
        expect(page.get_by_role("status")).to_be_empty()
        assert row.inner_text() != before


@pytest.mark.parametrize("javascript", [True, False])
def test_without_news_nothing_is_said_with_a_script_or_without(
    own_region: OwnRegion, browser: Browser, javascript: bool
) -> None:
    with tab_of(browser, own_region[0], people.LEADER, FYRBODAL, javascript=javascript) as page:
        if javascript:
            page.clock.install()
        page.goto("/laget")
        if javascript:
            with page.expect_response("**/nytt?*") as told:
                page.clock.run_for(POLL_MILLISECONDS)
            assert told.value.status == 204
        expect(page.get_by_role("status")).to_be_empty()
        expect(page.get_by_role("table")).to_be_visible()


def test_what_was_told_is_told_once_and_what_is_nothing_new_leaves_no_entry(own_region: OwnRegion) -> None:
    leader = Visitor.of(own_region[0], people.LEADER, FYRBODAL)
    address, before = asking(leader, "/laget"), reads(own_region[0]).count(NEWS)
    assert leader.open(address).status_code == 204
    assert reads(own_region[0]).count(NEWS) == before
    answered(own_region, "1484", LYSEKIL)
    told = leader.open(address).json()
    assert (told["text"], told["show"]) == ("1 nytt svar", "Visa")
    assert leader.open(f"{address}&seen={told['seen']}").status_code == 204
    answered(own_region, "1430", MUNKEDAL)
    again = leader.open(f"{address}&seen={told['seen']}").json()
    assert again["text"] == "2 nya svar"
    assert reads(own_region[0]).count(NEWS) == before + 2
    of_the_request = asking(leader, f"/forfragningar/{own_region[1].request_id}/sammanstallning")
    assert parse_qs(urlsplit(of_the_request).query)["request"] == [own_region[1].request_id]
    assert leader.open(of_the_request).status_code == 204


def reads(running: Installation) -> str:
    """What the förbund's auditor sees of the access log."""
    auditor = Visitor.of(running, people.AUDITOR, FYRBODAL)
    auditor.open("/revision/atkomstlogg")
    return auditor.text


def test_nobody_is_told_of_what_is_not_open_to_her(own_region: OwnRegion) -> None:
    """Nor by another organisation's token, nor when she is not logged in."""
    other = Visitor.of(own_region[0], people.officer("1485"), "2120001397")
    address = asking(other, "/laget")
    answered(own_region, "1421", ORUST)
    assert other.open(address).status_code == 204
    leader = Visitor.of(own_region[0], people.LEADER, FYRBODAL)
    assert leader.open(address).status_code == 422
    assert Visitor(own_region[0], {}).open(address).url.path != "/nytt"


def test_a_page_of_another_day_has_no_script(own_region: OwnRegion) -> None:
    visitor = Visitor.of(own_region[0], people.LEADER, FYRBODAL)
    assert "<script" not in visitor.open("/laget?on=2026-06-01").text
    assert "script-src" not in visitor.answer.headers["content-security-policy"]
    assert "<script" in visitor.open("/laget").text
    assert "script-src 'self'; connect-src 'self'" in visitor.answer.headers["content-security-policy"]
