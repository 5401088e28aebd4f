"""Colleagues write an answer together: its draft, their notes, and the management that is asked to decide."""

from collections.abc import Iterator

import psycopg
import pytest

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import BACK, CLOSE, DECISION, KEEP, SEND, officer, waiting, written
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

MELLERUD, KODE = "2120001488", "1461"
STROMSTAD = "2120001405"
FORGET, ASK, ASK_NO_MORE = ("step", "forget"), ("step", "ask"), ("step", "ask-no-more")
NOTE = ("step", "write-note")
NAMED = "en person i Melleruds kommun (…are-1461)"
"""The officer, whose name nobody has told."""


@pytest.fixture
def ulla(paged: Installation) -> Iterator[Visitor]:
    """An officer of a municipality that has written nothing yet, and leaves nothing behind."""
    yield officer(paged, KODE, MELLERUD)
    with psycopg.connect(paged.database.admin_url) as connection:
        connection.execute("delete from samverka.answer_drafts where tenant_id = %s", [MELLERUD])
        connection.execute("delete from samverka.answer_notes where tenant_id = %s", [MELLERUD])


def colleague(paged: Installation) -> Visitor:
    return Visitor.of(paged, people.director(KODE), MELLERUD)


def test_what_is_written_is_kept_and_a_colleague_goes_on_with_it(paged: Installation, ulla: Visitor) -> None:
    request = waiting(ulla)
    ulla.open(f"{request}/svara")
    ulla.press(KEEP, __stance="INTERESTED")
    ulla.press(CLOSE, __answers__0__value="false")
    assert ulla.path == request
    kept = f"Utkast, senast sparat av {NAMED}"
    assert kept in ulla.text
    assert "kl." in ulla.text
    assert "Fortsätt svara" in ulla.text
    other = colleague(paged)
    other.open("/")
    assert kept in other.text
    other.open(f"{request}/svara")
    assert "Kan kommunen avsätta deltagare? Nej Ändra" in other.text
    assert "saknas När kan kommunen börja?" in other.text
    other.open(f"{request}/svara/fraga-2")
    other.press(BACK, __answers__0__value="i vår")
    assert other.path == f"{request}/svara/fraga-1"
    assert ("/answers/0/value", "false") in other.form().fields
    ulla.open(f"{request}/svara")
    assert "När kan kommunen börja? i vår Ändra" in ulla.text


def test_whoever_saves_an_older_version_is_told_and_nothing_is_lost(paged: Installation, ulla: Visitor) -> None:
    request, other = waiting(ulla), colleague(paged)
    written(ulla, request)
    for each in (ulla, other):
        each.open(f"{request}/svara/fraga-2")
    other.press(KEEP, __answers__0__value="i vår")
    ulla.press(KEEP, __answers__0__value="senare")
    assert ulla.answer.status_code == 409
    assert "När kan kommunen börja? i vår senare" in ulla.text
    assert ("/answers/0/value", "senare") in ulla.form().fields
    ulla.press(KEEP)
    assert ulla.path == f"{request}/svara"
    assert "När kan kommunen börja? senare" in ulla.text


def test_two_who_write_different_questions_do_not_disturb_each_other(paged: Installation, ulla: Visitor) -> None:
    request, other = waiting(ulla), colleague(paged)
    written(ulla, request)
    ulla.open(f"{request}/svara/fraga-1")
    other.open(f"{request}/svara/fraga-2")
    ulla.press(KEEP, __answers__0__value="false")
    other.press(KEEP, __answers__0__value="i vår")
    for shown in ("Kan kommunen avsätta deltagare? Nej", "När kan kommunen börja? i vår"):
        assert shown in other.text


def test_nothing_is_sent_that_a_colleague_has_changed_meanwhile(paged: Installation, ulla: Visitor) -> None:
    request, other = waiting(ulla), colleague(paged)
    written(ulla, request)
    other.open(f"{request}/svara/fraga-2")
    other.press(KEEP, __answers__0__value="i vår")
    ulla.press(SEND, **DECISION)
    assert ulla.answer.status_code == 409
    assert "Någon har ändrat det här" in ulla.text
    assert "När kan kommunen börja? i vår Ändra" in ulla.text
    assert ("/decision/recordNumber", "KS 2026/12") in ulla.form().fields


def test_a_draft_that_is_deleted_is_gone(ulla: Visitor) -> None:
    request = waiting(ulla)
    written(ulla, request)
    ulla.press(FORGET)
    assert ulla.path == request
    assert "Utkast" not in ulla.text
    ulla.open(f"{request}/svara")
    assert ulla.path == f"{request}/svara/stallning"
    assert ("/stance", "INTERESTED") not in ulla.form().fields


def test_the_management_is_asked_to_decide_and_sends(paged: Installation) -> None:
    """As the story has left it; the draft is gone with the answer."""
    code, organisation = "1486", STROMSTAD
    ulla, director = officer(paged, code, organisation), Visitor.of(paged, people.director(code), organisation)
    request = waiting(ulla)
    assert "bad ledningen besluta" in ulla.text
    director.open("/")
    assert "Beslut väntar: 4.1" in director.text
    assert f"{request}/svara" in director.document.links
    director.open(f"{request}/svara")
    assert "ber dig besluta" in director.text
    assert "högst 120 timmar, om 4.5 också blir av" in director.text
    director.press(ASK_NO_MORE, note="Räkna med jurist också.")
    director.open("/")
    assert "Beslut väntar" not in director.text
    ulla.open(f"{request}/svara")
    assert "Räkna med jurist också." in ulla.text
    ulla.press(ASK)
    assert "bad ledningen besluta" in ulla.text
    director.open(f"{request}/svara")
    director.press(SEND, **DECISION)
    assert director.path == f"{request}/kvitto"
    with psycopg.connect(paged.database.admin_url) as connection:
        kept = connection.execute("select * from samverka.answer_drafts where tenant_id = %s", [organisation])
        assert kept.fetchall() == []
    ulla.open(request)
    assert "högst 120 timmar" in ulla.text, "notes stay until somebody deletes them"


