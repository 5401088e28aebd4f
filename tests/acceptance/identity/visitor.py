"""A person at Samverka's pages and Keycloak's, as a browser without JavaScript shows them to her."""

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin

import httpx

from tests.acceptance.identity.browser import Form, Page
from tests.acceptance.identity.served import Person
from tests.acceptance.identity.support import PASSWORD
from tests.support.patience import PATIENCE_SECONDS

MOST_STEPS = 15
SESSION, ATTEMPT = "__Host-samverka", "__Host-samverka-login"


@dataclass
class Visitor:
    """Keeps the cookies of each origin, and follows wherever she is sent."""

    address: str
    language: str = "sv"
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)
    visited: list[httpx.URL] = field(default_factory=list)
    answer: httpx.Response = field(default_factory=lambda: httpx.Response(204))

    def open(self, path: str, *, follow: bool = True, **headers: str) -> httpx.Response:
        """Type in an address, or press a link."""
        return self._go("GET", urljoin(self.address, path), follow, headers)

    def press(
        self, action: str, follow: bool = True, headers: dict[str, str] | None = None, **values: str
    ) -> httpx.Response:
        """Send the form of this page that leads there, with what its fields hold and these values."""
        form = self.form(action)
        return self.send(form.action, form.fields | values, follow, headers)

    def send(
        self, path: str, fields: dict[str, str], follow: bool = True, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Send a form as a browser does from this page."""
        url = urljoin(self.at, path)
        said = (
            {"Origin": _origin(self.at), "Sec-Fetch-Site": "same-origin"} if _origin(url) == _origin(self.at) else {}
        )
        return self._go("POST", url, follow, said | (headers or {}), data=fields)

    def log_in(self, person: Person, return_to: str | None = None) -> httpx.Response:
        """From the first page to the one after the login."""
        query = f"?return_to={return_to}" if return_to else ""
        self.open(f"/auth/login{query}")
        return self.log_in_at_keycloak(person)

    def log_in_at_keycloak(self, person: Person) -> httpx.Response:
        """On its pages."""
        self.send(self.forms[0].action, self.forms[0].fields | {"username": person.mail})
        return self.send(self.forms[0].action, self.forms[0].fields | {"password": PASSWORD})

    @property
    def at(self) -> str:
        return str(self.answer.url) if self.visited else self.address

    @property
    def path(self) -> str:
        assert _origin(self.at) == _origin(self.address), self.at
        return self.answer.url.raw_path.decode()

    @property
    def text(self) -> str:
        """What she reads."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", self.answer.text)))

    @property
    def forms(self) -> list[Form]:
        found = Page(self.answer.text).forms
        assert found, self.answer.text
        return found

    def form(self, action: str) -> Form:
        return next(form for form in self.forms if form.action == action)

    @property
    def session(self) -> str | None:
        """The cookie that stands for her login."""
        return self.own_cookies.get(SESSION)

    @property
    def own_cookies(self) -> dict[str, str]:
        return self.cookies.setdefault(_origin(self.address), {})

    @property
    def is_in(self) -> bool:
        """Whether the first page shows her as logged in."""
        self.open("/")
        return "Logga ut" in self.text

    def _go(self, method: str, url: str, follow: bool, headers: dict[str, str], **more: Any) -> httpx.Response:
        self._request(method, url, headers, **more)
        steps = 0
        while follow and self.answer.is_redirect:
            steps += 1
            assert steps < MOST_STEPS, self.visited
            self._request("GET", urljoin(str(self.answer.url), self.answer.headers["location"]), {})
        return self.answer

    def _request(self, method: str, url: str, headers: dict[str, str], **more: Any) -> None:
        origin = _origin(url)
        jar = self.cookies.setdefault(origin, {})
        sent = {"Accept": "text/html,application/xhtml+xml", "Accept-Language": self.language}
        sent |= {"Cookie": "; ".join(f"{name}={value}" for name, value in jar.items())} | headers
        self.answer = httpx.request(method, url, headers=sent, timeout=PATIENCE_SECONDS, **more)
        self.visited.append(self.answer.url)
        for header in self.answer.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            self.set_cookies.append(header)
            if "max-age=0" in header.lower():
                jar.pop(name, None)
            else:
                jar[name] = value


def _origin(url: str) -> str:
    parts = httpx.URL(url)
    return f"{parts.scheme}://{parts.netloc.decode()}"
