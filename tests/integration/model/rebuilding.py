"""Rebuilding every view while others ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg

from samverka_projections.kernel import projector
from samverka_projections.kernel.registry import PROJECTIONS
from tests.support.world import World

BREATH_SECONDS = 0.5


@contextmanager
def rebuilding(world: World) -> Iterator[None]:
    """Every view is rebuilt meanwhile, again and again, with a breath between."""
    enough = Event()
    thread = Thread(target=_rebuild, args=(world, enough))
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def _rebuild(world: World, enough: Event) -> None:
    with psycopg.connect(world.database.projector_url, autocommit=True) as connection:
        while not enough.wait(BREATH_SECONDS):
            for projection in PROJECTIONS:
                projector.begin_build(connection, projection, lambda: world.now)
            while projector.advance(connection, PROJECTIONS, lambda: world.now):
                continue
