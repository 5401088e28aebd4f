"""What resolvers have at hand: the caller, one consistent moment of the views, and questions gathered."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from psycopg import AsyncConnection
from strawberry.dataloader import DataLoader
from strawberry.fastapi import BaseContext
from strawberry.types import Info as StrawberryInfo

from samverka_domain.mandates import Mandate, Role
from samverka_graphql.kernel.bounds import Bounds
from samverka_graphql.kernel.documents import Document
from samverka_graphql.kernel.errors import NotForHer
from samverka_graphql.kernel.place_in_time import KnownThen, Present, place_in_time
from samverka_infra.credentials import Credential
from samverka_infra.tokens import Tokens
from samverka_projections.kernel.as_of import AsOf, Shown

Found = TypeVar("Found")
Question = Callable[[AsyncConnection, Sequence[str], AsOf], Awaitable[dict[str, Found]]]
"""From ids to what the caller may see of each; what is not there is left out."""


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
    tokens: Tokens
    """Those of the reader's organisation."""
    shown: Shown
    """The one moment of the request."""
    mandates: Sequence[Mandate]
    """Those that the reader holds today."""
    document: Document
    """What she asks, within the limits."""
    bounds: Bounds = field(default_factory=Bounds)
    _loaders: dict[Any, DataLoader[tuple[AsOf, str], Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    @property
    def roles(self) -> frozenset[Role]:
        """Those that the reader holds today."""
        return frozenset(each.role for each in self.mandates if each.role)

    async def load(self, question: Question[Found], as_of: AsOf, key: str) -> Found | None:
        """What a question answers about one id; it is asked once for all that are wanted at the same time."""
        if question not in self._loaders:
            self._loaders[question] = _gathering(self.connection, self.bounds, question)
        found: Found | None = await self._loaders[question].load((as_of, key))
        return found

    async def as_of(self, known_at: KnownThen, decided_as_of: date | None, on: date | None = None) -> AsOf:
        """The place from which a question looks. Raises Told, as `place_in_time` does."""
        present = Present(self.connection, self.shown, self.tokens)
        found = await place_in_time(present, known_at, decided_as_of, on)
        return replace(found, whole_versions=self.document.asks_versions)

    def require_role(self, *roles: Role) -> None:
        """Raise NotForHer unless the reader holds one of these today."""
        if not self.roles & set(roles):
            raise NotForHer(", ".join(roles))


Info = StrawberryInfo[Context, None]


def _gathering(
    connection: AsyncConnection, bounds: Bounds, question: Question[Found]
) -> DataLoader[tuple[AsOf, str], Any]:
    async def load_all(keys: Sequence[tuple[AsOf, str]]) -> list[Found | None]:
        bounds.begun_beside()
        found = {
            as_of: await question(connection, [key for other, key in keys if other == as_of], as_of)
            for as_of in dict.fromkeys(as_of for as_of, _ in keys)
        }
        return [found[as_of].get(key) for as_of, key in keys]

    return DataLoader(load_fn=load_all)
