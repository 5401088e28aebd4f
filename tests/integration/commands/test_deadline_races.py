"""An answer that races an extension, a withdrawal, the closing or the clock is judged where it lies in the log."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.answers import InterestResponse, Stance
from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.requests import InterestRequest
from samverka_services.commands.answers import (
    AnswerInterestRequest,
    ChangeAnswer,
    RegisterAnswerOnBehalf,
)
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.mandates import EndMandate
from samverka_services.commands.requests import (
    CloseInterestRequest,
    ExtendInterestRequest,
    WithdrawInterestRequest,
)
from samverka_services.kernel.timing import new_id
from samverka_services.processes.request_closing import record_closings
from tests.support.racing import RacingLog
from tests.support.world import (
    ADMINISTRATOR,
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)

DEADLINE = date(2026, 3, 10)
CLOSES = end_of_day(DEADLINE)
SECOND = timedelta(seconds=1)


@pytest.fixture
def request_id(world: World) -> str:
    return world.sent_request(world.insats(), DEADLINE)


def answer_while(world: World, request_id: str, others: Callable[[], object]) -> tuple[Outcome, int]:
    """Answer, and let the others in between reading and append; returns the outcome and the attempts it took."""
    log = RacingLog(world.log, others)
    executor = CommandExecutor(log, COMMANDS, new_id)
    command = AnswerInterestRequest(request_id=request_id, **world.reply())
    outcome = executor.execute(command, Caller(OFFICER, TROLLHATTAN, "race"), key="racing")
    return outcome, log.attempts


def lateness(world: World, request_id: str, tenant: str = TROLLHATTAN) -> list[bool]:
    found = world.events(tenant, InterestResponse.stream(request_id))
    return [getattr(recorded.event, "late", False) for recorded in found]


def extend(world: World, request_id: str, deadline: date, version: int = 3) -> Outcome:
    command = ExtendInterestRequest(request_id=request_id, deadline=deadline, reason="Fler vill svara")
    return world.do(LEADER, FYRBODAL, command, version=version)


def close(world: World, request_id: str) -> Outcome:
    command = CloseInterestRequest(request_id=request_id, reason="Svarstiden är slut")
    return world.do(LEADER, FYRBODAL, command, version=3)


def withdraw(world: World, request_id: str) -> Outcome:
    decision = world.decision(Body.E_RAD, CHAIR)
    return world.do(LEADER, FYRBODAL, WithdrawInterestRequest(request_id=request_id, decision=decision), version=3)


def test_an_answer_that_races_an_extension_is_decided_anew(world: World, request_id: str) -> None:
    _, attempts = answer_while(world, request_id, lambda: extend(world, request_id, date(2026, 3, 20)))
    assert attempts == 2
    assert lateness(world, request_id) == [False]


def test_an_answer_that_races_a_withdrawal_is_refused(world: World, request_id: str) -> None:
    with pytest.raises(Refused) as refusal:
        answer_while(world, request_id, lambda: withdraw(world, request_id))
    assert refusal.value.rule is Rule.REQUEST_WITHDRAWN
    assert lateness(world, request_id) == []


def test_an_answer_that_races_the_closing_is_late(world: World, request_id: str) -> None:
    def time_passes_and_the_forbund_closes() -> None:
        world.now = CLOSES
        close(world, request_id)

    world.now = CLOSES - SECOND
    answer_while(world, request_id, time_passes_and_the_forbund_closes)
    assert lateness(world, request_id) == [True]


def test_an_answer_that_races_the_clock_is_late_without_any_closing(world: World, request_id: str) -> None:
    """Another append takes the log's time past the deadline: the answer cannot be on time any more."""

    def others_write_after_the_deadline() -> None:
        world.now = CLOSES
        world.answer(UDDEVALLA, request_id)

    world.now = CLOSES - 2 * SECOND
    _, attempts = answer_while(world, request_id, others_write_after_the_deadline)
    assert attempts == 2
    assert lateness(world, request_id) == [True]


def test_a_mandate_that_ends_meanwhile_refuses_the_answer(world: World, request_id: str) -> None:
    with world.log.unit_of_work(TROLLHATTAN) as work:
        given = work.events(TROLLHATTAN, "mandates")[1].event
    ending = EndMandate(
        mandate_id=getattr(given, "mandate_id", ""),
        valid_to=world.now.date() - timedelta(days=1),
        decision=world.decision(Body.KOMMUNLEDNING, DIRECTOR),
    )
    with pytest.raises(Refused) as refusal:
        answer_while(world, request_id, lambda: world.do(ADMINISTRATOR, TROLLHATTAN, ending))
    assert refusal.value.rule is Rule.ROLE_MISSING


def test_two_first_answers_race_and_one_is_recorded(world: World, request_id: str) -> None:
    with pytest.raises(Refused) as refusal:
        answer_while(world, request_id, lambda: world.answer(TROLLHATTAN, request_id))
    assert refusal.value.rule is Rule.ALREADY_ANSWERED
    assert lateness(world, request_id) == [False]


def test_an_answer_on_behalf_races_the_municipalitys_own(world: World, request_id: str) -> None:
    log = RacingLog(world.log, lambda: world.answer(TROLLHATTAN, request_id))
    executor = CommandExecutor(log, COMMANDS, new_id)
    command = RegisterAnswerOnBehalf(request_id=request_id, kommunkod="1488", source="Brev", **world.reply())
    with pytest.raises(Refused) as refusal:
        executor.execute(command, Caller(LEADER, FYRBODAL, "race"), key="racing")
    assert refusal.value.rule is Rule.ANSWERED_BY_MUNICIPALITY
    assert world.events(FYRBODAL, InterestResponse.proxy_stream(request_id, TROLLHATTAN)) == []


