"""Playing the demonstration's story again: what was cut off goes on where it ended."""

from datetime import date

import pytest

from samverka_services.demo.playing.player import Player
from samverka_services.plan_import.reading import read_plan
from tests.support.installation import PLAN
from tests.support.world import World


class CutOffError(Exception):
    """The demonstration was killed."""


def at_the_request(step: str) -> None:
    if step == "requests":
        raise CutOffError


def test_a_story_that_was_cut_off_goes_on_and_is_not_told_twice(bare: World) -> None:
    about = bare.log, bare.clock, read_plan(PLAN, "sv")
    until = date(2020, 5, 20)
    with pytest.raises(CutOffError):
        Player(*about, at_the_request, until).play()
    told = bare.head()
    ended = Player(*about, lambda _: None, until).play()
    assert (bare.head() - told, ended.date()) == (7, until), "only the open request was left"
    Player(*about, lambda _: None, until).play()
    assert bare.head() == told + 7
