"""What an insats owes though no gate waits for it stands on its pages: a final report, a directive's new approval."""

from samverka_services.demo import people
from tests.acceptance.pages.test_plans import LYSEKIL, sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.region import decision
from tests.support.starting import approved_directive, ready_to_join

OWED, CHANGED = "Slutrapport saknas", "Behöver nytt godkännande"
RESOURCES = {
    "hours": [{"role": "projektdeltagare", "year": 2027, "hours": 100}],
    "validFrom": "2027-01-01",
    "validTo": "2027-12-31",
}


def test_who_can_write_the_final_report_of_a_stopped_insats_finds_that_it_is_owed(paged: Installation) -> None:
    insats_id = ready_to_join(paged, LYSEKIL)
    part = {"resources": RESOURCES, "decision": decision("KOMMUNLEDNING", people.director("1484"))}
    officer = paged.token(people.officer("1484"), LYSEKIL)
    paged.command("POST", f"/insatser/{insats_id}/commitments", officer, part)
    insats, leader = f"/insatser/{insats_id}", Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(insats)
    assert OWED not in leader.text
    decided = {"__decision__recordNumber": "FFK 2026/31", "__decision__decidedBy": people.CHAIR}
    sent(leader, f"{insats}/stoppa", __decision__reason="Exempel: pengarna räcker inte", **decided)
    assert OWED in leader.text
    assert f"{insats}/dokument" in leader.document.links
    leader.open("/")
    assert "Skriv slutrapport för 8." in leader.text
    assert f"{insats}/dokument" in leader.document.links
    leader.open("/insatser/steg?step=STOPPED")
    assert "slutrapport saknas" in leader.text
    member = Visitor.of(paged, people.officer("1484"), LYSEKIL)
    member.open("/")
    assert "Skriv slutrapport för 8." not in member.text


def test_a_directive_that_was_changed_in_more_than_its_wording_says_that_it_is_to_be_approved_anew(
    paged: Installation,
) -> None:
    insats_id, document_id = approved_directive(paged)
    leader, document = Visitor.of(paged, people.LEADER, FYRBODAL), f"/dokument/{document_id}"
    sent(leader, f"{document}/skriv", __change="Ordval", __background="Exempel: ny bakgrund")
    assert CHANGED not in leader.text
    sent(leader, f"{document}/skriv", __change="Syftet", __purpose="Exempel: nytt syfte")
    assert f"{CHANGED} Mer än ordalydelsen har ändrats sedan godkännandet: Syfte." in leader.text
    assert f"/insatser/{insats_id}/foredra-direktivet" in leader.document.links
    leader.open(f"/insatser/{insats_id}/skicka-direktivet")
    assert CHANGED in leader.text
    member = Visitor.of(paged, people.officer("1484"), LYSEKIL)
    member.open(document)
    assert "Exempel: nytt syfte" not in member.text
    assert CHANGED not in member.text
    assert f"/insatser/{insats_id}/foredra-direktivet" not in member.document.links
