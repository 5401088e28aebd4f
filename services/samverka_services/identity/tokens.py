"""Access tokens, verified here with the issuer's keys; what they say of person and organisation."""

import math
import time
from dataclasses import dataclass
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from samverka_domain.identifiers import organisation_number
from samverka_domain.rules import Refused
from samverka_services.identity.keys import IssuerKeys

LEEWAY_SECONDS = 5
LONGEST_TOKEN = 16_000


class TokenRefused(Exception):
    """The token proves nothing; the text says why, without repeating it."""


class NoOrganisation(Exception):
    """The token does not name exactly one organisation to act for."""


@dataclass(frozen=True)
class Identity:
    """A person acting for an organisation, until the token expires."""

    person_id: str
    tenant_id: str
    expires_at: int
    """Seconds since 1970."""


@dataclass(frozen=True)
class Expected:
    """What a token must say."""

    issuer: str
    audience: str
    authorized_parties: frozenset[str]


class TokenVerifier:
    """Verifies RS256 access tokens of one issuer."""

    def __init__(self, expected: Expected, keys: IssuerKeys) -> None:
        self._expected = expected
        self._keys = keys

    def verify(self, token: str) -> Identity:
        """Who the bearer is. Raises TokenRefused, NoOrganisation or IssuerUnreachable."""
        claims = self._claims(token)
        self._check(claims)
        return Identity(str(claims["sub"]), _organisation(claims), int(claims["exp"]))

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > LONGEST_TOKEN:
            raise TokenRefused("too long")
        try:
            header = jws.extract_compact(token.encode()).headers()
            if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
                raise TokenRefused("not signed with RS256 and a named key")
            return jwt.decode(token, self._keys.containing(header["kid"]), algorithms=["RS256"]).claims
        except (JoseError, ValueError) as error:
            raise TokenRefused("the signature does not fit") from error

    def _check(self, claims: dict[str, Any]) -> None:
        now = time.time()
        checks = {
            "it has expired": _number(claims, "exp") + LEEWAY_SECONDS > now,
            "it is not valid yet": _number(claims, "nbf", default=0) - LEEWAY_SECONDS <= now,
            "it was issued in the future": _number(claims, "iat", default=0) - LEEWAY_SECONDS <= now,
            "it is from another issuer": claims.get("iss") == self._expected.issuer,
            "it is meant for another audience": self._expected.audience in _list(claims.get("aud")),
            "it was given to another client": str(claims.get("azp")) in self._expected.authorized_parties,
            "it is not an access token": claims.get("typ") == "Bearer",
            "it names nobody": bool(claims.get("sub")) and isinstance(claims.get("sub"), str),
        }
        for problem, holds in checks.items():
            if not holds:
                raise TokenRefused(problem)


def _number(claims: dict[str, Any], name: str, default: float | None = None) -> float:
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TokenRefused(f"{name} is missing")
    return value


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _organisation(claims: dict[str, Any]) -> str:
    organisations = claims.get("organization")
    if not isinstance(organisations, dict) or len(organisations) != 1:
        raise NoOrganisation
    (attributes,) = organisations.values()
    numbers = attributes.get("organisationsnummer") if isinstance(attributes, dict) else None
    if not isinstance(numbers, list) or len(numbers) != 1:
        raise NoOrganisation
    try:
        return organisation_number(str(numbers[0]))
    except Refused as error:
        raise NoOrganisation from error
