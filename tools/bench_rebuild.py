"""How fast the views are built from a long log: by the projector process, and each by a rebuild."""

import time

from psycopg import Connection
from tools.bench_report import durations, per_second, row, section, timed
from tools.large_region import Region
from tools.trial import LOOK_SECONDS, Trial, resident_mebibytes

from samverka_infra.database import open_pool, projector_connection
from samverka_infra.event_log import reader
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_projections.kernel import projector
from samverka_projections.kernel.checkpoints import checkpoints
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_services.kernel.timing import clock
from samverka_services.processes.projector import expect_many_objects

EVENTS = 25


def measure(trial: Trial) -> None:
    """The first build of all views, by the process."""
    with projector_connection(trial.databases.projector) as connection:
        head = reader.head(connection)
        section(f"All {len(PROJECTIONS)} projections from nothing, over {head:,} events")
        _measure_process(trial, connection, head)


def measure_rebuilds(trial: Trial) -> None:
    """Every projection anew beside the one that is asked, in this process."""
    section("Each projection anew, while autovacuum is paused")
    expect_many_objects()
    url = trial.databases.projector
    with projector_connection(url) as connection:
        _measure_rebuilds(connection, reader.head(connection))


def measure_live(trial: Trial, region: Region) -> None:
    """What a projector that has caught up needs for the next event: so much later at the least it is seen."""
    with open_pool(trial.databases.app, 1) as pool, projector_connection(trial.databases.projector) as connection:
        region.log = EventLog(pool)
        durations("one new event into all views", [_new_event(connection, region, each) for each in range(EVENTS)])


def _new_event(connection: Connection, region: Region, number: int) -> float:
    region.adjust_one(number)
    return timed(lambda: projector.advance(connection, PROJECTIONS, clock))


def _measure_process(trial: Trial, connection: Connection, head: int) -> None:
    started = time.perf_counter()
    with trial.running("project") as process:
        while not _caught_up(connection, head):
            time.sleep(LOOK_SECONDS)
        seconds = time.perf_counter() - started
        told = f"{seconds:.1f} s, with the start of the process"
        row("`samverka project` from nothing to the head", per_second(head / seconds), told)
        row("resident memory of `samverka project` then", f"{resident_mebibytes(process):.0f} MiB")


def _caught_up(connection: Connection, head: int) -> bool:
    live = [mark for mark in checkpoints(connection) if mark.state == "LIVE" and mark.position >= head]
    return len(live) == len(PROJECTIONS)


def _measure_rebuilds(connection: Connection, head: int) -> None:
    total = 0.0
    for projection in PROJECTIONS:
        before = time.process_time()
        seconds = timed(lambda each=projection: rebuild(connection, each))  # type: ignore[misc]
        told = f"{seconds:.1f} s, of which {time.process_time() - before:.1f} s in Python"
        row(f"`samverka projections rebuild {projection.name}`", per_second(head / seconds), told)
        total += seconds
    row("all projections, one after the other", per_second(head / total), f"{total:.1f} s")


def rebuild(connection: Connection, projection: Projection) -> None:
    """What `samverka projections rebuild` does."""
    build = projector.begin_build(connection, projection, clock)
    while projector.advance_build(connection, build, clock):
        continue
