"""Mandates and memberships that were recorded wrongly are put right on the pages, each side its own half."""

from samverka_services.demo import people
from tests.acceptance.pages.test_plans import sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.world import GOTEBORG

ORUST = "2120001314"
CORRECTION = {"__decision__recordNumber": "KS 2026/40", "__decision__reason": "Fel nummer i protokollet"}


def correcting(visitor: Visitor, address: str, part: str) -> str:
    """The first link to a correction on a page."""
    visitor.open(address)
    return next(link for link in visitor.document.links if part in link)


def test_an_administrator_puts_a_mandate_right(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.FIRST_ADMINISTRATOR, ORUST)
    correction = correcting(visitor, "/medlemmar", "/medlemmar/ratta/")
    by = {"__decision__decidedBy": people.director("1421")}
    sent(visitor, correction, __corrected__recordNumber="KS 2026/RÄTT", **CORRECTION, **by)
    assert visitor.path == "/medlemmar"
    assert "KS 2026/RÄTT" in visitor.text
    visitor.open(correction)
    assert ("/corrected/recordNumber", "KS 2026/RÄTT") in visitor.form().fields


def test_the_förbund_puts_its_invitation_right_and_the_member_its_answer(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    correction = correcting(leader, f"/medlemskap/{ORUST}/beslut", f"/medlemskap/{ORUST}/ratta/")
    by = {"__decision__decidedBy": people.MANAGER}
    sent(leader, correction, __corrected__recordNumber="FFK 2026/RÄTT", **CORRECTION, **by)
    assert leader.path == f"/medlemskap/{ORUST}/beslut"
    assert "FFK 2026/RÄTT" in leader.text
    member = Visitor.of(paged, people.officer("1421"), ORUST)
    own = correcting(member, f"/medlemskap/{FYRBODAL}/egna-beslut", "/ratta-eget/")
    of_member = {"__decision__decidedBy": people.director("1421")}
    sent(member, own, __corrected__recordNumber="KS 2026/SVAR", **CORRECTION, **of_member)
    assert "KS 2026/SVAR" in member.text


def test_of_others_memberships_nothing_is_put_right(paged: Installation) -> None:
    stranger = Visitor.of(paged, "officer", GOTEBORG)
    for address in (f"/medlemskap/{FYRBODAL}/egna-beslut", f"/medlemskap/{FYRBODAL}/ratta-eget/1"):
        assert stranger.open(address).status_code == 404
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open("/medlemskap")
    mine = correcting(leader, f"/medlemskap/{ORUST}/beslut", "/ratta/").rpartition("/")[2]
    assert leader.open(f"/medlemskap/2120001389/ratta/{mine}").status_code == 404, "it is about another member"
