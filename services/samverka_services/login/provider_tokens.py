"""What the identity provider signs for the web pages: ID tokens, and logout tokens of the back channel."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc.errors import JoseError

from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.kernel.rules import Refused
from samverka_services.login.session import Membership
from samverka_services.login.session_store import LONGEST
from samverka_services.login.tokens import LEEWAY_SECONDS, TokenRefused
from samverka_services.login.web_client import WebClient

LOGOUT = "http://schemas.openid.net/event/backchannel-logout"
_OLDEST_LOGOUT_SECONDS = 120


@dataclass(frozen=True)
class ProvenLogin:
    """Who has logged in."""

    person_id: str
    name: str
    mail: str
    provider_session: str
    memberships: tuple[Membership, ...]
    authenticated_at: datetime


@dataclass(frozen=True)
class ProvenLogout:
    """Which login has ended, or all of a person's if none is named."""

    token_id: str
    person_id: str | None
    provider_session: str | None
    issued_at: datetime
    expires_at: datetime


class ProviderTokens:
    """Verified for one client. `signed_claims` gives a token's claims if an issuer's key has signed them."""

    def __init__(self, client: WebClient, signed_claims: Callable[[str], dict[str, Any]]) -> None:
        self._client = client
        self._signed_claims = signed_claims

    def login(self, id_token: str, nonce: str, access_token: str) -> ProvenLogin:
        """Who has logged in with this nonce. Raises TokenRefused or IssuerUnreachable."""
        claims = self._signed_claims(id_token)
        self._check(claims, nonce, access_token)
        return ProvenLogin(
            person_id=str(claims["sub"]),
            name=str(claims.get("name") or claims.get("preferred_username") or ""),
            mail=str(claims.get("email") or ""),
            provider_session=str(claims.get("sid") or ""),
            memberships=_memberships(claims.get("organization")),
            authenticated_at=datetime.fromtimestamp(int(claims["auth_time"]), UTC),
        )

    def logout(self, logout_token: str, now: datetime) -> ProvenLogout:
        """Which login has ended (OpenID Connect Back-Channel Logout). Raises TokenRefused or IssuerUnreachable."""
        claims = self._signed_claims(logout_token)
        for code, holds in self._logout_checks(claims, now.timestamp()).items():
            if not holds:
                raise TokenRefused(code)
        return ProvenLogout(
            token_id=claims["jti"],
            person_id=_text(claims, "sub"),
            provider_session=_text(claims, "sid"),
            issued_at=datetime.fromtimestamp(int(claims["iat"]), UTC),
            expires_at=datetime.fromtimestamp(int(claims["exp"]), UTC),
        )

    def _check(self, claims: dict[str, Any], nonce: str, access_token: str) -> None:
        client_id = self._client.client_id
        options: Any = {
            "iss": {"essential": True, "value": self._client.issuer},
            "aud": {"essential": True, "value": client_id},
        }
        expected = {
            "nonce": nonce,
            "client_id": client_id,
            "access_token": access_token,
            "max_age": int(LONGEST.total_seconds()),
        }
        try:
            CodeIDToken(claims, {"alg": "RS256"}, options, expected).validate(leeway=LEEWAY_SECONDS)
        except JoseError as error:
            raise TokenRefused("bad-login", what=str(error)) from error
        if claims.get("typ", "ID") != "ID":
            raise TokenRefused("no-id-token")

    def _logout_checks(self, claims: dict[str, Any], now: float) -> dict[str, bool]:
        issued, expires = _seconds(claims, "iat"), _seconds(claims, "exp")
        audience = claims.get("aud")
        events = claims.get("events")
        return {
            "another-issuer": claims.get("iss") == self._client.issuer,
            "another-audience": self._client.client_id in (audience if isinstance(audience, list) else [audience]),
            "from-the-future": issued - LEEWAY_SECONDS <= now,
            "too-old": issued + _OLDEST_LOGOUT_SECONDS > now,
            "expired": expires + LEEWAY_SECONDS > now,
            "no-logout": isinstance(events, dict) and isinstance(events.get(LOGOUT), dict),
            "has-nonce": "nonce" not in claims,
            "no-id": _text(claims, "jti") is not None,
            "names-nobody": _text(claims, "sub") is not None or _text(claims, "sid") is not None,
        }


def _memberships(organisations: object) -> tuple[Membership, ...]:
    """By the organisations of the claim that have a number."""
    found = organisations.items() if isinstance(organisations, dict) else ()
    numbers = ((alias, _number_of(attributes)) for alias, attributes in sorted(found))
    return tuple(Membership(alias=alias, number=number) for alias, number in numbers if number)


def _number_of(attributes: object) -> str | None:
    values = attributes.get("organisationsnummer") if isinstance(attributes, dict) else None
    try:
        return organisation_number(str(values[0])) if isinstance(values, list) and len(values) == 1 else None
    except Refused:
        return None


def _seconds(claims: dict[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TokenRefused("claim-missing", name=name)
    return value


def _text(claims: dict[str, Any], name: str) -> str | None:
    value = claims.get(name)
    return value if isinstance(value, str) and value else None
