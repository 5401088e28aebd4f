"""Receipt and compilation are taken along as PDF, and say what their pages say."""

import pytest

from samverka_services.demo import people
from tests.acceptance.pages.windows import CLOSED
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.pdf import said, tags, title
from tests.support.world import TROLLHATTAN

LEADER, OFFICER = (people.LEADER, FYRBODAL), (people.officer("1488"), TROLLHATTAN)


def link(visitor: Visitor, ending: str) -> str:
    return next(each for each in visitor.document.links if ending in each)


@pytest.fixture
def compilation(paged: Installation) -> Visitor:
    """On the page of a request that has closed."""
    visitor = Visitor.of(paged, *LEADER)
    visitor.open(CLOSED)
    visitor.open(link(visitor, "/sammanstallning"))
    return visitor


def test_a_compilation_has_every_answer_with_its_decision(compilation: Visitor) -> None:
    heading = compilation.text.partition(" – ")[0].strip()
    answer = compilation.open(link(compilation, "/sammanstallning.pdf"))
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith('inline; filename="sammanstallning-')
    text = said(answer.content)
    for each in (heading, "Fyrbodals kommunalförbund", "Trollhättan", "Åmål", "Läst ", "sida 1 av"):
        assert each in text, each
    assert "Kommunledningen" in text
    assert title(answer.content) == heading
    assert tags(answer.content).count("TH") >= 3


def test_a_compilation_is_printed_as_it_is_shown(compilation: Visitor) -> None:
    address = compilation.answer.url.path
    compilation.open(f"{address}?words=tanum&sort=-name&on=2026-12-01")
    text = said(compilation.open(link(compilation, "/sammanstallning.pdf")).content)
    assert "Rader som innehåller ”tanum”" in text
    assert "Ordnat efter Namn, fallande" in text
    assert "Som det gällde 1 december 2026" in text
    assert "Tanum" in text
    assert "Trollhättan" not in text.partition("Har inte svarat")[0]


def test_a_receipt_names_request_organisation_and_decision(paged: Installation) -> None:
    visitor = Visitor.of(paged, *OFFICER)
    visitor.open(CLOSED)
    request = link(visitor, "/sammanstallning").removesuffix("/sammanstallning")
    visitor.open(f"{request}/kvitto")
    text = said(visitor.open(link(visitor, "/kvitto.pdf")).content)
    for each in ("Kvitto: ", "Trollhättans stad", "Organ: Kommunledningen", "Diarienummer: ", "Svar: "):
        assert each in text
    visitor.open("/sprak/en?return_to=/")
    assert "Receipt: " in said(visitor.open(f"{request}/kvitto.pdf").content)
