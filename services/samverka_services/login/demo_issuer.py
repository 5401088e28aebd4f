"""An issuer of tokens for the demonstration and the tests: on loopback only, and never in production."""

import json
import os
import time
from collections.abc import Callable, Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from samverka_infra.settings import Environment, Settings
from samverka_services.login.demo_code_flow import Claims, CodeFlow, ExampleClient, FlowRefused
from samverka_services.login.tokens import Scope

HOST = "127.0.0.1"
CLIENT = "samverka-demo"
AUTHORIZATION = "authorization"
"""The header, among the fields that were sent."""
Answer = tuple[int, Claims, str]
"""Status, document, and where it leads on."""
_ENDPOINTS = {"authorization": "/authorize", "token": "/token", "end_session": "/logout"}


class RefusedInProduction(Exception):
    """Tokens of the demonstration must not open a real installation."""


def refuse_production(settings: Settings) -> None:
    """Raises RefusedInProduction."""
    if settings.environment is Environment.PRODUCTION:
        raise RefusedInProduction


class DemoIssuer:
    """Serves discovery and keys while it is entered; signs the same kind of token as Keycloak does.

    With a client, people also log in here, as whichever of its example persons they choose.
    """

    def __init__(self, settings: Settings, port: int, client: ExampleClient | None = None) -> None:
        refuse_production(settings)
        self._audience = settings.audience
        self._key = _load_or_make_key(settings.data_dir / "demo-issuer-key.json")
        self._flow = CodeFlow(client, self.sign, self._read, self._access) if client else None
        self._server = ThreadingHTTPServer((HOST, port), self._handler())
        self._thread = Thread(target=self._server.serve_forever, args=[0.1], daemon=True)
        self.issuer = f"http://{HOST}:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def token(
        self,
        person_id: str,
        organisation: str,
        lifetime_seconds: int = 12 * 3600,
        scopes: Iterable[Scope] = Scope,
        session: str | None = None,
        issued_seconds_ago: int = 0,
    ) -> str:
        """A token for a person acting for an organisation (ten digits), in a login of hers if one is named."""
        issued_at = int(time.time()) - issued_seconds_ago
        claims = self._claims(person_id, organisation, scopes, session, issued_at)
        return self.sign({**claims, "exp": int(time.time()) + lifetime_seconds})

    def _claims(
        self, person_id: str, organisation: str, scopes: Iterable[Scope], session: str | None, issued_at: int
    ) -> Claims:
        return {
            "iss": self.issuer,
            "aud": self._audience,
            "azp": CLIENT,
            "typ": "Bearer",
            "sub": person_id,
            "iat": issued_at,
            "scope": " ".join(scopes),
            **({"sid": session} if session else {}),
            "organization": {f"org-{organisation}": {"id": organisation, "organisationsnummer": [organisation]}},
        }

    def sign(self, claims: Claims) -> str:
        """Any claims, signed."""
        return jwt.encode({"alg": "RS256", "kid": self._key.kid, "typ": "JWT"}, claims, self._key)

    def _access(self, person_id: str, organisation: str, login: str) -> Claims:
        """What an access token says."""
        return self._claims(person_id, organisation, Scope, login, int(time.time()))

    def _read(self, token: str) -> Claims:
        """Raises FlowRefused."""
        try:
            return dict(jwt.decode(token, self._key, algorithms=["RS256"]).claims)
        except (JoseError, ValueError) as error:
            raise FlowRefused("invalid_grant") from error

    def _documents(self) -> dict[str, Claims]:
        """By their addresses."""
        discovery: Claims = {"issuer": self.issuer, "jwks_uri": f"{self.issuer}/jwks"}
        if self._flow is not None:
            discovery |= {f"{name}_endpoint": f"{self.issuer}{path}" for name, path in _ENDPOINTS.items()}
        return {
            "/.well-known/openid-configuration": discovery,
            "/jwks": {"keys": [self._key.as_dict(private=False)]},
        }

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        get, post = self._got, self._posted

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                address = urlsplit(self.path)
                self._answer(*_or_refused(get, address.path, dict(parse_qsl(address.query))))

            def do_POST(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                shown = self.headers.get("Authorization", "")
                self._answer(*_or_refused(post, self.path, {**dict(parse_qsl(sent)), AUTHORIZATION: shown}))

            def _answer(self, status: int, document: Claims, location: str) -> None:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                if location:
                    self.send_header("Location", location)
                self.end_headers()
                self.wfile.write(json.dumps(document).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler

    def _got(self, path: str, asked: Mapping[str, str]) -> Answer:
        leads_on = self._leads_on(path)
        if leads_on is not None:
            return 303, {}, leads_on(asked)
        document = self._documents().get(path)
        return 200 if document else 404, document or {}, ""

    def _posted(self, path: str, sent: Mapping[str, str]) -> Answer:
        if self._flow is None or path != _ENDPOINTS["token"]:
            return 404, {}, ""
        return 200, self._flow.token(sent, sent[AUTHORIZATION]), ""

    def _leads_on(self, path: str) -> Callable[[Mapping[str, str]], str] | None:
        """What tells where a person who comes to this address goes on."""
        if self._flow is None:
            return None
        steps = {"authorization": self._flow.authorize, "end_session": self._flow.end_session}
        return next((step for name, step in steps.items() if path == _ENDPOINTS[name]), None)


def _or_refused(answer: Callable[[str, Mapping[str, str]], Answer], path: str, asked: Mapping[str, str]) -> Answer:
    try:
        return answer(path, asked)
    except FlowRefused as refused:
        return 400, {"error": str(refused)}, ""


def _load_or_make_key(path: Path) -> RSAKey:
    if path.exists():
        return RSAKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    key = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(key.as_dict(private=True), file)
    return key
