"""Subscribing to deadlines: what the calendar holds, and whom its secret address lets in."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import httpx
import psycopg
import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, expect

from samverka_domain.kernel.calendar import local_day
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import PROBLEM, Installation
from tests.support.logged_in import Visitor
from tests.support.starting import ready_to_ask
from tests.support.world import GOTEBORG

SOTENAS, TANUM, STROMSTAD = "2120001322", "2120001371", "2120001405"
DECIDED = {"decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 2026/1", "reason": ""}
FIRST, PUT_OFF = date(2099, 3, 31), date(2099, 4, 30)


def decision(body: str, by: str) -> dict[str, Any]:
    return DECIDED | {"body": body, "decidedBy": by}


def pressed(visitor: Visitor, step: str) -> Visitor:
    """A button of the calendar's page."""
    visitor.open("/kalender")
    form = next(form for form in visitor.document.forms if ("step", step) in form.buttons)
    visitor.send(form.action, [*form.fields, ("step", step)])
    return visitor


def made(visitor: Visitor) -> str:
    """A new address, as it is shown."""
    found = re.search(r'value="(http[^"]+/kalender/[^"]+\.ics)"', pressed(visitor, "make").answer.text)
    assert found is not None, visitor.text
    return found[1]


def events(answer: httpx.Response) -> dict[str, Any]:
    """By the id of the request."""
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8", answer.text
    found = Calendar.from_ical(answer.content).walk("VEVENT")
    return {re.sub(r".*/forfragningar/([^/]+).*", r"\1", str(each["url"])): each for each in found}


@dataclass
class Asking:
    """A förbund's request to a municipality, and what becomes of it."""

    running: Installation
    request_id: str = ""
    version: int = 0
    token: str = ""

    def step(self, path: str, body: Any, version: int | None = None, method: str = "POST") -> dict[str, Any]:
        leader = self.running.token(people.LEADER, FYRBODAL)
        outcome = self.running.command(method, f"/interest-requests{path}", leader, body, version=version)
        self.version, self.token = outcome["version"], outcome["token"]
        return outcome

    def ask(self, kommunkod: str) -> None:
        draft = {
            "insatsId": ready_to_ask(self.running),
            "round": "PRE_STUDY",
            "title": "Exempel: vill ni?",
            "text": "Exempel",
        }
        self.request_id = str(self.step("", draft | {"questions": []})["id"])
        self.on("approvals", {"decision": decision("E_RAD", people.CHAIR)})
        self.on("dispatches", {"recipients": [kommunkod], "deadline": FIRST.isoformat()})

    def on(self, what: str, body: Any) -> None:
        self.step(f"/{self.request_id}/{what}", body, self.version)

    def shown(self, address: str) -> Any:
        """Its entry in a calendar that has come so far."""
        return events(self.read(address)).get(self.request_id)

    def read(self, address: str) -> httpx.Response:
        """When the views have come as far as the last step."""
        self.running.wait_until_projected(self.token, self.running.token(people.LEADER, FYRBODAL), FYRBODAL)
        return httpx.get(address)


@pytest.fixture
def asking(paged: Installation) -> Asking:
    found = Asking(paged)
    found.ask("1427")
    return found


def sotenas(paged: Installation) -> Visitor:
    return Visitor.of(paged, people.officer("1427"), SOTENAS)


def test_the_first_page_leads_to_the_address_and_it_is_shown_when_it_is_made_and_then_no_more(
    paged: Installation,
) -> None:
    visitor = sotenas(paged)
    visitor.open("/")
    assert "/kalender" in visitor.document.links
    assert "Prenumerera i kalendern" in visitor.text
    address = made(visitor)
    assert address.startswith(f"{paged.address}/kalender/")
    visitor.open("/kalender")
    assert address not in visitor.answer.text
    assert "Du har en adress, skapad" in visitor.text


def test_the_day_of_a_request_is_a_whole_day_that_moves_when_it_is_put_off(
    paged: Installation, asking: Asking
) -> None:
    address = made(sotenas(paged))
    before = asking.shown(address)
    assert before is not None
    assert before["summary"].startswith("Svara: 4.3 ")
    assert before["description"] == "Exempel: vill ni?"
    assert before["url"] == f"{paged.address}/forfragningar/{asking.request_id}"
    assert before.decoded("dtstart") == FIRST, "the last day in Sweden"
    assert before.decoded("dtend") == FIRST + timedelta(days=1)
    asking.on("extensions", {"deadline": PUT_OFF.isoformat(), "reason": "Exempel"})
    after = asking.shown(address)
    assert after is not None
    assert after.decoded("dtstart") == PUT_OFF
    assert after["uid"] == before["uid"]
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") >= before.decoded("last-modified"), "in whole seconds"


def test_what_is_answered_or_withdrawn_is_there_no_more(paged: Installation, asking: Asking) -> None:
    address, of_forbund = made(sotenas(paged)), made(Visitor.of(paged, people.LEADER, FYRBODAL))
    answer = {"stance": "INTERESTED", "answers": [], "decision": decision("KOMMUNLEDNING", people.director("1427"))}
    outcome = paged.command(
        "POST",
        f"/interest-requests/{asking.request_id}/responses",
        paged.token(people.officer("1427"), SOTENAS),
        answer,
    )
    held = httpx.get(address, headers={"Read-After": outcome["token"]})
    assert asking.request_id not in events(held)
    followed = asking.shown(of_forbund)
    assert followed is not None, "it is open still"
    assert followed["summary"].startswith("Följ svaren: 4.3 ")
    asking.on("withdrawals", {"decision": decision("E_RAD", people.CHAIR) | {"reason": "Exempel"}})
    assert asking.shown(of_forbund) is None


