"""The matrix: given what was decided, when the views have caught up, then each municipality stands here."""

from datetime import date, timedelta

import pytest

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Body
from samverka_services.commands.answers import RegisterAnswerOnBehalf, WithdrawAnswer
from samverka_services.commands.commitments import AdjustCommitment, EndCommitment
from samverka_services.commands.memberships import EndMembership
from samverka_services.commands.requests import WithdrawInterestRequest
from tests.support.views import cells, statuses
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    GOTEBORGSREGIONEN,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

A_DAY = timedelta(days=1)


@pytest.fixture
def insats_id(world: World) -> str:
    return world.insats()


def status_of(world: World, municipality: str = TROLLHATTAN) -> str:
    world.project()
    return statuses(world)[municipality]


def test_nobody_is_asked_until_a_request_is_sent(world: World, insats_id: str) -> None:
    world.draft(insats_id)
    world.project()
    assert set(statuses(world).values()) == {"NOT_ASKED"}


def test_only_recipients_are_asked(world: World, insats_id: str) -> None:
    world.send(world.draft(insats_id), to=("1488",))
    world.project()
    assert statuses(world) == {TROLLHATTAN: "UNANSWERED", UDDEVALLA: "NOT_ASKED", VANERSBORG: "NOT_ASKED"}


@pytest.mark.parametrize("stance", Stance)
def test_an_answer_shows_its_stance(world: World, insats_id: str, stance: Stance) -> None:
    world.answer(TROLLHATTAN, world.sent_request(insats_id), stance)
    assert status_of(world) == stance


def test_without_an_answer_the_cell_is_overdue_once_the_deadline_has_passed(world: World, insats_id: str) -> None:
    world.sent_request(insats_id, world.now.date())
    assert status_of(world) == "UNANSWERED"
    world.now += A_DAY
    assert status_of(world) == "OVERDUE"


def test_an_answer_after_the_deadline_is_marked_late(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id, world.now.date())
    world.answer(UDDEVALLA, request_id)
    world.now += A_DAY
    world.answer(TROLLHATTAN, request_id)
    world.project()
    assert {cell.municipality_id: cell.late for cell in cells(world) if cell.status == "INTERESTED"} == {
        UDDEVALLA: False,
        TROLLHATTAN: True,
    }


def test_a_changed_answer_replaces_the_earlier(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id, Stance.DECLINED)
    world.change(TROLLHATTAN, request_id, Stance.CONDITIONAL)
    assert status_of(world) == "CONDITIONAL"


def withdraw(world: World, request_id: str, from_day: date, version: int = 1) -> None:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = WithdrawAnswer(request_id=request_id, effective_from=from_day, decision=decision)
    world.do(OFFICER, TROLLHATTAN, command, version=version)


