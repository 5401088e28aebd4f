"""What was known at a moment, and what was true on a day: both are answered from facts that existed then."""

from datetime import datetime, timedelta

from hypothesis import HealthCheck, settings
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.answers import Stance
from samverka_domain.insatser import Description
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused
from samverka_projections.memberships import members, region
from samverka_services.commands.answers import WithdrawAnswer
from samverka_services.commands.commitments import TakePart
from samverka_services.commands.insatser import DescribeInsats
from samverka_services.commands.memberships import DescribeMember, EndMembership
from tests.support.views import ask, cells, statuses
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

A_DAY = timedelta(days=1)


def test_the_past_is_as_it_was_known(world: World) -> None:
    request_id = world.sent_request(world.insats())
    world.answer(TROLLHATTAN, request_id, Stance.DECLINED)
    before = world.now
    world.now += A_DAY
    world.change(TROLLHATTAN, request_id, Stance.INTERESTED)
    world.project()
    assert statuses(world, known_at=before)[TROLLHATTAN] == "DECLINED"
    assert statuses(world, known_at=before - timedelta(microseconds=1))[TROLLHATTAN] == "UNANSWERED"
    assert statuses(world)[TROLLHATTAN] == "INTERESTED"


def test_a_decision_recorded_afterwards_was_true_but_not_known(world: World) -> None:
    """Decided on the first, recorded on the eleventh: on the fifth it was true, and nobody could know it here."""
    insats_id = world.insats()
    decided, between = world.now.date(), world.now + 4 * A_DAY
    world.now += 10 * A_DAY
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR, on=decided)
    world.do(OFFICER, TROLLHATTAN, TakePart(insats_id=insats_id, decision=decision))
    world.project()
    assert statuses(world, decided_as_of=between.date())[TROLLHATTAN] == "TAKING_PART"
    assert statuses(world, known_at=between)[TROLLHATTAN] == "NOT_ASKED"
    assert statuses(world, known_at=between, decided_as_of=between.date())[TROLLHATTAN] == "NOT_ASKED"


def test_a_deadline_that_has_passed_now_had_not_passed_then(world: World) -> None:
    world.sent_request(world.insats(), world.now.date() + A_DAY)
    then = world.now
    world.now += 5 * A_DAY
    world.project()
    assert statuses(world)[TROLLHATTAN] == "OVERDUE"
    assert statuses(world, known_at=then)[TROLLHATTAN] == "UNANSWERED"
    assert statuses(world, decided_as_of=then.date())[TROLLHATTAN] == "UNANSWERED"


def names_then(world: World, then: datetime | None) -> list[str]:
    found = ask(world, FYRBODAL, lambda connection, as_of: members(connection, FYRBODAL, as_of), known_at=then)
    return [member.name for member in found]


def test_no_current_names_or_members_leak_into_the_past(world: World) -> None:
    then = world.now
    world.now += A_DAY
    world.do(LEADER, FYRBODAL, DescribeMember(organisation_number=TROLLHATTAN, name="Trollhättans stad"))
    ending = EndMembership(
        organisation_number=VANERSBORG,
        valid_to=world.now.date(),
        decision=world.decision(Body.FORBUNDSLEDNING, CHAIR),
    )
    world.do(LEADER, FYRBODAL, ending)
    world.now += A_DAY
    world.project()
    assert names_then(world, None) == ["Trollhättans stad", "Uddevalla"]
    assert names_then(world, then) == ["Trollhättan", "Uddevalla", "Vänersborg"]


def test_before_there_was_a_region_there_is_none(world: World) -> None:
    world.project()
    early = datetime(2019, 1, 1, tzinfo=world.now.tzinfo)
    assert ask(world, FYRBODAL, lambda c, as_of: region(c, FYRBODAL, as_of), known_at=early) is None


def test_an_insats_that_came_later_is_not_in_the_past(world: World) -> None:
    first = world.insats("4.1")
    then = world.now
    world.now += A_DAY
    second = world.insats("4.2")
    world.do(LEADER, FYRBODAL, DescribeInsats(insats_id=first, description=Description(title="Nytt namn")), version=2)
    world.project()
    assert {cell.insats_id for cell in cells(world, known_at=then)} == {first}
    assert {cell.insats_id for cell in cells(world)} == {first, second}


Step = tuple[str, int]
steps = st.lists(
    st.tuples(st.sampled_from(["answer", "decline", "change", "withdraw", "take part", "pass"]), st.integers(0, 3)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@every(steps)
def test_every_moment_of_the_past_is_answered_as_it_was_answered_then(world: World, steps: list[Step]) -> None:
    """The oracle is the view itself: what it said at each moment is what it must say of that moment for ever."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id, world.now.date() + 6 * A_DAY)
    said = []
    for what, days in steps:
        world.now += days * A_DAY
        _attempt(world, what, request_id, insats_id)
        world.project()
        said.append((world.now, cells(world)))
    for moment, cells_then in said:
        assert cells(world, known_at=moment) == [cell for cell in cells_then if cell.insats_id]


def _attempt(world: World, what: str, request_id: str, insats_id: str) -> None:
    version = len(world.events(TROLLHATTAN, f"interest-response:{request_id}"))
    try:
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
            case "take part":
                world.take_part(VANERSBORG, insats_id, world.resources())
    except Refused:
        return
