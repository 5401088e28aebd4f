"""Places in time as readers name them: moments, days, and the tokens of earlier answers; lists that stand still."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.ideas import Description
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_services.commands.insatser import DescribeInsats
from samverka_services.commands.mandates import GiveMandate
from tests.support.queries import data, refusal
from tests.support.world import (
    ADMINISTRATOR,
    FYRBODAL,
    LEADER,
    SINCE,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

A_DAY = timedelta(days=1)
READERS = (FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG)

REGION = """
query($id: ID!, $then: DateTime) {
    region(id: $id, knownAt: $then) {
        token
        insatser { edges { node { code title history { edges { node { id type } } } } } }
        interestRequests { edges { node {
            status closesAt answers { edges { node { municipalityId stance } } } tally { answered }
        } } }
        participationMatrix { cells { insatsId municipalityId status } }
    }
}
"""


def region(world: World, reader: str, then: str | None = None) -> dict[str, Any]:
    """Without cursors: a token's list goes on from the token."""
    found: dict[str, Any] = data(world, reader, REGION, id=FYRBODAL, then=then)["region"]
    return found


def test_a_token_gives_the_same_answer_for_ever(world: World) -> None:
    insats_id = world.insats("4.1")
    request_id = world.sent_request(insats_id, world.now.date() + 2 * A_DAY)
    world.answer(TROLLHATTAN, request_id)
    world.project()
    answered = {reader: region(world, reader) for reader in READERS}
    world.now += A_DAY
    world.answer(UDDEVALLA, request_id, Stance.DECLINED)
    world.do(LEADER, FYRBODAL, DescribeInsats(insats_id=insats_id, description=Description(title="Nytt")), version=2)
    world.take_part(VANERSBORG, insats_id, world.resources())
    world.now += 5 * A_DAY
    world.insats("4.2")
    world.project()
    for reader, then in answered.items():
        assert region(world, reader) != then
        assert region(world, reader, then["token"]) == then


def test_a_token_of_another_organisation_is_refused(world: World) -> None:
    world.project()
    theirs = region(world, TROLLHATTAN)["token"]
    assert refusal(world, FYRBODAL, REGION, id=FYRBODAL, then=theirs).code == "bad-token"
    assert refusal(world, FYRBODAL, REGION, id=FYRBODAL, then="A" * 43).code == "bad-token"


def test_who_sees_less_has_other_tokens_that_say_as_little(world: World) -> None:
    """The same place, whose tokens differ from one organisation to the other."""
    world.project()
    tokens = [region(world, reader)["token"] for reader in READERS]
    assert len(set(tokens)) == len(READERS)
    assert [region(world, reader)["token"] for reader in READERS] == tokens


TIMES = """
query($then: DateTime, $decided: Date, $on: Date) { FIELD(knownAt: $then, decidedAsOf: $decided, on: $on) { id } }
"""


@pytest.mark.parametrize("field", ["regions", "municipality"])
def test_what_is_known_and_decided_in_the_future_is_refused(world: World, field: str) -> None:
    world.project()
    query = TIMES.replace("FIELD", field)
    now, today = world.now, world.now.date()
    ahead = {"then": (now + timedelta(microseconds=1)).isoformat()}, {"decided": (today + A_DAY).isoformat()}
    for variables in ahead:
        assert refusal(world, TROLLHATTAN, query, **variables).code == "in-the-future"
    present: tuple[dict[str, Any], ...] = (
        {"then": now.isoformat()},
        {"decided": today.isoformat()},
        {"on": "2027-03-01"},
    )
    for named in present:
        assert data(world, TROLLHATTAN, query, **named)[field]


def test_today_is_swedens(world: World) -> None:
    """Half past midnight in Sweden is still yesterday in Greenwich."""
    world.now = datetime(2026, 7, 1, 22, 30, tzinfo=world.now.tzinfo)
    world.project()
    query = TIMES.replace("FIELD", "regions")
    assert data(world, TROLLHATTAN, query, decided=date(2026, 7, 2).isoformat())["regions"]
    assert refusal(world, TROLLHATTAN, query, decided=date(2026, 7, 3).isoformat()).code == "in-the-future"


PAGED = """
query($id: ID!, $after: String, $then: DateTime, $decided: Date, $on: Date) {
    region(id: $id, knownAt: $then, decidedAsOf: $decided, on: $on) {
        insatser(first: 2, after: $after) {
            edges { cursor node { code title } } pageInfo { hasNextPage endCursor }
        }
    }
}
"""