def test_a_change_that_races_the_deadline_is_refused(world: World, request_id: str) -> None:
    world.answer(TROLLHATTAN, request_id)
    world.now = CLOSES - 2 * SECOND

    def the_deadline_passes() -> None:
        world.now = CLOSES
        world.answer(UDDEVALLA, request_id)

    log = RacingLog(world.log, the_deadline_passes)
    executor = CommandExecutor(log, COMMANDS, new_id)
    command = ChangeAnswer(request_id=request_id, **world.reply(Stance.DECLINED))
    with pytest.raises(Refused) as refusal:
        executor.execute(command, Caller(OFFICER, TROLLHATTAN, "race"), key="racing", expected_version=1)
    assert refusal.value.rule is Rule.CHANGE_AFTER_CLOSING


def test_what_is_decided_on_a_day_is_recorded_on_that_day(world: World, request_id: str) -> None:
    """Mandates and memberships hold day by day: when one ends between reading and append, it is decided anew."""

    def midnight_passes() -> None:
        world.now = end_of_day(date(2026, 3, 5))

    world.now = end_of_day(date(2026, 3, 5)) - SECOND
    outcome, attempts = answer_while(world, request_id, midnight_passes)
    assert (attempts, outcome.recorded_at) == (2, world.now)


def test_a_deadline_holds_to_the_last_microsecond(world: World, request_id: str) -> None:
    world.now = CLOSES - SECOND - timedelta(microseconds=1)
    world.answer(TROLLHATTAN, request_id)
    world.now = CLOSES - SECOND
    world.answer(UDDEVALLA, request_id)
    assert lateness(world, request_id) == [False]
    assert lateness(world, request_id, UDDEVALLA) == [True]


def test_closings_are_recorded_once_however_many_processes_try(world: World, request_id: str) -> None:
    world.now = CLOSES
    world.project()
    with psycopg.connect(world.database.projector_url) as one, psycopg.connect(world.database.projector_url) as two:
        assert record_closings(one, world.log) == 1
        assert record_closings(two, world.log) == 0
    assert kinds(world, request_id)[-2:] == ["InterestRequestSent", "InterestRequestClosed"]


def test_a_request_that_was_extended_meanwhile_is_not_closed(world: World, request_id: str) -> None:
    world.project()
    world.now = CLOSES - 2 * SECOND
    extend(world, request_id, date(2026, 3, 20))
    with psycopg.connect(world.database.projector_url) as connection:
        assert record_closings(connection, world.log) == 0
    assert kinds(world, request_id)[-1] == "InterestRequestDeadlineExtended"


def kinds(world: World, request_id: str) -> list[str]:
    return [recorded.event.type_name for recorded in world.events(FYRBODAL, InterestRequest.stream(request_id))]


Happening = tuple[str, int]
happenings = st.lists(
    st.tuples(st.sampled_from(["answer", "extend", "close", "withdraw"]), st.integers(0, 6)), max_size=8
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(happenings)
def test_every_answer_is_late_exactly_when_the_log_says_so(world: World, happenings: list[Happening]) -> None:
    """Whatever happens in whatever order: an answer is late iff the deadline in force where it lies had passed."""
    world.now = max(world.now, datetime(2026, 3, 2, 9, tzinfo=world.now.tzinfo))
    request_id = world.sent_request(world.insats(), world.now.date() + timedelta(days=4))
    waiting = [TROLLHATTAN, UDDEVALLA]
    for what, days in happenings:
        world.now += timedelta(days=days)
        _attempt(world, request_id, what, waiting)
    _assert_judged_by_the_log(world, request_id)


def _attempt(world: World, request_id: str, what: str, waiting: list[str]) -> None:
    version = len(world.events(FYRBODAL, InterestRequest.stream(request_id)))
    decision = world.decision(Body.E_RAD, CHAIR)
    more_time = world.now.date() + timedelta(days=5)
    try:
        match what:
            case "answer" if waiting:
                world.answer(waiting.pop(), request_id)
            case "extend":
                extend(world, request_id, more_time, version)
            case "close":
                command = CloseInterestRequest(request_id=request_id, reason="Slut")
                world.do(LEADER, FYRBODAL, command, version=version)
            case "withdraw":
                command_ = WithdrawInterestRequest(request_id=request_id, decision=decision)
                world.do(LEADER, FYRBODAL, command_, version=version)
    except Refused:
        return


def _assert_judged_by_the_log(world: World, request_id: str) -> None:
    closes_at, ended, withdrawn = None, False, False
    streams = {InterestRequest.stream(request_id), InterestResponse.stream(request_id)}
    for row in (row for row in world.readable_by(FYRBODAL) if row.stream_id in streams):
        (recorded,) = [r for r in world.events(row.tenant_id, row.stream_id) if r.position == row.position]
        match recorded.event:
            case InterestRequest.Sent() | InterestRequest.DeadlineExtended() as event:
                closes_at = event.closes_at
            case InterestRequest.Closed():
                ended = True
            case InterestRequest.Withdrawn():
                withdrawn = True
            case InterestResponse.Given() as given:
                assert closes_at is not None
                assert not withdrawn
                assert given.late == (ended or recorded.recorded_at >= closes_at)
