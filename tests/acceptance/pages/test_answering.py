"""A municipality answers a request on the pages: from what waits for it to the receipt, and what may go wrong."""

from samverka_services.demo import people
from tests.support.installation import Installation
from tests.support.logged_in import COOKIE, Visitor
from tests.support.world import TROLLHATTAN, UDDEVALLA, VANERSBORG

REVIEW, SEND, WRITE = ("step", "review"), ("step", "send"), ("step", "write")
KEEP, BACK, CLOSE = ("step", "keep"), ("step", "back"), ("step", "close")
ANSWER = {
    "__stance": "INTERESTED",
    "__answers__0__value": "true",
    "__answers__1__value": "i höst",
    "__decision__recordNumber": "KS 2026/12",
    "__decision__paragraph": "§ 87",
}
"""Of a form that asks everything at once."""
DECISION = {"__decision__recordNumber": "KS 2026/12", "__decision__paragraph": "§ 87"}


def officer(running: Installation, kommunkod: str, organisation: str) -> Visitor:
    return Visitor.of(running, people.officer(kommunkod), organisation)


def waiting(visitor: Visitor) -> str:
    """The address of the request that waits."""
    visitor.open("/")
    found = next(link for link in visitor.document.links if link.startswith("/forfragningar/"))
    return found.removesuffix("/svara")


def written(visitor: Visitor, request: str, when: str = "i höst") -> None:
    """An answer that is ready to be reviewed."""
    visitor.open(f"{request}/svara")
    visitor.press(KEEP, __stance="INTERESTED")
    visitor.press(KEEP, __answers__0__value="true")
    visitor.press(KEEP, __answers__0__value=when)
    assert visitor.path == f"{request}/svara", visitor.text


def test_from_what_waits_to_the_receipt(paged: Installation) -> None:
    visitor = officer(paged, "1488", TROLLHATTAN)
    request = waiting(visitor)
    assert "om 2 veckor" in visitor.text
    visitor.open(request)
    assert "Andra kommuner när förfrågan har stängt" in visitor.text
    visitor.open(f"{request}/svara")
    assert visitor.path == f"{request}/svara/stallning"
    visitor.press(KEEP, __stance="INTERESTED")
    assert "Fråga 1 av 2" in visitor.text
    visitor.press(KEEP, __answers__0__value="true")
    assert "Fråga 2 av 2" in visitor.text
    visitor.press(KEEP, __answers__0__value="i höst")
    assert "Stämmer svaret" in visitor.text
    assert "Kan kommunen avsätta deltagare? Ja Ändra" in visitor.text
    visitor.press(SEND, **DECISION)
    assert visitor.path == f"{request}/kvitto"
    for shown in ("Svaret är skickat", "intresserad", "i höst", "KS 2026/12", "§ 87", "Vad händer nu?"):
        assert shown in visitor.text
    visitor.open("/")
    assert request not in visitor.document.links, "it no longer waits"


def test_a_form_that_is_sent_twice_answers_once_and_leads_to_the_same_receipt(paged: Installation) -> None:
    visitor = officer(paged, "1485", UDDEVALLA)
    request = waiting(visitor)
    written(visitor, request)
    form = visitor.form()
    told = [("/decision/recordNumber", "KS 2026/12")]
    fields = [pair for pair in form.fields if pair[0] != "/decision/recordNumber"]
    for _ in range(2):
        visitor.send(form.action, [*fields, *told, SEND])
        assert visitor.path == f"{request}/kvitto"
        assert "version 1" in visitor.text


