"""The three arguments that ask about the past, and the place in time that they name."""

import re
from datetime import date, datetime
from typing import Annotated

import strawberry

from samverka_domain.kernel.calendar import local_day
from samverka_graphql.kernel.errors import Told
from samverka_infra.tokens import LENGTH, BadToken, Tokens
from samverka_projections.kernel.as_of import AsOf, Shown

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200

_TOKEN = re.compile(f"[A-Za-z0-9_-]{{{LENGTH}}}")


class TokenText(str):
    """What stands where a moment is expected, and may be the token of an earlier answer."""

    __slots__ = ()


KnownThen = datetime | TokenText | None
"""What `knownAt` names."""

KnownAt = Annotated[
    datetime | None,
    strawberry.argument(
        description="What did we know then? A moment with offset, or the token of an earlier answer; what was "
        "recorded or opened later is left out"
    ),
]
DecidedAsOf = Annotated[
    date | None,
    strawberry.argument(description="What had been decided then? A day; decisions taken later are left out"),
]
On = Annotated[
    date | None,
    strawberry.argument(
        description="What holds on that day, as decided so far? It may lie ahead. Unset: decidedAsOf, or knownAt's"
    ),
]


def place_in_time(
    shown: Shown, tokens: Tokens, known_at: KnownThen, decided_as_of: date | None, on: date | None
) -> AsOf:
    """From where a question looks.

    Raises Told for a moment without offset, a token that is not the organisation's, and for what was known or decided
    in the future.
    """
    _require_possible("on", on)
    _require_possible("decidedAsOf", decided_as_of)
    if decided_as_of is not None and decided_as_of > local_day(shown.moment):
        raise Told("in-the-future", what="decidedAsOf", latest=local_day(shown.moment).isoformat())
    position, known = _known(shown, tokens, known_at)
    if known is not None and (known > shown.moment or position > shown.position):
        raise Told("in-the-future", what="knownAt", latest=shown.moment.isoformat())
    return AsOf(position, min(known or shown.moment, shown.moment), known, decided_as_of, on)


def _known(shown: Shown, tokens: Tokens, known_at: KnownThen) -> tuple[int, datetime | None]:
    """Up to which position, and to which moment if one is named."""
    if not isinstance(known_at, TokenText):
        return shown.position, require_moment("knownAt", known_at)
    try:
        return tokens.place(known_at)
    except BadToken as error:
        raise Told("bad-token") from error


def require_moment(name: str, asked: KnownThen) -> datetime | None:
    """The moment that an argument names; raises Told without offset, or before or after all that may be."""
    if isinstance(asked, TokenText):
        raise Told("variables", what=name)
    if asked is not None and asked.tzinfo is None:
        raise Told("moment-without-offset")
    _require_possible(name, asked)
    return asked


def token_if_any(given: object) -> object:
    """What may be a token, known as such; anything else as it is."""
    return TokenText(given) if isinstance(given, str) and _TOKEN.fullmatch(given) else given


def _require_possible(name: str, asked: date | None) -> None:
    if asked is not None and not EARLIEST_YEAR <= asked.year <= LATEST_YEAR:
        raise Told("variables", what=name)
