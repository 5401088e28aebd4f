"""The issuer's public keys: fetched once for everybody, and again when a token names a key not seen before."""

import time
from threading import Lock

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

COOLDOWN_SECONDS = 30.0
"""A flood of unknown keys asks the issuer once in this time."""

_TIMEOUT = httpx.Timeout(3.0)


class IssuerUnreachable(Exception):
    """The issuer's keys cannot be fetched now."""


class IssuerKeys:
    """A cache of the issuer's keys, safe to use from many threads."""

    def __init__(self, issuer: str, jwks_url: str | None) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._lock = Lock()
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")

    def containing(self, key_id: str) -> KeySet:
        """The keys, after a look for this one if it is new; raises IssuerUnreachable."""
        keys = self._keys
        if keys is not None and _has(keys, key_id):
            return keys
        with self._lock:
            if self._may_fetch(key_id):
                self._fetched_at = time.monotonic()
                self._keys = self._fetch()
            if self._keys is None:
                raise IssuerUnreachable(self._issuer)
            return self._keys

    def _may_fetch(self, key_id: str) -> bool:
        known = self._keys is not None and _has(self._keys, key_id)
        rested = time.monotonic() - self._fetched_at >= COOLDOWN_SECONDS
        return not known and (rested or self._keys is None)

    def _fetch(self) -> KeySet:
        try:
            response = httpx.get(self._jwks_url or self._discovered(), timeout=_TIMEOUT)
            return KeySet.import_key_set(response.raise_for_status().json())
        except (httpx.HTTPError, ValueError, KeyError, JoseError) as error:
            raise IssuerUnreachable(str(error)) from error

    def _discovered(self) -> str:
        address = f"{self._issuer}/.well-known/openid-configuration"
        return str(httpx.get(address, timeout=_TIMEOUT).raise_for_status().json()["jwks_uri"])


def _has(keys: KeySet, key_id: str) -> bool:
    return any(key.kid == key_id for key in keys.keys)
