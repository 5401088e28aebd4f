"""The three arguments that ask about the past, and the place in time that they name."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Self

import strawberry
from psycopg import AsyncConnection

from samverka_domain.kernel.calendar import EARLIEST, LATEST, local_day
from samverka_graphql.kernel.errors import Told
from samverka_infra.tokens import LENGTH, BadToken, Place, TokenKey, Tokens
from samverka_projections.kernel.as_of import AsOf, Shown, position_at, shown

_TOKEN = re.compile(f"[A-Za-z0-9_-]{{{LENGTH}}}")


class TokenText(str):
    """What stands where a moment is expected, and may be the token of an earlier answer."""

    __slots__ = ()


KnownThen = datetime | TokenText | None
"""What `knownAt` names."""


@dataclass(frozen=True)
class Present:
    """What the views show, to whom."""

    connection: AsyncConnection
    shown: Shown
    tokens: Tokens

    @classmethod
    async def to(cls, tenant_id: str, connection: AsyncConnection, key: TokenKey) -> Self:
        """To an organisation, in a transaction of its own."""
        return cls(connection, await shown(connection), await key.read_tokens(connection, tenant_id))


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


async def place_in_time(present: Present, known_at: KnownThen, decided_as_of: date | None, on: date | None) -> AsOf:
    """From where a question looks.

    Raises Told for a moment without offset, a token that is not the organisation's, and for what was known or decided
    in the future.
    """
    _require_possible("on", on)
    _require_possible("decidedAsOf", decided_as_of)
    latest = present.shown
    if decided_as_of is not None and decided_as_of > local_day(latest.moment):
        raise Told("in-the-future", what="decidedAsOf", latest=local_day(latest.moment).isoformat())
    known = await _known(present, known_at)
    if known is None:
        return AsOf(*latest, decided_as_of=decided_as_of, on=on)
    if known.moment > latest.moment or known.position > latest.position:
        raise Told("in-the-future", what="knownAt", latest=latest.moment.isoformat())
    return AsOf(*known, known.moment, decided_as_of, on, kept=True)


async def _known(present: Present, known_at: KnownThen) -> Place | None:
    """The place that is named, if one is."""
    if isinstance(known_at, TokenText):
        try:
            return present.tokens.place(known_at)
        except BadToken as error:
            raise Told("bad-token") from error
    moment = require_moment("knownAt", known_at)
    if moment is None:
        return None
    position = await position_at(present.connection, moment)
    return Place(min(position, present.shown.position), moment)


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
    if asked is not None and not EARLIEST.year <= asked.year <= LATEST.year:
        raise Told("variables", what=name)
