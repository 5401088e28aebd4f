"""A real Keycloak, from the invitation to the token that Samverka accepts."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_services.kernel.timing import clock
from samverka_services.login.issuer_keys import IssuerUnreachable
from samverka_services.login.tokens import NoOrganisation, TokenRefused
from samverka_services.tenants.directory import Rehearsal, alias
from samverka_services.tenants.errors import AnotherAdministrator
from samverka_services.tenants.file import TenantEntry
from samverka_services.tenants.joining import rehearsing_joining
from samverka_services.tenants.provisioning import Provisioning, Step, TenantOutcome
from samverka_services.tenants.registration import rehearsing
from tests.acceptance.identity.browser import Browser, Login, one_time_code
from tests.acceptance.identity.support import (
    PASSWORD,
    Identity,
    at_mail,
    claims_of,
    link_in,
)
from tests.support.mailbox import text_of
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import World

EVERY_STEP = [Step.PERSON, Step.ORGANISATION, Step.REGISTRATION, Step.INVITATION, Step.MEMBERSHIP]


def steps(outcomes: list[TenantOutcome]) -> list[list[Step]]:
    assert [outcome.problem for outcome in outcomes] == [None] * len(outcomes)
    return [outcome.steps for outcome in outcomes]


def administrators(world: World, tenant: TenantEntry) -> list[str]:
    with world.log.unit_of_work(tenant.number) as work:
        mandates = work.load(Mandates, STREAM)
    held = mandates.held.values() if mandates else ()
    return [mandate.person_id for mandate in held if mandate.role is Role.ADMINISTRATOR]


def test_who_is_invited_chooses_a_password_and_a_second_factor_and_acts_for_her_tenant(
    identity: Identity, bare: World
) -> None:
    tenant = identity.tenant()
    mail_address = tenant.administrator.epost
    assert steps(identity.provision(bare, [tenant])) == [EVERY_STEP]

    (mail,) = identity.mailbox.to(mail_address)
    assert mail["subject"] == "Du är inbjuden till Samverka"
    assert "7 dagar" in text_of(mail)

    browser = Browser(identity.settings.address)
    browser.open(link_in(mail))
    browser.open(next(link for link in browser.links if "action-token" in link))
    browser.submit(**{"password-new": "kort", "password-confirm": "kort"})
    assert "12" in browser.text
    browser.submit(**{"password-new": PASSWORD, "password-confirm": PASSWORD})

    browser, login = Browser(identity.settings.address), identity.login()
    login.begin(browser, "openid organization")
    browser.submit(username=mail_address)
    browser.submit(password=PASSWORD)
    secret = browser.form.fields["totpSecret"]
    browser.submit(totp=one_time_code(secret), userLabel="Telefonen")
    token = login.finish(browser)["access_token"]

    found = identity.verifier("samverka-web").verify(token)
    assert found.tenant_id == tenant.number
    assert administrators(bare, tenant) == [found.person_id]
    claims = claims_of(token)
    assert claims["exp"] - claims["iat"] <= 300
    assert "email" not in claims
    assert "name" not in claims

    browser, login = Browser(identity.settings.address), identity.login()
    login.begin(browser, f"openid organization:{alias(tenant.number)}")
    browser.submit(username=mail_address)
    browser.submit(password=PASSWORD)
    browser.submit(otp=one_time_code(secret, periods_ahead=1))
    assert identity.verifier("samverka-web").verify(login.finish(browser)["access_token"]).tenant_id == tenant.number


def test_who_only_reads_may_be_spared_the_second_factor_and_has_a_page_of_her_own(identity: Identity) -> None:
    person_id = identity.person("lasare@exempel.se")
    admin, address = identity.admin, identity.settings.address
    admin.assign_realm_roles(person_id, [admin.get_realm_role("without-second-factor")])
    own_page = f"{address}/realms/samverka/account/"
    browser, login = Browser(address), Login(identity.settings.issuer, "account-console", "", own_page)
    login.begin(browser, "openid")
    browser.submit(username="lasare@exempel.se")
    browser.submit(password=PASSWORD)

    token = login.finish(browser)["access_token"]
    headers = {"Authorization": f"Bearer {token}", "Accept": "application/json"}
    assert httpx.get(own_page, headers=headers).raise_for_status().json()["email"] == "lasare@exempel.se"
    with pytest.raises(TokenRefused):
        identity.verifier("account-console").verify(token)


def test_a_link_to_a_forgotten_password_does_not_replace_the_second_factor(identity: Identity) -> None:
    mail_address = "glomsk@exempel.se"
    person_id = identity.person(mail_address)
    identity.give_second_factor(person_id, "sekret")

    browser, login = Browser(identity.settings.address), identity.login()
    login.begin(browser, "openid")
    browser.submit(username=mail_address)
    browser.open(next(link for link in browser.links if "reset-credentials" in link))
    if "username" in browser.form.fields:
        browser.submit(username=mail_address)
    (mail,) = identity.mailbox.to(mail_address)
    browser.open(link_in(mail))
    assert "otp" in browser.form.fields
    browser.submit(otp=one_time_code("sekret"))
    assert "password-new" in browser.form.fields


def test_provisioning_again_changes_nothing(identity: Identity, bare: World) -> None:
    tenants = [identity.tenant(), identity.tenant()]
    assert steps(identity.provision(bare, tenants)) == [EVERY_STEP, EVERY_STEP]
    mails, head = len(identity.mailbox.mails), bare.head()

    assert steps(identity.provision(bare, tenants)) == [[], []]
    assert (len(identity.mailbox.mails), bare.head()) == (mails, head)


def test_a_rehearsal_says_what_would_be_done_and_does_nothing(identity: Identity, bare: World) -> None:
    tenants = [identity.tenant()]
    rehearsal = Rehearsal(identity.settings.address, identity.secrets.provisioning_secret)
    told = Provisioning(rehearsal, rehearsing(bare.log), rehearsing_joining(bare.log)).run(
        tenants, lambda _outcome: None
    )

    assert steps(told) == [EVERY_STEP]
    assert bare.head() == 0
    assert tenants[0].number not in rehearsal.organisations()
    assert rehearsal.person(tenants[0].administrator.epost) is None


def test_who_administers_two_tenants_is_invited_once(identity: Identity, bare: World) -> None:
    first = identity.tenant()
    second = identity.tenant(first.administrator.epost)
    outcomes = identity.provision(bare, [first, second])

    assert steps(outcomes) == [EVERY_STEP, [Step.ORGANISATION, Step.REGISTRATION, Step.MEMBERSHIP]]
    assert len(identity.mailbox.to(first.administrator.epost)) == 1
    assert administrators(bare, first) == administrators(bare, second)


def test_an_old_file_lets_nobody_in_again(identity: Identity, bare: World) -> None:
    """Who administers a tenant is decided in its log after the first time."""
    tenant = identity.tenant()
    identity.provision(bare, [tenant])
    another = tenant.administrator.model_copy(update={"epost": f"ny@{tenant.number}.exempel.se"})
    (outcome,) = identity.provision(bare, [tenant.model_copy(update={"administrator": another})])

    assert isinstance(outcome.problem, AnotherAdministrator)
    directory = identity.directory()
    assert len(directory.members(directory.organisations()[tenant.number])) == 1
    assert identity.mailbox.to(another.epost) == []


def test_a_run_that_was_killed_is_finished_by_the_next(identity: Identity, bare: World, tmp_path: Path) -> None:
    bare.now = clock()
    tenants = [identity.tenant() for _ in range(12)]
    file = tmp_path / "tenants.csv"
    columns = "organisationsnummer,namn,slag,administrator_namn,administrator_epost"
    rows = [f"{t.number},{t.namn},{t.slag},{t.administrator.namn},{t.administrator.epost}" for t in tenants]
    file.write_text("\n".join([columns, *rows]), encoding="utf-8")
    program = "import typer; from samverka_services.cli.tenants import provision; typer.run(provision)"
    run = [sys.executable, "-c", program]
    environment = {
        **os.environ,
        "SAMVERKA_DATABASE_URL": bare.database.app_url,
        "SAMVERKA_PROJECTOR_DATABASE_URL": bare.database.projector_url,
        "SAMVERKA_KEYCLOAK_ADDRESS": identity.settings.address,
        "SAMVERKA_KEYCLOAK_PROVISIONING_SECRET": identity.secrets.provisioning_secret,
        "SAMVERKA_DATA_DIR": str(tmp_path),
    }
    first = subprocess.Popen([*run, str(file)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    killed = at_mail(3, identity.mailbox, first.kill)
    told = first.communicate(timeout=PATIENCE_SECONDS)
    assert killed.is_set(), told
    assert first.returncode == -9
    assert any(not administrators(bare, tenant) for tenant in tenants)

    second = subprocess.run([*run, str(file)], env=environment, check=False, capture_output=True, text=True)
    assert second.returncode == 0, second.stdout + second.stderr
    directory = identity.directory()
    known = directory.organisations()
    for tenant in tenants:
        (administrator,) = administrators(bare, tenant)
        assert directory.members(known[tenant.number]) == {administrator}
        assert identity.mailbox.to(tenant.administrator.epost)
    assert steps(identity.provision(bare, tenants)) == [[]] * len(tenants)


def test_a_member_of_two_organisations_chooses_by_scope(identity: Identity) -> None:
    first, second = identity.tenant(), identity.tenant()
    person_id = identity.person("tva@exempel.se", first, second)
    verifier = identity.verifier()
    for tenant in (first, second):
        found = verifier.verify(identity.token("tva@exempel.se", f"organization:{alias(tenant.number)}"))
        assert (found.person_id, found.tenant_id) == (person_id, tenant.number)
    for undecided in ("organization", "organization:*", "openid"):
        with pytest.raises(NoOrganisation):
            verifier.verify(identity.token("tva@exempel.se", undecided))

    browser, login = Browser(identity.settings.address), identity.login()
    login.begin(browser, "openid organization")
    browser.submit(username="tva@exempel.se")
    assert sorted(browser.form.buttons["kc.org"]) == [alias(first.number), alias(second.number)]


def test_who_is_no_member_acts_for_nobody(identity: Identity) -> None:
    tenant = identity.tenant()
    identity.person("medlem@exempel.se", tenant)
    identity.person("utanfor@exempel.se")
    scope = f"organization:{alias(tenant.number)}"
    assert identity.verifier().verify(identity.token("medlem@exempel.se", scope)).tenant_id == tenant.number
    with pytest.raises(NoOrganisation):
        identity.verifier().verify(identity.token("utanfor@exempel.se", scope))


def test_a_token_of_another_client_or_for_another_audience_is_refused(identity: Identity) -> None:
    identity.person("annan@exempel.se")
    with pytest.raises(TokenRefused, match="another-client"):
        identity.verifier("samverka-web").verify(identity.token("annan@exempel.se", "openid"))
    identity.add_test_client("another-audience", defaultClientScopes=["basic"])
    with pytest.raises(TokenRefused, match="another-audience"):
        identity.verifier("another-audience").verify(identity.token("annan@exempel.se", "openid", "another-audience"))


def test_no_client_of_the_project_takes_passwords(identity: Identity) -> None:
    clients = {client["clientId"]: client for client in identity.admin.get_clients()}
    assert {"samverka-web", "samverka-cli", "samverka-provisioning"} <= set(clients)
    open_to_passwords = {name for name, client in clients.items() if client["directAccessGrantsEnabled"]}
    assert open_to_passwords <= identity.test_clients
    assert clients["samverka-web"]["attributes"]["pkce.code.challenge.method"] == "S256"


def test_no_client_of_the_project_takes_a_code_that_a_stranger_has_shown(identity: Identity) -> None:
    """Device codes, implicit tokens and back-channel requests are asked by one and granted by another."""
    for client in identity.admin.get_clients():
        if not client["enabled"] or client["clientId"].startswith("samverka-test"):
            continue
        name, attributes = client["clientId"], client.get("attributes", {})
        assert attributes.get("oauth2.device.authorization.grant.enabled", "false") == "false", name
        assert attributes.get("oidc.ciba.grant.enabled", "false") == "false", name
        assert not client["implicitFlowEnabled"], name
    for path in ("auth/device", "ext/ciba/auth"):
        address = f"{identity.settings.issuer}/protocol/openid-connect/{path}"
        answer = httpx.post(
            address, data={"client_id": "samverka-cli", "scope": "organization"}, timeout=PATIENCE_SECONDS
        )
        assert answer.status_code in {400, 401}, answer.text
        assert "device_code" not in answer.json()


def test_guessing_passwords_locks_the_account(identity: Identity) -> None:
    identity.person("gissad@exempel.se")
    guess = {"grant_type": "password", "client_id": "samverka-test", "username": "gissad@exempel.se"}
    for number in range(6):
        assert identity.ask_for_token(**guess, password=f"fel-{number}").json()["error"] == "invalid_grant"
    assert identity.ask_for_token(**guess, password=PASSWORD).json()["error"] == "invalid_grant"


def test_a_new_key_is_found_and_tokens_of_the_old_one_live_on(identity: Identity) -> None:
    tenant = identity.tenant()
    identity.person("nyckel@exempel.se", tenant)
    verifier = identity.verifier()
    old = identity.token("nyckel@exempel.se", "organization")
    verifier.verify(old)
    realm_id = identity.admin.get_realm("samverka")["id"]
    config = {"priority": ["500"], "algorithm": ["RS256"]}
    key = {"name": "rotated", "providerId": "rsa-generated", "providerType": "org.keycloak.keys.KeyProvider"}
    identity.admin.create_component({**key, "parentId": realm_id, "config": config})

    new = identity.token("nyckel@exempel.se", "organization")
    assert new.split(".")[0] != old.split(".")[0]
    assert verifier.verify(new).tenant_id == verifier.verify(old).tenant_id == tenant.number


def test_known_keys_go_on_while_keycloak_is_away(identity: Identity) -> None:
    tenant = identity.tenant()
    identity.person("kvar@exempel.se", tenant)
    verifier, token = identity.verifier(), identity.token("kvar@exempel.se", "organization")
    verifier.verify(token)
    with identity.away():
        assert verifier.verify(token).tenant_id == tenant.number
        with pytest.raises(IssuerUnreachable):
            identity.verifier().verify(token)
    assert identity.verifier().verify(token).tenant_id == tenant.number
