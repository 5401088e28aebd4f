"""Random histories: whatever is asked, by whom and about which time, is answered as the model says."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import psycopg
import pytest

from samverka_projections.kernel import projector
from samverka_projections.kernel.registry import PROJECTIONS
from tests.integration.model.chunks import Play, play, plays
from tests.support.queries import asking
from tests.support.world import World

AT_ONCE = 20


@contextmanager
def played(world: World, first: int) -> Iterator[list[Play]]:
    """Some histories that have been played, with whom to ask about them."""
    with asking(world) as asker:
        histories = plays(world, asker, range(first, first + AT_ONCE))
        play(world, histories)
        yield histories


def assert_told_as_the_model_says(histories: list[Play]) -> None:
    found = [each for history in histories for each in history.divergences()]
    assert found == [], f"{len(found)} divergences, of which the first is {found[0]}"


@contextmanager
def rebuilding(world: World) -> Iterator[None]:
    """Every view is rebuilt meanwhile, again and again."""
    enough = Event()

    def rebuild() -> None:
        with psycopg.connect(world.database.projector_url, autocommit=True) as connection:
            while not enough.is_set():
                for projection in PROJECTIONS:
                    projector.begin_build(connection, projection, lambda: world.now)
                while projector.advance(connection, PROJECTIONS, lambda: world.now):
                    continue

    thread = Thread(target=rebuild)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


@pytest.mark.parametrize("first", range(0, 100, AT_ONCE))
class TestInPeace:
    def test_every_reader_is_told_what_the_model_says(self, bare: World, first: int) -> None:
        with played(bare, first) as histories:
            assert_told_as_the_model_says(histories)


@pytest.mark.parametrize("first", range(100, 200, AT_ONCE))
class TestDuringRebuilds:
    def test_every_reader_is_told_what_the_model_says(self, bare: World, first: int) -> None:
        with played(bare, first) as histories, rebuilding(bare):
            assert_told_as_the_model_says(histories)
