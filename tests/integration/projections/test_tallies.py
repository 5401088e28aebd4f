"""Tally, parts and load say what the standing says: they cannot contradict the matrix, nor the closing."""

from datetime import date, timedelta
from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Body
from samverka_services.commands.answers import WithdrawAnswer
from samverka_services.commands.commitments import EndCommitment
from samverka_services.commands.memberships import EndMembership
from samverka_services.commands.requests import WithdrawInterestRequest
from tests.support.queries import data
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
TALLY = """query($id: ID!) { interestRequest(id: $id) { status tally {
    recipients left answered late rate unanswered { name } overdue { name }
} } }"""
TALLIES = """query($id: ID!) { region(id: $id) { interestRequests { edges { node {
    id tally { unanswered { name } }
} } } } }"""
PARTS = """query($id: ID!, $day: Date) { municipality(id: $id, decidedAsOf: $day) {
    commitments { kind hours { hours } leavesOn validTo version } load { year hours }
} }"""


@pytest.fixture
def insats_id(world: World) -> str:
    return world.insats()


def tally(world: World, request_id: str, reader: str = FYRBODAL) -> dict[str, Any]:
    """With names instead of members."""
    world.project()
    found: dict[str, Any] = data(world, reader, TALLY, id=request_id)["interestRequest"]["tally"]
    names = ("unanswered", "overdue")
    return found | {key: [each["name"] for each in found[key]] for key in names if found[key] is not None}


def withdraw(world: World, request_id: str, from_day: date) -> None:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = WithdrawAnswer(request_id=request_id, effective_from=from_day, decision=decision)
    world.do(OFFICER, TROLLHATTAN, command, version=1)


def withdraw_request(world: World, request_id: str) -> None:
    command = WithdrawInterestRequest(request_id=request_id, decision=world.decision(Body.E_RAD, CHAIR))
    world.do(LEADER, FYRBODAL, command, version=3)


def end(world: World, insats_id: str, last_day: date) -> None:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = EndCommitment(insats_id=insats_id, valid_to=last_day, decision=decision)
    world.do(OFFICER, TROLLHATTAN, command, version=2)


