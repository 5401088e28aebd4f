"""When others' answers open: with the request's closing, and never by its withdrawal."""

from dataclasses import replace
from datetime import timedelta

import pytest

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.decision import Body
from samverka_projections.answers import answers_of
from samverka_projections.history import history
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.participation.tallies import tallies
from samverka_services.commands.requests import (
    CloseInterestRequest,
    CorrectInterestRequest,
    WithdrawInterestRequest,
)
from tests.support.views import ask, statuses
from tests.support.world import CHAIR, FYRBODAL, LEADER, TROLLHATTAN, UDDEVALLA, World

A_DAY = timedelta(days=1)


@pytest.fixture
def insats_id(world: World) -> str:
    return world.insats()


@pytest.fixture
def request_id(world: World, insats_id: str) -> str:
    """One that Trollhättan has answered, with today as its last day."""
    found = world.sent_request(insats_id, world.now.date())
    world.answer(TROLLHATTAN, found)
    return found


def withdraw(world: World, request_id: str) -> None:
    command = WithdrawInterestRequest(request_id=request_id, decision=world.decision(Body.E_RAD, CHAIR))
    world.do(LEADER, FYRBODAL, command, version=3)


def sees(world: World, reader: str, request_id: str) -> bool:
    return request_id in ask(world, reader, lambda c, as_of: answers_of(c, TROLLHATTAN, as_of))


def reads_of_it(world: World, reader: str, insats_id: str) -> bool:
    found = ask(world, reader, lambda c, as_of: history(c, insats_id, as_of, before=NEWEST, limit=100))
    return "InterestResponseGiven" in {entry.type for entry in found}


def test_a_withdrawn_request_discloses_nothing(world: World, insats_id: str, request_id: str) -> None:
    withdraw(world, request_id)
    world.project()
    for reader, may in ((FYRBODAL, True), (TROLLHATTAN, True), (UDDEVALLA, False)):
        assert sees(world, reader, request_id) is may
        assert reads_of_it(world, reader, insats_id) is may


def test_a_withdrawal_that_is_put_right_after_the_last_day_opens_nothing(world: World, request_id: str) -> None:
    withdraw(world, request_id)
    corrected = replace(world.decision(Body.E_RAD, CHAIR), record_number="2026/2")
    world.now += 2 * A_DAY
    decision = world.decision(Body.E_RAD, CHAIR)
    put_right = CorrectInterestRequest(
        request_id=request_id, version=4, corrected=corrected, decision=decision, content={}
    )
    world.do(LEADER, FYRBODAL, put_right, version=4)
    world.project()
    found = ask(world, UDDEVALLA, lambda connection, as_of: tallies(connection, [request_id], as_of))
    assert found[request_id].reactions is None


def test_what_was_disclosed_before_the_withdrawal_stays_so(world: World, insats_id: str, request_id: str) -> None:
    world.now += A_DAY
    withdraw(world, request_id)
    world.project()
    assert sees(world, UDDEVALLA, request_id)
    assert reads_of_it(world, UDDEVALLA, insats_id)


def test_answers_have_opened_when_the_time_was_over_also_if_the_request_is_closed_later(
    world: World, request_id: str
) -> None:
    last_day = world.now.date()
    world.now += 3 * A_DAY
    world.do(LEADER, FYRBODAL, CloseInterestRequest(request_id=request_id, reason="Slut"), version=3)
    world.project()
    found = ask(world, UDDEVALLA, lambda c, as_of: answers_of(c, TROLLHATTAN, as_of))
    assert found[request_id].opens_at == end_of_day(last_day)


def test_answers_open_when_a_request_is_closed_before_its_time(world: World, insats_id: str) -> None:
    request_id = world.draft(insats_id)
    world.send(request_id, to=("1488",))
    world.answer(TROLLHATTAN, request_id)
    closed = world.do(LEADER, FYRBODAL, CloseInterestRequest(request_id=request_id, reason="Alla"), version=3)
    world.project()
    found = ask(world, UDDEVALLA, lambda c, as_of: answers_of(c, TROLLHATTAN, as_of))
    assert found[request_id].opens_at == closed.recorded_at


def test_open_answers_stay_open(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id, open_answers=True)
    world.answer(TROLLHATTAN, request_id)
    withdraw(world, request_id)
    world.project()
    assert sees(world, UDDEVALLA, request_id)


def test_a_request_that_is_withdrawn_hides_no_answer_to_the_former(
    world: World, insats_id: str, request_id: str
) -> None:
    world.now += A_DAY
    second = world.sent_request(insats_id)
    withdraw(world, second)
    world.project()
    assert sees(world, UDDEVALLA, request_id)
    assert statuses(world, UDDEVALLA)[TROLLHATTAN] == "INTERESTED"
