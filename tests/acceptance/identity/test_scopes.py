"""What tokens of Keycloak say beside the person: what the client may be used for, and on what they rest."""

from samverka_infra import credentials
from samverka_services.identity.tokens import Scope
from samverka_services.tenants.directory import alias
from tests.acceptance.identity.support import Identity, claims_of


def test_people_read_and_write_by_the_projects_own_clients(identity: Identity) -> None:
    clients = {client["clientId"]: client for client in identity.admin.get_clients()}
    for name in ("samverka-web", "samverka-cli"):
        assert set(Scope) <= set(clients[name]["defaultClientScopes"])
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
