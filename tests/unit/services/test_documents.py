"""A document as PDF: what it says is text, it can be read aloud, and it never takes more than is allowed."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from samverka_infra.database import ReadTooLong
from samverka_services.documents.document import Document, Part
from samverka_services.documents.typesetting import MOST_CHARACTERS, DocumentTooLarge, pdf_of
from tests.support.pdf import read, root, said, tags, title

ROWS = [["Åmål", "intresserad"], ["Bengtsfors", "nej"]]
DOCUMENT = Document(
    language="sv",
    title="Sammanställning: Gemensam e-tjänst",
    organisation="Färgelanda kommun",
    about=["4.1 Samordnad upphandling"],
    moment="Läst 27 november 2026 kl. 10.15",
    read_at=datetime(2026, 11, 27, 9, 15, 0, 123456, tzinfo=UTC),
    parts=[
        Part("Beslutet", facts=[("Organ", "Kommunledningen"), ("Diarienummer", "KS 2026/12")]),
        Part("Svaren", headings=["Kommun", "Svar"], rows=ROWS),
    ],
)
HOSTILE = (
    '# rubrik, #import "a", #sys.inputs och #let x = 1',
    "*fet* _kursiv_ `kod` $x^2$ @hänvisning <etikett>",
    "<script>alert(1)</script> &amp; {{ 7 * 7 }}",
    "\\ \\n \\u{41} // kommentar /* kommentar */ ~ --- ...",
    "= rubrik",
    "- punkt",
    "/ term: ord",
    "] [ ) ( } { ; ,",
)


def pdf(document: Document) -> bytes:
    return asyncio.run(pdf_of(document))


def told(text: str) -> Document:
    parts = [Part(text, facts=[(text, text)], headings=[text, text], rows=[[text, text]], texts=[text])]
    return replace(DOCUMENT, title=text, organisation=text, about=[text], moment=text, parts=parts)


def test_it_says_what_it_is_told_with_moment_organisation_and_pages() -> None:
    text = said(pdf(DOCUMENT))
    for each in (DOCUMENT.title, DOCUMENT.organisation, DOCUMENT.moment, "Organ: Kommunledningen", "sida 1 av 1"):
        assert each in text
    assert "EXEMPEL" not in text


def test_it_is_made_for_those_who_have_it_read_aloud() -> None:
    made = pdf(DOCUMENT)
    whole = root(made)
    assert (whole["/Lang"], title(made)) == ("sv", DOCUMENT.title)
    assert whole["/MarkInfo"]["/Marked"]
    assert whole["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in whole["/Metadata"].get_object().get_data()
    found = tags(made)
    assert found.count("H1") == len(DOCUMENT.parts)
    assert (found.count("TH"), found.count("TD"), found.count("Table")) == (2, 4, 1)
    assert "L" in found


def test_an_example_says_so_on_every_page() -> None:
    rows = [["Åmål", "rad " * 50]] * 100
    made = read(pdf(replace(DOCUMENT, is_example=True, parts=[Part("Svaren", headings=["a", "b"], rows=rows)])))
    assert len(made.pages) > 2
    for number, page in enumerate(made.pages, 1):
        text = page.extract_text()
        assert "EXEMPEL" in text
        assert f"sida {number} av {len(made.pages)}" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_is_ever_markup(text: str) -> None:
    made = pdf(told(text))
    squeezed = said(made).replace(" ", "")
    assert squeezed.count(text.replace(" ", "")) >= 8
    assert tags(made) == tags(pdf(told("Exempel")))


@pytest.mark.parametrize("text", ["שלום", "العربية", "Åäö é ß ł", "→ – … ✓"])
def test_other_scripts_and_directions_are_set(text: str) -> None:
    assert len(set(text.split()[0]) & set(said(pdf(told(text))))) > 0


@pytest.mark.parametrize("text", ["日本", "\U0001f600"])
def test_a_sign_that_no_font_has_keeps_nothing_from_being_set(text: str) -> None:
    made = pdf(replace(DOCUMENT, about=[text]))
    assert "Organ: Kommunledningen" in said(made)
    assert "TH" in tags(made)


def test_what_stands_on_several_lines_stands_on_several_lines() -> None:
    (page,) = read(pdf(replace(DOCUMENT, parts=[Part("Svaret", texts=["rad ett\nrad två"])]))).pages
    assert "rad ett\nrad två" in page.extract_text().replace(" \n", "\n")


def test_more_than_a_document_holds_is_refused_before_it_is_set() -> None:
    with pytest.raises(DocumentTooLarge):
        pdf(replace(DOCUMENT, about=["x" * MOST_CHARACTERS]))


def test_what_takes_too_long_is_ended() -> None:
    with pytest.raises(ReadTooLong):
        asyncio.run(pdf_of(DOCUMENT, seconds=0.001))
