"""An answer that is taken back: what was committed ends with it, and it no longer counts as an answer."""

from datetime import date, timedelta

import pytest

from samverka_domain.commitments import Commitment
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_services.commands.answers import RegisterAnswerOnBehalf, WithdrawAnswer
from samverka_services.commands.commitments import EndCommitment
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.memberships import EndMembership
from samverka_services.commands.requests import CloseInterestRequest
from samverka_services.kernel.timing import new_id
from tests.support.racing import RacingLog
from tests.support.world import CHAIR, DIRECTOR, FYRBODAL, LEADER, MEMBERS, OFFICER, TROLLHATTAN, UDDEVALLA, World

BEFORE = date(2026, 5, 31)
FIRST_DAY_WITHOUT = date(2026, 6, 1)
AFTER = date(2026, 12, 31)
CLOSE = "Alla har svarat"


@pytest.fixture
def world(world: World) -> World:
    """Parts are taken here while a request is open, as those that were taken over may be."""
    return world.wherever_insatser_stand()


@pytest.fixture
def insats_id(world: World) -> str:
    return world.insats()


@pytest.fixture
def request_id(world: World, insats_id: str) -> str:
    """A request that Trollhättan has answered, and whose insats it then joined."""
    found = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, found)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    return found


def withdraw(world: World, request_id: str, tenant: str = TROLLHATTAN, from_day: date = FIRST_DAY_WITHOUT) -> Outcome:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = WithdrawAnswer(request_id=request_id, effective_from=from_day, decision=decision)
    return world.do(OFFICER, tenant, command, version=1)


def end(world: World, insats_id: str, last_day: date) -> None:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = EndCommitment(insats_id=insats_id, valid_to=last_day, decision=decision)
    world.do(OFFICER, TROLLHATTAN, command, version=2)


def ends(world: World, insats_id: str) -> list[date]:
    """The last days that have been decided, in order."""
    events = [recorded.event for recorded in world.events(TROLLHATTAN, Commitment.stream(insats_id))]
    return [event.valid_to for event in events if isinstance(event, Commitment.Ended)]


def test_a_withdrawal_ends_what_was_committed(world: World, insats_id: str, request_id: str) -> None:
    withdraw(world, request_id)
    assert ends(world, insats_id) == [BEFORE]


def test_a_withdrawal_moves_a_later_end(world: World, insats_id: str, request_id: str) -> None:
    end(world, insats_id, AFTER)
    withdraw(world, request_id)
    assert ends(world, insats_id) == [AFTER, BEFORE]


@pytest.mark.parametrize("last_day", [BEFORE, BEFORE - timedelta(days=1)])
def test_a_withdrawal_leaves_an_end_that_is_as_early(
    world: World, insats_id: str, request_id: str, last_day: date
) -> None:
    end(world, insats_id, last_day)
    withdraw(world, request_id)
    assert ends(world, insats_id) == [last_day]


def close(world: World, request_id: str) -> Outcome:
    return world.do(LEADER, FYRBODAL, CloseInterestRequest(request_id=request_id, reason=CLOSE), version=3)


def answer_on_behalf(world: World, request_id: str, kommunkod: str) -> None:
    command = RegisterAnswerOnBehalf(request_id=request_id, kommunkod=kommunkod, source="Brev", **world.reply())
    world.do(LEADER, FYRBODAL, command)


def answer_the_others(world: World, request_id: str) -> None:
    for member in MEMBERS[FYRBODAL]:
        if member != TROLLHATTAN:
            world.answer(member, request_id)


def test_a_request_that_all_have_answered_may_be_closed_early(world: World, request_id: str) -> None:
    answer_the_others(world, request_id)
    assert close(world, request_id).version == 4


def test_a_withdrawn_answer_is_none(world: World, request_id: str) -> None:
    answer_the_others(world, request_id)
    withdraw(world, request_id, from_day=world.now.date())
    with pytest.raises(Refused) as refusal:
        close(world, request_id)
    assert refusal.value.rule is Rule.REQUEST_STILL_OPEN


def test_what_the_municipality_withdrew_itself_is_not_made_good_by_an_earlier_answer_on_its_behalf(
    world: World,
) -> None:
    request_id = world.sent_request(world.insats())
    answer_on_behalf(world, request_id, "1488")
    world.answer(TROLLHATTAN, request_id)
    answer_the_others(world, request_id)
    withdraw(world, request_id, from_day=world.now.date())
    with pytest.raises(Refused) as refusal:
        close(world, request_id)
    assert refusal.value.rule is Rule.REQUEST_STILL_OPEN


def test_a_withdrawal_that_races_the_early_closing_keeps_the_request_open(world: World, request_id: str) -> None:
    answer_the_others(world, request_id)
    log = RacingLog(world.log, lambda: withdraw(world, request_id, UDDEVALLA, world.now.date()))
    executor = CommandExecutor(log, COMMANDS, new_id)
    command = CloseInterestRequest(request_id=request_id, reason=CLOSE)
    with pytest.raises(Refused) as refusal:
        executor.execute(command, Caller(LEADER, FYRBODAL, "race"), key="racing", expected_version=3)
    assert refusal.value.rule is Rule.REQUEST_STILL_OPEN


def test_an_answer_on_behalf_closes_nothing_early(world: World) -> None:
    """Else one person at the förbund could open the others' answers."""
    request_id = world.sent_request(world.insats())
    answer_on_behalf(world, request_id, "1488")
    answer_the_others(world, request_id)
    with pytest.raises(Refused) as refusal:
        close(world, request_id)
    assert refusal.value.rule is Rule.REQUEST_STILL_OPEN


def test_a_recipient_that_has_left_holds_nothing_up(world: World) -> None:
    request_id = world.sent_request(world.insats())
    answer_the_others(world, request_id)
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    yesterday = world.now.date() - timedelta(days=1)
    leaves = EndMembership(organisation_number=TROLLHATTAN, valid_to=yesterday, decision=decision)
    world.do(LEADER, FYRBODAL, leaves)
    assert close(world, request_id).version == 4


def test_an_answer_that_is_withdrawn_from_a_later_day_counts_until_then(world: World, request_id: str) -> None:
    answer_the_others(world, request_id)
    withdraw(world, request_id)
    assert close(world, request_id).version == 4
