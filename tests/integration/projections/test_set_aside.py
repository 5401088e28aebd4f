"""One event that a view cannot take in stops nothing: it is set aside and told, the others go on."""

import json
import logging
import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace

import psycopg
import pytest
from psycopg import Connection

from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.commitments import PartFact
from samverka_projections.kernel import projector
from samverka_projections.kernel.building import Writer
from samverka_projections.kernel.checkpoints import Checkpoint, State, checkpoints
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_projections.kernel.set_aside import set_aside_by_live_builds
from tests.support.prepared import run
from tests.support.unreadable import record_unreadable
from tests.support.views import contents, statuses
from tests.support.world import TROLLHATTAN, UDDEVALLA, VANERSBORG, World

ALL = {projection.name for projection in PROJECTIONS}
DECISION = {
    "body": "KOMMUNLEDNING",
    "decided_on": "2026-03-02",
    "record_number": "2026/1",
    "decided_by": "director",
    "reason": "Efter beredning",
    "overtaken": False,
}
TOO_MANY = {"hours": 3_000_000_000, "role": "projektdeltagare", "year": 2026}
MUCH = {"hours": [TOO_MANY], "money": [], "valid_from": "2026-01-01", "valid_to": "2026-12-31"}


@pytest.fixture(autouse=True)
def request_id(world: World) -> str:
    """A region with some history in its views; returns a request that is open."""
    insats_id = world.insats()
    world.take_part(UDDEVALLA, insats_id, world.resources())
    request_id = world.sent_request(insats_id)
    world.project()
    return request_id


def unknown_type(world: World) -> int:
    return record_unreadable(world, "InsatsIdeaReceived", type_name="InsatsRenewed")


def no_payload(world: World) -> int:
    return record_unreadable(world, "InsatsIdeaReceived")


def no_stream(world: World) -> int:
    """The fold looks for an id in the stream's name."""
    idea = {"title": "E-arkiv", "code": "9.9", "origin": "NETWORK", "starts_with": "PROJECT"}
    return record_unreadable(world, "InsatsIdeaReceived", stream="insats", payload={"idea": idea})


def too_large(world: World) -> int:
    """It can be read and folded, and finds no room in its column."""
    about = {"insats_id": "exempel", "municipality_id": UDDEVALLA, "decision": DECISION, "resources": MUCH}
    return record_unreadable(world, "CommitmentResourcesSetAside", stream="commitment:exempel", payload=about)


KINDS: dict[Callable[[World], int], set[str]] = {
    unknown_type: ALL,
    no_payload: {"gates", "history", "insatser"},
    no_stream: {"history", "insatser"},
    too_large: {"commitments"},
}


def live(connection: Connection) -> list[Checkpoint]:
    return [mark for mark in checkpoints(connection) if mark.state == State.LIVE]


def lacking(connection: Connection) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for each in set_aside_by_live_builds(connection):
        found.setdefault(each.projection, []).append(each.position)
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_the_views_go_on_past_it_and_say_what_they_lack(
    connection: Connection, world: World, request_id: str, kind: Callable[[World], int]
) -> None:
    assert not set_aside_by_live_builds(connection)
    position = kind(world)
    world.answer(TROLLHATTAN, request_id)
    world.project()
    assert statuses(world)[TROLLHATTAN] == "INTERESTED"
    assert {mark.position for mark in live(connection)} == {world.head()}
    assert lacking(connection) == {name: [position] for name in KINDS[kind]}
    assert set_aside_by_live_builds(connection)


@pytest.mark.parametrize("kind", KINDS)
def test_in_the_middle_of_a_page_it_takes_nothing_else_along(
    connection: Connection, world: World, request_id: str, kind: Callable[[World], int]
) -> None:
    world.answer(TROLLHATTAN, request_id)
    position = kind(world)
    world.answer(VANERSBORG, request_id)
    world.project()
    page_by_page = contents(world)
    rebuild(connection, world)
    assert contents(world) == page_by_page
    assert lacking(connection) == {name: [position] for name in KINDS[kind]}
    answers = [row for row in page_by_page["answers"] if f",{request_id}," in row]
    assert len(answers) == 2


def rebuild(connection: Connection, world: World, projections: Sequence[Projection] = PROJECTIONS) -> None:
    for projection in projections:
        projector.begin_build(connection, projection, lambda: world.now)
    while projector.advance(connection, projections, lambda: world.now):
        continue


def test_many_of_them_are_set_aside_each_and_no_other(connection: Connection, world: World, request_id: str) -> None:
    bad = []
    for municipality in (TROLLHATTAN, UDDEVALLA, VANERSBORG):
        bad += [kind(world) for kind in KINDS]
        world.answer(municipality, request_id)
    world.project()
    assert sorted({position for found in lacking(connection).values() for position in found}) == bad
    assert set(statuses(world).values()) == {"INTERESTED", "RESOURCES_SET_ASIDE"}


