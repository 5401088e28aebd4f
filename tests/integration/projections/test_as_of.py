"""What was known at a moment, and what was true on a day: both are answered from facts that existed then."""

from datetime import datetime, timedelta

from samverka_domain.answers import Stance
from samverka_domain.ideas import Description
from samverka_domain.kernel.decision import Body
from samverka_projections.memberships import members, region
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
