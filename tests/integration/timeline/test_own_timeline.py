"""What an organisation's own auditor is told: its own log and what was addressed to it, found as the marks say."""

from datetime import date, timedelta
from typing import Any

import pytest

from samverka_domain.kernel.decision import Body
from samverka_services.commands.insats_acts import StopInsats
from samverka_services.timeline.entries import TimelineEntry
from samverka_services.timeline.own import MARKS, OwnSelection, own_timeline
from tests.integration.commands.test_takeovers import taken_over
from tests.integration.timeline.test_timeline import Scene, scene
from tests.support.views import ask
from tests.support.world import CHAIR, DIRECTOR, FYRBODAL, GOTEBORG, LEADER, TROLLHATTAN, UDDEVALLA, VANERSBORG

__all__ = ["scene"]
MOST = 500


@pytest.fixture(scope="module", autouse=True)
def projected(scene: Scene) -> None:
    """The views, by which things are named; and an insats that was stopped long ago and lacks its final report."""
    world = scene.world
    insats_id = taken_over(world)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    stop = StopInsats(insats_id=insats_id, decision=world.decision(Body.E_RAD, CHAIR, "Pengarna räcker inte"))
    world.do(LEADER, FYRBODAL, stop, version=2)
    world.project()
    assert not told(scene, FYRBODAL, deviations=["final-report-missing"])
    world.now += timedelta(days=91)
    world.project()


def told(
    scene: Scene, reader: str, limit: int = MOST, *, decided_as_of: date | None = None, **asked: Any
) -> list[TimelineEntry]:
    return ask(
        scene.world,
        reader,
        lambda connection, as_of: own_timeline(connection, OwnSelection(**asked), as_of, "sv", limit),
        decided_as_of=decided_as_of,
    )


def positions(entries: list[TimelineEntry]) -> list[int]:
    return [entry.row.position for entry in entries]


@pytest.mark.parametrize("reader", [FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG])
@pytest.mark.parametrize("mark", MARKS)
def test_what_the_database_finds_is_what_bears_the_mark(scene: Scene, reader: str, mark: str) -> None:
    marked = [entry for entry in told(scene, reader) if mark in entry.marks]
    assert positions(told(scene, reader, deviations=[mark])) == positions(marked)


def test_each_mark_is_found_somewhere(scene: Scene) -> None:
    readers = (FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG)
    assert {mark for mark in MARKS if any(told(scene, each, deviations=[mark]) for each in readers)} == set(MARKS)


def test_it_is_the_organisations_own_and_what_was_addressed_to_it(scene: Scene) -> None:
    for entry in told(scene, UDDEVALLA):
        assert entry.row.tenant_id == UDDEVALLA or UDDEVALLA in entry.row.addressed_to
    assert {entry.row.tenant_id for entry in told(scene, UDDEVALLA)} == {UDDEVALLA, FYRBODAL}
    assert not {entry.row.tenant_id for entry in told(scene, GOTEBORG)} & {UDDEVALLA, FYRBODAL}


def test_pages_go_on_and_a_correction_is_told_where_what_it_corrects_is_on_another(scene: Scene) -> None:
    whole = told(scene, TROLLHATTAN)
    pages = [told(scene, TROLLHATTAN, 1)]
    while pages[-1]:
        pages.append(told(scene, TROLLHATTAN, 1, before=pages[-1][0].row.position))
    assert [entry for page in pages for entry in page] == whole
    assert any(entry.corrects for entry in whole)
    assert any(entry.corrected_by for entry in whole)


def test_it_is_narrowed_by_person_body_thing_and_day(scene: Scene) -> None:
    whole = told(scene, TROLLHATTAN)
    by_director = [entry for entry in whole if DIRECTOR in {entry.decided_by, entry.recorded_by}]
    assert positions(told(scene, TROLLHATTAN, person=DIRECTOR)) == positions(by_director)
    mandates = told(scene, TROLLHATTAN, thing="Mandates")
    assert {entry.row.type for entry in mandates} == {"MandatesOpened", "MandatesGiven"}
    day = date(2026, 1, 20)
    of_day = [entry for entry in whole if entry.decided_on == "2026-01-20"]
    assert positions(told(scene, TROLLHATTAN, since=day, until=day, body="KOMMUNLEDNING")) == positions(of_day)
    assert not positions(told(scene, TROLLHATTAN, since=day, decided_as_of=date(2026, 1, 19)))
