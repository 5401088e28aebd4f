"""Many more random histories than the tests play, each compared with the model of tests/model during rebuilds."""

import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.integration.model.chunks import Divergence, divergences
from tests.integration.model.rebuilding import rebuilding
from tests.support.databases import throwaway_cluster
from tests.support.world import empty_world

AT_ONCE = 50
"""In one database."""


@dataclass(frozen=True)
class Compared:
    """How many histories were compared, and where what is told diverges from the model."""

    histories: int
    seconds: float
    divergences: list[Divergence]


def run(histories: int, seed: int) -> Compared:
    """Play histories whose seeds follow upon one."""
    found: list[Divergence] = []
    started, first = time.monotonic(), seed * 1_000_000
    with (
        TemporaryDirectory(prefix="samverka-soak-") as folder,
        throwaway_cluster(Path(folder) / "postgres") as cluster,
    ):
        for begin in range(first, first + histories, AT_ONCE):
            seeds = range(begin, min(begin + AT_ONCE, first + histories))
            with cluster.database() as database, empty_world(database) as world:
                found += divergences(world, seeds, rebuilding(world))
    return Compared(histories, time.monotonic() - started, found)