def test_a_calendar_that_is_held_already_is_not_sent_again(paged: Installation, asking: Asking) -> None:
    address = made(sotenas(paged))
    first = asking.read(address)
    again = httpx.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    asking.on("extensions", {"deadline": PUT_OFF.isoformat(), "reason": "Exempel"})
    asking.read(address)
    assert httpx.get(address, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_nothing_of_ours_is_in_the_calendar_of_another_organisation(paged: Installation, asking: Asking) -> None:
    for person, organisation in (("officer", GOTEBORG), (people.officer("1435"), TANUM)):
        assert asking.shown(made(Visitor.of(paged, person, organisation))) is None
    assert "Fyrbodal" not in httpx.get(made(Visitor.of(paged, "officer", GOTEBORG))).text


def test_a_new_address_ends_the_old_one_and_each_can_be_ended(paged: Installation) -> None:
    visitor = sotenas(paged)
    old, new = made(visitor), made(visitor)
    assert (httpx.get(old).status_code, httpx.get(new).status_code) == (404, 200)
    pressed(visitor, "end")
    assert "Du har ingen adress än" in visitor.text
    assert httpx.get(new).status_code == 404


def test_who_holds_no_mandate_any_more_has_no_calendar_also_when_she_gets_another(paged: Installation) -> None:
    administrator, person = paged.token(people.FIRST_ADMINISTRATOR, STROMSTAD), "exempel-vikarie-1486"
    given: dict[str, Any] = {"personId": person, "holds": "OFFICER", "validFrom": "2020-01-01", "validTo": None}
    given |= {"decision": decision("KOMMUNLEDNING", people.director("1486"))}
    mandate_id = paged.command("POST", "/mandates", administrator, given)["id"]
    address = made(Visitor.of(paged, person, STROMSTAD))
    assert httpx.get(address).status_code == 200
    ended = {"validTo": (local_day(clock()) - timedelta(days=1)).isoformat(), "decision": given["decision"]}
    paged.command("POST", f"/mandates/{mandate_id}/endings", administrator, ended)
    assert httpx.get(address).status_code == 404
    paged.command("POST", "/mandates", administrator, given | {"validFrom": local_day(clock()).isoformat()})
    assert httpx.get(address).status_code == 404


def test_ended_unknown_and_malformed_addresses_are_answered_alike(paged: Installation) -> None:
    visitor = sotenas(paged)
    ended, _ = made(visitor), made(visitor)
    unknown = f"{paged.address}/kalender/{SOTENAS}-{'x' * 43}.ics"
    elsewhere = ended.replace(SOTENAS, TANUM)
    told = [
        _told(address)
        for address in (
            ended,
            unknown,
            elsewhere,
            f"{paged.address}/kalender/x.ics",
            f"{paged.address}/kalender/%00.ics",
        )
    ]
    assert told == [told[0]] * len(told)
    assert told[0]["status"] == 404


def _told(address: str) -> dict[str, Any]:
    answer = httpx.get(address)
    assert answer.headers["content-type"] == PROBLEM
    document: dict[str, Any] = answer.json()
    return {name: value for name, value in document.items() if name not in {"instance", "correlationId"}}


def test_a_form_of_another_site_makes_no_address(paged: Installation) -> None:
    visitor = sotenas(paged)
    address = made(visitor)
    visitor.send("/kalender", [("csrf", "x"), ("step", "make")])
    assert visitor.answer.status_code == 403
    assert httpx.get(address).status_code == 200


def test_each_reading_is_in_the_access_log_and_the_secret_in_no_log(paged: Installation) -> None:
    visitor = sotenas(paged)
    old, new = made(visitor), made(visitor)
    for address in (old, new, new.removesuffix(".ics"), new.replace("/kalender/", "/Kalender/")):
        httpx.get(address)
    httpx.post(new)
    secrets = [address.rpartition("/")[2].removesuffix(".ics") for address in (old, new)]
    logged = paged.logged("serve")
    assert '"path": "/kalender/…"' in logged
    query = "select * from samverka.access_log where tenant_id = %s order by entry"
    with psycopg.connect(paged.database.admin_url) as connection:
        entries = [str(row) for row in connection.execute(query, [SOTENAS]).fetchall()]
        kept = str(connection.execute("select * from samverka.calendars").fetchall())
    assert any("'calendar', 'READ', 'CalendarFile', '', 'ALLOWED', 200" in entry for entry in entries)
    for secret in secrets:
        assert secret not in logged + "".join(entries) + kept


def test_the_address_is_made_in_a_browser_on_a_phone_without_javascript_and_without_barriers(
    paged: Installation, browser: Browser
) -> None:
    with tab_of(browser, paged, people.officer("1435"), TANUM, javascript=False, width=320) as page:
        page.goto("/")
        page.get_by_role("link", name="Prenumerera i kalendern").click()
        page.get_by_role("button", name="Skapa").click()
        expect(page.get_by_label("Din hemliga adress")).to_have_value(re.compile(r"/kalender/.*\.ics$"))
    with tab_of(browser, paged, people.officer("1435"), TANUM, width=320) as page:
        page.goto("/kalender")
        page.get_by_role("button", name="Skapa ny adress").click()
        expect(page.get_by_label("Din hemliga adress")).to_be_visible()
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
