"""The endurance runs, each in an installation of its own."""

from argparse import ArgumentParser, Namespace
from random import Random

from tools import soak_histories, soak_kills, soak_tail
from tools.bench_report import per_second, row, section
from tools.large_region import Region, own_clock
from tools.trial import Trial, trial

from samverka_infra.database import open_pool
from samverka_infra.event_log.unit_of_work import EventLog

WRITERS = 4
"""Three municipalities and their förbund."""
REQUESTS = 100


def main() -> int:
    """The exit code: 0 if nothing was missed, lost or doubled."""
    chosen = _arguments()
    print(f"Seed {chosen.seed}")
    try:
        holds = all([_tail(chosen), _kill(chosen), _histories(chosen)])
    except soak_kills.Unexpected as answer:
        print(f"\nVIOLATED: a client was answered what it should not be: {answer}")
        return 1
    print("\nAll as it must be." if holds else "\nVIOLATED: see the figures above.")
    return 0 if holds else 1


def _arguments() -> Namespace:
    parser = ArgumentParser(description="Writers with a tailing reader, a server that is killed, random histories.")
    parser.add_argument("--seed", type=int, default=1, help="chooses commands and the moments of the kills")
    parser.add_argument("--commands", type=int, default=2000, help="by each writer; and by all clients together")
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--histories", type=int, default=1000)
    chosen = parser.parse_args()
    if chosen.commands < WRITERS * (chosen.kills + 1):
        parser.error(f"{chosen.kills} kills need at least {WRITERS * (chosen.kills + 1)} commands")
    return chosen


def _tail(chosen: Namespace) -> bool:
    section(f"{WRITERS} writers with {chosen.commands:,} commands each, and a reader from position 0")
    with trial() as here:
        tailed = soak_tail.run(here, _region(here), chosen.commands, chosen.seed)
    count = len(tailed.acknowledged)
    row("commands acknowledged", f"{count:,}", per_second(count / tailed.seconds))
    row("events in the log", f"{tailed.rows:,}", f"head {tailed.head:,}")
    row("events seen by the reader", f"{len(tailed.seen):,}")
    _counts(missed=tailed.missed, doubled=tailed.doubled, out_of_order=tailed.disordered, gaps=tailed.gaps)
    return tailed.holds


def _kill(chosen: Namespace) -> bool:
    section(f"{WRITERS} clients with {chosen.commands:,} commands over HTTP, and {chosen.kills} kills of the server")
    with trial() as here:
        survived = soak_kills.run(here, _region(here), chosen.commands, chosen.kills, chosen.seed)
    count = len(survived.acknowledged)
    row("commands acknowledged", f"{count:,}", f"in {survived.seconds:.1f} s with the restarts")
    row("commands in the log", f"{len(survived.logged):,}")
    row("requests cut off by a kill", f"{survived.cut_off:,}", f"of them carried out already: {survived.replayed:,}")
    _counts(lost=survived.lost, doubled=survived.doubled)
    return survived.holds


def _histories(chosen: Namespace) -> bool:
    section(f"{chosen.histories:,} random histories against the model of tests/model, during rebuilds")
    found = soak_histories.run(chosen.histories, chosen.seed)
    row("histories", f"{found.histories:,}", f"in {found.seconds:.1f} s")
    _counts(divergences=len(found.divergences))
    for each in found.divergences[:1]:
        print(f"\n{each}")
    return not found.divergences


def _counts(**counts: int) -> None:
    for name, count in counts.items():
        row(name.replace("_", " "), f"{count:,}")


def _region(here: Trial) -> Region:
    with own_clock(here.databases) as clock, open_pool(here.databases.app, 1) as pool:
        region = Region(EventLog(pool), clock, WRITERS - 1, REQUESTS, Random(1))  # noqa: S311 — chance, not secrecy
        region.settle()
        region.ask(closing=0)
    return region
