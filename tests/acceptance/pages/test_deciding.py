"""The other journeys on the pages: taking part, putting right, and a request from its draft to the compilation."""

import re

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.starting import ready_to_ask, ready_to_join

LYSEKIL = "2120001389"
MORE_HOURS = ("more", "/resources/hours")


def insats(visitor: Visitor, code: str) -> str:
    """The id of an insats, by its code."""
    visitor.open("/insatser")
    found = re.search(rf'<div>{code}</div>.*?/insatser/([0-9a-f-]+)"', visitor.answer.text, re.DOTALL)
    assert found is not None
    return found[1]


def test_a_municipality_takes_part_with_resources_in_several_rows_and_adjusts_them(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.officer("1484"), LYSEKIL)
    insats_id = ready_to_join(paged, LYSEKIL)
    visitor.open(f"/insatser/{insats_id}/delta")
    visitor.press(MORE_HOURS, __resources__hours__0__role="projektledare")
    assert ("/resources/hours/0/role", "projektledare") in visitor.form().fields, "nothing written is lost"
    visitor.press(
        REVIEW,
        __resources__hours__0__year="2027",
        __resources__hours__0__hours="1 200",
        __resources__hours__1__role="jurist",
        __resources__hours__1__year="2028",
        __resources__hours__1__hours="40",
        __resources__money__0__year="2027",
        __resources__money__0__thousandKronor="55",
        __resources__validFrom="2027-01-01",
        __resources__validTo="2028-12-31",
        __decision__recordNumber="KS 2026/90",
    )
    assert "jurist" in visitor.text
    visitor.press(SEND)
    assert visitor.path == "/vara-insatser"
    assert "1 240 h, 55 tkr övertagen 2027 1 200 55 31 dec 2028" in visitor.text
    visitor.open(f"/insatser/{insats_id}/justera")
    assert ("/resources/hours/1/role", "jurist") in visitor.form().fields
    visitor.press(REVIEW, __resources__hours__0__hours="12,5", __decision__recordNumber="KS 2026/91")
    assert "Timmar: Skriv ett heltal, utan decimaler." in visitor.text
    visitor.press(REVIEW, __resources__hours__0__hours="900")
    visitor.press(SEND)
    assert "2027 900 55" in visitor.text


def test_what_was_recorded_wrongly_is_put_right_and_both_stay_in_the_history(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.officer("1484"), LYSEKIL)
    insats_id = insats(visitor, "4.2")
    visitor.open(f"/laget/{insats_id}/{LYSEKIL}")
    correction = next(link for link in visitor.document.links if link.startswith(f"/insatser/{insats_id}/ratta/"))
    visitor.open(correction)
    visitor.press(
        REVIEW,
        __corrected__recordNumber="KS 2026/RÄTT",
        __decision__recordNumber="KS 2026/92",
        __decision__reason="Fel nummer i protokollet",
    )
    visitor.press(SEND)
    visitor.open(f"/laget/{insats_id}/{LYSEKIL}")
    for shown in ("KS 2026/RÄTT", "Deltagandet rättades", "har rättats senare"):
        assert shown in visitor.text


def test_a_request_goes_from_its_draft_to_an_answer_on_behalf(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    insats_id = ready_to_ask(paged)
    leader.open(f"/forfragningar/ny?insats={insats_id}")
    leader.press(
        REVIEW,
        __round="IMPLEMENTATION",
        __title="Exempel: ska vi?",
        __text="Vill ni?",
        __questions__0__text="Vad kostar det?",
        __questions__0__kind="NUMBER",
    )
    leader.press(SEND)
    assert "Utkast: Exempel: ska vi?" in leader.text
    request = leader.path.removesuffix("/utkast")
    leader.open(f"{request}/godkann")
    leader.press(REVIEW, __decision__recordNumber="FFK 2026/1")
    leader.press(SEND)
    leader.open(f"{request}/skicka")
    leader.press(REVIEW, __deadline="2099-12-31")
    leader.press(SEND)
    assert leader.path == f"{request}/sammanstallning"
    assert "0 av 14 har svarat" in leader.text
    leader.open(f"{request}/registrera?kommunkod=1484")
    leader.press(
        REVIEW,
        __stance="INTERESTED",
        __answers__0__value="12,5",
        __source="Brev",
        __decision__recordNumber="KS 2026/93",
        __decision__decidedBy="kommundirektören",
    )
    leader.press(SEND)
    assert "1 av 14 har svarat" in leader.text
    assert re.search(r"Lysekil intresserad \(via förb\.\) [^–]* – 12,5", leader.text)
