"""Logging in as an example person: the authorization code flow with PKCE, and a hint in place of a password."""

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from samverka_services.login.tokens import Scope
from samverka_services.login.web_client import CALLBACK

CHOOSING_PERSON = "/exempel"
"""Where the client shows whom one can be."""
CODE_SECONDS = 60
ACCESS_SECONDS = 12 * 3600
REFRESH_SECONDS = 30 * 24 * 3600

Claims = dict[str, Any]


def hint_of(person_id: str, organisation: str) -> str:
    """What lets a person in without a question, acting for an organisation."""
    return f"{person_id}@{organisation}"


@dataclass(frozen=True)
class ExampleUser:
    """Somebody whom everybody may be."""

    person_id: str
    name: str
    organisation: str
    mail: str

    @property
    def hint(self) -> str:
        """By which she is chosen."""
        return hint_of(self.person_id, self.organisation)


@dataclass(frozen=True)
class ExampleClient:
    """The one client, and whom it lets people be."""

    client_id: str
    secret: str
    address: str
    people: Mapping[str, ExampleUser]
    """By their hints."""

    @property
    def basic(self) -> str:
        """How it shows its secret."""
        return "Basic " + base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()


class FlowRefused(Exception):
    """What was asked for is not given; the text is the error's name in OAuth."""


@dataclass(frozen=True)
class _Code:
    person: ExampleUser
    nonce: str
    challenge: str
    expires: float


@dataclass
class CodeFlow:
    """Codes of one issuer, each good once."""

    client: ExampleClient
    sign: Callable[[Claims], str]
    read: Callable[[str], Claims]
    """The claims of a token of one's own. Raises FlowRefused."""
    access_claims: Callable[[str, str, str], Claims]
    """Of a person, an organisation and a login."""
    _codes: dict[str, _Code] = field(default_factory=dict)

    def authorize(self, asked: Mapping[str, str]) -> str:
        """Where the person goes on: back with a code, or to choose whom she wants to be. Raises FlowRefused."""
        back = self.client.address + CALLBACK
        if asked.get("client_id") != self.client.client_id or asked.get("redirect_uri") != back:
            raise FlowRefused("invalid_request")
        person = self.client.people.get(asked.get("login_hint", ""))
        if person is None:
            return self.client.address + CHOOSING_PERSON
        code = secrets.token_urlsafe(24)
        challenge = asked.get("code_challenge", "")
        self._codes[code] = _Code(person, asked.get("nonce", ""), challenge, time.time() + CODE_SECONDS)
        return f"{back}?{urlencode({'code': code, 'state': asked.get('state', '')})}"

    def token(self, asked: Mapping[str, str], authorization: str) -> Claims:
        """The tokens for a code, or for a refresh token. Raises FlowRefused."""
        if not hmac.compare_digest(authorization.encode(), self.client.basic.encode()):
            raise FlowRefused("invalid_client")
        if asked.get("grant_type") == "refresh_token":
            return self._renewed(self.read(asked.get("refresh_token", "")))
        found = self._codes.pop(asked.get("code", ""), None)
        if found is None or found.expires < time.time() or not _fits(asked.get("code_verifier", ""), found.challenge):
            raise FlowRefused("invalid_grant")
        return self._tokens(found.person, secrets.token_urlsafe(12), {"nonce": found.nonce})

    def end_session(self, asked: Mapping[str, str]) -> str:
        """Where the person goes on: nothing of her login is kept here."""
        wished, own = asked.get("post_logout_redirect_uri"), self.client.address + "/"
        return wished if wished == own else own

    def _renewed(self, claims: Claims) -> Claims:
        person = self.client.people.get(str(claims.get("login_hint")))
        if claims.get("typ") != "Refresh" or person is None or claims.get("exp", 0) < time.time():
            raise FlowRefused("invalid_grant")
        return self._tokens(person, str(claims["sid"]), {})

    def _tokens(self, person: ExampleUser, login: str, more: Claims) -> Claims:
        access = self.access_claims(person.person_id, person.organisation, login)
        now = int(access["iat"])
        who = {name: access[name] for name in ("iss", "sub", "sid", "organization", "iat")}
        of_client = {"aud": self.client.client_id, "azp": self.client.client_id, "exp": now + 300}
        identity = {
            **who,
            **of_client,
            "auth_time": now,
            "name": person.name,
            "email": person.mail,
            "typ": "ID",
            **more,
        }
        refresh = {**who, "typ": "Refresh", "login_hint": person.hint, "exp": now + REFRESH_SECONDS}
        return {
            "access_token": self.sign({**access, "exp": now + ACCESS_SECONDS}),
            "id_token": self.sign(identity),
            "refresh_token": self.sign(refresh),
            "token_type": "Bearer",
            "expires_in": ACCESS_SECONDS,
            "scope": " ".join(Scope),
        }


def _fits(verifier: str, challenge: str) -> bool:
    digest = hashlib.sha256(verifier.encode()).digest()
    return hmac.compare_digest(base64.urlsafe_b64encode(digest).rstrip(b"=").decode(), challenge)
