"""An auditor goes through what was decided, what deviates and who has read what, and takes it along."""

import re

from samverka_services.demo import people
from tests.acceptance.pages.test_plans import sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[0-9]{10}|exempel-rut")
STROMSTAD, ORUST = "2120001405", "2120001314"


def auditor(paged: Installation) -> Visitor:
    return Visitor.of(paged, people.AUDITOR, FYRBODAL)


def headings(visitor: Visitor) -> list[str]:
    """Of the entries."""
    return re.findall(r'<li class="(?:done|back)" id="p\d+">\s*<h3>(.*?)</h3>', visitor.answer.text)


def test_all_of_an_organisations_decisions_are_told_its_mandates_too(paged: Installation) -> None:
    visitor = auditor(paged)
    visitor.open("/revision?thing=Mandates&body=FORBUNDSLEDNING")
    assert headings(visitor)
    assert set(headings(visitor)) == {"Uppdrag gavs"}
    visitor.open("/revision?thing=Insats&body=E_RAD")
    assert "E-rådets prioritering: starta nu" in headings(visitor)
    assert "hade plats i organet den dagen" in visitor.text
    assert "4.1 Koncept för samordnad upphandling" in visitor.text
    assert "2220001776" not in re.sub(r'(href|value|action)="[^"]*"', "", visitor.answer.text), "names, not numbers"


def test_the_timeline_is_narrowed_by_person_and_period_and_goes_on(paged: Installation) -> None:
    visitor = auditor(paged)
    visitor.open("/revision")
    older = next(link for link in visitor.document.links if "before=" in link)
    first = headings(visitor)
    visitor.open(older)
    assert headings(visitor)
    assert len(first) == 30
    visitor.open("/revision?from=2020-01-01&to=2020-12-31&person=" + people.DIRECTOR)
    assert headings(visitor) == ["Handlingsplanen godkändes: 1.0"]
    assert visitor.open("/revision?body=X").status_code in {400, 422}
    assert visitor.open("/revision?from=igår").status_code in {400, 422}


def test_deviations_have_a_list_of_their_own_with_the_rule_in_words(paged: Installation) -> None:
    member = Visitor.of(paged, people.officer("1484"), "2120001389")
    visitor = auditor(paged)
    visitor.open("/revision/avvikelser")
    assert "mer än 30 dagar efter beslutet" in visitor.text
    assert headings(visitor)
    visitor.open("/revision/avvikelser?mark=on-behalf")
    assert "registrerat av förbundet å kommunens vägnar" in visitor.text
    assert member.open("/revision/avvikelser").status_code == 403


def test_an_answer_that_the_förbund_registered_is_a_deviation_to_the_municipality_too(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.auditor("1427"), "2120001322")
    visitor.open("/revision/avvikelser?mark=on-behalf")
    assert "i loggen hos Fyrbodals kommunalförbund" in visitor.text


def test_the_access_log_is_narrowed_and_goes_on_by_a_token(paged: Installation) -> None:
    visitor = auditor(paged)
    visitor.open("/insatser")
    visitor.open(next(link for link in visitor.document.links if re.fullmatch(r"/insatser/[0-9a-f-]{36}", link)))
    visitor.open("/audit/decisions?file=csv")
    visitor.open(f"/revision/atkomstlogg?person={people.AUDITOR}")
    assert "Rut Exempel tillåtet Revision, som fil" in visitor.text
    assert re.search(r"Insats 4\.[0-9] \w+", visitor.text), "what was opened, by its title"
    assert not _IDS.search(visitor.text), "no ids"
    file = next(link for link in visitor.document.links if "file=csv" in link)
    assert not _IDS.search(visitor.open(file).text)
    assert "Rut Exempel" in visitor.answer.text
    visitor.open("/revision/atkomstlogg?outcome=REFUSED&person=nobody")
    assert "Inget är läst" in visitor.text
    assert visitor.open("/revision/atkomstlogg?before=17").status_code in {400, 422}


def test_each_list_is_taken_along_as_it_was_narrowed(paged: Installation) -> None:
    visitor = auditor(paged)
    for address, narrowed in (
        ("/revision", "thing=Mandates"),
        ("/revision/avvikelser", "mark=on-behalf"),
        ("/revision/atkomstlogg", "outcome=ALLOWED"),
    ):
        visitor.open(f"{address}?{narrowed}")
        file = next(link for link in visitor.document.links if "file=csv" in link)
        assert narrowed in file
        assert visitor.open(file).headers["content-type"].startswith("text/csv"), visitor.text
        assert len(visitor.answer.text.splitlines()) > 1
    officer = Visitor.of(paged, people.officer("1486"), STROMSTAD)
    assert officer.open("/audit/access-log?file=csv").status_code == 403


def test_everybody_sees_who_sat_in_which_body_on_a_day(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.officer("1421"), ORUST)
    visitor.open("/medlemmar/organ")
    assert "Kommunledningen Person Från och med Till och med Beslutet Tove Exempel" in visitor.text
    visitor.open("/medlemmar/organ?on=2010-01-01")
    assert "1 januari 2010" in visitor.text
    assert "Ingen hade plats den dagen." in visitor.text


def test_a_correction_and_what_it_corrects_are_told_of_each_other(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(f"/medlemskap/{STROMSTAD}/beslut")
    correction = next(link for link in leader.document.links if "/ratta/" in link)
    sent(
        leader,
        correction,
        __corrected__recordNumber="FFK 2026/NY",
        __decision__recordNumber="FFK 2026/99",
        __decision__reason="Fel nummer",
        __decision__decidedBy=people.MANAGER,
    )
    visitor = auditor(paged)
    visitor.open("/revision?thing=Kommunalforbund&person=" + people.LEADER)
    assert "Förbundets beslut om medlemskapet rättades" in headings(visitor)
    assert "Rättar beslutet" in visitor.text
    visitor.open("/revision/avvikelser?mark=corrected")
    assert "(FFK 2026/99): Fel nummer" in visitor.text
