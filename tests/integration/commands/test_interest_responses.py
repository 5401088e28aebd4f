"""Answering a request: who may, until when, and what is recorded."""

import pytest

from samverka_domain.answers import InterestResponse
from samverka_domain.kernel.rules import Refused, Rule
from tests.support.world import TROLLHATTAN, World


def test_an_answer_is_recorded_in_the_municipalitys_own_log(world: World) -> None:
    request_id = world.sent_request(world.insats())
    outcome = world.answer(TROLLHATTAN, request_id)
    (given,) = world.events(TROLLHATTAN, InterestResponse.stream(request_id))
    assert (given.tenant_id, given.position, outcome.version) == (TROLLHATTAN, outcome.position, 1)


def test_who_was_not_asked_cannot_answer(world: World) -> None:
    request_id = world.draft(world.insats())
    world.send(request_id, to=("1485",))
    with pytest.raises(Refused) as refusal:
        world.answer(TROLLHATTAN, request_id)
    assert refusal.value.rule is Rule.NOT_A_RECIPIENT