def test_a_withdrawn_answer_is_told_as_such(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    withdraw(world, request_id, world.now.date())
    assert status_of(world) == "WITHDRAWN"


def test_a_withdrawal_ends_the_commitment_from_its_day(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    withdraw(world, request_id, world.now.date() + 3 * A_DAY)
    assert status_of(world) == "RESOURCES_SET_ASIDE"
    world.now += 3 * A_DAY
    assert status_of(world) == "ENDED"


def test_an_answer_on_behalf_is_marked_and_gives_way_to_the_municipalitys_own(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    command = RegisterAnswerOnBehalf(request_id=request_id, kommunkod="1488", source="Brev", **world.reply())
    world.do(LEADER, FYRBODAL, command)
    world.project()
    assert [(c.status, c.on_behalf) for c in cells(world) if c.municipality_id == TROLLHATTAN] == [
        ("INTERESTED", True)
    ]
    world.answer(TROLLHATTAN, request_id, Stance.DECLINED)
    world.project()
    assert [(c.status, c.on_behalf) for c in cells(world) if c.municipality_id == TROLLHATTAN] == [
        ("DECLINED", False)
    ]


def test_three_strengths_of_yes(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    for municipality in (TROLLHATTAN, UDDEVALLA, VANERSBORG):
        world.answer(municipality, request_id)
    world.take_part(UDDEVALLA, insats_id)
    world.take_part(VANERSBORG, insats_id, world.resources(hours=120, money=40))
    world.project()
    assert statuses(world) == {
        TROLLHATTAN: "INTERESTED",
        UDDEVALLA: "TAKING_PART",
        VANERSBORG: "RESOURCES_SET_ASIDE",
    }
    (cell,) = [cell for cell in cells(world) if cell.municipality_id == VANERSBORG]
    assert cell.decision is not None
    assert (cell.hours, cell.thousand_kronor, cell.decision.record_number) == (120, 40, "2026/1")


def test_an_adjusted_commitment_shows_the_new_figures(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=100))
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = AdjustCommitment(insats_id=insats_id, resources=world.resources(hours=60), decision=decision)
    world.do(OFFICER, TROLLHATTAN, command, version=2)
    world.project()
    assert [cell.hours for cell in cells(world) if cell.municipality_id == TROLLHATTAN] == [60]


def test_an_end_that_is_decided_for_later_has_not_happened_yet(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = EndCommitment(insats_id=insats_id, valid_to=world.now.date() + A_DAY, decision=decision)
    world.do(OFFICER, TROLLHATTAN, command, version=2)
    assert status_of(world) == "RESOURCES_SET_ASIDE"
    world.now += 2 * A_DAY
    assert status_of(world) == "ENDED"


def test_who_has_left_stands_in_an_insats_until_its_part_there_ends(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id)
    decision, today = world.decision(Body.FORBUNDSLEDNING, CHAIR), world.now.date()
    world.do(LEADER, FYRBODAL, EndMembership(organisation_number=TROLLHATTAN, valid_to=today, decision=decision))
    world.now += A_DAY
    assert status_of(world) == "TAKING_PART"
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    ending = EndCommitment(insats_id=insats_id, valid_to=world.now.date(), decision=decision)
    world.do(OFFICER, TROLLHATTAN, ending, version=1)
    assert status_of(world) == "TAKING_PART"
    world.now += A_DAY
    assert TROLLHATTAN not in statuses(world)


def test_who_has_no_resources_left_takes_part(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(year=2026))
    world.now += timedelta(days=366)
    assert status_of(world) == "TAKING_PART"


def test_a_withdrawn_request_asks_nobody(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    decision = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, WithdrawInterestRequest(request_id=request_id, decision=decision), version=3)
    world.project()
    assert set(statuses(world).values()) == {"NOT_ASKED"}


def test_a_withdrawn_request_gives_back_the_answer_to_the_former(world: World, insats_id: str) -> None:
    world.answer(TROLLHATTAN, world.sent_request(insats_id), Stance.CONDITIONAL)
    second = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, second, Stance.DECLINED)
    assert status_of(world) == "DECLINED"
    decision = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, WithdrawInterestRequest(request_id=second, decision=decision), version=3)
    assert status_of(world) == "CONDITIONAL"


def test_an_answer_holds_until_the_day_from_which_it_is_withdrawn(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    withdraw(world, request_id, world.now.date() + 3 * A_DAY)
    assert status_of(world) == "INTERESTED"
    world.now += 3 * A_DAY
    assert status_of(world) == "WITHDRAWN"


def test_an_ended_part_does_not_hide_what_is_asked_and_said_after_it(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = EndCommitment(insats_id=insats_id, valid_to=world.now.date(), decision=decision)
    world.do(OFFICER, TROLLHATTAN, command, version=2)
    world.now += A_DAY
    request_id = world.sent_request(insats_id)
    assert status_of(world) == "UNANSWERED"
    world.answer(TROLLHATTAN, request_id, Stance.CONDITIONAL)
    assert status_of(world) == "CONDITIONAL"


def test_a_part_tells_the_day_to_leave_on_and_the_decision_that_began_it(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR, "Arkivarien slutar")
    last_day = world.now.date() + A_DAY
    world.do(
        OFFICER,
        TROLLHATTAN,
        EndCommitment(insats_id=insats_id, valid_to=last_day, decision=decision),
        version=2,
    )
    world.project()
    (cell,) = [cell for cell in cells(world) if cell.municipality_id == TROLLHATTAN]
    assert (cell.leaves_on, cell.hours, cell.reason) == (last_day + A_DAY, 100, "Efter beredning")
    world.now += 2 * A_DAY
    (cell,) = [cell for cell in cells(world) if cell.municipality_id == TROLLHATTAN]
    assert (cell.status, cell.leaves_on, cell.reason) == ("ENDED", None, "Arkivarien slutar")


def test_a_member_sees_its_own_answer_and_that_others_are_not_disclosed(world: World, insats_id: str) -> None:
    world.answer(TROLLHATTAN, world.sent_request(insats_id, date(2027, 6, 1)))
    world.project()
    assert statuses(world, TROLLHATTAN) == {
        TROLLHATTAN: "INTERESTED",
        UDDEVALLA: "NOT_DISCLOSED",
        VANERSBORG: "NOT_DISCLOSED",
    }
    assert statuses(world, UDDEVALLA)[TROLLHATTAN] == "NOT_DISCLOSED"
    assert statuses(world, UDDEVALLA)[UDDEVALLA] == "UNANSWERED"


def test_another_region_sees_nothing(world: World, insats_id: str) -> None:
    world.answer(TROLLHATTAN, world.sent_request(insats_id))
    world.insats("9.9", forbund=GOTEBORGSREGIONEN)
    world.project()
    for stranger in (GOTEBORG, GOTEBORGSREGIONEN):
        assert cells(world, stranger) == []
        assert [c.municipality_id for c in cells(world, stranger, region=GOTEBORGSREGIONEN)] == [GOTEBORG]
