"""Page cursors: a key, what it is a key of, and a signature that keeps both from being tampered with."""

import base64
import binascii
import hashlib
import hmac
import json

_SIGNATURE_BYTES = 16


class BadCursor(Exception):
    """The cursor was not made here, for this list and this tenant."""


class Cursors:
    """Signs and reads cursors. A cursor holds for one list and one tenant."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def write(self, purpose: str, tenant_id: str, key: list[str | int]) -> str:
        """The cursor of a key in a list."""
        content = json.dumps(key, separators=(",", ":")).encode()
        signature = self._signature(purpose, tenant_id, content)
        return base64.urlsafe_b64encode(signature + content).decode().rstrip("=")

    def read(self, purpose: str, tenant_id: str, cursor: str) -> list[str | int]:
        """The key of a cursor; raises BadCursor."""
        try:
            signed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadCursor from error
        signature, content = signed[:_SIGNATURE_BYTES], signed[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._signature(purpose, tenant_id, content)):
            raise BadCursor
        key: list[str | int] = json.loads(content)
        return key

    def _signature(self, purpose: str, tenant_id: str, content: bytes) -> bytes:
        message = b"\0".join((purpose.encode(), tenant_id.encode(), content))
        return hmac.digest(self._secret, message, hashlib.sha256)[:_SIGNATURE_BYTES]
