"""A person at Keycloak's pages: fills in forms as they come, without JavaScript."""

import base64
import hashlib
import hmac
import secrets
import struct
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.support.patience import PATIENCE_SECONDS


@dataclass
class Form:
    """Where a form is sent to, and its fields; of buttons with a name, all values."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: dict[str, list[str]] = field(default_factory=dict)


class Page(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(found.get("action", "")))
        elif tag == "input" and self.forms and "name" in found:
            self.forms[-1].fields[found["name"]] = found.get("value", "")
        elif tag == "button" and self.forms and found.get("value"):
            self.forms[-1].buttons.setdefault(found["name"], []).append(found["value"])
        elif tag == "a":
            self.links.append(found.get("href", ""))


class Browser:
    """Keeps cookies, follows redirects within Keycloak, stops where it is sent elsewhere or back with a code."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies: dict[str, str] = {}
        self.answer = httpx.Response(204)

    def open(self, url: str, **params: str) -> None:
        self._go("GET", urljoin(self.address, url), params=params or None)

    def submit(self, **values: str) -> None:
        """Fill in the page's first form; a field of it that is not given keeps what it has."""
        form = self.form
        known = {name: value for name, value in values.items() if name in form.fields or name in form.buttons}
        assert known == values, (values, self.text)
        self._go("POST", form.action, data={**form.fields, **values})

    def consent(self) -> None:
        """Press yes where it is asked what a client may do."""
        assert 'name="accept"' in self.text
        self._go("POST", urljoin(self.address, self.form.action), data={**self.form.fields, "accept": ""})

    @property
    def form(self) -> Form:
        forms = self._page.forms
        assert forms, self.text
        return forms[0]

    @property
    def links(self) -> list[str]:
        return self._page.links

    @property
    def text(self) -> str:
        return self.answer.text

    @property
    def sent_to(self) -> httpx.URL:
        """Where Keycloak sent the person in the end."""
        assert self.answer.is_redirect, self.text
        return httpx.URL(self.answer.headers["location"])

    @property
    def _page(self) -> Page:
        return Page(self.answer.text)

    def _go(self, method: str, url: str, **more: Any) -> None:
        self._request(method, url, **more)
        while self.answer.is_redirect and self._stays_within_keycloak():
            self._request("GET", str(self.sent_to))

    def _stays_within_keycloak(self) -> bool:
        return str(self.sent_to).startswith(self.address) and "code" not in self.sent_to.params

    def _request(self, method: str, url: str, **more: Any) -> None:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        self.answer = httpx.request(method, url, headers={"Cookie": cookies}, timeout=PATIENCE_SECONDS, **more)
        for header in self.answer.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value


class Login:
    """An authorization code flow with PKCE, as Samverka's pages do it."""

    def __init__(self, issuer: str, client: str, secret: str, callback: str) -> None:
        self._endpoint = f"{issuer}/protocol/openid-connect"
        self._client = {"client_id": client, "redirect_uri": callback}
        self._secret = secret
        self._verifier = secrets.token_urlsafe(48)

    def begin(self, browser: Browser, scope: str, **more: str) -> None:
        digest = hashlib.sha256(self._verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
        browser.open(f"{self._endpoint}/auth", response_type="code", scope=scope, **self._client, **pkce, **more)

    def finish(self, browser: Browser) -> dict[str, Any]:
        """The tokens for the code that the person came back with."""
        data = {"grant_type": "authorization_code", "code": browser.sent_to.params["code"], **self._client}
        proof = {"code_verifier": self._verifier} | ({"client_secret": self._secret} if self._secret else {})
        tokens: dict[str, Any] = httpx.post(f"{self._endpoint}/token", data=data | proof).raise_for_status().json()
        return tokens


def one_time_code(secret: str, *, periods_ahead: int = 0) -> str:
    """What an authenticator app shows (TOTP of RFC 6238); Keycloak accepts each code once, and the next one early."""
    counter = struct.pack(">Q", int(time.time()) // 30 + periods_ahead)
    digest = hmac.digest(secret.encode(), counter, "sha1")
    offset = digest[-1] & 15
    (number,) = struct.unpack(">I", digest[offset : offset + 4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"
