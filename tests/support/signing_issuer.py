"""An issuer of the tests' own, whose keys and tokens the test decides."""

import json
import threading
import time
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

TROLLHATTAN = "2120001546"
Claims = dict[str, Any]


class Issuer:
    """An issuer whose keys the test decides, and which counts how often it is asked for them."""

    def __init__(self) -> None:
        self.key = some_key(0)
        self.published = [self.key]
        self.asked = 0
        self.answers = True
        self.is_asked = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked += self.path == "/jwks"
                issuer.is_asked.set()
                issuer.may_answer.wait()
                body = issuer.document(self.path) if issuer.answers else b"maintenance"
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def document(self, path: str) -> bytes:
        if path == "/jwks":
            return json.dumps({"keys": [key.as_dict(private=False) for key in self.published]}).encode()
        return json.dumps({"issuer": self.url, "jwks_uri": f"{self.url}/jwks"}).encode()

    def claims(self, **changes: Any) -> Claims:
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": "samverka-api",
            "azp": "samverka-web",
            "typ": "Bearer",
            "sub": "anna",
            "iat": now,
            "exp": now + 300,
            "organization": {"trollhattan": {"id": "x", "organisationsnummer": [TROLLHATTAN]}},
        }
        return {name: value for name, value in (claims | changes).items() if value is not None}

    def token(self, key: RSAKey | None = None, **changes: Any) -> str:
        signer = key or self.key
        return jwt.encode({"alg": "RS256", "kid": signer.kid}, self.claims(**changes), signer)


@cache
def some_key(number: int) -> RSAKey:
    """Making a key takes a while, so the tests share a few."""
    return RSAKey.generate_key(2048, parameters={"use": "sig", "alg": "RS256"}, auto_kid=True)
