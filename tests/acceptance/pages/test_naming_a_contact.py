"""Whom the förbund can talk to about an answer is chosen by name among the municipality's people."""

import pytest

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import BACK, DECISION, KEEP, REVIEW, SEND, officer, waiting, written
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

MUNKEDAL, KODE = "2120001330", "1430"
HER = people.director(KODE)


@pytest.fixture(scope="module")
def answered(paged: Installation) -> str:
    """The address of a request that Munkedal has answered, with its director as the contact."""
    ulla = officer(paged, KODE, MUNKEDAL)
    address = waiting(ulla)
    written(ulla, address)
    ulla.open(f"{address}/svara/kontakt")
    assert ("/contact/personId", people.officer(KODE)) in ulla.form().fields, "herself, unless she chooses otherwise"
    ulla.press(BACK)
    ulla.open(f"{address}/svara")
    assert "frivilligt Kontaktperson" in ulla.text, "what the page has chosen says nothing alone"
    ulla.open(f"{address}/svara/kontakt")
    ulla.press(KEEP, __contact__personId=HER)
    assert (ulla.answer.status_code, "Fyll i det här." in ulla.text) == (422, True)
    ulla.press(KEEP, __contact__text="0524-180 00")
    assert "✓ klart Kontaktperson Tove Exempel, 0524-180 00" in ulla.text
    ulla.press(SEND, **DECISION)
    return address


def test_the_receipt_and_the_förbund_tell_who_it_is_and_nobody_an_id(paged: Installation, answered: str) -> None:
    ulla, leader = officer(paged, KODE, MUNKEDAL), Visitor.of(paged, people.LEADER, FYRBODAL)
    ulla.open(f"{answered}/kvitto")
    leader.open(f"{answered}/sammanstallning")
    for visitor in (ulla, leader):
        assert "Tove Exempel, 0524-180 00" in visitor.text
        assert HER not in visitor.answer.text
    leader.open(f"{answered}/registrera")
    assert "Ingen kontaktperson Tove Exempel (Munkedal)" in leader.text, "whom the municipality has told of"


def test_what_is_put_right_keeps_the_contact_unless_another_is_chosen(paged: Installation, answered: str) -> None:
    ulla = officer(paged, KODE, MUNKEDAL)
    ulla.open(f"{answered}/ratta/1")
    begun = ulla.form().fields
    assert {("/reply/contact/personId", HER), ("/reply/contact/text", "0524-180 00")} <= set(begun)
    ulla.press(REVIEW, __reply__contact__personId=people.officer(KODE), **DECISION, __decision__reason="Fel kontakt")
    assert "Vem? Ulla Exempel" in ulla.text
    ulla.press(SEND)
    ulla.open(f"{answered}/kvitto")
    assert "Ulla Exempel, 0524-180 00" in ulla.text
