"""Logging in on the web: from the first page over Keycloak to one's own page, and out again."""

import re

from samverka_domain.mandates import Role
from tests.acceptance.identity.served import Served
from tests.acceptance.identity.visitor import Visitor
from tests.support.world import TROLLHATTAN


def test_who_is_logged_in_downloads_the_answers_to_a_request(served: Served) -> None:
    person = served.person("laddar", {TROLLHATTAN: Role.OFFICER})
    visitor = Visitor(served.address)
    visitor.log_in(person)
    visitor.open("/laget")
    path = re.search(r'href="(/interest-requests/[^"]+/answers)" download', visitor.answer.text)
    assert path is not None
    answer = visitor.open(path[1])
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.decode().startswith("\ufeffOrganisationsnummer;Namn;Svar;")
    assert "Uddevalla" in answer.text
    missing = visitor.open("/interest-requests/finns-inte/answers")
    assert (missing.status_code, missing.headers["content-type"]) == (404, "text/html; charset=utf-8")


def test_a_person_logs_in_sees_her_organisation_and_logs_out(served: Served) -> None:
    person = served.person("inloggad", {TROLLHATTAN: Role.OFFICER})
    visitor = Visitor(served.address)
    visitor.open("/")
    assert "väljer kommunerna i ett kommunalförbund" in visitor.text
    visitor.log_in(person)
    assert visitor.path == "/"
    for shown in ("Trollhättans stad", "Bo Exempel", "Handläggare", "Att göra"):
        assert shown in visitor.text

    visitor.press("/auth/logout")
    assert visitor.path == "/"
    assert "Du är utloggad." in visitor.text
    assert not visitor.is_in
    visitor.open("/auth/login")
    assert visitor.at.startswith(served.identity.settings.address), "logged out at Keycloak, too"
