"""What an organisation was told at a moment is what it is told of that moment for ever, whatever has opened since."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st
from psycopg import AsyncConnection

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused
from samverka_projections.answers import answers_of, answers_to
from samverka_projections.history import history
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import region
from samverka_projections.participation.matrix import matrix
from samverka_projections.participation.tallies import tallies
from samverka_projections.requests import requests
from samverka_services.commands.answers import RegisterAnswerOnBehalf, WithdrawAnswer
from samverka_services.commands.memberships import EndMembership
from samverka_services.commands.requests import (
    CloseInterestRequest,
    ExtendInterestRequest,
    WithdrawInterestRequest,
)
from tests.support.views import ask
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

A_DAY = timedelta(days=1)
pytestmark = pytest.mark.long
READERS = (FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG, GOTEBORG)
AN_INSTANT = timedelta(microseconds=1)


def told(world: World, reader: str, insats_id: str, request_id: str, **when: Any) -> list[Any]:
    """All that depends on what has opened."""

    async def question(connection: AsyncConnection, as_of: AsOf) -> list[Any]:
        given = [await answers_of(connection, each, as_of) for each in READERS]
        return [
            await matrix(connection, FYRBODAL, as_of),
            [vars(each) | {"as_of": None} for each in await requests(connection, FYRBODAL, as_of, limit=9)],
            await answers_told(connection, request_id, as_of),
            [{key: each.position for key, each in found.items()} for found in given],
            [each.position for each in await history(connection, insats_id, as_of, before=NEWEST, limit=99)],
            await tallies(connection, [request_id], as_of),
        ]

    return ask(world, reader, question, **when)


async def answers_told(connection: AsyncConnection, request_id: str, as_of: AsOf) -> list[tuple[str, Any, Any]]:
    found = await answers_to(connection, FYRBODAL, request_id, as_of, limit=9)
    return [(each.municipality_id, each.stance, each.withdrawn_from) for each in found]


@pytest.mark.parametrize("reader", [UDDEVALLA, VANERSBORG])
def test_what_opened_later_was_not_open_then(world: World, reader: str) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id, world.now.date() + A_DAY)
    world.answer(TROLLHATTAN, request_id)
    world.project()
    then, before = world.now, told(world, reader, insats_id, request_id)
    assert before[2] == []
    world.now += 3 * A_DAY
    world.project()
    assert [each[0] for each in told(world, reader, insats_id, request_id)[2]] == [TROLLHATTAN]
    assert told(world, reader, insats_id, request_id, known_at=then) == before


def test_answers_are_open_from_the_moment_of_the_deadline(world: World) -> None:
    """Also when it is recorded a while later that the request has closed."""
    insats_id = world.insats()
    closes_at = (world.now + A_DAY).replace(microsecond=0)
    request_id = world.sent_request(insats_id, closes_at)
    world.answer(TROLLHATTAN, request_id)
    world.project()
    world.now = closes_at
    at_once = told(world, UDDEVALLA, insats_id, request_id)
    assert len(at_once[2]) == 1
    world.now += A_DAY
    world.do(LEADER, FYRBODAL, CloseInterestRequest(request_id=request_id, reason="Slut"), version=3)
    world.project()
    assert told(world, UDDEVALLA, insats_id, request_id, known_at=closes_at) == at_once
    assert told(world, UDDEVALLA, insats_id, request_id, known_at=closes_at - AN_INSTANT)[2] == []


def test_a_new_member_reads_what_members_could_read_then(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id, world.now.date() + A_DAY)
    world.answer(TROLLHATTAN, request_id)
    before = world.now
    world.now += 3 * A_DAY
    after = world.now
    world.join(FYRBODAL, GOTEBORG, world.now.date())
    world.project()
    for moment in (before, after):
        assert told(world, GOTEBORG, insats_id, request_id, known_at=moment)[1:5] == [
            *told(world, VANERSBORG, insats_id, request_id, known_at=moment)[1:5]
        ]


def test_who_has_left_reads_of_the_past_what_is_its_own(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id, world.now.date() + A_DAY)
    for municipality in (TROLLHATTAN, UDDEVALLA):
        world.answer(municipality, request_id)
    world.now += 3 * A_DAY
    open_then = world.now
    leaving = EndMembership(
        organisation_number=UDDEVALLA,
        valid_to=world.now.date(),
        decision=world.decision(Body.FORBUNDSLEDNING, CHAIR),
    )
    world.do(LEADER, FYRBODAL, leaving)
    world.now += 2 * A_DAY
    world.project()
    assert ask(world, UDDEVALLA, lambda c, as_of: region(c, FYRBODAL, as_of), known_at=open_then) is None
    assert [each[0] for each in told(world, UDDEVALLA, insats_id, request_id, known_at=open_then)[2]] == [UDDEVALLA]
    assert len(told(world, VANERSBORG, insats_id, request_id, known_at=open_then)[2]) == 2


Step = tuple[str, int]
KINDS = ["answer", "decline", "change", "withdraw", "on behalf", "take part", "extend", "close", "take back", "pass"]
steps = st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 3)), min_size=1, max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(steps)
def test_every_moment_of_the_past_is_answered_as_it_was_answered_then(world: World, steps: list[Step]) -> None:
    """The oracle is the view itself: what it said at each moment is what it must say of that moment for ever."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id, world.now.date() + 6 * A_DAY)
    said: list[tuple[datetime, dict[str, Any]]] = []
    for what, days in steps:
        world.now += days * A_DAY
        _attempt(world, what, request_id, insats_id)
        world.project()
        said.append((world.now, {reader: told(world, reader, insats_id, request_id) for reader in READERS}))
    for moment, then in said:
        for reader in READERS:
            assert told(world, reader, insats_id, request_id, known_at=moment) == then[reader], reader


