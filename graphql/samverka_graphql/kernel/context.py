"""What resolvers have at hand: the caller, one consistent moment of the views, and loaders that gather."""

from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import strawberry
from graphql import DocumentNode
from psycopg import AsyncConnection
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext
from strawberry.types import Info as StrawberryInfo

from samverka_domain.mandates import Role
from samverka_graphql.kernel.cursors import Cursors
from samverka_graphql.kernel.errors import NotForHer, Told
from samverka_infra.credentials import Credential
from samverka_projections import insatser
from samverka_projections import memberships as memberships_view
from samverka_projections import requests as requests_view
from samverka_projections.insatser import InsatsRow
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MemberRow
from samverka_projections.requests import RequestRow, TallyRow

EARLIEST_YEAR, LATEST_YEAR = 1900, 2200

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


KnownAt = Annotated[
    datetime | None,
    strawberry.argument(
        description="What did we know then? A moment with offset; what was recorded later is left out"
    ),
]
DecidedAsOf = Annotated[
    date | None,
    strawberry.argument(description="What was true then? A day; decisions taken later are left out"),
]


@dataclass(frozen=True)
class Reader:
    """Who reads: a person acting for an organisation."""

    person_id: str
    tenant_id: str
    credential: Credential
    """What her token rests on."""


@dataclass(frozen=True)
class Authenticated:
    """Who reads, and until when the token holds (seconds since 1970)."""

    reader: Reader
    expires_at: int


@dataclass
class Context(BaseContext):
    """One request's surroundings; all reads happen in one transaction of the caller's tenant."""

    reader: Reader
    connection: AsyncConnection
    cursors: Cursors
    position: int
    now: datetime
    roles: frozenset[Role]
    """Those that the reader holds today."""
    document: DocumentNode
    """What she asks, within the limits."""
    loaders: "Loaders" = field(init=False)

    def __post_init__(self) -> None:
        super().__init__()
        self.loaders = Loaders(self.connection)

    def as_of(self, known_at: datetime | None, decided_as_of: date | None) -> AsOf:
        """The place from which a question looks; raises Told for a moment without offset."""
        return place_in_time(self.position, self.now, known_at, decided_as_of)

    def require_role(self, *roles: Role) -> None:
        """Raise NotForHer unless the reader holds one of these today."""
        if not self.roles & set(roles):
            raise NotForHer(", ".join(roles))


def place_in_time(position: int, now: datetime, known_at: datetime | None, decided_as_of: date | None) -> AsOf:
    """From where a question looks; raises Told for a moment without offset, or before or after all that may be."""
    require_moment("knownAt", known_at)
    _require_possible("decidedAsOf", decided_as_of)
    return AsOf(position, now, known_at, decided_as_of)


def require_moment(name: str, asked: datetime | None) -> datetime | None:
    """The moment that an argument names; raises Told without offset, or before or after all that may be."""
    if asked is not None and asked.tzinfo is None:
        raise Told("moment-without-offset")
    _require_possible(name, asked)
    return asked


def _require_possible(name: str, asked: date | None) -> None:
    if asked is not None and not EARLIEST_YEAR <= asked.year <= LATEST_YEAR:
        raise Told("variables", what=name)


Info = StrawberryInfo[Context, None]


class Loaders:
    """Each gathers what the resolvers of one level ask for into one query."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.insats: DataLoader[tuple[AsOf, str], InsatsRow | None] = _by_as_of(self._insatser)
        self.requests_of: DataLoader[tuple[AsOf, str], list[RequestRow]] = _by_as_of(self._requests_of)
        self.tally: DataLoader[tuple[AsOf, str], list[TallyRow]] = _by_as_of(self._tallies)
        self.members: DataLoader[tuple[AsOf, str], dict[str, MemberRow]] = _by_as_of(self._members)

    async def _insatser(self, as_of: AsOf, ids: list[str]) -> dict[str, InsatsRow | None]:
        found = await insatser.insatser_by_id(self._connection, ids, as_of)
        return {key: found.get(key) for key in ids}

    async def _requests_of(self, as_of: AsOf, ids: list[str]) -> dict[str, list[RequestRow]]:
        rows = await requests_view.requests_by_insats(self._connection, ids, as_of)
        return {key: [row for row in rows if row.insats_id == key] for key in ids}

    async def _tallies(self, as_of: AsOf, ids: list[str]) -> dict[str, list[TallyRow]]:
        rows = await requests_view.tallies(self._connection, ids, as_of)
        return {key: [row for row in rows if row.request_id == key] for key in ids}

    async def _members(self, as_of: AsOf, ids: list[str]) -> dict[str, dict[str, MemberRow]]:
        return {
            key: {row.member_id: row for row in await memberships_view.members(self._connection, key, as_of)}
            for key in ids
        }


def _by_as_of(
    load: Callable[[AsOf, list[str]], Awaitable[dict[str, Any]]],
) -> DataLoader[tuple[AsOf, str], Any]:
    async def load_all(keys: Sequence[tuple[AsOf, str]]) -> list[Any]:
        found = {
            as_of: await load(as_of, [key for other, key in keys if other == as_of])
            for as_of in dict.fromkeys(as_of for as_of, _ in keys)
        }
        return [found[as_of][key] for as_of, key in keys]

    return DataLoader(load_fn=load_all)
