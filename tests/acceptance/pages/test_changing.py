"""An answer is changed as it was given: question by question, with a draft, beside what stands."""

from datetime import UTC, datetime

import pytest

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import CLOSE, DECISION, KEEP, SEND, officer, waiting, written
from tests.acceptance.pages.test_drafts import ASK, FORGET
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

AMAL, KODE = "2120001587", "1492"


@pytest.fixture(scope="module")
def request_address(paged: Installation) -> str:
    """Of a request that Åmål has answered."""
    visitor = officer(paged, KODE, AMAL)
    address = waiting(visitor)
    written(visitor, address)
    visitor.open(f"{address}/svara/kontakt")
    visitor.press(KEEP, __contact__text="0532-170 00")
    visitor.press(SEND, **DECISION)
    assert visitor.path == f"{address}/kvitto"
    return address


def test_one_question_is_answered_otherwise_and_the_rest_stands(paged: Installation, request_address: str) -> None:
    ulla, review = officer(paged, KODE, AMAL), f"{request_address}/andra"
    ulla.open(request_address)
    assert review in ulla.document.links
    ulla.open(review)
    assert "Kan kommunen avsätta deltagare? Ja Ändra" in ulla.text
    assert "Gäller nu" not in ulla.text
    ulla.open(f"{review}/fraga-2")
    assert ("/answers/0/value", "i höst") in ulla.form().fields
    ulla.press(KEEP, __answers__0__value="i vår")
    assert ulla.path == review
    for shown in ("När kan kommunen börja? i vår Gäller nu: i höst", "Utkast, senast sparat"):
        assert shown in ulla.text
    ulla.open("/")
    assert "Ändra svaret: 4.1" in ulla.text
    ulla.open(request_address)
    assert "Fortsätt ändra svaret" in ulla.text
    ulla.open(review)
    ulla.press(SEND, __decision__recordNumber="KS 2026/13")
    assert ulla.path == f"{request_address}/kvitto"
    for shown in ("i vår", "KS 2026/13", "0532-170 00", "version 2"):
        assert shown in ulla.text
    ulla.open(request_address)
    assert "Utkast" not in ulla.text


def test_the_management_is_asked_to_decide_on_a_change_and_a_change_is_given_up(
    paged: Installation, request_address: str
) -> None:
    ulla, director = officer(paged, KODE, AMAL), Visitor.of(paged, people.director(KODE), AMAL)
    review = f"{request_address}/andra"
    ulla.open(f"{review}/stallning")
    ulla.press(KEEP, __stance="CONDITIONAL")
    assert ulla.path == f"{review}/villkor"
    ulla.press(KEEP, __conditions="Om kostnaden delas")
    ulla.press(ASK)
    director.open("/")
    assert "Beslut väntar: 4.1" in director.text
    assert review in director.document.links
    director.open(review)
    assert "ja med villkor Gäller nu: Intresserad" in director.text.replace("Ja med", "ja med")
    director.press(FORGET)
    director.open(review)
    assert "Gäller nu" not in director.text


def test_whoever_changes_what_has_been_changed_meanwhile_sees_both(paged: Installation, request_address: str) -> None:
    first, second = officer(paged, KODE, AMAL), officer(paged, KODE, AMAL)
    review = f"{request_address}/andra"
    first.open(f"{review}/fraga-2")
    second.open(f"{review}/fraga-2")
    first.press(KEEP, __answers__0__value="senare")
    third = officer(paged, KODE, AMAL)
    third.open(review)
    first.press(SEND, __decision__recordNumber="KS 2026/14")
    assert first.path == f"{request_address}/kvitto"
    third.press(SEND, __decision__recordNumber="KS 2026/15")
    assert (third.answer.status_code, "Någon har ändrat det här" in third.text) == (409, True)
    second.press(KEEP, __answers__0__value="i höst")
    assert second.answer.status_code == 409
    assert "När kan kommunen börja? senare i höst" in second.text
    second.press(KEEP)
    assert "i höst Gäller nu: senare" in second.text
    second.press(CLOSE)


def test_a_draft_that_was_begun_from_what_has_been_put_right_since_says_so(
    paged: Installation, request_address: str
) -> None:
    ulla, review = officer(paged, KODE, AMAL), f"{request_address}/andra"
    ulla.open(f"{review}/fraga-1")
    ulla.press(KEEP, __answers__0__value="false")
    address = request_address.replace("/forfragningar", "/interest-requests") + "/responses/own/corrections"
    token = paged.token(people.officer(KODE), AMAL)
    decision = {"body": "KOMMUNLEDNING", "decidedOn": f"{datetime.now(UTC):%Y-%m-%d}", "recordNumber": "KS 2026/12"}
    decision |= {"decidedBy": people.director(KODE), "reason": "Fel nummer"}
    correction = {"version": 1, "corrected": decision, "decision": decision}
    done = paged.command("POST", address, token, correction, version=3)
    paged.wait_until_projected(done["token"], token, FYRBODAL)
    ulla.open(review)
    assert "Svaret har ändrats sedan utkastet påbörjades" in ulla.text
    ulla.press(SEND, __decision__recordNumber="KS 2026/16")
    assert ulla.path == f"{request_address}/kvitto", "she has seen both"
