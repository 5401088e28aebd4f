"""What is kept of a person is encrypted by a key that only her cookie holds: the database alone opens nothing."""

import hashlib
import hmac
import re
import secrets
from enum import Enum

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

_KEY = re.compile(r"[A-Za-z0-9_-]{43}")
_HEADER = {"alg": "dir", "enc": "A256GCM"}


class KeyPurpose(Enum):
    """What a key is for; what was sealed for one purpose does not open for another."""

    SESSION = b"samverka web session"
    ATTEMPT = b"samverka login attempt"


class NotOpened(Exception):
    """The content was sealed by another key, for another purpose, or has been changed."""


def new_key() -> str:
    """256 bits by chance, as a cookie holds them."""
    return secrets.token_urlsafe(32)


def is_key(value: str | None) -> bool:
    """Whether it could be a key at all."""
    return value is not None and _KEY.fullmatch(value) is not None


def row_of(key: str) -> bytes:
    """By what the database finds the row; the key cannot be had from it."""
    return hashlib.sha256(key.encode()).digest()


def seal(key: str, purpose: KeyPurpose, content: str) -> bytes:
    """Encrypted and authenticated."""
    return jwe.encrypt_compact(_HEADER, content, _cipher(key, purpose)).encode()


def unseal(key: str, purpose: KeyPurpose, sealed: bytes) -> str:
    """The content. Raises NotOpened."""
    try:
        opened = jwe.decrypt_compact(sealed, _cipher(key, purpose), algorithms=list(_HEADER.values()))
    except (JoseError, ValueError) as error:
        raise NotOpened from error
    return (opened.plaintext or b"").decode()


def _cipher(key: str, purpose: KeyPurpose) -> OctKey:
    return OctKey.import_key(hmac.digest(key.encode(), purpose.value, "sha256"))