def test_the_alarm_is_given_once_and_repeats_nothing_of_what_the_event_says(
    connection: Connection, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    idea = {"title": 17, "code": "Anna Exempel 0700-000000"}
    position = record_unreadable(world, "InsatsIdeaReceived", payload={"idea": idea})
    for _round in range(2):
        world.project()
    alarms = [record for record in caplog.records if record.levelno == logging.ERROR]
    told = [record.details for record in alarms]  # type: ignore[attr-defined]
    assert sorted((each["projection"], each["position"]) for each in told) == [
        ("gates", position),
        ("history", position),
        ("insatser", position),
    ]
    kept = [each.error for each in set_aside_by_live_builds(connection)]
    assert "Anna" not in json.dumps([kept, told])
    assert kept == ["msgspec.ValidationError"] * 3


def stumbling(over: int) -> tuple[Projection, ...]:
    """The projections, of which one cannot settle its rows once this event is among them."""

    def settle(writer: Writer, _page: list[RecordedEvent] | None) -> None:
        table = writer.table(PartFact).as_string()
        writer.cursor.execute(f"select 1 / (1 - count(*)) from {table} where position = %s", [over])

    return tuple(replace(each, settle=settle) if each.name == "commitments" else each for each in PROJECTIONS)


def test_what_cannot_be_settled_is_found_in_a_page_and_in_a_rebuild(connection: Connection, world: World) -> None:
    world.take_part(TROLLHATTAN, world.insats(), world.resources())
    over = world.head()
    world.take_part(VANERSBORG, world.insats())
    projections = stumbling(over)
    while projector.advance(connection, projections, lambda: world.now):
        continue
    assert lacking(connection) == {"commitments": [over]}
    page_by_page = contents(world)
    rebuild(connection, world, projections)
    assert lacking(connection) == {"commitments": [over]}
    assert contents(world) == page_by_page
    assert {mark.position for mark in live(connection)} == {world.head()}


def test_a_rebuild_tries_again_and_so_does_another_version_of_samverka(connection: Connection, world: World) -> None:
    world.take_part(TROLLHATTAN, world.insats(), world.resources())
    while projector.advance(connection, stumbling(world.head()), lambda: world.now):
        continue
    before = {mark.projection: mark.build for mark in live(connection)}
    world.project()
    assert {mark.projection: mark.build for mark in live(connection)} == before
    forget_who_stumbled(world)
    world.project()
    assert {mark.projection: mark.build for mark in live(connection)} == {
        **before,
        "commitments": before["commitments"] + 1,
    }
    assert not set_aside_by_live_builds(connection)


def forget_who_stumbled(world: World) -> None:
    """As if an earlier version of Samverka had."""
    with psycopg.connect(world.database.admin_url) as connection:
        connection.execute("update samverka.set_aside set by_version = '0.0.1'")


def test_what_is_wrong_with_a_table_is_no_fault_of_the_events(connection: Connection, world: World) -> None:
    (projection,) = (each for each in PROJECTIONS if each.name == "insatser")
    build = projector.begin_build(connection, projection, lambda: world.now)
    connection.execute(f"drop table {build.table(projection.facts[0]).as_string()}")
    with pytest.raises(psycopg.errors.UndefinedTable):
        projector.advance_build(connection, build, lambda: world.now)
    assert not set_aside_by_live_builds(connection)


def samverka(world: World, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {
        "SAMVERKA_DATABASE_URL": world.database.app_url,
        "SAMVERKA_PROJECTOR_DATABASE_URL": world.database.projector_url,
        "SAMVERKA_LANGUAGE": "en",
    }
    return run(["projections", *arguments], {**os.environ, **settings})


def test_the_command_line_shows_which_events_a_view_lacks(world: World) -> None:
    position = no_payload(world)
    world.project()
    rows = json.loads(samverka(world, "status", "--json").stdout)
    assert {row["projection"]: row["set_aside"] for row in rows if row["set_aside"]} == {
        "gates": [position],
        "history": [position],
        "insatser": [position],
    }
    assert "Incomplete: events that could not be read" in samverka(world, "status").stdout
    done = samverka(world, "rebuild", "insatser")
    assert done.returncode == 1
    assert f"insatser is incomplete: 1 events could not be read (position {position})" in done.stderr


def test_what_a_former_build_lacked_goes_with_it(connection: Connection, world: World) -> None:
    no_payload(world)
    world.project()
    rebuild(connection, world)
    counted = "select count(*) from samverka.set_aside"
    assert connection.execute(counted).fetchone() == (6,)
    connection.execute("update samverka.projection_checkpoints set left_at = left_at - interval '1 day'")
    projector.drop_former(connection)
    assert connection.execute(counted).fetchone() == (3,)
