"""What tokens of Keycloak say beside the person: what the client may be used for, and on what they rest."""

import httpx
import pytest

from samverka_infra import credentials
from samverka_services.login.tokens import Scope
from samverka_services.tenants.directory import alias
from tests.acceptance.identity.support import Identity, claims_of
from tests.support.patience import PATIENCE_SECONDS


def test_people_read_and_write_by_the_projects_own_clients(identity: Identity) -> None:
    clients = {client["clientId"]: client for client in identity.admin.get_clients()}
    assert set(Scope) <= set(clients["samverka-web"]["defaultClientScopes"])
    by_line = clients["samverka-cli"]
    assert set(Scope) & set(by_line["defaultClientScopes"]) == {Scope.READ}
    assert set(Scope) & set(by_line["optionalClientScopes"]) == {Scope.WRITE}
    for name in ("samverka-provisioning", "account", "account-console"):
        granted = {*clients[name].get("defaultClientScopes", ()), *clients[name].get("optionalClientScopes", ())}
        assert not granted & set(Scope), name


def test_a_token_says_what_its_client_may_be_used_for(identity: Identity) -> None:
    identity.person("bada@exempel.se", tenant := identity.tenant())
    token = identity.token("bada@exempel.se", f"organization:{alias(tenant.number)}")
    assert set(Scope) <= identity.verifier().verify(token).scopes


def test_a_token_rests_on_keycloaks_own_ids(identity: Identity) -> None:
    """So that what ends in Keycloak is found again in the tokens that rest on it."""
    person_id = identity.person("grund@exempel.se", tenant := identity.tenant())
    organisation_id = identity.directory().organisations()[tenant.number]
    token = identity.token("grund@exempel.se", "organization")
    assert claims_of(token)["organization"][alias(tenant.number)]["id"] == organisation_id
    (session,) = identity.admin.get_sessions(person_id)
    subjects = identity.verifier().verify(token).credential.subjects
    assert {
        credentials.person(person_id),
        credentials.organisation(organisation_id),
        credentials.membership(organisation_id, person_id),
        credentials.session(session["id"]),
    } < set(subjects)


@pytest.mark.parametrize("provider", ["default", "openid-connect"])
def test_nobody_registers_a_client_of_her_own(identity: Identity, provider: str) -> None:
    """One with the name of a machine would be believed."""
    name = "samverka-machine-2120001546-mallory"
    body = {"clientId": name, "client_name": name, "redirect_uris": ["https://mallory.exempel.se"]}
    address = f"{identity.settings.issuer}/clients-registrations/{provider}"
    assert httpx.post(address, json=body, timeout=PATIENCE_SECONDS).status_code in {400, 401, 403}
    assert identity.administer("GET", f"clients?clientId={name}").json() == []
