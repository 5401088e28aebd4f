"""How somebody wants mail, and how long before a deadline a förbund reminds its members: the page of both."""

from email import message_from_bytes, policy
from email.message import EmailMessage

import httpx
import psycopg
import pytest
from playwright.sync_api import Browser, expect

from samverka_infra import people as people_kept
from samverka_infra.database import open_pool, tenant_transaction
from samverka_infra.people import Person
from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.starting import ready_to_ask

SOTENAS, TANUM = "2120001322", "2120001371"


def sent(visitor: Visitor, step: str, **fields: str) -> httpx.Response:
    """The form with this button, with some of its fields changed."""
    visitor.open("/utskick")
    form = next(form for form in visitor.document.forms if ("step", step) in form.buttons)
    kept = [(name, value) for name, value in form.fields if name not in fields]
    return visitor.send(form.action, [*kept, *fields.items(), ("step", step)])


def chosen(visitor: Visitor) -> dict[str, str]:
    visitor.open("/utskick")
    forms = [form for form in visitor.document.forms if form.action != "/sok"]
    return {name: value for form in forms for name, value in form.fields if name != "csrf"}


def test_the_first_page_leads_to_it_and_what_is_chosen_is_kept(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.officer("1427"), SOTENAS)
    visitor.open("/")
    assert "/utskick" in visitor.document.links
    assert chosen(visitor) == {"pace": "AT_ONCE", "language": "sv"}
    sent(visitor, "save", pace="DAILY", language="en")
    assert "Sparat." in visitor.text
    assert chosen(visitor) == {"pace": "DAILY", "language": "en"}
    colleague = Visitor.of(paged, people.director("1427"), SOTENAS)
    assert chosen(colleague) == {"pace": "AT_ONCE", "language": "sv"}, "each has her own"


def test_what_there_is_not_cannot_be_chosen(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.officer("1435"), TANUM)
    for wrong in ({"pace": "SOMETIMES"}, {"language": "de"}):
        answer = sent(visitor, "save", **wrong)
        assert answer.status_code == 422
        assert "Välj ett av alternativen." in visitor.text
    assert chosen(visitor) == {"pace": "AT_ONCE", "language": "sv"}


def test_who_leads_a_forbund_says_how_long_before_and_its_members_read_it(paged: Installation) -> None:
    leader, officer = Visitor.of(paged, people.LEADER, FYRBODAL), Visitor.of(paged, people.officer("1435"), TANUM)
    assert chosen(leader)["days"] == "14, 3"
    sent(leader, "remind", days="3; 21,7")
    assert chosen(leader)["days"] == "21, 7, 3"
    officer.open("/utskick")
    assert "Förbundet påminner 21, 7, 3 dagar före sista svarsdag." in officer.text
    sent(leader, "remind", days="14, 3")


@pytest.mark.parametrize("wrong", ["", "0", "91", "tre", "1,2,3,4,5,6", "1,,2", "-3", "99999999999"])
def test_what_is_no_list_of_days_is_shown_again_with_what_is_wrong(paged: Installation, wrong: str) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    answer = sent(leader, "remind", days=wrong)
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert f'value="{wrong}"' in answer.text
    assert chosen(leader)["days"] == "14, 3"


def test_nobody_else_changes_the_reminders(paged: Installation) -> None:
    for person, organisation in ((people.officer("1435"), TANUM), (people.CHAIR, FYRBODAL)):
        visitor = Visitor.of(paged, person, organisation)
        visitor.open("/utskick")
        (form,) = (form for form in visitor.document.forms if ("step", "save") in form.buttons)
        assert ("step", "remind") not in [button for each in visitor.document.forms for button in each.buttons]
        csrf = next(value for name, value in form.fields if name == "csrf")
        answer = visitor.send("/utskick", [("csrf", csrf), ("days", "7"), ("step", "remind")])
        assert answer.status_code == 403
    visitor.send("/utskick", [("csrf", "x"), ("pace", "NEVER"), ("language", "sv"), ("step", "save")])
    assert visitor.answer.status_code == 403
    assert chosen(visitor)["pace"] == "AT_ONCE"


