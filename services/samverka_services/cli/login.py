"""`samverka login`: a token for a person, by authorization code with PKCE and a loopback address (RFC 8252)."""

import hmac
import secrets
import sys
import time
import webbrowser
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Annotated, Any
from urllib.parse import parse_qs, urlsplit

import httpx
import typer

from samverka_domain.kernel.identifiers import organisation_number
from samverka_infra.settings import Settings
from samverka_services.catalogue import text
from samverka_services.cli.common import Exit, language, say, settings
from samverka_services.cli.kept_tokens import keep
from samverka_services.cli.server import ServerAddress, address_of
from samverka_services.login.issuer_keys import IssuerUnreachable
from samverka_services.login.tokens import Identity, NoOrganisation, Scope, TokenRefused
from samverka_services.login.web_client import CALLBACK
from samverka_services.processes.required_settings import refuse_unsafe_issuer
from samverka_services.tenants.directory import alias

CLIENT = "samverka-cli"
HOST = "127.0.0.1"
WAIT_SECONDS = 300.0
"""For the person to log in."""

Organisation = Annotated[str | None, typer.Option(help=say("help.parameter.login-organisation"))]
Write = Annotated[bool, typer.Option("--write", help=say("help.parameter.login-write"))]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help=say("help.parameter.login-no-browser"))]


class LoginFailed(Exception):
    """No token was given; the text is the reason of the issuer."""


TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    LoginFailed: (Exit.REFUSED, lambda error: say("login.failed", what=error)),
    NoOrganisation: (Exit.REFUSED, lambda _: say("login.no-organisation")),
    TokenRefused: (Exit.SETTINGS, lambda error: say("login.token-refused", what=_refusal(error))),
    IssuerUnreachable: (Exit.UNAVAILABLE, lambda error: say("login.unreachable", what=_reason(error.__cause__))),
    httpx.HTTPError: (Exit.UNAVAILABLE, lambda error: say("login.unreachable", what=_reason(error))),
}


def _refusal(error: Exception) -> str:
    assert isinstance(error, TokenRefused)
    return text(f"token.{error.code}", language(), **error.params)


def _reason(error: BaseException | None) -> str:
    match error:
        case httpx.HTTPStatusError():
            return f"{error.response.status_code} {error.request.url}"
        case httpx.TimeoutException():
            return say("login.no-answer-in-time")
        case httpx.TransportError():
            return say("login.no-connection")
    return say("login.no-keys")


def login(
    organisation: Organisation = None,
    write: Write = False,
    no_browser: NoBrowser = False,
    server: ServerAddress = None,
) -> None:
    """Print a token and keep it for the server; whatever else is told goes to where errors go."""
    chosen, address = settings(), address_of(server)
    refuse_unsafe_issuer(chosen)
    with Return() as back:
        token = _token(chosen.issuer, _scope(organisation, write), back, open_browser=not no_browser)
    found = _verified(chosen, token)
    minutes = max(0, round((found.expires_at - time.time()) / 60))
    rights = say("login.write" if Scope.WRITE in found.scopes else "login.read")
    _tell(say("login.done", number=found.tenant_id, rights=rights, minutes=minutes))
    _tell(say("login.kept", server=address, file=keep(address, token, found.expires_at)))
    sys.stdout.write(f"{token}\n")


class Return(HTTPServer):
    """Where a browser on this machine comes back with a code; open while it is entered."""

    def __init__(self) -> None:
        super().__init__((HOST, 0), _Handler)
        self.state, self.params = secrets.token_urlsafe(32), dict[str, str]()

    @property
    def address(self) -> str:
        """What the issuer is told; it lets loopback addresses have any port."""
        return f"http://{HOST}:{self.server_port}{CALLBACK}"

    def code(self, wait_seconds: float) -> str:
        """What comes with the state that was sent; anything else is not listened to. Raises LoginFailed."""
        until = time.monotonic() + wait_seconds
        while not self.params and (left := until - time.monotonic()) > 0:
            self.timeout = left
            self.handle_request()
        if "code" not in self.params:
            raise LoginFailed(self.params.get("error") or say("login.too-late"))
        return self.params["code"]

    def take(self, path: str) -> bool:
        """Whether it is the person who was sent away."""
        parts = urlsplit(path)
        params = {name: values[0] for name, values in parse_qs(parts.query).items()}
        same = hmac.compare_digest(params.get("state", "").encode(), self.state.encode())
        if parts.path == CALLBACK and same:
            self.params = params
        return parts.path == CALLBACK and same


class _Handler(BaseHTTPRequestHandler):
    timeout = 5.0
    server: Return

    def do_GET(self) -> None:
        taken = self.server.take(self.path)
        content = say("login.close-window" if taken else "login.unknown").encode()
        self.send_response(200 if taken else 400)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the address holds the code."""


_HEADERS = {
    "Content-Type": "text/plain; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Connection": "close",
}


def _scope(organisation: str | None, write: bool) -> str:
    acting_for = f"organization:{alias(organisation_number(organisation))}" if organisation else "organization"
    return " ".join((Scope.READ, *((Scope.WRITE,) if write else ()), acting_for))


def _token(issuer: str, scope: str, back: Return, *, open_browser: bool) -> str:
    from authlib.oauth2.client import OAuth2Client

    endpoints, verifier = _endpoints(issuer), secrets.token_urlsafe(48)
    client = OAuth2Client(None, CLIENT, scope=scope, redirect_uri=back.address, code_challenge_method="S256")
    address, _ = client.create_authorization_url(endpoints["authorization"], state=back.state, code_verifier=verifier)
    _tell(say("login.open", address=address))
    if open_browser:
        webbrowser.open(address)
    code = back.code(WAIT_SECONDS)
    if back.params.get("iss", issuer) != issuer:
        raise LoginFailed(back.params["iss"])
    return _exchanged(endpoints["token"], code, verifier, back.address)


def _exchanged(endpoint: str, code: str, verifier: str, address: str) -> str:
    asked = {"grant_type": "authorization_code", "code": code, "code_verifier": verifier, "redirect_uri": address}
    answer = httpx.post(endpoint, data={"client_id": CLIENT, **asked})
    try:
        return str(answer.json()["access_token"])
    except (ValueError, TypeError, KeyError) as error:
        raise LoginFailed(f"{answer.status_code} {answer.text[:200]}") from error


def _endpoints(issuer: str) -> dict[str, str]:
    answer = httpx.get(f"{issuer}/.well-known/openid-configuration").raise_for_status()
    try:
        document: dict[str, Any] = answer.json()
        found = {name: str(document[f"{name}_endpoint"]) for name in ("authorization", "token")}
        same = document["issuer"] == issuer
    except (ValueError, TypeError, KeyError) as error:
        raise LoginFailed(say("login.no-login", issuer=issuer)) from error
    if not same:
        raise LoginFailed(say("login.no-login", issuer=issuer))
    return found


def _verified(chosen: Settings, token: str) -> Identity:
    from samverka_services.processes.app import token_verifier

    return token_verifier(chosen).verify(token)


def _tell(told: str) -> None:
    sys.stderr.write(f"{told}\n")
    sys.stderr.flush()
