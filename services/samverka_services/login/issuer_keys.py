"""The issuer's public keys: fetched once for everybody, and again when a token names a key not seen before."""

import time
from threading import BoundedSemaphore, Lock

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

COOLDOWN_SECONDS = 30.0
"""A flood of unknown keys asks the issuer once in this time; the first fetch does not count."""
MOST_WAITING = 2
"""Requests with unknown keys that wait for the issuer's answer; further ones are told to come back."""

_TIMEOUT = httpx.Timeout(3.0)


class IssuerUnreachable(Exception):
    """The issuer's keys cannot be fetched now."""


class IssuerKeys:
    """A cache of the issuer's keys, safe to use from many threads; whose key is known never waits for others'."""

    def __init__(self, issuer: str, jwks_url: str | None) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._lock = Lock()
        self._waiting = BoundedSemaphore(MOST_WAITING)
        self._keys: KeySet | None = None
        self._asked = 0
        self._asked_anew_at = float("-inf")
        self._is_away = False
        """Whether it was, when it was last asked anew."""

    def containing(self, key_id: str) -> KeySet:
        """The keys, after a look for this one if it is new; raises IssuerUnreachable."""
        keys = self._keys
        if keys is None:
            return self._first()
        return keys if _has(keys, key_id) else self._anew(keys)

    def _first(self) -> KeySet:
        """Nobody's key is known, so everybody waits; one asks for all who came meanwhile."""
        asked = self._asked
        with self._lock:
            if asked == self._asked and self._keys is None:
                self._ask()
            if self._keys is None:
                raise IssuerUnreachable(self._issuer)
            return self._keys

    def _anew(self, known: KeySet) -> KeySet:
        """Few wait: a flood of unknown keys must leave threads to those whose keys are known."""
        if not self._waiting.acquire(blocking=False):
            raise IssuerUnreachable(self._issuer)
        try:
            with self._lock:
                if self._keys is known and time.monotonic() - self._asked_anew_at >= COOLDOWN_SECONDS:
                    self._ask_anew()
                if self._is_away or self._keys is None:
                    raise IssuerUnreachable(self._issuer)
                return self._keys
        finally:
            self._waiting.release()

    def _ask_anew(self) -> None:
        self._is_away = True
        try:
            self._ask()
            self._is_away = False
        finally:
            self._asked_anew_at = time.monotonic()

    def _ask(self) -> None:
        try:
            self._keys = self._fetch()
        finally:
            self._asked += 1

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
