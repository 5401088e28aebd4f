"""A status report is written, approved, passed on and read on pages, in words and figures."""

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.pdf import said
from tests.support.region import decision
from tests.support.starting import ready_to_join
from tests.support.taken_over import RESOURCES
from tests.support.world import TROLLHATTAN

PERIOD = {"__periodFrom": "2026-01-01", "__periodTo": "2026-03-31"}
GREEN = {
    f"__lights__{name}__{part}": written
    for name in ("cost", "scope", "risk", "benefit")
    for part, written in (("light", "GREEN"), ("sentence", "Enligt plan"))
}
YELLOW = {"__lights__time__light": "YELLOW", "__lights__time__sentence": "Drar ut på tiden"}
EXPLAINED = {
    "__lights__time__cause": "En överprövning",
    "__lights__time__measure": "Förläng avtalet",
    "__lights__time__owner": "projektledaren",
    "__lights__time__due": "2026-06-30",
}
DECIDED = {
    "__decision__body": "E_RAD",
    "__decision__recordNumber": "FFK 2026/9",
    "__decision__decidedBy": people.CHAIR,
}


def sent(visitor: Visitor, address: str, **fields: str) -> None:
    """A form that is filled in, reviewed and sent."""
    visitor.open(address)
    visitor.press(REVIEW, **fields)
    visitor.press(SEND)


def under_way(paged: Installation) -> str:
    """The address of an insats that is carried out, for which Trollhättan has set something aside."""
    insats_id = ready_to_join(paged, TROLLHATTAN)
    officer = paged.token(people.officer("1488"), TROLLHATTAN)
    part = {"resources": RESOURCES, "decision": decision("KOMMUNLEDNING", people.director("1488"))}
    done = paged.command("POST", f"/insatser/{insats_id}/commitments", officer, part)
    paged.wait_until_projected(done["token"], officer, FYRBODAL)
    return f"/insatser/{insats_id}"


def test_a_report_is_written_returned_approved_and_passed_on(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    insats = under_way(paged)
    leader.open(f"{insats}/status/ny")
    assert "/usage/0/municipality" in dict(leader.form().fields)
    leader.press(REVIEW, **PERIOD, **GREEN, **YELLOW, __summary="Kraven är klara.")
    assert "orsak, åtgärd, ansvarig och dag" in leader.text
    leader.press(REVIEW, **PERIOD, **GREEN, **YELLOW, **EXPLAINED, __summary="Kraven är klara.")
    leader.press(SEND)
    assert leader.path == f"{insats}/status/1/rapport"
    for each in ("▲ gul", "En överprövning", "Förbundsdirektionen inte än", "Avsatta timmar", "lämnad"):
        assert each in leader.text, each

    sent(leader, f"{insats}/status/1/ater", **DECIDED, __remarks="Timmar saknas\nBudget saknas")
    assert "Åter med 2 synpunkter Timmar saknas" in leader.text
    sent(leader, f"{insats}/status/1/andra", __summary="Med timmar och budget.")
    sent(leader, f"{insats}/status/1/godkann", **DECIDED)
    assert "E-rådet som styrgrupp · " in leader.text
    sent(leader, f"{insats}/status/1/vidare", __to="KOMMUNLEDNINGAR", __channel="e-post")
    assert "e-post" in leader.text

    officer = Visitor.of(paged, people.officer("1488"), TROLLHATTAN)
    officer.open(f"{insats}/status")
    assert "nästa senast 30 juni 2026" in officer.text
    assert not any(link.endswith("/status/ny") for link in officer.document.links)
    officer.open(f"{insats}/status/1/rapport")
    assert "Timmar saknas" not in officer.text
    text = said(officer.open(next(link for link in officer.document.links if "/rapport.pdf" in link)).content)
    for each in ("Statusrapport 1: ", "gul", "Ansvarig: projektledaren", "E-rådet, ", "Kommunledningarna: "):
        assert each in text, each
    assert "Timmar saknas" not in text
    officer.open(insats)
    assert "Senaste statusrapport Tid ▲ gul" in officer.text
    officer.open("/status?time=YELLOW")
    assert (
        "Drar ut på tiden" in officer.open(next(link for link in officer.document.links if "file=csv" in link)).text
    )