def insatser(world: World, **variables: Any) -> dict[str, Any]:
    """A page of two."""
    found: dict[str, Any] = data(world, UDDEVALLA, PAGED, id=FYRBODAL, **variables)["region"]["insatser"]
    return found


def codes(page: dict[str, Any]) -> list[tuple[str, str]]:
    return [(edge["node"]["code"], edge["node"]["title"]) for edge in page["edges"]]


def test_nothing_changes_between_the_pages_of_a_list(world: World) -> None:
    ids = [world.insats(f"4.{number}") for number in (1, 2, 4, 5, 6)]
    world.project()
    first = insatser(world)
    world.now += A_DAY
    world.insats("4.3")
    world.do(LEADER, FYRBODAL, DescribeInsats(insats_id=ids[2], description=Description(title="Nytt")), version=2)
    world.project()
    second = insatser(world, after=first["pageInfo"]["endCursor"])
    assert codes(second) == [("4.4", "Insats 4.4"), ("4.5", "Insats 4.5")]
    third = insatser(world, after=second["pageInfo"]["endCursor"])
    assert codes(third) == [("4.6", "Insats 4.6")]
    assert not third["pageInfo"]["hasNextPage"]
    assert codes(insatser(world)) == [("4.1", "Insats 4.1"), ("4.2", "Insats 4.2")]


def test_answers_that_open_meanwhile_stand_on_no_later_page(world: World) -> None:
    request_id = world.sent_request(world.insats(), world.now.date() + A_DAY)
    for municipality in (TROLLHATTAN, UDDEVALLA, VANERSBORG):
        world.answer(municipality, request_id)
    world.project()
    query = """query($id: ID!, $after: String) { interestRequest(id: $id) { answers(first: 1, after: $after) {
        edges { node { municipalityId } cursor } pageInfo { hasNextPage } } } }"""

    def page(after: str | None) -> dict[str, Any]:
        found: dict[str, Any] = data(world, UDDEVALLA, query, id=request_id, after=after)
        listed: dict[str, Any] = found["interestRequest"]["answers"]
        return listed

    (edge,) = page(None)["edges"]
    assert edge["node"]["municipalityId"] == UDDEVALLA
    world.now += 3 * A_DAY
    world.project()
    assert page(None)["pageInfo"]["hasNextPage"]
    assert page(edge["cursor"])["edges"] == []


def test_a_cursor_holds_for_the_arguments_of_time_that_it_was_given_for(world: World) -> None:
    for number in (1, 2, 3):
        world.insats(f"4.{number}")
    world.project()
    day = world.now.date().isoformat()
    asked: list[dict[str, str]] = [{}, {"then": world.now.isoformat()}, {"decided": day}, {"on": "2027-03-01"}]
    for given in asked:
        cursor = insatser(world, **given)["pageInfo"]["endCursor"]
        for other in asked:
            if other == given:
                assert len(insatser(world, after=cursor, **other)["edges"]) == 1
            else:
                assert refusal(world, UDDEVALLA, PAGED, id=FYRBODAL, after=cursor, **other).code == "bad-cursor"


def test_an_entry_of_the_history_names_the_one_that_it_puts_right_by_its_id(world: World) -> None:
    world.insats("4.1")
    world.project()
    query = """query($id: ID!) { region(id: $id) { insatser { edges { node { history {
        edges { node { id type corrects correctedBy } } } } } } } }"""
    (edge,) = data(world, FYRBODAL, query, id=FYRBODAL)["region"]["insatser"]["edges"]
    entries = [each["node"] for each in edge["node"]["history"]["edges"]]
    assert [entry["type"] for entry in entries] == ["InsatsPrioritised", "InsatsIdeaReceived"]
    assert all(entry["corrects"] is entry["correctedBy"] is None for entry in entries)
    assert not any(entry["id"].isdigit() for entry in entries)


def test_mandates_are_told_as_of_the_same_moment_as_everything_else(world: World) -> None:
    world.project()
    query = (
        "query($after: String) { mandates(first: 2, after: $after) { version edges { cursor node { personId } } } }"
    )

    def page(after: str | None = None) -> dict[str, Any]:
        roles = (Role.ADMINISTRATOR,)
        found: dict[str, Any] = data(world, TROLLHATTAN, query, roles=roles, after=after)["mandates"]
        return found

    first = page()
    decision = world.decision(Body.KOMMUNLEDNING, "director")
    given = GiveMandate(person_id="ny", holds=Role.OFFICER, valid_from=SINCE, decision=decision)
    world.do(ADMINISTRATOR, TROLLHATTAN, given)
    world.project()
    second = page(first["edges"][-1]["cursor"])
    assert second["version"] == first["version"] == page()["version"] - 1
