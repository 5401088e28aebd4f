"""A förbund's networks, as they were called and stood at any time."""

from collections.abc import Iterator

from psycopg import AsyncConnection

from samverka_domain.networks import Network
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest
from samverka_projections.kernel.rows import key_of


@fact("networks", of=("network_id",), keys=(("region_id", "network_id", "position"),))
class NetworkFact(Shared):
    """A network (nätverk) of the region's officials."""

    network_id: str
    name: str


@fact("dissolved_networks", of=("network_id",), keys=(("region_id", "network_id"),))
class DissolvedFact(Shared):
    """That a network no longer meets."""

    network_id: str


def _named(event: Network.Formed | Network.Renamed) -> Iterator[NetworkFact]:
    yield NetworkFact(network_id=key_of(event.originator_id), name=event.name)


def _dissolved(event: Network.Dissolved) -> Iterator[DissolvedFact]:
    yield DissolvedFact(network_id=key_of(event.originator_id))


PROJECTION = Projection("networks", 1, (_named, _dissolved))


async def networks(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[NetworkFact]:
    """The networks that stood then, by name."""
    region = "region_id = %(region_id)s"
    dissolved = f"select network_id from {DissolvedFact.table} where {region} and {as_of.existed}"
    query = latest(NetworkFact, as_of, f"{region} and network_id not in ({dissolved})")
    found = await ask(connection, NetworkFact, query, as_of, region_id=region_id)
    return sorted(found, key=lambda network: (network.name, network.network_id))
