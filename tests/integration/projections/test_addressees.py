"""What is addressed to organisations by name is seen by each of them, in views and history, and by nobody else."""

from datetime import date

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.kernel.decision import Body
from samverka_infra.event_log.unit_of_work import Stamp
from samverka_projections.answers import answers_of
from samverka_projections.history import history
from samverka_projections.kernel.reading import NEWEST
from tests.support.views import ask
from tests.support.world import CHAIR, FYRBODAL, GOTEBORG, TROLLHATTAN, UDDEVALLA, VANERSBORG, World

SOURCE = "Brev till båda kommunerna"
FAR = date(2099, 12, 31)
"""Until then the region's members see no answer of others."""


def addressed(world: World, insats_id: str, request_id: str, *organisations: str) -> None:
    """The förbund records an answer of Trollhättan's that goes to these by name."""
    response = InterestResponse.begin(
        InterestResponse.Given,
        InterestResponse.proxy_stream(request_id, TROLLHATTAN),
        world.now,
        region_id=FYRBODAL,
        addressed_to=organisations,
        request_id=request_id,
        insats_id=insats_id,
        municipality_id=TROLLHATTAN,
        reply=Reply(Stance.INTERESTED),
        late=False,
        source=SOURCE,
        decision=world.decision(Body.KOMMUNLEDNING, CHAIR),
    )
    with world.log.unit_of_work(FYRBODAL) as work:
        work.save(response, stamp=Stamp(CHAIR, "addressed", "addressed"), result={})


def sees(world: World, reader: str, request_id: str) -> bool:
    return request_id in ask(world, reader, lambda c, as_of: answers_of(c, TROLLHATTAN, as_of))


def history_types(world: World, reader: str, insats_id: str) -> set[str]:
    found = ask(world, reader, lambda c, as_of: history(c, insats_id, as_of, before=NEWEST, limit=100))
    return {entry.type for entry in found}


def test_each_of_several_addressees_sees_it_and_nobody_else(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id, FAR)
    addressed(world, insats_id, request_id, TROLLHATTAN, UDDEVALLA, GOTEBORG)
    world.project()
    assert [reader for reader in (FYRBODAL, TROLLHATTAN, UDDEVALLA, GOTEBORG) if sees(world, reader, request_id)] == [
        FYRBODAL,
        TROLLHATTAN,
        UDDEVALLA,
        GOTEBORG,
    ]
    assert not sees(world, VANERSBORG, request_id)


def test_its_entry_in_the_history_is_seen_by_the_same(world: World) -> None:
    insats_id = world.insats()
    addressed(world, insats_id, world.sent_request(insats_id, FAR), TROLLHATTAN, UDDEVALLA)
    world.project()
    assert "InterestResponseGiven" in history_types(world, UDDEVALLA, insats_id)
    assert "InterestResponseGiven" not in history_types(world, VANERSBORG, insats_id)
