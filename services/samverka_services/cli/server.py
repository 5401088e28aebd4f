"""A running server as the command line calls it: with a person's token, and what it refuses in her own words."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Annotated, Any, Self
from urllib.parse import urlsplit

import httpx
import typer

from samverka_infra.settings import PREFIX
from samverka_services.cli.common import Exit, language, say, settings
from samverka_services.cli.kept_tokens import kept

TOKEN = f"{PREFIX}TOKEN"
"""The environment variable with a token that goes before the one that was kept."""
_PATIENCE_SECONDS = 60.0
_API = "/api/v1"
_COME_AGAIN = frozenset({429, 502, 503, 504})

ServerAddress = Annotated[
    str | None,
    typer.Option("--server", envvar=f"{PREFIX}SERVER", show_envvar=False, help=say("help.parameter.server")),
]


class NotLoggedIn(Exception):
    """There is no good token for the server; the text is its address."""


class ServerRefused(Exception):
    """The server does not do it. What it says, and what its fields are called by the one who asked."""

    def __init__(self, problem: Mapping[str, Any], names: Mapping[str, str]) -> None:
        super().__init__(str(problem.get("code", "")))
        self._problem = problem
        self._names = names

    @property
    def status(self) -> int:
        """HTTP's."""
        return int(self._problem.get("status", 0))

    @property
    def told(self) -> str:
        """Title, what to do, and each field with what is wrong with it."""
        head = ". ".join(str(self._problem.get(part, "")).rstrip(".") for part in ("title", "detail"))
        return "\n".join([f"{head}.", *(self._field(each) for each in self._problem.get("errors", ()))])

    def _field(self, error: Mapping[str, Any]) -> str:
        field = str(error.get("field", ""))
        return say("server.field", name=self._names.get(field, field), message=error.get("message", ""))


class ServerAway(ServerRefused):
    """It may do it later."""


class ServerUnreachable(Exception):
    """No answer came; the text is the server's address."""


TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    NotLoggedIn: (Exit.REFUSED, lambda error: say("server.log-in", server=error, variable=TOKEN)),
    ServerRefused: (Exit.REFUSED, lambda error: _told(error)),
    ServerAway: (Exit.UNAVAILABLE, lambda error: _told(error)),
    ServerUnreachable: (Exit.UNAVAILABLE, lambda error: say("server.unreachable", server=error)),
}


def _told(error: Exception) -> str:
    assert isinstance(error, ServerRefused)
    return error.told


def address_of(given: str | None) -> str:
    """The server's address; the one that would run here, unless one is given. Raises BadParameter."""
    chosen = settings()
    address = (given or f"http://{chosen.host}:{chosen.port}").rstrip("/")
    parts = urlsplit(address)
    plain = parts.scheme in {"http", "https"} and parts.hostname and parts.netloc == parts.netloc.rpartition("@")[2]
    if not plain or parts.path or parts.query or parts.fragment:
        raise typer.BadParameter(say("server.no-address"), param_hint="--server")
    if parts.scheme == "http" and not _is_this_machine(parts.hostname or ""):
        raise typer.BadParameter(say("server.no-tls"), param_hint="--server")
    return address


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@dataclass(frozen=True)
class Server:
    """Asked with one person's token."""

    address: str
    token: str = field(repr=False)

    @classmethod
    def of(cls, given: str | None) -> Self:
        """With the token of the environment, or the one that was kept for it. Raises BadParameter, NotLoggedIn."""
        address = address_of(given)
        token = os.environ.get(TOKEN) or kept(address)
        if not token:
            raise NotLoggedIn(address)
        return cls(address, token)

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: Any = None,
        names: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Its answer. Raises NotLoggedIn, ServerRefused, ServerAway, ServerUnreachable."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept-Language": language(), **(headers or {})}
        url = f"{self.address}{_API}{path}"
        try:
            answer = httpx.request(method, url, params=params, headers=sent, json=body, timeout=_PATIENCE_SECONDS)
        except httpx.HTTPError as error:
            raise ServerUnreachable(self.address) from error
        if not answer.is_success:
            raise self._refusal(answer, names or {})
        return answer

    def _refusal(self, answer: httpx.Response, names: Mapping[str, str]) -> Exception:
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            return NotLoggedIn(self.address)
        problem = _problem(answer)
        if problem is None:
            return ServerUnreachable(self.address)
        return (ServerAway if answer.status_code in _COME_AGAIN else ServerRefused)(problem, names)


def _problem(answer: httpx.Response) -> dict[str, Any] | None:
    """What a server of Samverka's says; others' pages are none."""
    try:
        found = answer.json()
    except ValueError:
        return None
    return found if isinstance(found, dict) and "title" in found else None
