"""A municipality names whom its förbund asks, and the förbund reads it where an answer is missing."""

import psycopg
from playwright.sync_api import Browser, expect

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

CONTACT = "/medlemskap/kontakt"
DALS_ED, TANUM, ORUST = "2120001413", "2120001371", "2120001314"
SAVE = ("step", "send")


def officer(paged: Installation, kommunkod: str, organisation: str) -> Visitor:
    return Visitor.of(paged, people.officer(kommunkod), organisation)


def name(visitor: Visitor, who: str, mail: str, phone: str = "") -> Visitor:
    visitor.open(CONTACT)
    visitor.press(SAVE, __name=who, __mail=mail, __phone=phone)
    return visitor


def read(visitor: Visitor, address: str) -> str:
    visitor.open(address)
    return visitor.text


def test_the_forbund_reads_it_where_an_answer_is_missing_and_among_its_members(paged: Installation) -> None:
    visitor = name(officer(paged, "1438", DALS_ED), "Eva Kontakt", "eva.kontakt@dals-ed.example", "0534-190 00")
    assert visitor.path == "/medlemskap"
    assert "Eva Kontakt, eva.kontakt@dals-ed.example , 0534-190 00" in visitor.text
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open("/medlemskap")
    assert "Eva Kontakt" in leader.text
    leader.open("/forfragningar")
    links = [link for link in leader.document.links if link.endswith("/sammanstallning")]
    named = "Dals-Ed Kontakt: Eva Kontakt, eva.kontakt@dals-ed.example , 0534-190 00"
    compilation = next(link for link in links if named in read(leader, link))
    neighbour = officer(paged, "1435", TANUM)
    for address in (compilation, "/medlemskap"):
        neighbour.open(address)
        assert "Eva Kontakt" not in neighbour.text


def test_the_table_of_members_says_it_to_the_forbund_alone(paged: Installation) -> None:
    name(officer(paged, "1438", DALS_ED), "Eva Kontakt", "eva.kontakt@dals-ed.example")
    address = f"/api/v1/regions/{FYRBODAL}/members"
    told = paged.send("GET", address, paged.token(people.LEADER, FYRBODAL)).text
    assert "Eva Kontakt, eva.kontakt@dals-ed.example" in told
    assert "Eva Kontakt" not in paged.send("GET", address, paged.token(people.officer("1435"), TANUM)).text


def test_it_is_told_beside_the_task_where_few_are_missing(paged: Installation) -> None:
    name(officer(paged, "1421", ORUST), "Olle Kontakt", "olle.kontakt@orust.example", "0304-33 40 00")
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open("/")
    assert "Orust (Olle Kontakt, 0304-33 40 00)" in leader.text


def test_what_cannot_be_kept_is_told_beside_its_field_and_nothing_written_is_lost(paged: Installation) -> None:
    visitor = name(officer(paged, "1421", ORUST), "Olle Kontakt", "ingen adress")
    assert visitor.answer.status_code == 422
    assert "E-post:" in visitor.text
    assert ("/name", "Olle Kontakt") in visitor.form().fields


def test_it_is_removed_by_a_button(paged: Installation) -> None:
    visitor = name(officer(paged, "1435", TANUM), "Tina Kontakt", "tina@tanum.example")
    visitor.open(CONTACT)
    form = next(form for form in visitor.document.forms if ("step", "remove") in form.buttons)
    visitor.send(form.action, [*form.fields, ("step", "remove")])
    assert "Ni har inte angett någon kontakt." in visitor.text


def test_the_auditor_names_nobody(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.auditor("1435"), TANUM)
    visitor.open(CONTACT)
    assert "Bara den som har rätt uppdrag" in visitor.text
    csrf = next(value for form in visitor.document.forms for name, value in form.fields if name == "csrf")
    visitor.send(CONTACT, [("csrf", csrf), ("/name", "X"), ("/mail", "x@y.example"), SAVE])
    assert visitor.answer.status_code == 403


def test_no_address_is_in_an_event_or_a_log_line(paged: Installation) -> None:
    name(officer(paged, "1421", ORUST), "Olle Kontakt", "olle.kontakt@orust.example")
    with psycopg.connect(paged.database.admin_url) as connection:
        events = str(connection.execute("select e::text from samverka.events e").fetchall())
        access = str(connection.execute("select a::text from samverka.access_log a").fetchall())
    assert "olle.kontakt@orust.example" not in events + access + paged.logged("serve")


def test_it_is_named_by_keyboard_without_javascript_at_320_pixels(paged: Installation, browser: Browser) -> None:
    with tab_of(browser, paged, people.officer("1421"), ORUST, javascript=False, width=320) as page:
        page.goto(CONTACT)
        page.get_by_label("Namn").fill("Olle Kontakt")
        page.get_by_label("E-post").fill("olle@orust.example")
        page.get_by_label("E-post").press("Enter")
        expect(page.get_by_role("link", name="olle@orust.example")).to_be_visible()
    with tab_of(browser, paged, people.officer("1421"), ORUST, width=320) as page:
        page.goto(CONTACT)
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
