"""The version that a view tells of a thing is that of its whole stream, so that the next command may name it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from samverka_domain.answers import Stance
from samverka_domain.ideas import Description
from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_services.commands.answers import CorrectAnswer
from samverka_services.commands.commitments import AdjustCommitment, CorrectCommitment, EndCommitment
from samverka_services.commands.insatser import CorrectPriority, DescribeInsats, PrioritiseInsats
from samverka_services.commands.networks import CorrectNetwork, FormNetwork, RenameNetwork
from samverka_services.commands.requests import CorrectInterestRequest, WithdrawInterestRequest
from tests.support.queries import data
from tests.support.world import CHAIR, DIRECTOR, FYRBODAL, LEADER, OFFICER, TROLLHATTAN, World

QUERY = """
query($id: ID!, $municipality: ID!) {
    region(id: $id) {
        insatser { edges { node { version } } }
        networks { version }
        interestRequests { edges { node { version answers { edges { node { version } } } } } }
    }
    municipality(id: $municipality) { commitments { version } }
}
"""


def told(world: World) -> dict[str, int]:
    """The version of each thing, by what it is."""
    world.project()
    found = data(world, FYRBODAL, QUERY, id=FYRBODAL, municipality=TROLLHATTAN)
    region, (part,) = found["region"], found["municipality"]["commitments"]
    (insats,), (request,) = nodes(region["insatser"]), nodes(region["interestRequests"])
    (answer,), (network,) = nodes(request["answers"]), region["networks"]
    by_thing = {"insats": insats, "network": network, "request": request, "answer": answer, "part": part}
    return {thing: each["version"] for thing, each in by_thing.items()}


def nodes(connection: dict[str, Any]) -> list[dict[str, Any]]:
    return [edge["node"] for edge in connection["edges"]]


def test_the_version_after_something_earlier_was_put_right_is_that_which_the_next_command_names(world: World) -> None:
    e_rad, leading = world.decision(Body.E_RAD, CHAIR), world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    insats_id = world.insats()
    describe = DescribeInsats(insats_id=insats_id, description=Description(title="Nytt"))
    world.do(LEADER, FYRBODAL, describe, version=2)
    forming = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    network_id = world.do(LEADER, FYRBODAL, FormNetwork(name="E-nätverket", decision=forming)).id
    world.do(LEADER, FYRBODAL, RenameNetwork(network_id=network_id, name="IT-nätverket"), version=1)
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.change(TROLLHATTAN, request_id, Stance.DECLINED)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    parts = world.events(TROLLHATTAN, f"commitment:{insats_id}")
    adjust = AdjustCommitment(insats_id=insats_id, resources=world.resources(hours=200), decision=leading)
    world.do(OFFICER, TROLLHATTAN, adjust, version=len(parts))
    before = told(world)

    def right(wrong: Decision) -> dict[str, Any]:
        return {"corrected": replace(wrong, record_number="2026/2"), "decision": wrong, "content": {}}

    for person, tenant, correct, thing in (
        (LEADER, FYRBODAL, CorrectPriority(insats_id=insats_id, version=2, **right(e_rad)), "insats"),
        (LEADER, FYRBODAL, CorrectNetwork(network_id=network_id, version=1, **right(forming)), "network"),
        (LEADER, FYRBODAL, CorrectInterestRequest(request_id=request_id, version=2, **right(e_rad)), "request"),
        (OFFICER, TROLLHATTAN, CorrectAnswer(request_id=request_id, version=1, **right(leading)), "answer"),
        (OFFICER, TROLLHATTAN, CorrectCommitment(insats_id=insats_id, version=1, **right(leading)), "part"),
    ):
        world.do(person, tenant, correct, version=before[thing])
    after = told(world)
    assert after == {thing: version + 1 for thing, version in before.items()}
    earlier = world.decision(Body.E_RAD, CHAIR, on=world.now.date() - timedelta(days=1))
    forgotten = replace(earlier, overtaken=True)
    prioritise = PrioritiseInsats(insats_id=insats_id, priority=Priority.DECLINE, decision=forgotten)
    world.do(LEADER, FYRBODAL, prioritise, version=after["insats"])
    assert told(world)["insats"] == after["insats"] + 1, "what had been overtaken when it was recorded is one too"
    world.do(LEADER, FYRBODAL, describe, version=after["insats"] + 1)
    world.do(LEADER, FYRBODAL, RenameNetwork(network_id=network_id, name="Nätverket"), version=after["network"])
    world.change(TROLLHATTAN, request_id, Stance.INTERESTED, version=after["answer"])
    end = EndCommitment(insats_id=insats_id, valid_to=world.now.date(), decision=leading)
    world.do(OFFICER, TROLLHATTAN, end, version=after["part"])
    withdraw = WithdrawInterestRequest(request_id=request_id, decision=e_rad)
    world.do(LEADER, FYRBODAL, withdraw, version=after["request"])