def _attempt(world: World, what: str, request_id: str, insats_id: str) -> None:
    try:
        if what in {"extend", "close", "take back"}:
            _by_forbund(world, what, request_id)
        else:
            _by_municipality(world, what, request_id, insats_id)
    except Refused:
        return


def _by_forbund(world: World, what: str, request_id: str) -> None:
    reason = {"request_id": request_id, "reason": "Skäl"}
    decision = world.decision(Body.E_RAD, CHAIR, "Fel fråga")
    commands: dict[str, Callable[[], Any]] = {
        "extend": lambda: ExtendInterestRequest(deadline=world.now.date() + 8 * A_DAY, **reason),
        "close": lambda: CloseInterestRequest(**reason),
        "take back": lambda: WithdrawInterestRequest(request_id=request_id, decision=decision),
    }
    world.do(
        LEADER, FYRBODAL, commands[what](), version=len(world.events(FYRBODAL, f"interest-request:{request_id}"))
    )


def _by_municipality(world: World, what: str, request_id: str, insats_id: str) -> None:
    version = len(world.events(TROLLHATTAN, f"interest-response:{request_id}"))
    match what:
        case "answer":
            world.answer(UDDEVALLA, request_id)
        case "decline":
            world.answer(TROLLHATTAN, request_id, Stance.DECLINED)
        case "change" if version:
            world.change(TROLLHATTAN, request_id, Stance.CONDITIONAL, version=version)
        case "withdraw" if version:
            decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
            command = WithdrawAnswer(
                request_id=request_id, effective_from=world.now.date() + A_DAY, decision=decision
            )
            world.do(OFFICER, TROLLHATTAN, command, version=version)
        case "on behalf":
            about = {"request_id": request_id, "kommunkod": "1487", "source": "Brev"}
            world.do(LEADER, FYRBODAL, RegisterAnswerOnBehalf(**about, **world.reply()))
        case "take part":
            world.take_part(VANERSBORG, insats_id, world.resources())
