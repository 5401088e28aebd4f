"""Somebody who is logged in to the pages of an installation, without an identity provider: her session is made."""

import asyncio
import re
import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from html import unescape
from html.parser import HTMLParser
from typing import Protocol
from urllib.parse import urlencode

import httpx

from samverka_infra.database import async_pool
from samverka_infra.web_sessions import WebSessions
from samverka_services.kernel.timing import clock
from samverka_services.login.session import Membership, Tokens, WebSession
from samverka_services.login.session_store import SessionStore
from tests.support.installation import Installation, Running

COOKIE = "__Host-samverka"
URLENCODED = "application/x-www-form-urlencoded"
Fields = list[tuple[str, str]]


def session_key(running: Installation, person: str, organisation: str, name: str = "Bo Exempel") -> str:
    """The key of a session of hers, acting for an organisation."""
    token = running.token(person, organisation, 3600)
    return begin_session(running.database.identity_url, token, person, organisation, name)


def begin_session(identity_url: str, token: str, person: str, organisation: str, name: str) -> str:
    """The key of a session that rests on an access token, good for an hour."""
    with ThreadPoolExecutor(1) as beside:  # a browser's test has a loop of its own
        begun = _begun(identity_url, token, person, organisation, name)
        return beside.submit(lambda: asyncio.run(begun)).result()


async def _begun(identity_url: str, token: str, person: str, organisation: str, name: str) -> str:
    now = datetime.now(UTC)
    acting_for = Membership(alias=f"org-{organisation}", number=organisation)
    session = WebSession(
        person_id=person,
        name=name,
        client_id="samverka-web",
        provider_session=secrets.token_hex(8),
        memberships=(acting_for,),
        acting_for=acting_for,
        tokens=Tokens(access=token, refresh="unused", id="unused"),
        issued_at=int(now.timestamp()),
        expires_at=int((now + timedelta(hours=1)).timestamp()),
        csrf=secrets.token_urlsafe(32),
        begun_at=now,
    )
    async with async_pool(identity_url, 1) as pool:
        return await SessionStore(WebSessions(pool), clock).begin(session)


@dataclass
class SentForm:
    """A form of a page: where it leads, what its fields hold, and the values of its buttons."""

    action: str
    fields: Fields = field(default_factory=list)
    buttons: Fields = field(default_factory=list)


class Document(HTMLParser):
    """The forms and links of a page, as a browser without JavaScript knows them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[SentForm] = []
        self.links: list[str] = []
        self._select = ""
        self._textarea: str | None = None
        self._written = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        handling: dict[str, Callable[[], None]] = {
            "form": lambda: self.forms.append(SentForm(found.get("action", ""))),
            "a": lambda: self.links.append(found.get("href", "")),
            "input": partial(self._input, found),
            "button": partial(self._button, found),
            "select": partial(setattr, self, "_select", found.get("name", "")),
            "option": partial(self._option, found),
            "textarea": partial(self._begin_text, found),
        }
        handling.get(tag, lambda: None)()

    def handle_data(self, data: str) -> None:
        self._written += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea is not None:
            self.forms[-1].fields.append((self._textarea, self._written.removeprefix("\n")))
            self._textarea = None

    def _begin_text(self, found: dict[str, str]) -> None:
        self._textarea, self._written = found.get("name", ""), ""

    def _input(self, found: dict[str, str]) -> None:
        is_off = found.get("type") in {"radio", "checkbox"} and "checked" not in found
        if self.forms and "name" in found and not is_off:
            self.forms[-1].fields.append((found["name"], found.get("value", "")))

    def _button(self, found: dict[str, str]) -> None:
        if self.forms and "name" in found:
            self.forms[-1].buttons.append((found["name"], found.get("value", "")))

    def _option(self, found: dict[str, str]) -> None:
        if "selected" in found:
            self.forms[-1].fields.append((self._select, found.get("value", "")))


class Served(Protocol):
    """Whatever serves pages at an address."""

    address: str


@dataclass
class Visitor:
    """She follows where she is sent, and keeps her cookies."""

    running: "Served"
    cookies: dict[str, str]
    origin: str = ""
    """Where her browser says that forms come from, if not from the pages themselves."""
    answer: httpx.Response = field(default_factory=lambda: httpx.Response(204))

    @classmethod
    def of(cls, running: Installation, person: str, organisation: str) -> "Visitor":
        """Somebody of an organisation."""
        return cls(running, {COOKIE: session_key(running, person, organisation)})

    @property
    def text(self) -> str:
        """What she reads."""
        return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", self.answer.text)))

    @property
    def document(self) -> Document:
        """The page that she is on."""
        return Document(self.answer.text)

    @property
    def path(self) -> str:
        """Where she is."""
        return self.answer.url.path

    def open(self, path: str) -> httpx.Response:
        """Type in an address, or press a link, after what others have done."""
        if isinstance(self.running, Running):
            self.running.show_commands()
        return self._go("GET", path)

    def form(self) -> SentForm:
        """The command's form on the page."""
        return next(form for form in self.document.forms if any(name == "key" for name, _ in form.fields))

    def press(self, button: tuple[str, str], **changes: str) -> httpx.Response:
        """A button of the command's form, with some of its fields changed: `/` is written `__`, hidden ones too."""
        form = self.form()
        assert button in form.buttons, (button, form.buttons)
        changed = {name.replace("__", "/"): value for name, value in changes.items()}
        kept = [(name, value) for name, value in form.fields if name not in changed]
        return self.send(form.action, [*kept, *changed.items(), button])

    def send(self, path: str, fields: Fields) -> httpx.Response:
        """A form as a browser sends it."""
        return self._go("POST", path, fields)

    def upload(
        self, path: str, fields: dict[str, str], name: str, content: bytes, called: str = "fil"
    ) -> httpx.Response:
        """A form with a file, as a browser sends it."""
        sent = httpx.Request("POST", self._address(path), data=fields, files={name: (called, content)})
        return self._go("POST", path, sent.read(), sent.headers["Content-Type"])

    def _go(
        self, method: str, path: str, fields: Fields | bytes | None = None, content_type: str = URLENCODED
    ) -> httpx.Response:
        self.answer = self._asked(method, path, fields, content_type)
        while self.answer.is_redirect:
            self.answer = self._asked("GET", self.answer.headers["location"])
        return self.answer

    def _asked(
        self, method: str, path: str, fields: Fields | bytes | None = None, content_type: str = URLENCODED
    ) -> httpx.Response:
        headers = {"Accept": "text/html", "Cookie": "; ".join(f"{n}={value}" for n, value in self.cookies.items())}
        content = urlencode(fields).encode() if isinstance(fields, list) else fields
        if content is not None:
            headers |= {
                "Content-Type": content_type,
                "Origin": self.origin or self.running.address,
            }
        answer = httpx.request(method, self._address(path), content=content, headers=headers, timeout=30)
        self.cookies |= dict(self._set(answer))
        return answer

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.running.address + path

    def _set(self, answer: httpx.Response) -> Iterator[tuple[str, str]]:
        for header in answer.headers.get_list("set-cookie"):
            name, _, value = header.partition(";")[0].partition("=")
            yield name, value
