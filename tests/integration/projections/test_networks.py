"""A region's networks are read as they were called and stood at any time."""

from samverka_domain.kernel.decision import Body
from samverka_projections.networks import networks
from samverka_services.commands.networks import DissolveNetwork, FormNetwork, RenameNetwork
from tests.support.views import ask
from tests.support.world import CHAIR, FYRBODAL, GOTEBORG, LEADER, TROLLHATTAN, World


def named(world: World, reader: str = TROLLHATTAN, **when: object) -> list[str]:
    found = ask(world, reader, lambda c, as_of: networks(c, FYRBODAL, as_of), **when)  # type: ignore[arg-type]
    return [network.name for network in found]


def test_networks_keep_their_names_in_the_past(world: World) -> None:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    formed = world.do(LEADER, FYRBODAL, FormNetwork(name="E-nätverket", decision=decision))
    renamed = world.do(LEADER, FYRBODAL, RenameNetwork(network_id=formed.id, name="IT-nätverket"), version=1)
    world.do(LEADER, FYRBODAL, DissolveNetwork(network_id=formed.id, decision=decision), version=2)
    world.project()
    assert named(world) == []
    assert named(world, known_at=renamed.recorded_at) == ["IT-nätverket"]
    assert named(world, known_at=formed.recorded_at) == ["E-nätverket"]
    assert named(world, GOTEBORG, known_at=formed.recorded_at) == []
