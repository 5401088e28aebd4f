"""A request on its way to the municipalities, and what the förbund does while they answer."""

from collections.abc import Iterable
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.acceptance.pages.test_plans import sent
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.starting import ready_to_ask

QUESTIONS = [{"questionId": "tid", "text": "Hur många timmar?", "kind": "NUMBER"}]
APPROVAL = {
    "body": "E_RAD",
    "decidedOn": "2026-01-15",
    "recordNumber": "EXEMPEL 2026/1",
    "decidedBy": people.CHAIR,
    "reason": "",
}
OF_ROW = {"source": "E-post", "decision__recordNumber": "KS 2026/5", "decision__decidedBy": "kommundirektören"}


def drafted(paged: Installation) -> str:
    leader = paged.token(people.LEADER, FYRBODAL)
    insats_id = ready_to_ask(paged)
    draft: dict[str, Any] = {
        "insatsId": insats_id,
        "round": "PRE_STUDY",
        "title": "Exempel: flera",
        "text": "Vill ni?",
    }
    done = paged.command("POST", "/interest-requests", leader, draft | {"questions": QUESTIONS})
    paged.wait_until_projected(done["token"], leader, FYRBODAL)
    return str(done["id"])


@pytest.fixture
def asked(paged: Installation) -> str:
    """The id of a request to three municipalities."""
    leader, request_id = paged.token(people.LEADER, FYRBODAL), drafted(paged)
    paged.command("POST", f"/interest-requests/{request_id}/approvals", leader, {"decision": APPROVAL}, version=1)
    dispatch = {"recipients": ["1460", "1438", "1439"], "deadline": "2099-12-31"}
    done = paged.command("POST", f"/interest-requests/{request_id}/dispatches", leader, dispatch, version=2)
    paged.wait_until_projected(done["token"], leader, FYRBODAL)
    return request_id


def row(number: int, **fields: str) -> dict[str, str]:
    """A row of the form."""
    return {f"__received__{number}__{name}": value for name, value in {**OF_ROW, **fields}.items()}


def test_the_way_of_a_draft_says_what_is_done_and_what_is_left(paged: Installation) -> None:
    leader, address = Visitor.of(paged, people.LEADER, FYRBODAL), f"/forfragningar/{drafted(paged)}"
    leader.open(f"{address}/utkast")
    left = "återstår Mottagare", "återstår Sista svarsdag", "återstår E-rådets godkännande", "väntar Utskick"
    for shown in ("klart Text", "klart Frågor", "1 fråga", *left):
        assert shown in leader.text
    leader.open(f"{address}/forhandsvisning")
    for shown in ("ingen kommun ser den här sidan än", "Hur många timmar?", "Vem ser det?", "Inte vald än"):
        assert shown in leader.text
    leader.open(f"{address}/godkann")
    assert "Hur många timmar?" in leader.text, "what is approved stands beside it"
    sent(leader, f"{address}/godkann", __decision__recordNumber="FFK 2026/77")
    assert "FFK 2026/77" in leader.text
    sent(leader, f"{address}/formulera", __text="Vill ni nu?")
    assert "måste godkännas på nytt" in leader.text


def chosen(leader: Visitor, recipients: Iterable[str], deadline: str) -> None:
    """Recipients and last day, kept."""
    form = next(each for each in leader.document.forms if ("step", "send") in each.buttons)
    told = {"/recipients", "/deadline"}
    kept = [pair for pair in form.fields if pair[0] not in told]
    leader.send(form.action, [*kept, *(("/recipients", each) for each in recipients), ("/deadline", deadline), SEND])


def test_the_draft_keeps_recipients_and_last_day_until_it_is_sent_with_them(paged: Installation) -> None:
    leader, address = Visitor.of(paged, people.LEADER, FYRBODAL), f"/forfragningar/{drafted(paged)}"
    leader.open(f"{address}/mottagare")
    chosen(leader, ["1438", "1439"], "2020-01-31")
    assert (leader.answer.status_code, "Välj en dag som inte har passerat" in leader.text) == (422, True)
    chosen(leader, ["1438", "1439"], "2099-12-31")
    assert leader.path == f"{address}/utkast"
    for shown in ("2 av 14 medlemmar: Dals-Ed, Färgelanda", "klart Sista svarsdag Torsdag 31 december 2099"):
        assert shown.lower() in leader.text.lower()
    leader.open(f"{address}/forhandsvisning")
    for shown in ("torsdag 31 december 2099", "Andra kommuner när förfrågan har stängt", "Dals-Ed, Färgelanda"):
        assert shown in leader.text
    sent(leader, f"{address}/godkann", __decision__recordNumber="FFK 2026/78")
    leader.open(f"{address}/skicka")
    assert [value for name, value in leader.form().fields if name == "/recipients"] == ["1438", "1439"]
    sent(leader, f"{address}/skicka")
    assert "0 av 2 har svarat" in leader.text
    with psycopg.connect(paged.database.admin_url) as connection:
        assert connection.execute("select * from samverka.dispatch_drafts").fetchall() == []


