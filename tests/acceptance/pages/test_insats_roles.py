"""Who is appointed to lead an insats finds what waits about it, submits its reports, and sees nothing else."""

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.acceptance.pages.test_status_reports import DECIDED, EXPLAINED, GREEN, PERIOD, YELLOW, sent, under_way
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

ELSEWHERE = ("/laget", "/insatser", "/forfragningar", "/medlemmar", "/historik", "/status", "/sok?q=a", "/utskick")


def test_a_project_leader_reports_of_her_insats_and_sees_no_other(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open("/insatser")
    links = [link for link in leader.document.links if link.startswith("/insatser/") and len(link) > 20]
    other, insats = links[0], under_way(paged)
    decided = {**DECIDED, "__personId": people.MANAGER, "__role": "PROJECT_LEADER", "__thousandKronor": "450"}
    decided.pop("__decision__body")
    sent(leader, f"{insats}/uppdrag/ge", **decided)
    assert "Fia Exempel Projektledare" in leader.text
    assert "intern, 450 tkr" in leader.text

    hers = Visitor.of(paged, people.MANAGER, FYRBODAL)
    hers.open(f"{insats}/status/ny")
    hers.press(REVIEW, **PERIOD, **GREEN, **YELLOW, **EXPLAINED, __summary="Kraven är klara.")
    hers.press(SEND)
    assert hers.path == f"{insats}/status/1/rapport"
    hers.open(f"{other}/status/ny")
    assert "Bara den som har rätt uppdrag" in hers.text
    hers.open("/")
    assert "Statusrapport: " in hers.text

    end = next(link for link in leader.document.links if link.endswith("/avsluta"))
    sent(
        leader,
        end,
        __validTo="2026-01-01",
        __decision__recordNumber="FFK 2026/10",
        __decision__decidedBy=people.CHAIR,
    )
    hers.open(f"{insats}/status/1/andra")
    assert "Bara den som har rätt uppdrag" in hers.text
