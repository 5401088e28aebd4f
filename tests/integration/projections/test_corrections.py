"""What was put right: as known before, the old stands; as known after, only the corrected one, on its own day."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import psycopg
import pytest

from samverka_domain.answers import Reply, Stance
from samverka_domain.belonging import MemberDescription
from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_projections.answers import answers_of
from samverka_projections.commitments import PartFact, PartKind, commitments_of
from samverka_projections.history import HistoryEntry, history
from samverka_projections.insatser import insatser, insatser_by_id
from samverka_projections.kernel import projector
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.kernel.registry import PROJECTIONS
from samverka_projections.memberships import members
from samverka_projections.requests import requests_by_id
from samverka_services.commands.answers import CorrectAnswer
from samverka_services.commands.commitments import AdjustCommitment, CorrectCommitment
from samverka_services.commands.insatser import CorrectPriority, PrioritiseInsats, StrikeIdea
from samverka_services.commands.memberships import CorrectMembership
from samverka_services.commands.requests import CorrectInterestRequest, WithdrawInterestRequest
from tests.integration.projections.test_rebuild import caught_up, small_pages
from tests.support.views import ask, contents
from tests.support.world import CHAIR, DIRECTOR, FYRBODAL, LEADER, OFFICER, TROLLHATTAN, UDDEVALLA, World

A_DAY = timedelta(days=1)


@pytest.fixture
def insats_id(world: World) -> str:
    return world.insats()


def decided(world: World, on: date | None = None, number: str = "2026/1") -> Decision:
    return replace(world.decision(Body.KOMMUNLEDNING, DIRECTOR, on=on), record_number=number)


def correct_part(world: World, insats_id: str, version: int, corrected: Decision, **content: object) -> None:
    """Put right an event of Trollhättan's part; its stream stands at its latest version."""
    world.now += A_DAY
    command = CorrectCommitment(
        insats_id=insats_id,
        version=version,
        corrected=corrected,
        decision=decided(world, number="2026/rättelse"),
        content=content,
    )
    stands = len(world.events(TROLLHATTAN, f"commitment:{insats_id}"))
    world.do(OFFICER, TROLLHATTAN, command, version=stands)


def adjust_part(world: World, insats_id: str, hours: int, decision: Decision | None = None) -> None:
    command = AdjustCommitment(
        insats_id=insats_id, resources=world.resources(hours=hours), decision=decision or decided(world)
    )
    stands = len(world.events(TROLLHATTAN, f"commitment:{insats_id}"))
    world.do(OFFICER, TROLLHATTAN, command, version=stands)


def part(world: World, *, known_at: datetime | None = None, decided_as_of: date | None = None) -> PartFact | None:
    """Trollhättan's part, as its neighbour sees it."""
    found = ask(
        world,
        UDDEVALLA,
        lambda connection, as_of: commitments_of(connection, TROLLHATTAN, as_of),
        known_at=known_at,
        decided_as_of=decided_as_of,
    )
    return found[0] if found else None


def hours(world: World, **when: object) -> int | None:
    found = part(world, **when)  # type: ignore[arg-type]
    return found.hours if found else None


def entries(world: World, insats_id: str, reader: str = FYRBODAL) -> list[HistoryEntry]:
    found = ask(world, reader, lambda c, as_of: history(c, insats_id, as_of, before=NEWEST, limit=100))
    return list(reversed(found))


def test_known_before_it_the_old_stands_and_known_after_it_the_corrected(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=100))
    before = world.now
    correct_part(world, insats_id, 2, decided(world, before.date()), resources=world.resources(hours=10))
    world.project()
    assert hours(world, known_at=before) == 100
    assert hours(world) == hours(world, known_at=world.now) == 10


def test_a_corrected_decision_is_true_from_its_own_day(world: World, insats_id: str) -> None:
    """Recorded as of the eleventh, put right to the third: on the fifth it was true after all."""
    first = world.now.date()
    world.now += 10 * A_DAY
    world.take_part(TROLLHATTAN, insats_id)
    before = world.now
    correct_part(world, insats_id, 1, decided(world, first + 2 * A_DAY, "2026/rätt"))
    world.project()
    between = first + 4 * A_DAY
    found = part(world, decided_as_of=between)
    assert found is not None
    assert (found.decision.decided_on, found.decision.record_number) == (first + 2 * A_DAY, "2026/rätt")
    assert part(world, decided_as_of=between, known_at=before) is None
    assert part(world, decided_as_of=first + A_DAY) is None


