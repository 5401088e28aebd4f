"""Random deeds of random people in the process: accepted and refused, and told to be allowed, as the model says.

Half of what is tried after a prefix of the story is drawn from what may be decided. `make soak` plays many more.
"""

from tests.integration.model.process_runs import Seen, play
from tests.support.world import World

HISTORIES, DEEDS = 6, 20


def test_what_may_be_decided_and_what_is_refused_is_as_the_model_says(world: World) -> None:
    seen = Seen()
    for seed in range(HISTORIES):
        play(world, seed, seen, DEEDS)
    assert seen.divergences == []
