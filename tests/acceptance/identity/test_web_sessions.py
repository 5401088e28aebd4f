"""A login on the web over time: two organisations, two processes, an absent Keycloak, and its end everywhere."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_infra import access_log, credentials
from samverka_infra.settings import Settings
from samverka_services.kernel.timing import clock
from tests.acceptance.identity.served import Person, Served
from tests.acceptance.identity.visitor import Visitor
from tests.support.installation import free_port
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import TROLLHATTAN, UDDEVALLA


@contextmanager
def short_lived_tokens(served: Served, seconds: int) -> Iterator[None]:
    """Access tokens of the web pages that are to be renewed at once."""
    admin = served.identity.admin
    client_id = str(admin.get_client_id("samverka-web"))
    attributes = admin.get_client(client_id)["attributes"]
    admin.update_client(client_id, {"attributes": {**attributes, "access.token.lifespan": str(seconds)}})
    try:
        yield
    finally:
        admin.update_client(client_id, {"attributes": {**attributes, "access.token.lifespan": ""}})


def logged_in(served: Served, person: Person) -> Visitor:
    visitor = Visitor(served.address)
    visitor.log_in(person)
    assert "Logga ut" in visitor.text
    return visitor


def test_who_belongs_to_two_organisations_chooses_and_sees_the_one_alone(served: Served) -> None:
    person = served.person("tvaval", {TROLLHATTAN: Role.OFFICER, UDDEVALLA: Body.KOMMUNLEDNING})
    visitor = Visitor(served.address)
    visitor.open("/auth/organisation")
    visitor.log_in_at_keycloak(person)
    assert visitor.path == "/auth/organisation"
    visitor.open("/")
    assert visitor.path == "/auth/organisation", "nothing is shown before the choice"
    visitor.press("/auth/organisation", alias=f"se-{UDDEVALLA}")
    assert visitor.path == "/"
    assert "Kommunledningen" in visitor.text
    assert "Handläggare" not in visitor.text

    before = visitor.session
    visitor.open("/auth/organisation")
    visitor.press("/auth/organisation", alias=f"se-{TROLLHATTAN}")
    assert "Handläggare" in visitor.text
    assert "Kommunledningen" not in visitor.text
    assert visitor.session != before
    visitor.own_cookies["__Host-samverka"] = str(before)
    assert not visitor.is_in, "the session for the other organisation has ended"


def test_who_belongs_to_one_is_asked_nothing_and_comes_to_where_she_wanted(served: Served) -> None:
    person = served.person("enval", {TROLLHATTAN: Role.OFFICER})
    visitor = Visitor(served.address)
    visitor.open("/auth/organisation")
    visitor.log_in_at_keycloak(person)
    assert visitor.path == "/auth/organisation"
    assert "Trollhättans stad" in visitor.text


def test_who_has_no_mandate_or_no_organisation_is_told_whom_to_ask(served: Served) -> None:
    without_mandate = logged_in(served, served.person("utanuppdrag", {TROLLHATTAN: None}))
    assert "Be den som är administratör för Trollhättans stad i Samverka" in without_mandate.text
    assert "<table" not in without_mandate.answer.text
    without_organisation = logged_in(served, served.person("utanorganisation", {}))
    assert "Be den som är administratör för Samverka hos er" in without_organisation.text
    without_organisation.press("/auth/logout")
    assert "Du är utloggad." in without_organisation.text


def test_a_mandate_that_is_given_meanwhile_counts_at_once(served: Served) -> None:
    person = served.person("snart", {TROLLHATTAN: None})
    visitor = logged_in(served, person)
    served.give(person.person_id, TROLLHATTAN, Role.AUDITOR)
    visitor.open("/")
    assert "Revisor" in visitor.text


def test_the_pages_speak_english_to_who_prefers_it(served: Served) -> None:
    visitor = Visitor(served.address, language="en-GB,en;q=0.9")
    visitor.log_in(served.person("engelsk", {TROLLHATTAN: Role.OFFICER}))
    assert '<html lang="en">' in visitor.answer.text
    assert "Your mandates today" in visitor.text


def test_two_processes_renew_a_session_at_once_and_nobody_is_logged_out(served: Served) -> None:
    person = served.person("samtidig", {TROLLHATTAN: Role.OFFICER})
    with short_lived_tokens(served, 20), served.another_process(free_port()) as other:
        visitor = logged_in(served, person)
        headers = {"Cookie": f"__Host-samverka={visitor.session}"}

        def ask(number: int) -> str:
            address = other if number % 2 else served.address
            return httpx.get(f"{address}/", headers=headers, timeout=PATIENCE_SECONDS).raise_for_status().text

        for _ in range(2):
            with ThreadPoolExecutor(2 * Settings().rate_at_once_per_person) as threads:  # so that nobody waits
                pages = list(threads.map(ask, range(24)))
            assert all("Logga ut" in page for page in pages)
        assert visitor.is_in


def test_while_keycloak_is_away_who_is_in_goes_on_and_login_says_so_kindly(served: Served) -> None:
    person = served.person("borta", {TROLLHATTAN: Role.OFFICER})
    staying, leaving = logged_in(served, person), logged_in(served, person)
    with short_lived_tokens(served, 1):
        expiring = logged_in(served, person)
    on_her_way = Visitor(served.address)
    on_her_way.open("/auth/login", follow=False)
    callback = f"/auth/callback?code=x&state={httpx.URL(on_her_way.answer.headers['location']).params['state']}"
    with served.identity.away():
        assert staying.is_in
        newcomer = Visitor(served.address)
        for visitor, address in ((newcomer, "/auth/login?return_to=/auth/organisation"), (on_her_way, callback)):
            is_told_that_it_is_away(visitor, visitor.open(address))
        assert 'href="/auth/login?return_to=/auth/organisation"' in newcomer.answer.text
        leaving.press("/auth/logout")
        assert "Du är utloggad ur Samverka" in leaving.text
        assert not leaving.is_in
        while expiring.open("/").status_code == 200:
            continue
        is_told_that_it_is_away(expiring, expiring.answer)
        assert staying.is_in
    assert staying.is_in
    assert expiring.is_in, "renewed late, but renewed"
    newcomer.log_in(person)
    assert newcomer.is_in


def is_told_that_it_is_away(visitor: Visitor, answer: httpx.Response) -> None:
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Inloggningstjänsten svarar inte just nu" in visitor.text
    assert "Försök igen" in visitor.text


def test_logging_out_everywhere_ends_every_session_and_token(served: Served) -> None:
    person = served.person("overallt", {TROLLHATTAN: Role.OFFICER})
    here, elsewhere = logged_in(served, person), logged_in(served, person)
    token = served.identity.token(person.mail, f"organization:se-{TROLLHATTAN}", "samverka-test-api")
    assert served.send("GET", "/api/v1/me", token).status_code == 200

    here.press("/auth/logout-everywhere")
    assert here.path == "/"
    assert "Du är utloggad överallt." in here.text
    assert served.send("GET", "/api/v1/me", token).json()["code"] == "revoked"
    elsewhere.open("/")
    assert "Du är inte längre inloggad." in elsewhere.text
    for visitor in (here, elsewhere):
        visitor.open("/auth/login")
        assert "username" in visitor.forms[0].fields, "Keycloak has forgotten her, too"
    _await_next_second()
    elsewhere.log_in(person)
    assert elsewhere.is_in


def _await_next_second() -> None:
    """A token says in which second it was issued, and what is revoked in that second is revoked."""
    now = clock()
    while clock().replace(microsecond=0) <= now:
        continue


def test_a_session_that_is_ended_at_keycloak_ends_here(served: Served) -> None:
    person, other = (
        served.person("avslutad", {TROLLHATTAN: Role.OFFICER}),
        served.person("annan", {TROLLHATTAN: Role.OFFICER}),
    )
    visitor, bystander = logged_in(served, person), logged_in(served, other)
    served.identity.admin.user_logout(person.person_id)
    visitor.open("/auth/organisation")
    assert visitor.answer.status_code == 403
    assert "Du är inte längre inloggad" in visitor.text
    assert visitor.session is None
    assert bystander.is_in


@pytest.mark.parametrize("subject", ["membership", "organisation"])
def test_who_is_no_longer_a_member_is_logged_out(served: Served, subject: str) -> None:
    person = served.person(f"utmeldad{subject}", {UDDEVALLA: Role.OFFICER})
    visitor = logged_in(served, person)
    organisation_id = served.identity.directory().organisations()[UDDEVALLA]
    revoked = {
        "membership": credentials.membership(organisation_id, person.person_id),
        "organisation": credentials.organisation(organisation_id),
    }
    served.revoke(revoked[subject], at=clock())
    visitor.open("/")
    assert "Du är inte längre inloggad." in visitor.text
    assert visitor.session is None


def test_a_session_never_acts_for_another_organisation_than_it_began_with(served: Served) -> None:
    """Somebody gives the organisation another's number at Keycloak while she is logged in."""
    tenant = served.identity.tenant()
    mail = "omnumrerad@webben.exempel.se"
    person_id = served.identity.person(mail, tenant)
    admin = served.identity.admin
    admin.assign_realm_roles(person_id, [admin.get_realm_role("without-second-factor")])
    path = f"organizations/{served.identity.directory().organisations()[tenant.number]}"
    with short_lived_tokens(served, 20):
        visitor = logged_in(served, Person(mail, person_id))
        organisation = served.identity.administer("GET", path).json()
        try:
            other = {"attributes": {"organisationsnummer": [UDDEVALLA]}}
            served.identity.administer("PUT", path, organisation | other)
            visitor.open("/")
        finally:
            served.identity.administer("PUT", path, organisation)
    assert "Du är inte längre inloggad." in visitor.text
    assert visitor.session is None


def test_what_a_page_shows_is_in_the_access_log_of_the_organisation(served: Served) -> None:
    person = served.person("loggad", {TROLLHATTAN: Role.OFFICER})
    logged_in(served, person)
    assert _entries(served, person) == [("READ", "page /", "ALLOWED", "")]


def _entries(served: Served, person: Person) -> list[tuple[str, ...]]:
    with psycopg.connect(served.database.app_url) as connection, connection.transaction():
        connection.execute("select set_config('app.tenant_id', %s, true)", [TROLLHATTAN])
        entries = access_log.entries(connection, access_log.Wanted(person_id=person.person_id), 10)
    return [(entry.action, entry.operation, entry.outcome, entry.reason) for entry in entries]