def test_an_approval_and_a_withdrawal_are_put_right(paged: Installation, asked: str) -> None:
    leader, decisions = Visitor.of(paged, people.LEADER, FYRBODAL), f"/forfragningar/{asked}/beslut"
    by = {"__decision__decidedBy": people.CHAIR, "__decision__reason": "Fel nummer i protokollet"}
    leader.open(f"/forfragningar/{asked}/sammanstallning")
    assert decisions in leader.document.links
    sent(leader, f"{decisions}/2", __corrected__recordNumber="FFK 2026/RÄTT", __decision__recordNumber="N 1", **by)
    assert (leader.path, "FFK 2026/RÄTT" in leader.text) == (decisions, True)
    sent(leader, f"/forfragningar/{asked}/aterkalla", __decision__recordNumber="FFK 2026/FEL", **by)
    correction = f"{decisions}/5"
    leader.open(decisions)
    assert correction in leader.document.links
    sent(leader, correction, __corrected__recordNumber="FFK 2026/80", __decision__recordNumber="N 2", **by)
    assert "FFK 2026/80" in leader.text
    assert "FFK 2026/FEL" not in leader.text


def test_answers_of_several_municipalities_are_registered_at_once(paged: Installation, asked: str) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(f"/forfragningar/{asked}/sammanstallning")
    assert "0 av 3 har svarat" in leader.text
    leader.open(f"/forfragningar/{asked}/registrera-flera?kommunkod=1438&kommunkod=1439")
    rows = row(0, reply__stance="INTERESTED", reply__answers__0__value="40") | row(
        1, reply__stance="CONDITIONAL", reply__answers__0__value="10"
    )
    leader.press(REVIEW, **rows)
    assert "villkor" in leader.text
    assert leader.answer.status_code == 422, "a yes with conditions says which"
    leader.press(REVIEW, __received__1__reply__conditions="Om det hinns med")
    leader.press(SEND)
    assert leader.path == f"/forfragningar/{asked}/sammanstallning"
    assert "2 av 3 har svarat" in leader.text
    assert "Om det hinns med" in leader.text
    cell = next(link for link in leader.document.links if link.endswith("/2120001421"))
    leader.open(cell)
    correction = next(link for link in leader.document.links if f"{asked}/ratta-for/" in link)
    by = {"__decision__decidedBy": "kommundirektören", "__decision__reason": "Fel villkor"}
    sent(leader, correction, __reply__conditions="Om tid finns", __decision__recordNumber="KS 2026/6", **by)
    assert "Om tid finns" in leader.text


def test_what_is_wrong_in_one_row_stands_in_that_row_and_nothing_is_registered(
    paged: Installation, asked: str
) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(f"/forfragningar/{asked}/registrera-flera?kommunkod=1438&kommunkod=1439")
    leader.press(
        REVIEW,
        **row(0, reply__stance="INTERESTED", reply__answers__0__value="4"),
        **row(1, reply__stance="INTERESTED"),
    )
    assert leader.answer.status_code == 422
    assert 'id="f-received-1-reply-answers-0-value-why"' in leader.answer.text
    assert 'id="f-received-0-reply-answers-0-value-why"' not in leader.answer.text
    leader.press(REVIEW, __received__1__kommunkod="1438", __received__1__reply__answers__0__value="4")
    assert "flera gånger" in leader.text
    leader.open(f"/forfragningar/{asked}/sammanstallning")
    assert "0 av 3 har svarat" in leader.text


def test_a_reminder_says_who_has_not_answered_and_has_its_words_ready(paged: Installation, asked: str) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(f"/forfragningar/{asked}/paminn")
    for shown in (
        "Bengtsfors",
        "Dals-Ed",
        "Sista dag att svara är torsdag 31 december 2099",
        "Samverka skickar inget",
    ):
        assert shown in leader.text
    assert f"/forfragningar/{asked}" in leader.text


def test_the_förbunds_pages_of_a_request_have_no_barriers(paged: Installation, browser: Browser, asked: str) -> None:
    draft = f"/forfragningar/{drafted(paged)}"
    chosen = f"/forfragningar/{asked}/registrera-flera?kommunkod=1438&kommunkod=1439"
    with tab_of(browser, paged, people.LEADER, FYRBODAL, width=320) as page:
        for address in (
            f"{draft}/utkast",
            f"{draft}/forhandsvisning",
            f"{draft}/mottagare",
            f"{draft}/skicka",
            f"/forfragningar/{asked}/sammanstallning",
            f"/forfragningar/{asked}/paminn",
            chosen,
        ):
            page.goto(address)
            assert barriers(page) == [], address
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address
