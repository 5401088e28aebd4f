"""All of an answer is of one moment: that up to which the views are complete. Nothing opens before they are."""

from datetime import datetime, timedelta

import psycopg
import pytest

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.participation import Status
from samverka_projections.answers import answers_of
from samverka_projections.kernel.as_of import Shown, shown
from samverka_projections.participation.matrix import matrix
from samverka_services.commands.requests import ExtendInterestRequest
from tests.support.views import ask
from tests.support.world import FYRBODAL, LEADER, TROLLHATTAN, UDDEVALLA, VANERSBORG, World

MICROSECOND, SECOND, A_DAY = timedelta(microseconds=1), timedelta(seconds=1), timedelta(days=1)


@pytest.fixture
def closes_at(world: World) -> datetime:
    return end_of_day(world.now.date() + 5 * A_DAY)


@pytest.fixture
def request_id(world: World, closes_at: datetime) -> str:
    """One that Trollhättan has answered and the others have not."""
    found = world.sent_request(world.insats(), closes_at)
    world.answer(TROLLHATTAN, found)
    world.project()
    return found


def read(world: World, reader: str = UDDEVALLA, *, while_projecting: bool = True) -> dict[str, Status]:
    """Municipality → status, as another one reads it."""
    cells = ask(world, reader, lambda c, as_of: matrix(c, FYRBODAL, as_of), while_projecting=while_projecting)
    return {cell.municipality_id: cell.status for cell in cells}


def sees_the_answer(world: World, request_id: str, *, while_projecting: bool = True) -> bool:
    found = ask(
        world, UDDEVALLA, lambda c, as_of: answers_of(c, TROLLHATTAN, as_of), while_projecting=while_projecting
    )
    return request_id in found


def extend(world: World, request_id: str, to: datetime) -> None:
    command = ExtendInterestRequest(request_id=request_id, deadline=to, reason="Fler vill svara")
    world.do(LEADER, FYRBODAL, command, version=3)


@pytest.mark.parametrize("after", [-SECOND, -MICROSECOND, 0 * SECOND, MICROSECOND, SECOND])
@pytest.mark.parametrize("while_projecting", [True, False])
def test_who_has_answered_is_never_said_to_be_overdue(
    world: World, request_id: str, closes_at: datetime, after: timedelta, while_projecting: bool
) -> None:
    """Whether the answer is open and whether the deadline has passed, one moment says."""
    world.now = closes_at + after
    found = read(world, while_projecting=while_projecting)
    if while_projecting and after >= timedelta(0):
        assert found == {
            TROLLHATTAN: Status.INTERESTED,
            UDDEVALLA: Status.OVERDUE,
            VANERSBORG: Status.OVERDUE,
        }
    else:
        assert found == {
            TROLLHATTAN: Status.NOT_DISCLOSED,
            UDDEVALLA: Status.UNANSWERED,
            VANERSBORG: Status.NOT_DISCLOSED,
        }


def test_a_projector_that_stands_still_opens_nothing(world: World, request_id: str, closes_at: datetime) -> None:
    world.now = closes_at + A_DAY
    assert not sees_the_answer(world, request_id, while_projecting=False)
    assert sees_the_answer(world, request_id)


def test_an_extension_that_has_not_been_folded_opens_nothing_at_the_old_deadline(
    world: World, request_id: str, closes_at: datetime
) -> None:
    """Whether the projector stands, or goes on about what comes before: what it does not know yet may keep closed."""
    extend(world, request_id, closes_at + 5 * A_DAY)
    world.now = closes_at + A_DAY
    world.answer(VANERSBORG, request_id)
    assert not sees_the_answer(world, request_id, while_projecting=False)
    assert not sees_the_answer(world, request_id)
    world.project()
    assert not sees_the_answer(world, request_id)
    world.now = closes_at + 5 * A_DAY
    assert sees_the_answer(world, request_id)


def test_the_moment_waits_for_who_is_recording(world: World, request_id: str, closes_at: datetime) -> None:
    """An extension that has been decided and not committed is waited for: it may still hold."""
    before = ask(world, FYRBODAL, lambda c, _: shown(c))
    with psycopg.connect(world.database.admin_url) as recording:
        recording.execute("select from samverka.log_head for update")
        world.now = closes_at
        with psycopg.connect(world.database.projector_url, autocommit=True) as projecting:
            projecting.execute("set lock_timeout = '200ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                projecting.execute("select samverka.advance_views()")
        assert ask(world, FYRBODAL, lambda c, _: shown(c), while_projecting=False) == before


def test_the_moment_goes_on_in_a_log_that_rests_and_never_back(world: World, request_id: str) -> None:
    def moment() -> Shown:
        return ask(world, FYRBODAL, lambda c, _: shown(c))

    first = moment()
    world.now += A_DAY
    later = moment()
    assert later == Shown(first.position, first.moment + A_DAY)
    world.now -= A_DAY
    assert moment() == later
