"""Tokens that were not given to whoever shows them, made from what everybody can read of the issuer."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
from joserfc import jws, jwt
from joserfc.jwk import RSAKey

from samverka_services.demo import people
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation

Claims = dict[str, Any]


@cache
def own_key() -> RSAKey:
    """The attacker's own pair of keys."""
    return RSAKey.generate_key(2048, parameters={"use": "sig"}, auto_kid=True)


def published_keys(running: Installation) -> list[dict[str, Any]]:
    """What the issuer shows to everybody."""
    found: list[dict[str, Any]] = httpx.get(f"{running.issuer.issuer}/jwks").json()["keys"]
    return found


def good_claims(running: Installation, person: str = people.LEADER, organisation: str = FYRBODAL) -> Claims:
    """Claims that would be accepted if they were signed."""
    return claims_of(running.token(person, organisation))


def claims_of(token: str) -> Claims:
    """What a token says."""
    claims: Claims = json.loads(_decoded(token.split(".")[1]))
    return claims


def signed(running: Installation, **changes: Any) -> str:
    """A token with the issuer's own signature and other claims; None takes a claim away."""
    claims = good_claims(running) | changes
    return running.issuer.sign({name: value for name, value in claims.items() if value is not None})


@dataclass(frozen=True)
class Forger:
    """Knows the issuer's public key and the claims that are wanted."""

    claims: Claims
    public: dict[str, Any]
    genuine: str

    @classmethod
    def of(cls, running: Installation) -> "Forger":
        """For the process leader of the story's region."""
        token = running.token(people.LEADER, FYRBODAL)
        return cls(good_claims(running), published_keys(running)[0], token)

    @property
    def kid(self) -> str:
        """The name of the issuer's key."""
        return str(self.public["kid"])

    def unsigned(self, **header: Any) -> str:
        """Header and claims with nothing behind them."""
        return f"{_encoded(json.dumps(header).encode())}.{_encoded(json.dumps(self.claims).encode())}."

    def with_secret(self, secret: bytes, **header: Any) -> str:
        """Signed with HMAC, as if a public text were a secret."""
        content = self.unsigned(**header).rstrip(".")
        return f"{content}.{_encoded(hmac.digest(secret, content.encode(), 'sha256'))}"

    def by_own_key(self, algorithm: str = "RS256", **header: Any) -> str:
        """Signed with a key that the issuer never had."""
        headers = {"alg": algorithm, "typ": "JWT"} | header
        return jwt.encode(headers, self.claims, own_key(), algorithms=[algorithm])

    def with_header(self, header: bytes) -> str:
        """Any bytes as the header, before genuine claims and signature."""
        return ".".join([_encoded(header), *self.genuine.split(".")[1:]])

    def with_claims(self, **changes: Any) -> str:
        """Other claims under a genuine signature."""
        header, _, signature = self.genuine.split(".")
        return f"{header}.{_encoded(json.dumps(self.claims | changes).encode())}.{signature}"

    def public_text(self) -> bytes:
        """The public key as PEM."""
        return RSAKey.import_key(self.public).as_pem(private=False)

    def unencoded(self) -> str:
        """Signed by the own key over claims that are not base64 (RFC 7797)."""
        header = {"alg": "RS256", "kid": self.kid, "b64": False, "crit": ["b64"]}
        return jws.serialize_compact(header, "x", own_key(), registry=jws.JWSRegistry(strict_check_header=False))


FORGERIES: dict[str, Callable[[Forger], str]] = {
    "alg none": lambda forger: forger.unsigned(alg="none", kid=forger.kid),
    "alg nOnE": lambda forger: forger.unsigned(alg="nOnE", kid=forger.kid),
    "alg empty": lambda forger: forger.unsigned(alg="", kid=forger.kid),
    "alg missing": lambda forger: forger.unsigned(kid=forger.kid),
    "alg a list": lambda forger: forger.unsigned(alg=["RS256"], kid=forger.kid),
    "RS256 without signature": lambda forger: forger.unsigned(alg="RS256", kid=forger.kid),
    "HS256 with the public key": lambda forger: forger.with_secret(forger.public_text(), alg="HS256", kid=forger.kid),
    "HS256 with the JWK": lambda forger: forger.with_secret(
        json.dumps(forger.public).encode(), alg="HS256", kid=forger.kid
    ),
    "HMAC that says RS256": lambda forger: forger.with_secret(forger.public_text(), alg="RS256", kid=forger.kid),
    "HS256 with nothing": lambda forger: forger.with_secret(b"", alg="HS256", kid=forger.kid),
    "own key under the issuer's name": lambda forger: forger.by_own_key(kid=forger.kid),
    "own key in the header": lambda forger: forger.by_own_key(kid=forger.kid, jwk=own_key().as_dict(private=False)),
    "no kid": lambda forger: forger.by_own_key(),
    "PS256": lambda forger: forger.by_own_key("PS256", kid=forger.kid),
    "RS512": lambda forger: forger.by_own_key("RS512", kid=forger.kid),
    "claims not encoded": lambda forger: forger.unencoded(),
    "critical header unknown": lambda forger: forger.with_header(
        json.dumps({"alg": "RS256", "kid": forger.kid, "crit": ["exempel"], "exempel": 1}).encode()
    ),
    "header a list": lambda forger: forger.with_header(b"[]"),
    "header nested deeply": lambda forger: forger.with_header(b"[" * 6000),
    "header not UTF-8": lambda forger: forger.with_header(b"\xff\xfe"),
    "kid of nine thousand letters": lambda forger: forger.with_header(
        json.dumps({"alg": "RS256", "kid": "k" * 9000}).encode()
    ),
    "kid a path": lambda forger: forger.by_own_key(kid="../../../../dev/null"),
    "kid SQL": lambda forger: forger.by_own_key(kid="' or '1'='1"),
    "other person under a genuine signature": lambda forger: forger.with_claims(sub=people.CHAIR),
    "five parts": lambda forger: f"{forger.genuine}.x.y",
    "two parts": lambda forger: forger.genuine.rpartition(".")[0],
    "longer than any token": lambda forger: forger.genuine + "A" * 17_000,
}


@dataclass
class KeyServer:
    """An address for keys that counts how often it is asked."""

    published: list[dict[str, Any]]
    asked: int = 0
    address: str = field(default="")


@contextmanager
def key_server(published: list[dict[str, Any]]) -> Iterator[KeyServer]:
    """Serves these keys on loopback."""
    found = KeyServer(published)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked += 1
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps({"keys": found.published}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.address = f"http://127.0.0.1:{server.server_port}/keys"
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def passed(seconds: int) -> int:
    """A moment relative to now, as tokens write it."""
    return int(time.time()) + seconds


def _encoded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
