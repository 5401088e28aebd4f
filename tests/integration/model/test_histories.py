"""Random histories: whatever is asked, by whom and about which time, is answered as the model says.

`make soak` plays many more.
"""

from contextlib import AbstractContextManager, nullcontext

import pytest

from tests.integration.model.chunks import divergences
from tests.integration.model.rebuilding import rebuilding
from tests.support.world import World

pytestmark = pytest.mark.long

AT_ONCE = 20


def assert_told_as_the_model_says(world: World, first: int, meanwhile: AbstractContextManager[None]) -> None:
    found = list(divergences(world, range(first, first + AT_ONCE), meanwhile))
    assert found == [], f"{len(found)} divergences, of which the first is {found[0]}"


@pytest.mark.parametrize("first", range(0, 100, AT_ONCE))
class TestInPeace:
    def test_every_reader_is_told_what_the_model_says(self, bare: World, first: int) -> None:
        assert_told_as_the_model_says(bare, first, nullcontext())


@pytest.mark.parametrize("first", range(100, 200, AT_ONCE))
class TestDuringRebuilds:
    def test_every_reader_is_told_what_the_model_says(self, bare: World, first: int) -> None:
        assert_told_as_the_model_says(bare, first, rebuilding(bare))
