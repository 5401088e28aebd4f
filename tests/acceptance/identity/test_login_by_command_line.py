"""`samverka login` with a real Keycloak: a token for reading, asked for in the person's own browser."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from samverka_domain.mandates import Role
from samverka_services.login.tokens import Identity as Found
from samverka_services.login.tokens import Scope
from tests.acceptance.identity.browser import Browser, one_time_code
from tests.acceptance.identity.served import Served
from tests.acceptance.identity.support import PASSWORD, Identity
from tests.support.command_line import REFUSED, assert_told, printed, samverka
from tests.support.installation import free_port
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import run
from tests.support.world import TROLLHATTAN


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tokens are kept in a folder of the test's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@contextmanager
def logging_in(identity: Identity, *arguments: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """The running command, and the address that it has written."""
    command = [sys.executable, "-m", "samverka_services.cli", "login", "--no-browser", *arguments]
    environment = {**os.environ, "SAMVERKA_ISSUER": identity.settings.issuer, "SAMVERKA_LANGUAGE": "en"}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        try:
            told = [running.stderr.readline(), running.stderr.readline()]
            assert told[1].startswith("http"), told
            yield running, told[1].strip()
        finally:
            running.kill()


def at_keycloak(identity: Identity, address: str, mail: str) -> Browser:
    """As far as the question what the command line may do."""
    browser = Browser(identity.settings.address)
    browser.open(address)
    browser.submit(username=mail)
    browser.submit(password=PASSWORD)
    browser.submit(totp=one_time_code(browser.form.fields["totpSecret"]), userLabel="Telefonen")
    return browser


def finished(running: "subprocess.Popen[str]") -> tuple[str, str]:
    printed, told = running.communicate(timeout=PATIENCE_SECONDS)
    assert running.returncode == 0, told
    return printed.strip(), told


def verified(identity: Identity, token: str) -> Found:
    return identity.verifier("samverka-cli").verify(token)


def test_a_person_gets_a_token_that_reads_and_nothing_more(identity: Identity) -> None:
    person_id = identity.person("rad@exempel.se", tenant := identity.tenant())
    with logging_in(identity) as (running, address):
        browser = at_keycloak(identity, address, "rad@exempel.se")
        assert "Läsa i Samverka" in browser.text
        assert "Besluta och ändra" not in browser.text
        browser.consent()
        assert httpx.get(str(browser.sent_to)).status_code == 200
        token, told = finished(running)
    found = verified(identity, token)
    assert (found.person_id, found.tenant_id) == (person_id, tenant.number)
    assert found.scopes & set(Scope) == {Scope.READ}
    assert tenant.number in told
    assert token not in told


def test_the_token_writes_only_if_that_is_asked_for_and_consented_to(identity: Identity) -> None:
    first, second = identity.tenant(), identity.tenant()
    identity.person("bada-skriv@exempel.se", first, second)
    with logging_in(identity, "--write", "--organisation", second.number) as (running, address):
        browser = at_keycloak(identity, address, "bada-skriv@exempel.se")
        assert "Besluta och ändra i Samverka" in browser.text
        browser.consent()
        httpx.get(str(browser.sent_to))
        token, _ = finished(running)
    found = verified(identity, token)
    assert found.tenant_id == second.number
    assert set(Scope) <= found.scopes


def test_the_token_is_kept_and_used_for_the_server_that_was_named_alone(served: Served) -> None:
    person = served.person("skriptar", {TROLLHATTAN: Role.OFFICER})
    with logging_in(served.identity, "--server", served.address) as (running, address):
        browser = Browser(served.identity.settings.address)
        browser.open(address)
        browser.submit(username=person.mail)
        browser.submit(password=PASSWORD)
        browser.consent()
        httpx.get(str(browser.sent_to))
        token, told = finished(running)
    assert served.address in told
    table = printed(samverka(served, "remote", "commitments", "--format", "csv", "--server", served.address))
    sent = served.send("GET", "/api/v1/commitments/own", token, headers={"Accept-Language": "sv"}).text
    assert table.splitlines() == sent.splitlines()
    elsewhere = samverka(served, "remote", "commitments", "--server", f"http://127.0.0.1:{free_port()}")
    assert_told(elsewhere, REFUSED, "samverka login --server")


def test_whoever_knows_no_state_is_not_listened_to(identity: Identity) -> None:
    with logging_in(identity) as (running, address):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        back = asked["redirect_uri"]
        assert back.startswith("http://127.0.0.1:")
        assert (asked["code_challenge_method"], asked["response_type"]) == ("S256", "code")
        for forged in ("?code=x", "?code=x&state=y", "?error=access_denied&state="):
            assert httpx.get(back + forged).status_code == 400
        elsewhere = back.removesuffix("callback")
        assert httpx.get(elsewhere, params={"code": "x", "state": asked["state"]}).status_code == 400
        assert running.poll() is None
        httpx.get(back, params={"error": "access_denied", "state": asked["state"]})
        printed, told = running.communicate(timeout=PATIENCE_SECONDS)
    assert (running.returncode, printed) == (1, "")
    assert "access_denied" in told


@pytest.fixture(scope="module")
def written(identity: Identity) -> httpx.URL:
    """The address that the command writes."""
    with logging_in(identity) as (_, address):
        return httpx.URL(address)


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "http://127.0.0.1:1/elsewhere"},
        {"redirect_uri": "https://elsewhere.example/auth/callback"},
        {"redirect_uri": "http://127.0.0.1.elsewhere.example/auth/callback"},
        {"redirect_uri": "http://127.0.0.1:1@elsewhere.example/auth/callback"},
        {"code_challenge": "", "code_challenge_method": ""},
        {"code_challenge_method": "plain"},
        {"response_type": "token"},
    ],
)
def test_nobody_is_sent_elsewhere_with_a_code(written: httpx.URL, changed: dict[str, str]) -> None:
    params = {name: value for name, value in {**written.params, **changed}.items() if value}
    answer = httpx.get(written.copy_with(params=params), timeout=PATIENCE_SECONDS)
    location = answer.headers.get("location", "")
    assert "code=" not in location
    assert "access_token" not in location
    assert answer.status_code == 400 or "error=" in location


def test_an_issuer_without_a_login_is_told_in_one_sentence(identity: Identity) -> None:
    for issuer in (f"{identity.settings.address}/realms/none", "http://127.0.0.1:9"):
        environment = {**os.environ, "SAMVERKA_ISSUER": issuer, "SAMVERKA_LANGUAGE": "en"}
        done = run(["login", "--no-browser"], environment)
        assert (done.returncode, done.stdout) == (3, "")
        assert "SAMVERKA_ISSUER" in done.stderr
        assert "Traceback" not in done.stderr
