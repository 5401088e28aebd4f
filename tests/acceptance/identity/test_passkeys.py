"""A passkey instead of a password and a code, in a real browser with an authenticator that the test holds."""

import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from tests.acceptance.identity.browser import Browser, one_time_code
from tests.acceptance.identity.support import PASSWORD, Identity

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
SECRET = "en-app-i-telefonen"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    program = shutil.which("chromium")
    assert program, "tools/install_tools.sh installs it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


class Device(Browser):
    """Somebody's browser with an authenticator in it. Whether Samverka is there where she is sent does not matter."""

    def __init__(self, identity: Identity, chromium: Chromium) -> None:
        super().__init__(identity.settings.address)
        self.page = chromium.new_context().new_page()
        self._requests: list[str] = []
        self._callback = f"{identity.settings.web_address}/auth/callback"
        self.page.on("request", lambda request: self._requests.append(request.url))
        self.page.on("dialog", lambda dialog: dialog.accept("Exempelnyckel"))
        self._devtools = self.page.context.new_cdp_session(self.page)
        self._devtools.send("WebAuthn.enable")
        made = self._devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        self._authenticator = {"authenticatorId": made["authenticatorId"]}

    def open(self, url: str, **params: str) -> None:
        self.page.goto(f"{url}?{urlencode(params)}", wait_until="commit")

    def submit(self, **values: str) -> None:
        for name, value in values.items():
            self.page.fill(f"[name={name}]", value)
        self.page.click("[type=submit]")

    @property
    def sent_to(self) -> httpx.URL:
        while not self.was_sent_back:
            self.page.wait_for_timeout(50)  # lets events come in
        return httpx.URL(self._sent_back()[0])

    @property
    def was_sent_back(self) -> bool:
        return bool(self._sent_back())

    def _sent_back(self) -> list[str]:
        return [url for url in self._requests if url.startswith(self._callback)]

    def passkeys(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._devtools.send("WebAuthn.getCredentials", self._authenticator)[
            "credentials"
        ]
        return found

    def take(self, passkey: dict[str, Any]) -> None:
        """As a synchronised passkey comes to another device."""
        self._devtools.send("WebAuthn.addCredential", {**self._authenticator, "credential": passkey})


def somebody(identity: Identity, mail: str) -> str:
    person_id = identity.person(mail, identity.tenant())
    otp = '{"subType": "totp", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1"}'
    credential = {"type": "otp", "secretData": f'{{"value": "{SECRET}"}}', "credentialData": otp}
    identity.admin.update_user(person_id, {"credentials": [credential]})
    return person_id


def register(identity: Identity, device: Device, mail: str) -> dict[str, Any]:
    """By password and code, as she would for the first time; then she makes a passkey."""
    login = identity.login()
    login.begin(device, "openid organization", kc_action="webauthn-register-passwordless")
    device.submit(username=mail)
    device.submit(password=PASSWORD)
    device.submit(otp=one_time_code(SECRET))
    device.page.wait_for_url("**/required-action?**")
    device.page.click("#registerWebAuthn")
    login.finish(device)
    (passkey,) = device.passkeys()
    return passkey


def test_who_has_made_a_passkey_logs_in_by_it_alone(identity: Identity, chromium: Chromium) -> None:
    mail = "passkey@exempel.se"
    person_id = somebody(identity, mail)
    passkey = register(identity, Device(identity, chromium), mail)
    kinds = {credential["type"] for credential in identity.admin.get_credentials(person_id)}
    assert kinds == {"password", "otp", "webauthn-passwordless"}

    another = Device(identity, chromium)
    another.take(passkey)
    login = identity.login()
    login.begin(another, "openid organization")
    token = login.finish(another)["access_token"]
    assert identity.verifier("samverka-web").verify(token).person_id == person_id


def test_a_passkey_that_was_deleted_opens_nothing(identity: Identity, chromium: Chromium) -> None:
    mail = "passkey-borta@exempel.se"
    identity.administer("DELETE", "events")
    person_id = somebody(identity, mail)
    device = Device(identity, chromium)
    register(identity, device, mail)
    (stored,) = [c for c in identity.admin.get_credentials(person_id) if c["type"] == "webauthn-passwordless"]
    identity.admin.delete_credential(person_id, stored["id"])
    another = Device(identity, chromium)
    another.take(device.passkeys()[0])
    identity.login().begin(another, "openid organization")
    while not identity.administer("GET", "events?type=LOGIN_ERROR").json():
        another.page.wait_for_timeout(50)  # lets the page go on
    assert another.page.url.startswith(identity.settings.address)
    assert not another.was_sent_back