def test_the_draft_is_gone_with_an_answer_that_is_given_otherwise(paged: Installation) -> None:
    code, organisation = "1435", "2120001371"
    ulla = officer(paged, code, organisation)
    request = waiting(ulla)
    written(ulla, request)
    decision = {"body": "KOMMUNLEDNING", "decidedBy": people.director(code), "decidedOn": "2026-01-15"}
    answer = {"stance": "DECLINED", "decision": decision | {"recordNumber": "EXEMPEL 1", "reason": "Exempel"}}
    address = request.replace("/forfragningar", "/interest-requests") + "/responses"
    paged.command("POST", address, paged.token(people.officer(code), organisation), answer)
    with psycopg.connect(paged.database.admin_url) as connection:
        kept = connection.execute("select * from samverka.answer_drafts where tenant_id = %s", [organisation])
        assert kept.fetchall() == []


def test_notes_are_deleted_by_their_writer_and_the_administrator_alone(paged: Installation, ulla: Visitor) -> None:
    request, other = waiting(ulla), colleague(paged)
    ulla.open(f"{request}/svara/villkor")
    ulla.press(NOTE, __conditions="Om kostnaden delas", note="först")
    assert ("/conditions", "Om kostnaden delas") in ulla.form().fields, "what stands in the form stays"
    for each, text in ((other, "därpå"), (ulla, "sist")):
        each.open(request)
        each.send(f"{request}/anteckningar", [*secret(each), ("note", text), NOTE])
    assert all(text in ulla.text for text in ("först", "därpå", "sist"))
    others = deletable(other)
    assert len(deletable(ulla)) == 2
    ulla.send(f"{request}/anteckningar", [*secret(ulla), others[0]])
    assert ulla.answer.status_code == 403
    administrator = Visitor.of(paged, people.FIRST_ADMINISTRATOR, MELLERUD)
    administrator.open(request)
    assert len(deletable(administrator)) == 3
    administrator.send(f"{request}/anteckningar", [*secret(administrator), others[0]])
    assert "därpå" not in administrator.text
    auditor = Visitor.of(paged, people.auditor(KODE), MELLERUD)
    auditor.open(request)
    assert "först" in auditor.text
    auditor.send(f"{request}/anteckningar", [*secret(auditor), ("note", "x"), NOTE])
    assert auditor.answer.status_code == 403


def secret(visitor: Visitor) -> list[tuple[str, str]]:
    return [next(pair for form in visitor.document.forms for pair in form.fields if pair[0] == "csrf")]


def deletable(visitor: Visitor) -> list[tuple[str, str]]:
    """The buttons."""
    buttons = (button for form in visitor.document.forms for button in form.buttons)
    return [button for button in buttons if button[1].startswith("delete-note ")]


def test_a_note_that_is_too_long_is_told_and_not_lost(ulla: Visitor) -> None:
    request, long = waiting(ulla), "x" * 4001
    ulla.open(request)
    ulla.send(f"{request}/anteckningar", [*secret(ulla), ("note", long), NOTE])
    assert ulla.answer.status_code == 422
    assert "Skriv högst 4\xa0000 tecken" in ulla.answer.text
    assert long in ulla.text


def test_nobody_elsewhere_sees_that_anything_is_prepared(paged: Installation, ulla: Visitor) -> None:
    request = waiting(ulla)
    ulla.open(f"{request}/svara")
    ulla.press(KEEP, __stance="CONDITIONAL", note="hemligt hos oss")
    ulla.press(CLOSE, __conditions="villkor som ingen ser än")
    elsewhere = officer(paged, "1484", "2120001389"), Visitor.of(paged, people.LEADER, FYRBODAL)
    for each in elsewhere:
        for path in ("/", request, f"{request}/svara", f"{request}/anteckningar", f"{request}/sammanstallning"):
            each.open(path)
            for text in ("hemligt hos oss", "villkor som ingen", "Utkast, senast", NAMED):
                assert text not in each.answer.text, (path, text)
    entries = "select tenant_id from samverka.access_log where person_id = %s and tenant_id <> %s"
    with psycopg.connect(paged.database.admin_url) as connection:
        assert connection.execute(entries, [people.officer(KODE), MELLERUD]).fetchall() == []
        events = connection.execute("select count(*) from samverka.events where payload::text like '%hemligt%'")
        assert events.fetchone() == (0,)


@pytest.mark.parametrize("step", [KEEP, CLOSE, BACK])
def test_an_auditor_writes_no_draft(paged: Installation, ulla: Visitor, step: tuple[str, str]) -> None:
    request, auditor = waiting(ulla), Visitor.of(paged, people.auditor(KODE), MELLERUD)
    auditor.open(request)
    auditor.send(f"{request}/svara/stallning", [*secret(auditor), ("/stance", "INTERESTED"), step])
    assert auditor.answer.status_code == 403
    ulla.open(request)
    assert "Utkast" not in ulla.text
