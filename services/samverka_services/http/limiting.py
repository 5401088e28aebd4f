"""How often, and how much at once: so many requests of a person, of an organisation, of an address without a token.

Everything is counted in this process alone. What was refused is not counted: nobody prolongs a wait by asking again.
"""

import asyncio
import ipaddress
import math
import time
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum

from limits import RateLimitItem, RateLimitItemPerSecond, parse
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.requests import HTTPConnection

from samverka_infra.access_log import Actor, attempt_of
from samverka_infra.settings import Settings

WAIT_SECONDS = 2.0
"""How long a request waits for its turn before it is refused: less than others wait for a connection."""

_NOTED = RateLimitItemPerSecond(1, 10, "noted")
"""One entry in the access log for as many refusals as come in ten seconds."""


class Kind(StrEnum):
    """What has a budget, and a pool of connections, of its own."""

    QUERIES = "queries"
    COMMANDS = "commands"
    NEWS = "news"
    """What open pages ask for by themselves, in the turns and by the connections of queries."""


class RateLimited(Exception):
    """Too many requests for now."""

    def __init__(self, retry_after: int, *, first: bool) -> None:
        super().__init__(f"again in {retry_after} s")
        self.retry_after = retry_after
        """Whole seconds."""
        self.first = first
        """Whether it is the first time in a while."""


_NEWS_PER_PERSON, _NEWS_PER_TENANT = parse("60 per 1 minute"), parse("3000 per 1 minute")
"""Of some ten open pages, and of as many people as a large organisation has at it."""


@dataclass(frozen=True)
class Rates:
    """How much is allowed."""

    per_person: dict[Kind, RateLimitItem]
    per_tenant: dict[Kind, RateLimitItem]
    per_address: RateLimitItem
    at_once_per_person: int
    at_once_per_tenant: int
    trusted_proxies: int


def rates_of(settings: Settings) -> Rates:
    """By the settings; a tenant never gets a pool's last connection."""
    most = max(1, min(settings.rate_at_once_per_tenant, settings.pool_size - 1))
    return Rates(
        per_person={
            Kind.QUERIES: parse(settings.rate_queries_per_person),
            Kind.COMMANDS: parse(settings.rate_commands_per_person),
            Kind.NEWS: _NEWS_PER_PERSON,
        },
        per_tenant={
            Kind.QUERIES: parse(settings.rate_queries_per_tenant),
            Kind.COMMANDS: parse(settings.rate_commands_per_tenant),
            Kind.NEWS: _NEWS_PER_TENANT,
        },
        per_address=parse(settings.rate_strangers_per_address),
        at_once_per_person=min(settings.rate_at_once_per_person, most),
        at_once_per_tenant=most,
        trusted_proxies=settings.rate_trusted_proxies,
    )


class Limits:
    """Of one process. Used inside its event loop only."""

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self._counted = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._turnstile = Turnstile()

    async def count(self, kind: Kind, by: Actor) -> None:
        """A request of somebody whose token is genuine. Raises RateLimited."""
        tenant_limit, tenant = self._rates.per_tenant[kind], (kind, "tenant", by.tenant_id)
        # Asked first and counted last: what is refused to the one must not be counted for the other.
        if not await self._counted.test(tenant_limit, *tenant):
            raise await self._refusal(tenant_limit, tenant)
        await self._hit(self._rates.per_person[kind], (kind, "person", by.tenant_id, by.person_id))
        await self._hit(tenant_limit, tenant)

    async def count_stranger(self, connection: HTTPConnection) -> None:
        """A request whose token was refused; it costs nobody else anything. Raises RateLimited."""
        address = client_address(connection, self._rates.trusted_proxies)
        await self._hit(self._rates.per_address, ("strangers", address))

    @asynccontextmanager
    async def turn(self, kind: Kind, by: Actor) -> AsyncIterator[None]:
        """A place among those who use the database at once. Raises RateLimited if none gets free soon."""
        person, tenant = (kind, by.tenant_id, by.person_id), (kind, by.tenant_id)
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(WAIT_SECONDS):
                    await stack.enter_async_context(self._turnstile.passed(person, self._rates.at_once_per_person))
                    await stack.enter_async_context(self._turnstile.passed(tenant, self._rates.at_once_per_tenant))
            except TimeoutError as error:
                raise RateLimited(1, first=await self._first((*person, "at once"))) from error
            yield

    @asynccontextmanager
    async def reading_a_file(self, most: int) -> AsyncIterator[None]:
        """One of the places for reading bodies that carry files, whoever sends them. Raises RateLimited."""
        async with AsyncExitStack() as stack:
            try:
                async with asyncio.timeout(WAIT_SECONDS):
                    await stack.enter_async_context(self._turnstile.passed(("files",), most))
            except TimeoutError as error:
                raise RateLimited(1, first=await self._first(("files",))) from error
            yield

    async def _hit(self, limit: RateLimitItem, key: tuple[str, ...]) -> None:
        if not await self._counted.hit(limit, *key):
            raise await self._refusal(limit, key)

    async def _refusal(self, limit: RateLimitItem, key: tuple[str, ...]) -> RateLimited:
        window = await self._counted.get_window_stats(limit, *key)
        return RateLimited(max(1, math.ceil(window.reset_time - time.time())), first=await self._first(key))

    async def _first(self, key: tuple[str, ...]) -> bool:
        return await self._counted.hit(_NOTED, *key)


def limits_of(connection: HTTPConnection) -> Limits:
    """Those of the process."""
    limits: Limits = connection.app.state.limits
    return limits


def turn(connection: HTTPConnection, kind: Kind) -> AbstractAsyncContextManager[None]:
    """A turn of whoever sent this request and has been recognised."""
    return limits_of(connection).turn(kind, recognised(connection))


@asynccontextmanager
async def counted_turn(connection: HTTPConnection, kind: Kind) -> AsyncIterator[None]:
    """One more request of whoever sent this and has been recognised, and her turn. Raises RateLimited."""
    await limits_of(connection).count(kind, recognised(connection))
    async with turn(connection, kind):
        yield


def recognised(connection: HTTPConnection) -> Actor:
    """Whoever has shown a genuine token on this connection."""
    by = attempt_of(connection.scope).by
    assert by is not None
    return by


@dataclass
class _Gate:
    places: asyncio.Semaphore
    known_to: int = 0


@dataclass
class Turnstile:
    """Places by key; who comes first passes first. Keys that nobody uses are forgotten."""

    _gates: dict[tuple[str, ...], _Gate] = field(default_factory=dict)

    @asynccontextmanager
    async def passed(self, key: tuple[str, ...], most: int) -> AsyncIterator[None]:
        """Wait for one of so many places, and hold it."""
        gate = self._gates.setdefault(key, _Gate(asyncio.Semaphore(most)))
        gate.known_to += 1
        try:
            async with gate.places:
                yield
        finally:
            gate.known_to -= 1
            if not gate.known_to:
                del self._gates[key]


def client_address(connection: HTTPConnection, trusted_proxies: int) -> str:
    """Where a request comes from: the peer, or what the outermost of the trusted proxies saw.

    A network of IPv6 addresses that one customer gets counts as one.
    """
    peer = connection.client.host if connection.client else ""
    seen = [hop.strip() for line in connection.headers.getlist("x-forwarded-for") for hop in line.split(",")]
    believed = seen[-trusted_proxies] if trusted_proxies and len(seen) >= trusted_proxies else peer
    return _network(believed) or _network(peer) or peer


def _network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    return str(ipaddress.ip_network((found, 64 if found.version == 6 else 32), strict=False))
