"""People have names on the pages of their own organisation, elsewhere none; and names are deleted."""

import psycopg
from playwright.sync_api import Browser

from samverka_infra import people as rows
from samverka_infra.database import open_pool, tenant_transaction
from samverka_infra.people import Person
from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

LYSEKIL, MELLERUD = "2120001389", "2120001488"
OFFICER_ID = people.officer("1484")


def of_lysekil(paged: Installation, person: str = OFFICER_ID) -> Visitor:
    return Visitor.of(paged, person, LYSEKIL)


def pressed(visitor: Visitor, step: str, person: str = "") -> Visitor:
    """A button of the page about names, even one that is not there."""
    visitor.open("/medlemmar/namn")
    csrf = next(value for form in visitor.document.forms for name, value in form.fields if name == "csrf")
    visitor.send("/medlemmar/namn", [("csrf", csrf), ("step", step), ("person", person)])
    return visitor


def whole_history(visitor: Visitor) -> tuple[str, str]:
    """What the pages of the history tell, newest first, and their HTML: other tests add to it as they please."""
    visitor.open("/historik")
    told, html = visitor.text, visitor.answer.text
    while older := next((link for link in visitor.document.links if link.startswith("?before=")), None):
        visitor.open(f"/historik{older}")
        told, html = told + visitor.text, html + visitor.answer.text
    return told, html


def named(paged: Installation, organisation: str, person: Person) -> None:
    with open_pool(paged.database.app_url, 1) as pool, tenant_transaction(pool, organisation) as connection:
        rows.keep(connection, person)


def test_colleagues_have_names_and_whoever_is_elsewhere_is_told_the_organisation(paged: Installation) -> None:
    told, html = whole_history(of_lysekil(paged))
    assert "av Ulla Exempel" in told
    assert "Kommunledningen (Tove Exempel)" in told
    assert OFFICER_ID not in html
    told, html = whole_history(Visitor.of(paged, people.LEADER, FYRBODAL))
    assert "av Lysekil" in told
    assert "Ulla Exempel" not in told
    assert "Tove Exempel" not in told
    assert "exempel-" not in html


def test_members_are_shown_by_name_with_their_last_login(paged: Installation) -> None:
    visitor = of_lysekil(paged)
    visitor.open("/medlemmar")
    assert "Ulla Exempel Handläggare" in visitor.text
    assert "Senast inloggad" in visitor.text
    assert OFFICER_ID not in visitor.text


def test_who_takes_away_her_name_is_a_person_of_her_organisation_until_she_gives_it_back(
    paged: Installation,
) -> None:
    director = Visitor.of(paged, people.director("1461"), MELLERUD)
    pressed(director, "unname")
    director.open("/medlemmar")
    assert f"en person i Melleruds kommun (…{people.director('1461')[-8:]})" in director.text
    assert "Tove Exempel" not in director.text
    pressed(director, "name-again")
    assert "Bo Exempel" in director.text, "as she is called where she has logged in"


def test_the_administrator_forgets_a_name_and_nobody_else_does(paged: Installation) -> None:
    person = Person("exempel-slutat-1439", "Siv Slutat", "siv@fargelanda.example")
    named(paged, FARGELANDA, person)
    officer = Visitor.of(paged, people.officer("1439"), FARGELANDA)
    assert "Siv Slutat" in pressed(officer, "forget", person.person_id).text
    administrator = Visitor.of(paged, people.FIRST_ADMINISTRATOR, FARGELANDA)
    assert "siv@fargelanda.example" not in pressed(administrator, "forget", person.person_id).text
    officer.open("/medlemmar/namn")
    assert "Siv Slutat" not in officer.text


def test_no_name_or_address_is_in_an_event_or_a_log_line(paged: Installation) -> None:
    of_lysekil(paged).open("/medlemmar/namn")
    with psycopg.connect(paged.database.admin_url) as connection:
        events = str(connection.execute("select e::text from samverka.events e").fetchall())
    for said in ("Ulla Exempel", f"@{LYSEKIL}.example"):
        assert said not in events + paged.logged("serve")


def test_the_page_about_names_has_no_barriers_on_a_narrow_screen(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.FIRST_ADMINISTRATOR, LYSEKIL, width=320) as page:
        page.goto("/medlemmar/namn")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