def test_it_says_where_mail_goes_and_that_an_address_was_refused(paged: Installation) -> None:
    visitor = Visitor.of(paged, people.director("1435"), TANUM)
    with open_pool(paged.database.app_url, 1) as pool, tenant_transaction(pool, TANUM) as connection:
        connection.execute("delete from samverka.people where person_id = %s", [people.director("1435")])
    visitor.open("/utskick")
    assert "Samverka har ingen e-postadress till dig" in visitor.text
    with open_pool(paged.database.app_url, 1) as pool, tenant_transaction(pool, TANUM) as connection:
        people_kept.keep(connection, Person(people.director("1435"), "", "tove@exempel.invalid"))
        refused = "insert into samverka.mails (tenant_id, person_id, kind, about, noted_at, state, done_at, code)"
        values = "values (%s, %s, 'REQUEST', '1', now(), 'REFUSED', now(), 550)"
        connection.execute(f"{refused} {values}", [TANUM, people.director("1435")])
    visitor.open("/utskick")
    assert "Breven går till tove@exempel.invalid." in visitor.text
    assert "(kod 550)" in visitor.text


def test_mail_is_sent_by_a_process_of_its_own_and_its_link_leads_to_the_page_without_names(
    paged: Installation,
) -> None:
    """Where no mail server is set it is put into a folder; whether anybody sends is told to who watches."""
    health = f"{paged.address}/api/v1/health/mail"
    silent = httpx.get(health)
    assert silent.status_code == 503
    assert silent.json()["detail"].startswith("Ingen skickar e-post: starta samverka mail")
    with open_pool(paged.database.app_url, 1) as pool, tenant_transaction(pool, SOTENAS) as connection:
        people_kept.keep(connection, Person(people.director("1427"), "", "tove.exempel@exempel.invalid"))
    paged.start("mail")
    try:
        while httpx.get(health).status_code != 200:
            continue
        request_id = asked(paged, "1427")
        while not (found := _mails(paged)):
            continue
    finally:
        paged.stop("mail")
    (mail,) = found
    body = mail.get_body(("plain",))
    assert body is not None
    said = str(body.get_content())
    assert f"{paged.address}/forfragningar/{request_id}" in said
    assert not [name for name in ("Tove", "Pia", "exempel-") if name in said]
    with psycopg.connect(paged.database.admin_url) as connection:
        assert "tove.exempel" not in str(connection.execute("select * from samverka.events").fetchall())
    assert "tove.exempel" not in paged.logged("mail")


def _mails(paged: Installation) -> list[EmailMessage]:
    files = (paged.folder / "mail").glob("*.eml")
    return [message_from_bytes(each.read_bytes(), policy=policy.default) for each in files]


def asked(paged: Installation, kommunkod: str) -> str:
    """A request to a municipality about an insats."""
    leader, said = paged.token(people.LEADER, FYRBODAL), {"round": "PRE_STUDY", "title": "Exempel", "text": "Exempel"}
    draft = {"insatsId": ready_to_ask(paged), **said, "questions": []}
    request_id = str(paged.command("POST", "/interest-requests", leader, draft)["id"])
    by = {"body": "E_RAD", "decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 1", "decidedBy": people.CHAIR}
    approval = {"decision": by | {"reason": ""}}
    paged.command("POST", f"/interest-requests/{request_id}/approvals", leader, approval, version=1)
    dispatch = {"recipients": [kommunkod], "deadline": "2099-03-31"}
    paged.command("POST", f"/interest-requests/{request_id}/dispatches", leader, dispatch, version=2)
    return request_id


def test_it_is_used_in_a_browser_on_a_phone_without_javascript_and_without_barriers(
    paged: Installation, browser: Browser
) -> None:
    with tab_of(browser, paged, people.LEADER, FYRBODAL, javascript=False, width=320) as page:
        page.goto("/utskick")
        page.get_by_label("En gång om dagen").check()
        page.get_by_role("button", name="Spara").first.click()
        expect(page.get_by_role("status")).to_have_text("Sparat.")
        expect(page.get_by_label("En gång om dagen")).to_be_checked()
        page.get_by_label("Dagar före").fill("x")
        page.get_by_role("button", name="Spara").last.click()
        expect(page.get_by_role("alert")).to_be_visible()
    with tab_of(browser, paged, people.LEADER, FYRBODAL, width=320) as page:
        page.goto("/utskick")
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
