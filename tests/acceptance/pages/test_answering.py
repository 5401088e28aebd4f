"""A municipality answers a request on the pages: from what waits for it to the receipt, and what may go wrong."""

from samverka_services.demo import people
from tests.support.installation import Installation
from tests.support.logged_in import COOKIE, Visitor
from tests.support.world import TROLLHATTAN, UDDEVALLA, VANERSBORG

REVIEW, SEND, WRITE = ("step", "review"), ("step", "send"), ("step", "write")
ANSWER = {
    "__stance": "INTERESTED",
    "__answers__0__value": "true",
    "__answers__1__value": "i höst",
    "__decision__recordNumber": "KS 2026/12",
    "__decision__paragraph": "§ 87",
}


def officer(running: Installation, kommunkod: str, organisation: str) -> Visitor:
    return Visitor.of(running, people.officer(kommunkod), organisation)


def waiting(visitor: Visitor) -> str:
    """The address of the request that waits."""
    visitor.open("/")
    return next(link for link in visitor.document.links if link.startswith("/forfragningar/"))


def test_from_what_waits_to_the_receipt(paged: Installation) -> None:
    visitor = officer(paged, "1488", TROLLHATTAN)
    request = waiting(visitor)
    assert "om 2 veckor" in visitor.text
    visitor.open(request)
    assert "Andra kommuner när förfrågan har stängt" in visitor.text
    visitor.open(f"{request}/svara")
    visitor.press(REVIEW, **ANSWER)
    assert "Stämmer svaret" in visitor.text
    assert "Kan kommunen avsätta deltagare? Ja" in visitor.text
    visitor.press(SEND)
    assert visitor.path == f"{request}/kvitto"
    for shown in ("Svaret är skickat", "intresserad", "i höst", "KS 2026/12", "§ 87", "Vad händer nu?"):
        assert shown in visitor.text
    visitor.open("/")
    assert request not in visitor.document.links, "it no longer waits"


def test_a_form_that_is_sent_twice_answers_once_and_leads_to_the_same_receipt(paged: Installation) -> None:
    visitor = officer(paged, "1485", UDDEVALLA)
    request = waiting(visitor)
    visitor.open(f"{request}/svara")
    visitor.press(REVIEW, **ANSWER)
    form = visitor.form()
    for _ in range(2):
        visitor.send(form.action, [*form.fields, SEND])
        assert visitor.path == f"{request}/kvitto"
        assert "version 1" in visitor.text


def test_what_is_wrong_stands_beside_its_field_and_nothing_written_is_lost(paged: Installation) -> None:
    visitor = officer(paged, "1487", VANERSBORG)
    visitor.open(f"{waiting(visitor)}/svara")
    visitor.press(REVIEW, __stance="CONDITIONAL", __answers__1__value="senare", __conditions="")
    assert visitor.answer.status_code == 422
    assert "Diarienummer: Fyll i det här." in visitor.text
    assert ("/answers/1/value", "senare") in visitor.form().fields
    visitor.press(REVIEW, __decision__recordNumber="KS 1", __decision__decidedOn="2099-01-01")
    assert "Villkor: Skriv vilka villkor som gäller" in visitor.text
    visitor.press(REVIEW, __conditions="Om kostnaden delas\noch priset står fast")
    assert "Kan kommunen avsätta deltagare?: Frågan" in visitor.text
    visitor.press(REVIEW, __answers__0__value="false")
    assert "1 januari 2099" in visitor.text
    assert 'href="#f-decision-decidedOn"' in visitor.answer.text
    visitor.press(REVIEW, __decision__decidedOn="2026-01-15")
    assert "och priset står fast" in visitor.text
    visitor.press(WRITE)
    assert ("/conditions", "Om kostnaden delas\noch priset står fast") in visitor.form().fields


def test_another_version_is_shown_beside_ones_own(paged: Installation) -> None:
    visitor = officer(paged, "1492", "2120001587")
    request = waiting(visitor)
    visitor.open(f"{request}/svara")
    visitor.press(REVIEW, **ANSWER)
    visitor.press(SEND)
    first, second = (officer(paged, "1492", "2120001587") for _ in range(2))
    for each, answer in ((first, "i vår"), (second, "senare")):
        each.open(f"{request}/andra")
        each.press(REVIEW, __answers__1__value=answer, __decision__recordNumber="KS 2026/13")
    first.press(SEND)
    assert "i vår" in first.text
    second.press(SEND)
    assert second.answer.status_code == 409
    assert "När kan kommunen börja? i vår senare" in second.text
    second.press(REVIEW)
    second.press(SEND)
    assert (second.path, "senare" in second.text) == (f"{request}/kvitto", True)


def test_a_form_of_another_session_is_shown_again_and_sent_by_nobody(paged: Installation) -> None:
    visitor, other = officer(paged, "1421", "2120001314"), officer(paged, "1421", "2120001314")
    request = waiting(visitor)
    for each in (visitor, other):
        each.open(f"{request}/svara")
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
    visitor.open(f"{request}/svara")
    form = visitor.form()
    visitor.origin = "https://elsewhere.example"
    visitor.send(form.action, [*form.fields, SEND])
    assert visitor.answer.status_code == 403
    assert "Formuläret kunde inte tas emot" in visitor.text


def test_a_session_that_ends_loses_no_text(paged: Installation) -> None:
    visitor = officer(paged, "1421", "2120001314")
    request = waiting(visitor)
    visitor.open(f"{request}/svara")
    ended = visitor.cookies.pop(COOKIE)
    visitor.press(REVIEW, **ANSWER)
    assert "finns kvar här" in visitor.text
    (kept,) = (form for form in visitor.document.forms if form.action.endswith("/svara"))
    visitor.cookies[COOKIE] = ended
    visitor.send(kept.action, kept.fields)
    assert ("/decision/recordNumber", "KS 2026/12") in visitor.form().fields


def test_a_director_records_her_own_decision_and_an_auditor_may_not(paged: Installation) -> None:
    director = Visitor.of(paged, people.director("1430"), "2120001330")
    request = waiting(director)
    director.open(f"{request}/svara")
    director.press(REVIEW, **ANSWER)
    director.press(SEND)
    assert director.path == f"{request}/kvitto"
    auditor = Visitor.of(paged, people.auditor("1486"), "2120001405")
    auditor.open(f"{request}/svara")
    assert "Bara den som har rätt uppdrag" in auditor.text
    assert not any(name == "key" for form in auditor.document.forms for name, _ in form.fields)
