"""An issuer of tokens for the demonstration and the tests: on loopback only, and never in production."""

import json
import os
import time
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

from joserfc import jwt
from joserfc.jwk import RSAKey

from samverka_infra.settings import Environment, Settings
from samverka_services.login.tokens import Scope

HOST = "127.0.0.1"
CLIENT = "samverka-demo"


class RefusedInProduction(Exception):
    """Tokens of the demonstration must not open a real installation."""


def refuse_production(settings: Settings) -> None:
    """Raises RefusedInProduction."""
    if settings.environment is Environment.PRODUCTION:
        raise RefusedInProduction


class DemoIssuer:
    """Serves discovery and keys while it is entered; signs the same kind of token as Keycloak does."""

    def __init__(self, settings: Settings, port: int) -> None:
        refuse_production(settings)
        self._audience = settings.audience
        self._key = _load_or_make_key(settings.data_dir / "demo-issuer-key.json")
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
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": self._audience,
            "azp": CLIENT,
            "typ": "Bearer",
            "sub": person_id,
            "iat": now - issued_seconds_ago,
            "exp": now + lifetime_seconds,
            "scope": " ".join(scopes),
            **({"sid": session} if session else {}),
            "organization": {f"org-{organisation}": {"id": organisation, "organisationsnummer": [organisation]}},
        }
        return self.sign(claims)

    def sign(self, claims: dict[str, object]) -> str:
        """Any claims, signed."""
        return jwt.encode({"alg": "RS256", "kid": self._key.kid, "typ": "JWT"}, claims, self._key)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        documents: dict[str, Callable[[], dict[str, object]]] = {
            "/.well-known/openid-configuration": lambda: {
                "issuer": self.issuer,
                "jwks_uri": f"{self.issuer}/jwks",
            },
            "/jwks": lambda: {"keys": [self._key.as_dict(private=False)]},
        }

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                document = documents.get(self.path)
                self.send_response(200 if document else 404)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(document() if document else {}).encode())

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        return Handler


def _load_or_make_key(path: Path) -> RSAKey:
    if path.exists():
        return RSAKey.import_key(json.loads(path.read_text(encoding="utf-8")))
    key = RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(key.as_dict(private=True), file)
    return key
