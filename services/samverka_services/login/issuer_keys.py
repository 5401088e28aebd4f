"""The issuer's public keys: fetched once for everybody, and again when they are old or a token names a new one."""

import logging
import time
from threading import BoundedSemaphore, Lock, Thread

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

FRESH_SECONDS = 60.0
"""After this time keys that are used are fetched anew, beside the requests: the issuer may have taken one back."""
LONGEST_SECONDS = 300.0
"""Keys that could not be fetched anew for this long are believed no longer; as long as Keycloak's tokens are good."""
RETRY_SECONDS = 10.0
"""Between two attempts to fetch old keys anew."""
COOLDOWN_SECONDS = 30.0
"""A flood of unknown keys asks the issuer once in this time; the first fetch does not count."""
MOST_WAITING = 2
"""Requests with unknown keys that wait for the issuer's answer; further ones are told to come back."""

_TIMEOUT = httpx.Timeout(3.0)
_log = logging.getLogger("samverka.issuer")


class IssuerUnreachable(Exception):
    """The issuer's keys cannot be fetched now."""


class IssuerKeys:
    """A cache of the issuer's keys, safe to use from many threads; whose key is known never waits for others'.

    A key is believed for at most LONGEST_SECONDS after the issuer last named it.
    """

    def __init__(self, issuer: str, jwks_url: str | None) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._lock = Lock()
        self._refreshing = Lock()
        self._waiting = BoundedSemaphore(MOST_WAITING)
        self._keys: KeySet | None = None
        self._fetched_at = float("-inf")
        self._refreshed_at = float("-inf")
        """When fetching old keys anew was begun last, whatever came of it."""
        self._asked = 0
        self._asked_anew_at = float("-inf")
        self._is_away = False
        """Whether it was, when it was last asked anew."""

    def containing(self, key_id: str) -> KeySet:
        """The keys, after a look for this one if it is new; raises IssuerUnreachable."""
        keys = self._known()
        if keys is None:
            return self._first()
        if self._age() > FRESH_SECONDS:
            self._refresh()
        return keys if _has(keys, key_id) else self._anew(keys)

    def _known(self) -> KeySet | None:
        return self._keys if self._age() <= LONGEST_SECONDS else None

    def _age(self) -> float:
        return time.monotonic() - self._fetched_at

    def _refresh(self) -> None:
        """Beside this request: it goes on with the keys that are known."""
        if time.monotonic() - self._refreshed_at < RETRY_SECONDS or not self._refreshing.acquire(blocking=False):
            return
        self._refreshed_at = time.monotonic()
        Thread(target=self._refreshed, name="issuer keys", daemon=True).start()

    def _refreshed(self) -> None:
        try:
            self._fetch_and_keep()
        except IssuerUnreachable as error:
            _log.warning("the issuer's keys could not be fetched anew", extra={"details": {"reason": str(error)}})
        finally:
            self._refreshing.release()

    def _first(self) -> KeySet:
        """Nobody's key is known, so everybody waits; one asks for all who came meanwhile."""
        asked = self._asked
        with self._lock:
            if asked == self._asked and self._known() is None:
                self._ask()
            found = self._known()
            if found is None:
                raise IssuerUnreachable(self._issuer)
            return found

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
        finally:
            self._asked_anew_at = time.monotonic()

    def _ask(self) -> None:
        try:
            self._fetch_and_keep()
        finally:
            self._asked += 1

    def _fetch_and_keep(self) -> None:
        """What was asked for earlier than the keys that are known tells nothing new."""
        asked_at = time.monotonic()
        found = self._fetch()
        self._is_away = False
        if asked_at >= self._fetched_at:
            self._keys, self._fetched_at = found, asked_at

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
