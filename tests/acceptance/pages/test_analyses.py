"""The förbund writes an analysis before an action plan, the e-råd takes note of it, and the region reads it."""

from samverka_services.demo import people
from tests.acceptance.pages.test_plans import LYSEKIL, published, sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

TITLE, NEED = "Exempel: analys inför nästa plan", "Exempel: ett gemensamt e-arkiv"
NETWORK = {"__needsByNetwork__0__network": "E-nätverket", "__needsByNetwork__0__need": NEED}
PROPOSED = {"__proposedFocusAreas__0__focusAreaTitle": "Digital infrastruktur"}


def test_an_analysis_is_the_forbunds_own_until_the_e_rad_has_taken_note_of_it(paged: Installation) -> None:
    leader, hers = (Visitor.of(paged, *who) for who in ((people.LEADER, FYRBODAL), (people.officer("1484"), LYSEKIL)))
    plan = published(leader)
    sent(leader, f"{plan}/analys", __title=TITLE)
    analysis = leader.path.removesuffix("/skriv")
    sent(leader, f"{analysis}/skriv", **NETWORK, __change="Första utkastet")
    assert leader.path == analysis
    assert "Omvärld" in leader.text, "a part that is missing still"
    assert hers.open(analysis).status_code == 404

    sent(leader, f"{analysis}/skriv", __surroundings="Exempel: ny lag", **PROPOSED, __change="Alla delar")
    sent(leader, f"{analysis}/notera", __decision__recordNumber="FFK 2026/300", __decision__decidedBy=people.CHAIR)
    hers.open("/dokument")
    assert analysis in hers.document.links
    hers.open(analysis)
    for shown in (TITLE, NEED, "version 1.0", "FFK 2026/300"):
        assert shown in hers.text, shown
    assert f"{analysis}/skriv" not in hers.document.links

    leader.open(analysis)
    correction = next(link for link in leader.document.links if link.startswith(f"{analysis}/ratta/"))
    by = {"__decision__recordNumber": "FFK 2026/302", "__decision__decidedBy": people.CHAIR}
    sent(leader, correction, __corrected__recordNumber="FFK 2026/301", __decision__reason="Fel nummer", **by)
    hers.open(analysis)
    assert "FFK 2026/301" in hers.text
