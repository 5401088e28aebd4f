"""An analysis is the förbund's own until the e-råd has taken note of it; then its members read what was noted."""

import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.plans import PlanContent
from samverka_services.commands.analyses import BeginAnalysis, NoteAnalysis, WriteAnalysis
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.plans import DraftActionPlan
from tests.support.queries import data
from tests.support.world import CHAIR, FYRBODAL, GOTEBORGSREGIONEN, LEADER, TROLLHATTAN, World
from tests.unit.domain.test_analyses import BETTER, CONTENT

ANALYSES = """query($id: ID!) { region(id: $id) { analyses {
    title planId versions { number content { surroundings } decision { recordNumber } }
} } }"""


def read(world: World, reader: str) -> list[tuple[str, str, str | None]]:
    """Of the only analysis, if there is one to see: number, what it says, and the decision's number."""
    world.project()
    found = data(world, reader, ANALYSES, id=FYRBODAL)["region"]["analyses"]
    versions = [each for one in found for each in one["versions"]]
    return [
        (each["number"], each["content"]["surroundings"], each["decision"] and each["decision"]["recordNumber"])
        for each in versions
    ]


def test_a_member_reads_of_an_analysis_what_the_erad_has_taken_note_of_alone(world: World) -> None:
    content = PlanContent("Handlingsplan", (), ())
    plan_id = world.do(LEADER, FYRBODAL, DraftActionPlan(content=content)).id
    begin = BeginAnalysis(plan_id=plan_id, title="Analys inför planen")
    with pytest.raises(NotFound):
        world.do(LEADER, GOTEBORGSREGIONEN, begin)
    analysis_id = world.do(LEADER, FYRBODAL, begin).id
    for version, said in enumerate((CONTENT, BETTER), start=1):
        write = WriteAnalysis(analysis_id=analysis_id, content=said, change="Nytt")
        world.do(LEADER, FYRBODAL, write, version=version)
    own = [("0.2", BETTER.surroundings, None), ("0.1", CONTENT.surroundings, None)]
    assert (read(world, FYRBODAL), read(world, TROLLHATTAN)) == (own, [])
    decision = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, NoteAnalysis(analysis_id=analysis_id, version="0.2", decision=decision), version=3)
    noted = ("1.0", BETTER.surroundings, decision.record_number)
    assert (read(world, FYRBODAL), read(world, TROLLHATTAN)) == ([noted, *own], [noted])
