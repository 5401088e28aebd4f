"""Logging in on the web: from the first page over Keycloak to one's own page, and out again."""

from samverka_domain.mandates import Role
from tests.acceptance.identity.served import Served
from tests.acceptance.identity.visitor import Visitor
from tests.support.world import TROLLHATTAN


def test_a_person_logs_in_sees_her_organisation_and_logs_out(served: Served) -> None:
    person = served.person("inloggad", {TROLLHATTAN: Role.OFFICER})
    visitor = Visitor(served.address)
    visitor.open("/")
    assert "väljer kommunerna i ett kommunalförbund" in visitor.text
    visitor.log_in(person)
    assert visitor.path == "/"
    for shown in ("Trollhättan", "Bo Exempel", "Handläggare", "Vem deltar i vilka insatser", "Uddevalla"):
        assert shown in visitor.text

    visitor.press("/auth/logout")
    assert visitor.path == "/"
    assert "Du är utloggad." in visitor.text
    assert not visitor.is_in
    visitor.open("/auth/login")
    assert visitor.at.startswith(served.identity.settings.address), "logged out at Keycloak, too"