def test_what_was_moved_to_a_later_day_was_not_true_before(world: World, insats_id: str) -> None:
    """The old day must not come back although nothing else had been decided by then."""
    first = world.now.date()
    world.now += 10 * A_DAY
    command_day = decided(world, first)
    world.take_part(TROLLHATTAN, insats_id)
    correct_part(world, insats_id, 1, command_day)
    correct_part(world, insats_id, 1, decided(world, first + 5 * A_DAY))
    world.project()
    assert part(world, decided_as_of=first + 4 * A_DAY) is None
    assert part(world, decided_as_of=first + 5 * A_DAY) is not None


def test_one_that_is_not_the_last_is_put_right_and_the_last_stands(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=100))
    first = world.now.date()
    world.now += 5 * A_DAY
    adjust_part(world, insats_id, 50)
    correct_part(world, insats_id, 2, decided(world, first), resources=world.resources(hours=10))
    world.project()
    assert hours(world) == 50
    assert hours(world, known_at=world.now) == 50
    assert hours(world, decided_as_of=first + A_DAY) == 10


def test_a_second_correction_keeps_what_the_first_put_right(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=100))
    day = world.now.date()
    correct_part(world, insats_id, 2, decided(world, day), resources=world.resources(hours=10))
    between = world.now
    correct_part(world, insats_id, 2, decided(world, day, "2026/87"))
    world.project()
    found, then = part(world), part(world, known_at=between)
    assert found is not None
    assert then is not None
    assert (found.hours, found.decision.record_number) == (10, "2026/87")
    assert (then.hours, then.decision.record_number) == (10, "2026/1")


def test_what_was_overtaken_changes_nothing_and_stands_in_the_history(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=100))
    first = world.now.date()
    world.now += 5 * A_DAY
    adjust_part(world, insats_id, 50)
    world.now += 5 * A_DAY
    forgotten = replace(decided(world, first + 2 * A_DAY, "2026/glömt"), overtaken=True)
    adjust_part(world, insats_id, 7, forgotten)
    world.project()
    assert hours(world) == 50
    assert hours(world, decided_as_of=first + 3 * A_DAY) == 100
    told = entries(world, insats_id)[-1]
    assert told.decision is not None
    assert (told.decision.record_number, told.decision.overtaken) == ("2026/glömt", True)


def test_the_history_says_what_was_put_right_by_what(world: World, insats_id: str) -> None:
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=100))
    correct_part(world, insats_id, 2, decided(world, world.now.date()), resources=world.resources(hours=10))
    world.project()
    *_, wrong, correction = entries(world, insats_id)
    assert (wrong.type, correction.type) == ("CommitmentResourcesSetAside", "CommitmentCorrected")
    assert (correction.corrects, wrong.corrected_by) == (wrong.position, correction.position)
    assert (wrong.corrects, correction.corrected_by) == (None, None)
    assert correction.decision is not None
    assert correction.decision.record_number == "2026/rättelse"


def test_an_answer_put_right_after_closing_is_marked(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id, world.now.date() + A_DAY)
    world.answer(TROLLHATTAN, request_id)
    day = world.now.date()
    world.now += 5 * A_DAY
    command = CorrectAnswer(
        request_id=request_id,
        version=1,
        corrected=decided(world, day),
        decision=decided(world),
        content={"reply": Reply(Stance.CONDITIONAL, conditions="Om kostnaden delas")},
    )
    world.do(OFFICER, TROLLHATTAN, command, version=1)
    world.project()
    answer = ask(world, UDDEVALLA, lambda c, as_of: answers_of(c, TROLLHATTAN, as_of))[request_id]
    assert (answer.stance, answer.after_closing, answer.late) == (Stance.CONDITIONAL, True, False)


