"""Networks over the real executor: formed, renamed and dissolved by the version that was seen."""

import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused
from samverka_infra.event_log.errors import StaleVersion
from samverka_services.commands.networks import DissolveNetwork, FormNetwork, RenameNetwork
from tests.support.world import CHAIR, FYRBODAL, LEADER, OFFICER, TROLLHATTAN, World


def test_a_network_lives_from_one_decision_to_another(world: World) -> None:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    formed = world.do(LEADER, FYRBODAL, FormNetwork(name="E-nätverket", decision=decision))
    world.do(LEADER, FYRBODAL, RenameNetwork(network_id=formed.id, name="Digitaliseringsnätverket"), version=1)
    with pytest.raises(StaleVersion):
        world.do(LEADER, FYRBODAL, DissolveNetwork(network_id=formed.id, decision=decision), version=1)
    world.do(LEADER, FYRBODAL, DissolveNetwork(network_id=formed.id, decision=decision), version=2)
    types = [recorded.event.type_name for recorded in world.events(FYRBODAL, f"network:{formed.id}")]
    assert types == ["NetworkFormed", "NetworkRenamed", "NetworkDissolved"]


def test_a_municipality_forms_no_network_of_the_förbund(world: World) -> None:
    decision = world.decision(Body.KOMMUNLEDNING, CHAIR)
    with pytest.raises(Refused, match="wrong-kind-of-organisation"):
        world.do(OFFICER, TROLLHATTAN, FormNetwork(name="E-nätverket", decision=decision))
