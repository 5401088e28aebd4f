"""The day that an answer describes: what was true on it, counting what has been decided by the day asked about."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Body
from samverka_domain.plans import EffectGoal, FocusArea, PlanContent
from samverka_projections.commitments import commitments_of
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import members, region, regions
from samverka_projections.participation.tallies import tallies
from samverka_projections.plans import plans
from samverka_projections.requests import requests, requests_by_id
from samverka_services.commands.answers import WithdrawAnswer
from samverka_services.commands.commitments import EndCommitment
from samverka_services.commands.memberships import EndMembership
from samverka_services.commands.plans import ApproveActionPlan, DraftActionPlan, PublishActionPlan
from samverka_services.commands.requests import WithdrawInterestRequest
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
LONG_AGO = date(2021, 6, 1)
"""After the members' first day, before anything was recorded."""


def status(world: World, **when: Any) -> str:
    found = ask(world, UDDEVALLA, lambda c, as_of: requests(c, FYRBODAL, as_of, limit=1), **when)
    return found[0].status


@pytest.mark.parametrize("at", [None, time(12, tzinfo=UTC)])
@pytest.mark.parametrize("asked", ["decided_as_of", "on"])
def test_on_its_last_day_a_request_is_open(world: World, asked: str, at: time | None) -> None:
    last_day = world.now.date() + A_DAY
    deadline = datetime.combine(last_day, at) if at else last_day
    request_id = world.sent_request(world.insats(), deadline)
    world.now += 5 * A_DAY
    world.project()
    on_it: Any = {asked: last_day}
    after: Any = {asked: last_day + A_DAY}
    assert [status(world, **on_it), statuses(world, **on_it)[TROLLHATTAN]] == ["OPEN", "UNANSWERED"]
    assert [status(world, **after), statuses(world, **after)[TROLLHATTAN]] == ["CLOSED", "OVERDUE"]

    async def overdue(connection: AsyncConnection, as_of: AsOf) -> list[bool]:
        found = (await tallies(connection, [request_id], as_of))[request_id]
        return [reaction.overdue for reaction in (found.reactions or {}).values()]

    assert ask(world, FYRBODAL, overdue, **on_it) == [False] * 3
    assert ask(world, FYRBODAL, overdue, **after) == [True] * 3


def test_today_is_the_same_whether_it_is_asked_about_or_not(world: World) -> None:
    noon = world.now.replace(hour=12)
    world.sent_request(world.insats(), noon)
    world.project()
    today = world.now.date()
    assert status(world) == status(world, on=today) == status(world, decided_as_of=today) == "OPEN"
    world.now = noon
    assert status(world) == status(world, on=today) == status(world, decided_as_of=today) == "CLOSED"


def test_a_request_is_withdrawn_from_the_day_of_the_decision(world: World) -> None:
    request_id = world.sent_request(world.insats())
    sent_on = world.now.date()
    world.now += 3 * A_DAY
    decision = world.decision(Body.E_RAD, CHAIR, "Fel fråga")
    world.do(LEADER, FYRBODAL, WithdrawInterestRequest(request_id=request_id, decision=decision), version=3)
    world.project()
    assert [status(world, on=sent_on + days * A_DAY) for days in (0, 2, 3, 4)] == ["OPEN"] * 2 + ["WITHDRAWN"] * 2


