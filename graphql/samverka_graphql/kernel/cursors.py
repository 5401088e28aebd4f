"""Page cursors: a key in a list, and the place in time from which the list is read to its end."""

from dataclasses import dataclass, replace

import msgspec

from samverka_graphql.kernel.errors import Told
from samverka_infra.tokens import BadToken, Tokens
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


def after_cursor(tokens: Tokens, purpose: str, after: str, as_of: AsOf) -> Cursor:
    """Where a list goes on that is asked for as of a time: it is looked at from where its first page was.

    Raises Told for a cursor that was tampered with, belongs to another list or organisation, or to other arguments of
    time.
    """
    try:
        cursor = Cursor.read(tokens, purpose, after)
    except BadToken as error:
        raise Told("bad-cursor", what="after") from error
    if _asked(cursor.as_of) != _asked(as_of):
        raise Told("bad-cursor", what="after")
    return replace(cursor, as_of=replace(cursor.as_of, kept=True))


def _asked(as_of: AsOf) -> tuple[object, ...]:
    return as_of.known_at, as_of.decided_as_of, as_of.on