def test_a_priority_and_a_membership_are_put_right_alike(world: World, insats_id: str) -> None:
    council = world.decision(Body.E_RAD, CHAIR)
    review_on = world.now.date()
    wrong = PrioritiseInsats(insats_id=insats_id, priority=Priority.WAIT, decision=council, review_on=review_on)
    world.do(LEADER, FYRBODAL, wrong, version=2)
    right = CorrectPriority(
        insats_id=insats_id, version=3, corrected=council, decision=council, content={"priority": Priority.DECLINE}
    )
    world.do(LEADER, FYRBODAL, right, version=3)
    management = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    forbund = world.events(FYRBODAL, f"kommunalforbund:{FYRBODAL}")
    started = next(each for each in forbund if getattr(each.event, "member_id", None) == TROLLHATTAN)
    description = MemberDescription("Trollhättan", "1488", 60_000)
    membership = CorrectMembership(
        version=started.event.originator_version,
        corrected=replace(management, decided_on=started.event.decision.decided_on),  # type: ignore[attr-defined]
        decision=management,
        content={"description": description},
    )
    world.do(LEADER, FYRBODAL, membership, version=len(forbund))
    world.project()
    insats = ask(world, UDDEVALLA, lambda c, as_of: insatser_by_id(c, [insats_id], as_of))[insats_id]
    assert (insats.priority, insats.version) == (Priority.DECLINE, 4)
    found = ask(world, UDDEVALLA, lambda c, as_of: members(c, FYRBODAL, as_of))
    assert {each.name: each.inhabitants for each in found}["Trollhättan"] == 60_000
    assert len(found) == 3


def test_a_withdrawal_put_right_holds_from_its_own_day(world: World, insats_id: str) -> None:
    request_id = world.sent_request(insats_id)
    first = world.now.date()
    world.now += 5 * A_DAY
    council = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, WithdrawInterestRequest(request_id=request_id, decision=council), version=3)
    earlier = replace(council, decided_on=first + A_DAY)
    command = CorrectInterestRequest(
        request_id=request_id, version=4, corrected=earlier, decision=council, content={}
    )
    world.do(LEADER, FYRBODAL, command, version=4)
    world.project()

    def status(day: date) -> str:
        found = ask(world, UDDEVALLA, lambda c, as_of: requests_by_id(c, [request_id], as_of), decided_as_of=day)
        return found[request_id].status

    assert (status(first), status(first + A_DAY)) == ("OPEN", "WITHDRAWN")
    assert [entry.type for entry in entries(world, insats_id, UDDEVALLA)][-1] == "InterestRequestWithdrawalCorrected"


def test_a_struck_idea_is_listed_no_more_and_its_history_stays(world: World) -> None:
    mistaken = world.insats("4.9", started=False)
    before = world.now
    world.do(LEADER, FYRBODAL, StrikeIdea(insats_id=mistaken, reason="Dubblett"), version=1)
    world.project()
    assert listed(world) == []
    assert listed(world, known_at=before) == [mistaken]
    found = ask(world, UDDEVALLA, lambda c, as_of: insatser_by_id(c, [mistaken], as_of))[mistaken]
    assert found.struck
    assert [entry.type for entry in entries(world, mistaken)] == ["InsatsIdeaReceived", "InsatsStruck"]


def listed(world: World, known_at: datetime | None = None) -> list[str]:
    found = ask(world, UDDEVALLA, lambda c, as_of: insatser(c, FYRBODAL, as_of, limit=10), known_at=known_at)
    return [each.insats_id for each in found]


@pytest.mark.parametrize("size", [1, 3, 5000])
def test_a_rebuild_says_the_same_as_what_was_kept_up(
    world: World, insats_id: str, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    world.project()
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=100))
    day = world.now.date()
    world.project()
    adjust_part(world, insats_id, 50)
    correct_part(world, insats_id, 2, decided(world, day), resources=world.resources(hours=10))
    world.project()
    correct_part(world, insats_id, 2, decided(world, day, "2026/87"))
    adjust_part(world, insats_id, 20)
    correct_part(world, insats_id, 3, decided(world, day), resources=world.resources(hours=30))
    world.project()
    kept_up = contents(world)
    small_pages(monkeypatch, size)
    with psycopg.connect(world.database.projector_url, autocommit=True) as connection:
        for projection in PROJECTIONS:
            projector.begin_build(connection, projection, lambda: world.now)
        caught_up(connection, world)
    assert contents(world) == kept_up
    assert (hours(world), part(world).kind) == (20, PartKind.RESOURCES_SET_ASIDE)  # type: ignore[union-attr]
