"""All measurements, one after the other, on one database."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random

import psycopg
from tools import bench_appends, bench_as_of, bench_http, bench_matrix, bench_pages, bench_rebuild, bench_tenancy
from tools.bench_report import per_second, row, section, timed
from tools.large_region import Region, own_clock
from tools.trial import Trial, trial

from samverka_infra.database import open_pool
from samverka_infra.event_log.clock import LogClock
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_services.processes.databases import Databases

MEMBERS = 49
INSATSER = 200
EVENTS = 100_000


def main() -> None:
    """Start, measure, print; the appends come last, so that they meet a log of some length."""
    with trial() as here:
        with own_clock(here.databases) as clock:
            region, early = _region(here, clock)
            bench_rebuild.measure(here)
            with autovacuum_paused(here.databases):
                bench_rebuild.measure_rebuilds(here)
                bench_rebuild.measure_live(here, region)
                bench_matrix.measure_first(here, region)
        bench_matrix.measure(here, region, early)
        bench_as_of.measure(here, region)
        bench_tenancy.measure(here, region)
        bench_http.measure(here, region)
        bench_http.measure_tokens(here)
        bench_pages.measure_large(here, region)
        bench_appends.measure(here)
    bench_pages.measure()


def pages() -> None:
    """Those of pages alone: of a region with its first round and what is under way, and of the demonstration."""
    with trial() as here:
        with own_clock(here.databases) as clock:
            region, _ = _region(here, clock)
        bench_rebuild.measure(here)
        bench_pages.measure_large(here, region)
    bench_pages.measure()


def _region(here: Trial, clock: LogClock) -> tuple[Region, int]:
    """The region, and the position at which the first round was over."""
    with open_pool(here.databases.app, 1) as pool:
        region = Region(EventLog(pool), clock, MEMBERS, INSATSER, Random(1))  # noqa: S311 — chance, not secrecy
        section(f"A region of {MEMBERS} municipalities and {INSATSER} insatser")
        seconds = timed(lambda: _first_round(region))
        early = region.position
        seconds += timed(lambda: region.go_on_until(EVENTS))
    told = f"{region.position:,} events in {seconds:.1f} s, decided and appended in large batches"
    row("the log, written", per_second(region.position / seconds), told)
    return region, early


@contextmanager
def autovacuum_paused(databases: Databases) -> Iterator[None]:
    """Nothing is analysed unless Samverka asks for it; afterwards everything is."""
    with psycopg.connect(databases.admin, autocommit=True) as connection:
        connection.execute("alter system set autovacuum = off")
        connection.execute("select pg_reload_conf()")
        yield
        connection.execute("alter system reset autovacuum")
        connection.execute("select pg_reload_conf()")
        connection.execute("analyze")


def _first_round(region: Region) -> None:
    region.settle()
    region.ask(closing=INSATSER // 2)
    region.answer()
    region.commit()
    region.close()
