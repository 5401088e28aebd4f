"""A municipality's year wheel: entered, brought in, shown, taken along and away; and what Att göra makes of it."""

from datetime import date, timedelta

import httpx
import pytest
from playwright.sync_api import Browser, expect

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from samverka_services.pages.kernel.writing import Writing
from tests.acceptance.identity.barriers import examined
from tests.acceptance.pages.test_calendar import made
from tests.acceptance.pages.test_mail_settings import asked
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

WHEEL, NEW, IMPORT = "/arshjul", "/arshjul/nya", "/arshjul/hamta"
MUNKEDAL, STROMSTAD, SOTENAS, AMAL, VANERSBORG = "2120001330", "2120001405", "2120001322", "2120001587", "2120001538"
SAVE = ("step", "send")


def officer(paged: Installation, kommunkod: str, organisation: str) -> Visitor:
    return Visitor.of(paged, people.officer(kommunkod), organisation)


def munkedal(paged: Installation) -> Visitor:
    return officer(paged, "1430", MUNKEDAL)


def brought_in(visitor: Visitor, content: str, body: str = "") -> Visitor:
    """A file, chosen on the page."""
    visitor.open(IMPORT)
    csrf = next(value for form in visitor.document.forms for name, value in form.fields if name == "csrf")
    visitor.upload(IMPORT, {"csrf": csrf, "text": "", "body": body}, "file", content.encode())
    return visitor


def test_several_days_of_a_body_are_entered_at_once_and_shown_by_month(paged: Installation) -> None:
    visitor = munkedal(paged)
    visitor.open(NEW)
    days = {"__days__0__heldOn": "2031-01-13", "__days__0__papersBy": "2031-01-07", "__days__2__heldOn": "2031-03-12"}
    visitor.press(SAVE, __body="Kommunstyrelsen", **days, __days__2__note="Bokslut")
    visitor.open(f"{WHEEL}?year=2031")
    assert "Januari" in visitor.text
    assert "måndag 13 jan 2031 3 Kommunstyrelsen tisdag 7 jan 2031" in visitor.text
    assert "onsdag 12 mars 2031 11 Kommunstyrelsen – Bokslut" in visitor.text
    assert "Februari" not in visitor.text


def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(paged: Installation) -> None:
    visitor = munkedal(paged)
    visitor.open(NEW)
    days = {"__days__0__heldOn": "2032-01-13", "__days__1__heldOn": "2032-02-13", "__days__1__papersBy": "2032-02-20"}
    visitor.press(SAVE, __body="Nämnden", **days)
    assert visitor.answer.status_code == 422
    assert "Sista dag för handlingar ligger efter 13 februari 2032" in visitor.text
    assert ("/days/1/papersBy", "2032-02-20") in visitor.form().fields
    visitor.open(f"{WHEEL}?year=2032")
    assert "Inga dagar är inlagda 2032." in visitor.text


def test_a_calendar_file_is_brought_in_whole(paged: Installation) -> None:
    written = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Socialnämnden\r\n"
        "DTSTART;VALUE=DATE:20330112\r\nRRULE:FREQ=MONTHLY;COUNT=3\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    visitor = brought_in(munkedal(paged), written)
    assert visitor.answer.url.params["year"] == "2033"
    assert visitor.text.count("Socialnämnden") >= 3
    brought_in(visitor, written)
    visitor.open(f"{WHEEL}?year=2033")
    assert sum(name == "day" for form in visitor.document.forms for name, _ in form.fields) == 0, "nothing is chosen"
    assert visitor.answer.text.count('name="day"') == 3, "the same file again adds nothing"


def test_a_file_with_a_mistake_is_told_line_by_line_and_its_text_can_be_mended(paged: Installation) -> None:
    visitor = brought_in(munkedal(paged), "Organ;Dag\nKS;2034-01-13\nKS;13 jan\nKS;\n")
    assert visitor.answer.status_code == 422
    assert "Rad 3, Dag: Skriv dagen som 2027-01-13." in visitor.text
    assert "Rad 4, Dag: " in visitor.text
    assert "KS;2034-01-13" in visitor.answer.text
    visitor.open(f"{WHEEL}?year=2034")
    assert "Inga dagar" in visitor.text


def test_what_is_taken_along_can_be_brought_in_again_elsewhere(paged: Installation) -> None:
    here = brought_in(
        munkedal(paged), "Organ;Dag;Handlingar senast;Slag\nBudget;2035-05-02;;budgetarbete\nKF;2035-06-01;;\n"
    )
    assert here.path == WHEEL, (here.answer.status_code, here.text)
    token = paged.token(people.officer("1430"), MUNKEDAL)
    taken = paged.send("GET", "/api/v1/year-wheel", token).text
    elsewhere = brought_in(officer(paged, "1492", AMAL), taken)
    elsewhere.open(f"{WHEEL}?year=2035")
    assert "Budget budgetarbete" in elsewhere.text
    assert "KF" in elsewhere.text


