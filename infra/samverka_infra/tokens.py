"""Tokens: what leaves the system of a place in the log or in a list, so that nobody outside can read or compare it.

The same place has the same token for the same organisation for ever; another organisation's token is none.
"""

import base64
import binascii
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from struct import Struct
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from psycopg import AsyncConnection, Connection

from samverka_infra.database import unavailable_if_lost

LENGTH = 43
"""Characters of the token of a place in the log."""

_KEY = "select key from samverka.token_key"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AN_INSTANT = timedelta(microseconds=1)
_PLACE = Struct(">qq")
_LOG = "log"


class BadToken(Exception):
    """It was not made here, for this purpose and this organisation."""


class Place(NamedTuple):
    """A place in the log, and the moment up to which it is complete there."""

    position: int
    moment: datetime


class Tokens:
    """One organisation's tokens."""

    def __init__(self, key: bytes, tenant_id: str) -> None:
        self._cipher = _cipher(key)
        self._tenant_id = tenant_id

    def of(self, place: tuple[int, datetime]) -> str:
        """The token of a place in the log."""
        position, moment = place
        return self.write(_LOG, _PLACE.pack(position, (moment - _EPOCH) // _AN_INSTANT))

    def place(self, token: str) -> Place:
        """The place in the log of a token; raises BadToken."""
        position, instants = _PLACE.unpack(self.read(_LOG, token))
        return Place(position, _EPOCH + instants * _AN_INSTANT)

    def write(self, purpose: str, content: bytes) -> str:
        """The token of something else."""
        return base64.urlsafe_b64encode(self._cipher.encrypt(content, self._bound_to(purpose))).decode().rstrip("=")

    def read(self, purpose: str, token: str) -> bytes:
        """What was written for the same purpose; raises BadToken."""
        try:
            content = self._cipher.decrypt(_bytes(token), self._bound_to(purpose))
        except (binascii.Error, InvalidTag, ValueError) as error:
            raise BadToken from error
        if self.write(purpose, content) != token:
            raise BadToken
        return content

    def _bound_to(self, purpose: str) -> list[bytes]:
        return [purpose.encode(), self._tenant_id.encode()]


class TokenKey:
    """The key of an installation's tokens, which its database keeps; each process reads it once."""

    def __init__(self) -> None:
        self._key: bytes | None = None

    def tokens(self, connection: Connection, tenant_id: str) -> Tokens:
        """The tokens of an organisation. Raises DatabaseUnavailable."""
        if self._key is None:
            with unavailable_if_lost():
                self._key = _only(connection.execute(_KEY).fetchone())
        return Tokens(self._key, tenant_id)

    async def read_tokens(self, connection: AsyncConnection, tenant_id: str) -> Tokens:
        """The same, for readers."""
        if self._key is None:
            self._key = _only(await (await connection.execute(_KEY)).fetchone())
        return Tokens(self._key, tenant_id)


def _only(found: tuple[Any, ...] | None) -> bytes:
    assert found is not None
    return bytes(found[0])


def _bytes(token: str) -> bytes:
    return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)


@lru_cache(maxsize=16)
def _cipher(key: bytes) -> AESSIV:
    """Deterministic, so that what rests on a token is the same each time; and authenticated."""
    return AESSIV(HKDF(SHA256(), 64, salt=None, info=b"samverka tokens").derive(key))