def test_a_withdrawn_answer_counts_as_unanswered_from_its_day(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.answer(UDDEVALLA, request_id)
    withdraw(world, request_id, world.now.date() + A_DAY)
    found = tally(world, request_id)
    assert (found["answered"], found["unanswered"]) == (2, ["Vänersborg"])
    world.now += A_DAY
    found = tally(world, request_id)
    assert (found["answered"], found["unanswered"]) == (1, ["Trollhättan", "Vänersborg"])


def test_who_takes_part_without_having_answered_is_not_reminded(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.take_part(TROLLHATTAN, insats_id)
    found = tally(world, request_id)
    assert (found["answered"], found["unanswered"]) == (0, ["Uddevalla", "Vänersborg"])


def test_overdue_is_who_may_be_reminded_after_the_last_day(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id, world.now.date())
    world.answer(UDDEVALLA, request_id)
    assert tally(world, request_id)["overdue"] == []
    world.now += A_DAY
    world.answer(TROLLHATTAN, request_id, Stance.DECLINED)
    found = tally(world, request_id)
    assert (found["overdue"], found["late"], found["answered"]) == (["Vänersborg"], 1, 2)


def test_a_recipient_that_has_left_is_counted_apart(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    for municipality in (TROLLHATTAN, UDDEVALLA):
        world.answer(municipality, request_id)
    leave(world, UDDEVALLA)
    leave(world, VANERSBORG)
    found = tally(world, request_id)
    counts = ("recipients", "left", "answered", "rate", "unanswered")
    assert tuple(found[each] for each in counts) == (1, 2, 1, 1.0, [])


def leave(world: World, municipality: str) -> None:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    yesterday = world.now.date() - A_DAY
    command = EndMembership(organisation_number=municipality, valid_to=yesterday, decision=decision)
    world.do(LEADER, FYRBODAL, command)


def test_one_part_may_mean_different_things_to_two_requests_that_are_asked_for_together(
    world: World, insats_id: str
) -> None:
    """The part had not ended when the first was sent; by the second it is asked anew."""
    first = world.sent_request(insats_id)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    end(world, insats_id, world.now.date())
    world.now += A_DAY
    second = world.sent_request(insats_id)
    world.project()
    edges = data(world, FYRBODAL, TALLIES, id=FYRBODAL)["region"]["interestRequests"]["edges"]
    reminded = {edge["node"]["id"]: [each["name"] for each in edge["node"]["tally"]["unanswered"]] for edge in edges}
    assert reminded == {
        first: ["Uddevalla", "Vänersborg"],
        second: ["Trollhättan", "Uddevalla", "Vänersborg"],
    }


def test_nobody_is_reminded_of_a_request_that_was_withdrawn(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    withdraw_request(world, request_id)
    found = tally(world, request_id)
    assert (found["answered"], found["unanswered"], found["overdue"]) == (1, [], [])


def test_a_withdrawn_request_tells_its_tally_to_nobody_but_the_forbund(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    withdraw_request(world, request_id)
    world.now += 30 * A_DAY
    found = tally(world, request_id, UDDEVALLA)
    assert (found["recipients"], found["answered"], found["unanswered"]) == (3, None, None)


def parts(world: World, day: date | None = None) -> dict[str, Any]:
    world.project()
    found: dict[str, Any] = data(world, FYRBODAL, PARTS, id=TROLLHATTAN, day=day and day.isoformat())["municipality"]
    return found


def test_an_end_that_is_decided_for_later_empties_nothing_before(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=120))
    today, tomorrow = world.now.date(), world.now.date() + A_DAY
    end(world, insats_id, tomorrow)
    part = {"hours": [{"hours": 120}], "leavesOn": (tomorrow + A_DAY).isoformat(), "version": 3}
    stays: dict[str, Any] = {"kind": "RESOURCES_SET_ASIDE", "validTo": "2026-12-31", **part}
    assert parts(world) == {"commitments": [stays], "load": [{"year": 2026, "hours": 120}]}
    world.now += 2 * A_DAY
    over: dict[str, Any] = {
        "kind": "ENDED",
        "hours": [],
        "leavesOn": None,
        "validTo": tomorrow.isoformat(),
        "version": 3,
    }
    assert parts(world) == {"commitments": [over], "load": []}
    assert parts(world, today)["commitments"] == [stays]


def test_resources_that_have_run_out_weigh_nothing_and_leave_the_part(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(year=2026))
    world.now += timedelta(days=366)
    found = parts(world)
    assert [part["kind"] for part in found["commitments"]] == ["TAKING_PART"]
    assert (found["commitments"][0]["hours"], found["load"]) == ([], [])


def test_resources_for_a_later_year_weigh_already(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(year=2028))
    assert parts(world)["load"] == [{"year": 2028, "hours": 100}]


ANSWERS = """query($id: ID!, $request: ID!) {
    municipality(id: $id) { asked { edges { node { answer { stance withdrawn withdrawnFrom version } } } } }
    interestRequest(id: $request) { answers { edges { node { stance withdrawn withdrawnFrom version } } } }
}"""


def test_an_answer_is_told_until_the_day_from_which_it_is_withdrawn(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id, Stance.CONDITIONAL)
    from_day = world.now.date() + A_DAY
    withdraw(world, request_id, from_day)
    assert answer(world, request_id) == ("CONDITIONAL", False, from_day.isoformat(), 2)
    world.now += A_DAY
    assert answer(world, request_id) == (None, True, from_day.isoformat(), 2)


def answer(world: World, request_id: str) -> tuple[object, ...]:
    """As it stands in the municipality's own view, and beside the request."""
    world.project()
    found = data(world, FYRBODAL, ANSWERS, id=TROLLHATTAN, request=request_id)
    (asked,) = found["municipality"]["asked"]["edges"]
    (told,) = found["interestRequest"]["answers"]["edges"]
    assert asked["node"]["answer"] == told["node"]
    return tuple(told["node"].values())