def test_days_that_are_chosen_are_taken_away(paged: Installation) -> None:
    visitor = brought_in(munkedal(paged), "Organ;Dag\nA-nämnden;2036-01-13\nB-nämnden;2036-01-14\n")
    form = next(form for form in visitor.document.forms if form.action.startswith(WHEEL))
    first = visitor.answer.text.partition('name="day" value="')[2].partition('"')[0]
    visitor.send(form.action, [*form.fields, ("day", first)])
    assert "A-nämnden" not in visitor.text
    assert "B-nämnden" in visitor.text


def test_the_last_meeting_before_a_day_to_answer_is_told(paged: Installation) -> None:
    """The example's days are counted from today: the request about 4.1 is to be answered in fourteen days."""
    visitor = officer(paged, "1487", VANERSBORG)
    visitor.open("/")
    today = local_day(clock())
    last = _written(today + timedelta(days=12))
    assert f"Sista ledningsgrupp före sista svarsdag: {last}, handlingar senast" in visitor.text
    passed = _written(today + timedelta(days=4))
    assert f"handlingar senast {passed}" in visitor.text
    visitor.open(WHEEL)
    assert "Nästa sammanträde: Ledningsgrupp, " in visitor.text


def _written(day: date) -> str:
    return Writing("sv", day).day(day)


def test_it_is_told_when_papers_were_due_and_when_no_meeting_is_left(paged: Installation) -> None:
    visitor, today = officer(paged, "1486", STROMSTAD), local_day(clock())
    asked(paged, "1486")
    _take_all_away(visitor)
    due = today - timedelta(days=1)
    brought_in(visitor, f"Organ;Dag;Handlingar senast\nKS;{today + timedelta(days=3)};{due}\n")
    visitor.open("/")
    assert f"men handlingarna skulle ha lämnats {_written(due)}" in visitor.text
    _take_all_away(visitor)
    brought_in(visitor, f"Organ;Dag\nKS;{today - timedelta(days=3)}\n")
    visitor.open("/")
    assert "Inget sammanträde hinns med före" in visitor.text


def _take_all_away(visitor: Visitor) -> None:
    for year in (local_day(clock()).year + step for step in (-1, 0, 1)):
        visitor.open(f"{WHEEL}?year={year}")
        for form in (form for form in visitor.document.forms if form.action.startswith(WHEEL)):
            ids = [part.partition('"')[0] for part in visitor.answer.text.split('name="day" value="')[1:]]
            visitor.send(form.action, [*form.fields, *(("day", each) for each in ids)])


def test_the_calendar_that_one_subscribes_to_has_the_days_and_no_notes(paged: Installation) -> None:
    day = local_day(clock()) + timedelta(days=200)
    visitor = brought_in(
        officer(paged, "1427", SOTENAS),
        f"Organ;Dag;Handlingar senast;Anteckning\nValnämnden;{day};{day};Ring Eva\n",
    )
    file = httpx.get(made(visitor)).text
    assert "SUMMARY:Valnämnden" in file
    assert "SUMMARY:Handlingar till valnämnden" in file
    assert "Ring Eva" not in file


@pytest.mark.parametrize(("person", "organisation"), [(people.auditor("1430"), MUNKEDAL), (people.LEADER, FYRBODAL)])
def test_nobody_else_writes(paged: Installation, person: str, organisation: str) -> None:
    visitor = Visitor.of(paged, person, organisation)
    visitor.open("/")
    csrf = next(value for form in visitor.document.forms for name, value in form.fields if name == "csrf")
    fields = [("csrf", csrf), ("/kind", "MEETING"), ("/body", "X"), ("/days/0/heldOn", "2037-01-01"), SAVE]
    assert visitor.send(NEW, fields).status_code == 403
    assert visitor.send(WHEEL, [("csrf", csrf), ("day", "x")]).status_code == 403
    assert visitor.upload(IMPORT, {"csrf": csrf}, "file", b"Organ;Dag\nX;2037-01-01\n").status_code == 403


def test_a_file_from_another_site_is_not_taken(paged: Installation) -> None:
    visitor = munkedal(paged)
    visitor.upload(IMPORT, {"csrf": "x"}, "file", b"Organ;Dag\nX;2038-01-01\n")
    assert visitor.answer.status_code == 403
    visitor.open(f"{WHEEL}?year=2038")
    assert "Inga dagar" in visitor.text


def test_a_file_is_brought_in_by_keyboard_without_javascript_at_320_pixels(
    paged: Installation, browser: Browser
) -> None:
    with tab_of(browser, paged, people.officer("1430"), MUNKEDAL, javascript=False, width=320) as page:
        page.goto(IMPORT)
        content = b"Organ;Dag\nFr\xe5n fil;2039-01-13\n"
        page.get_by_label("Fil", exact=False).first.set_input_files(
            {"name": "dagar.csv", "mimeType": "text/csv", "buffer": content}
        )
        page.get_by_label("Organ, om filen").press("Enter")
        expect(page.get_by_role("rowheader", name="Från fil")).to_be_visible()
    with tab_of(browser, paged, people.officer("1430"), MUNKEDAL, width=320) as page:
        found = []
        for address in (f"{WHEEL}?year=2039", NEW, IMPORT):
            page.goto(address)
            found.append(examined(page))
            assert found[-1].barriers == []
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
        assert found[0].judged == {"cut"}, "a judgement that nothing needs any more"