def test_what_is_decided_for_a_day_ahead_is_told_of_that_day(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(UDDEVALLA, request_id)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    ahead = world.now.date() + 30 * A_DAY
    decided = {"decision": world.decision(Body.KOMMUNLEDNING, DIRECTOR, "Slut")}
    world.do(OFFICER, UDDEVALLA, WithdrawAnswer(request_id=request_id, effective_from=ahead, **decided), version=1)
    world.do(OFFICER, TROLLHATTAN, EndCommitment(insats_id=insats_id, valid_to=ahead - A_DAY, **decided), version=2)
    leaving = {"valid_to": ahead - A_DAY, "decision": world.decision(Body.FORBUNDSLEDNING, CHAIR)}
    world.do(LEADER, FYRBODAL, EndMembership(organisation_number=VANERSBORG, **leaving))
    world.project()
    before, then = statuses(world, on=ahead - A_DAY), statuses(world, on=ahead)
    assert (before[TROLLHATTAN], before[UDDEVALLA]) == ("RESOURCES_SET_ASIDE", "INTERESTED")
    assert (then[TROLLHATTAN], then[UDDEVALLA]) == ("ENDED", "WITHDRAWN")
    assert [VANERSBORG in named(world, on=day) for day in (ahead - A_DAY, ahead)] == [True, False]
    assert statuses(world, on=ahead) | {VANERSBORG: ""} == then | {VANERSBORG: ""}


def named(world: World, **when: Any) -> set[str]:
    found = ask(world, FYRBODAL, lambda c, as_of: members(c, FYRBODAL, as_of), **when)
    return {each.member_id for each in found}


def test_resources_end_with_their_last_day(world: World) -> None:
    insats_id = world.insats()
    world.take_part(TROLLHATTAN, insats_id, world.resources(year=2026))
    world.project()
    days = (date(2026, 12, 31), date(2027, 1, 1))
    assert [statuses(world, on=day)[TROLLHATTAN] for day in days] == ["RESOURCES_SET_ASIDE", "TAKING_PART"]
    parts = [ask(world, FYRBODAL, lambda c, as_of: commitments_of(c, TROLLHATTAN, as_of), on=day) for day in days]
    assert [part.kind for found in parts for part in found] == ["RESOURCES_SET_ASIDE", "TAKING_PART"]


def test_no_part_and_no_answer_holds_before_it_was_decided(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    asked_on = world.now.date()
    world.now += 3 * A_DAY
    world.answer(UDDEVALLA, request_id)
    world.take_part(TROLLHATTAN, insats_id)
    world.project()
    then = statuses(world, on=asked_on)
    assert (then[TROLLHATTAN], then[UDDEVALLA]) == ("UNANSWERED", "UNANSWERED")
    today = statuses(world, on=world.now.date())
    assert (today[TROLLHATTAN], today[UDDEVALLA]) == ("TAKING_PART", "INTERESTED")


def test_the_day_described_is_that_of_decision_unless_another_is_named(world: World) -> None:
    insats_id = world.insats()
    world.take_part(TROLLHATTAN, insats_id, world.resources(year=2026))
    decided_on = world.now.date()
    world.now += 2 * A_DAY
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR, "Slut")
    ending = EndCommitment(insats_id=insats_id, valid_to=world.now.date(), decision=decision)
    world.do(OFFICER, TROLLHATTAN, ending, version=2)
    world.now += 2 * A_DAY
    world.project()
    today = world.now.date()
    assert statuses(world)[TROLLHATTAN] == "ENDED"
    assert statuses(world, decided_as_of=decided_on)[TROLLHATTAN] == "RESOURCES_SET_ASIDE"
    assert statuses(world, decided_as_of=decided_on, on=today)[TROLLHATTAN] == "RESOURCES_SET_ASIDE"
    assert statuses(world, on=today)[TROLLHATTAN] == "ENDED"
    assert {cell.day for cell in cells(world, decided_as_of=decided_on, on=today)} == {today}


def test_a_region_is_there_before_anything_of_it_was_recorded(world: World) -> None:
    world.project()
    asked: Any = {"decided_as_of": LONG_AGO}
    found = ask(world, TROLLHATTAN, lambda c, as_of: region(c, FYRBODAL, as_of), **asked)
    assert found is not None
    assert found.name == "Fyrbodals kommunalförbund"
    listed = ask(world, TROLLHATTAN, lambda c, as_of: regions(c, as_of), **asked)
    assert [each.region_id for each in listed] == [FYRBODAL]


def test_a_plan_counts_from_the_day_of_its_publication(world: World) -> None:
    content = PlanContent("Plan", (FocusArea("4", "Fyra"),), (EffectGoal("4A", "4", "Mål"),))
    plan_id = world.do(LEADER, FYRBODAL, DraftActionPlan(content=content)).id
    decision = world.decision(Body.KOMMUNDIREKTORER, CHAIR, on=LONG_AGO)
    world.do(LEADER, FYRBODAL, ApproveActionPlan(plan_id=plan_id, decision=decision), version=1)
    publishing = PublishActionPlan(plan_id=plan_id, version="1.0", published_on=LONG_AGO)
    world.do(LEADER, FYRBODAL, publishing, version=2)
    world.project()

    def published(**when: Any) -> list[str]:
        found = ask(world, UDDEVALLA, lambda c, as_of: plans(c, FYRBODAL, as_of), **when)
        return [plan.plan_id for plan in found]

    for asked in ("decided_as_of", "on"):
        assert published(**{asked: LONG_AGO}) == [plan_id]
        assert published(**{asked: LONG_AGO - A_DAY}) == []


def test_a_request_asked_for_by_its_id_is_told_of_the_same_day(world: World) -> None:
    last_day = world.now.date() + A_DAY
    request_id = world.sent_request(world.insats(), last_day)
    world.now += 5 * A_DAY
    world.project()
    for day, expected in ((last_day, "OPEN"), (last_day + A_DAY, "CLOSED")):
        found = ask(world, FYRBODAL, lambda c, as_of: requests_by_id(c, [request_id], as_of), on=day)
        assert found[request_id].status == expected
