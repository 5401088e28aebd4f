"""Access tokens, verified here with the issuer's keys; what they say of person and organisation."""

import math
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.kernel.limits import Person, limits
from samverka_domain.kernel.rules import Refused
from samverka_infra import credentials
from samverka_infra.credentials import Credential
from samverka_services.login.issuer_keys import IssuerKeys

LEEWAY_SECONDS = 5
LONGEST_TOKEN = 16_000
_LONGEST_SECONDS = credentials.REMEMBERED.total_seconds()
"""Between issue and expiry: a revoked token must expire before its revocation is forgotten."""


class TokenRefused(Exception):
    """The token proves nothing; the code names why in the catalogue's section `token`."""

    def __init__(self, code: str, **params: str) -> None:
        super().__init__(" ".join([code, *params.values()]))
        self.code = code
        self.params = params


class TokenExpired(TokenRefused):
    """The token was good until it expired."""

    CODE = "expired"

    def __init__(self, identity: "Identity") -> None:
        super().__init__(self.CODE)
        self.identity = identity


class NoOrganisation(Exception):
    """The token does not name exactly one organisation to act for."""


class Scope(StrEnum):
    """What a client may be used for; what its user may do, the log says."""

    READ = "samverka:read"
    WRITE = "samverka:write"


class ScopeMissing(Exception):
    """The token's client may not be used for this; the text is the scope that is needed."""


@dataclass(frozen=True)
class Identity:
    """A person acting for an organisation through a client, until the token expires."""

    person_id: str
    tenant_id: str
    expires_at: int
    """Seconds since 1970."""
    client_id: str
    scopes: frozenset[str]
    credential: Credential

    def require(self, scope: Scope) -> None:
        """Raises ScopeMissing."""
        if scope not in self.scopes:
            raise ScopeMissing(scope)


@dataclass(frozen=True)
class Expected:
    """What a token must say."""

    issuer: str
    audience: str
    authorized_parties: frozenset[str]
    """Clients by name; one that ends with `*` stands for all that begin so."""

    def accepts(self, client_id: str) -> bool:
        """Whether tokens of this client are accepted."""
        return client_id in self.authorized_parties or client_id.startswith(self._beginnings)

    @property
    def _beginnings(self) -> tuple[str, ...]:
        return tuple(party[:-1] for party in self.authorized_parties if party.endswith("*") and party != "*")


class TokenVerifier:
    """Verifies RS256 access tokens of one issuer."""

    def __init__(self, expected: Expected, keys: IssuerKeys) -> None:
        self._expected = expected
        self._keys = keys

    def verify(self, token: str) -> Identity:
        """Who the bearer is. Raises TokenRefused (TokenExpired), NoOrganisation or IssuerUnreachable.

        Whether the token has been revoked meanwhile is known to the database alone, and asked there.
        """
        claims = self.signed_claims(token)
        self._check(claims)
        if _number(claims, "exp") + LEEWAY_SECONDS <= time.time():
            raise _expired(claims)
        return _identity(claims)

    def signed_claims(self, token: str) -> dict[str, Any]:
        """What a token of the issuer says, whatever it is for. Raises TokenRefused or IssuerUnreachable."""
        if len(token) > LONGEST_TOKEN:
            raise TokenRefused("too-long")
        try:
            header = jws.extract_compact(token.encode()).headers()
            if header.get("alg") != "RS256" or not isinstance(header.get("kid"), str):
                raise TokenRefused("not-rs256")
            return jwt.decode(token, self._keys.containing(header["kid"]), algorithms=["RS256"]).claims
        except (JoseError, ValueError) as error:
            raise TokenRefused("bad-signature") from error

    def _check(self, claims: dict[str, Any]) -> None:
        now = time.time()
        checks = {
            "not-valid-yet": _number(claims, "nbf", default=0) - LEEWAY_SECONDS <= now,
            "from-the-future": _number(claims, "iat") - LEEWAY_SECONDS <= now,
            "valid-too-long": _number(claims, "exp") - _number(claims, "iat") <= _LONGEST_SECONDS,
            "another-issuer": claims.get("iss") == self._expected.issuer,
            "another-audience": self._expected.audience in _list(claims.get("aud")),
            "another-client": _is_name(claims.get("azp")) and self._expected.accepts(claims["azp"]),
            "another-session": not claims.get("sid") or _is_name(claims["sid"]),
            "no-access-token": claims.get("typ") == "Bearer",
            "names-nobody": _is_name(claims.get("sub")),
        }
        for code, holds in checks.items():
            if not holds:
                raise TokenRefused(code)


def _number(claims: dict[str, Any], name: str, default: float | None = None) -> float:
    value = claims.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TokenRefused("claim-missing", name=name)
    return value


def _is_name(value: object) -> bool:
    """Whether it may be kept as a person's id may: readable, and not too long."""
    try:
        for limit in limits(Person):
            limit.require(value, ())
    except (Refused, TypeError):
        return False
    return True


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _identity(claims: dict[str, Any]) -> Identity:
    tenant_id, organisation_id = _organisation(claims)
    return Identity(
        person_id=claims["sub"],
        tenant_id=tenant_id,
        expires_at=int(claims["exp"]),
        client_id=claims["azp"],
        scopes=frozenset(str(claims.get("scope", "")).split()),
        credential=_credential(claims, organisation_id),
    )


def _expired(claims: dict[str, Any]) -> TokenRefused:
    try:
        return TokenExpired(_identity(claims))
    except NoOrganisation:
        return TokenRefused(TokenExpired.CODE)


def _organisation(claims: dict[str, Any]) -> tuple[str, str]:
    """Its organisationsnummer, and the issuer's id of it."""
    organisations = claims.get("organization")
    if not isinstance(organisations, dict) or len(organisations) != 1:
        raise NoOrganisation
    ((alias, attributes),) = organisations.items()
    numbers = attributes.get("organisationsnummer") if isinstance(attributes, dict) else None
    if not isinstance(numbers, list) or len(numbers) != 1:
        raise NoOrganisation
    known_as = attributes.get("id") or alias
    if not _is_name(known_as):
        raise NoOrganisation
    try:
        return organisation_number(str(numbers[0])), known_as
    except Refused as error:
        raise NoOrganisation from error


def _credential(claims: dict[str, Any], organisation_id: str) -> Credential:
    person_id, session_id = claims["sub"], claims.get("sid")
    subjects = (
        credentials.EVERYBODY,
        credentials.person(person_id),
        credentials.client(claims["azp"]),
        credentials.organisation(organisation_id),
        credentials.membership(organisation_id, person_id),
        credentials.session(str(session_id)) if session_id else credentials.machines(organisation_id),
    )
    return Credential(subjects, datetime.fromtimestamp(int(claims["iat"]), UTC))
