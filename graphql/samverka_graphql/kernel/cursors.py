"""Page cursors: a key in a list, and the place in time from which the list is read to its end."""

from dataclasses import dataclass

import msgspec

from samverka_infra.tokens import Tokens
from samverka_projections.kernel.as_of import AsOf


@dataclass(frozen=True)
class Cursor:
    """Where a page ended."""

    key: list[str | int]
    as_of: AsOf

    def written(self, tokens: Tokens, purpose: str) -> str:
        """As it leaves the system; it holds for one list of one organisation."""
        return tokens.write(f"cursor {purpose}", msgspec.json.encode(self))

    @classmethod
    def read(cls, tokens: Tokens, purpose: str, cursor: str) -> "Cursor":
        """The cursor that was written for a list; raises BadToken."""
        return msgspec.json.decode(tokens.read(f"cursor {purpose}", cursor), type=cls)