def test_what_is_wrong_is_told_at_once_beside_its_field_and_nothing_written_is_lost(paged: Installation) -> None:
    visitor = officer(paged, "1487", VANERSBORG)
    request = waiting(visitor)
    visitor.open(f"{request}/svara")
    visitor.press(KEEP)
    assert (visitor.answer.status_code, "Fyll i det här." in visitor.text) == (422, True)
    visitor.press(KEEP, __stance="CONDITIONAL")
    assert visitor.path == f"{request}/svara/villkor"
    visitor.press(KEEP)
    assert "Skriv vilka villkor som gäller" in visitor.text
    visitor.open(f"{request}/svara/fraga-2")
    visitor.press(KEEP, __answers__0__value="senare")
    visitor.press(SEND, __decision__decidedOn="2099-01-01")
    assert visitor.answer.status_code == 422
    for mistake in (
        "Villkor: Skriv vilka villkor",
        "Kan kommunen avsätta deltagare?: Frågan",
        "Diarienummer: Fyll i",
    ):
        assert mistake in visitor.text
    assert ("/decision/decidedOn", "2099-01-01") in visitor.form().fields
    visitor.press(CLOSE, __decision__decidedOn="2099-01-01", __decision__recordNumber="KS 1")
    visitor.open(f"{request}/svara/villkor")
    visitor.press(KEEP, __conditions="Om kostnaden delas\noch priset står fast")
    visitor.press(KEEP, __answers__0__value="false")
    visitor.press(SEND)
    assert "1 januari 2099" in visitor.text
    assert 'href="#f-decision-decidedOn"' in visitor.answer.text
    assert "och priset står fast" in visitor.text
    visitor.press(SEND, __decision__decidedOn="2026-01-15")
    assert visitor.path == f"{request}/kvitto"


def test_a_form_of_another_session_is_shown_again_and_sent_by_nobody(paged: Installation) -> None:
    visitor, other = officer(paged, "1421", "2120001314"), officer(paged, "1421", "2120001314")
    request = waiting(visitor)
    written(other, request)
    visitor.open(f"{request}/svara")
    form = other.form()
    changed = [pair for pair in form.fields if pair[0] != "/decision/recordNumber"]
    visitor.send(form.action, [*changed, ("/decision/recordNumber", "KS 2026/77"), SEND])
    assert visitor.answer.status_code == 403
    assert "Du har loggat in på nytt." in visitor.text
    assert ("/decision/recordNumber", "KS 2026/77") in visitor.form().fields
    assert waiting(visitor) == request, "nothing was answered"


def test_a_form_from_another_site_is_refused(paged: Installation) -> None:
    visitor = officer(paged, "1421", "2120001314")
    request = waiting(visitor)
    visitor.open(f"{request}/svara/stallning")
    form = visitor.form()
    visitor.origin = "https://elsewhere.example"
    for button in (SEND, KEEP):
        visitor.send(form.action, [*form.fields, button])
        assert visitor.answer.status_code == 403
        assert "Formuläret kunde inte tas emot" in visitor.text


def test_a_session_that_ends_loses_no_text(paged: Installation) -> None:
    visitor = officer(paged, "1421", "2120001314")
    request = waiting(visitor)
    visitor.open(f"{request}/svara/villkor")
    ended = visitor.cookies.pop(COOKIE)
    visitor.press(KEEP, __conditions="Om kostnaden delas", note="högst 120 h")
    assert "finns kvar här" in visitor.text
    (kept,) = (form for form in visitor.document.forms if form.action.endswith("/villkor"))
    visitor.cookies[COOKIE] = ended
    visitor.send(kept.action, kept.fields)
    assert {("/conditions", "Om kostnaden delas"), ("note", "högst 120 h")} <= set(visitor.form().fields)


def test_a_director_records_her_own_decision_and_an_auditor_may_not(paged: Installation) -> None:
    director = Visitor.of(paged, people.director("1430"), "2120001330")
    request = waiting(director)
    written(director, request)
    director.press(SEND, **DECISION)
    assert director.path == f"{request}/kvitto"
    auditor = Visitor.of(paged, people.auditor("1486"), "2120001405")
    auditor.open(f"{request}/svara")
    assert "Bara den som har rätt uppdrag" in auditor.text
    assert not any(name in {"key", "note"} for form in auditor.document.forms for name, _ in form.fields)
